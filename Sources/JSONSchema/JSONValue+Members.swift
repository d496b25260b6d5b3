// SPDX-License-Identifier: Apache-2.0

extension JSONValue {
    /// An object with `members` in their order, less those that have no value.
    package static func members(_ members: [(name: String, value: JSONValue?)]) -> JSONValue {
        var object = JSONObject()
        for (name, value) in members { object[name] = value }
        return .object(object)
    }
}
