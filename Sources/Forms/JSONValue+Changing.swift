// SPDX-License-Identifier: Apache-2.0

import JSONSchema

extension JSONValue {
    /// The value with `new` at `pointer`; objects on the way are made where they are missing, and an index one beyond
    /// an array's end appends.
    ///
    /// With nil the member or element is removed. A way that leads through something else leaves the value unchanged.
    func changing(_ pointer: JSONPointer, to new: JSONValue?) -> JSONValue {
        changing(pointer.tokens[...], to: new) ?? self
    }

    private func changing(_ tokens: ArraySlice<String>, to new: JSONValue?) -> JSONValue? {
        guard let token = tokens.first else { return new }
        let rest = tokens.dropFirst()
        switch self {
        case .array(var elements):
            guard let index = Int(token), 0...elements.count ~= index else { return self }
            if index == elements.count {
                if let element = JSONValue.object(JSONObject()).changing(rest, to: new) {
                    elements.append(element)
                }
            } else if let element = elements[index].changing(rest, to: new) {
                elements[index] = element
            } else {
                elements.remove(at: index)
            }
            return .array(elements)
        case .object(var object):
            if new == nil, object[token] == nil { return self }
            let member = object[token] ?? .object(JSONObject())
            object[token] = member.changing(rest, to: new)
            return .object(object)
        case .null:
            return new == nil ? self : JSONValue.object(JSONObject()).changing(tokens, to: new)
        default:
            return self
        }
    }

    /// The same value, the members of its objects in the order of the schema; those that it does not name come last.
    func ordered(by node: SchemaNode) -> JSONValue {
        switch self {
        case .object(let object):
            var sorted = JSONObject()
            for (name, property) in node.properties {
                if let value = object[name] { sorted[name] = value.ordered(by: property) }
            }
            for (name, value) in object.members { _ = sorted.append(name, value) }
            return .object(sorted)
        case .array(let elements):
            guard let items = node.items else { return self }
            return .array(elements.map { $0.ordered(by: items) })
        default:
            return self
        }
    }
}

extension JSONPointer {
    /// Whether the value at `other` is this one or lies in it.
    func holds(_ other: JSONPointer) -> Bool {
        other.tokens.starts(with: tokens)
    }

    var parent: JSONPointer { JSONPointer(Array(tokens.dropLast())) }
}
