// SPDX-License-Identifier: Apache-2.0

import Octets

/// Reading JSON strictly (RFC 8259 and I-JSON, RFC 7493).
///
/// What is refused, with its reason, stands in `docs/formats/json.md`.
package enum JSON {
    /// What a text must keep to beyond JSON's grammar.
    package enum Profile: Sendable {
        /// Our documents: I-JSON, text in NFC, no control characters and none that turn the direction of writing.
        case document
        /// Any JSON with distinct names and finite numbers; these may be rounded. For other people's JSON, never for
        /// bytes that are signed.
        case plain
    }

    /// 2^53−1, up to which a double holds every integer.
    package static let largestInteger = 9_007_199_254_740_991.0

    /// Reads the one value that `bytes` hold; white space around it is allowed, nothing else.
    package static func parse(
        _ bytes: [UInt8],
        as profile: Profile = .document,
        size: Int = Limits.document,
        depth: Int = Limits.documentDepth
    ) throws(JSONError) -> JSONValue {
        guard bytes.count <= size else { throw JSONError(.tooLarge, at: 0, in: bytes, limit: size) }
        var parser = JSONParser(bytes, profile: profile, depth: depth)
        return try parser.document()
    }

    /// The place of the value at `pointer` in `bytes`, which `parse` has taken; nil where there is none.
    ///
    /// Reads the bytes again up to that value, which is cheaper than keeping every place of every document.
    package static func place(
        of pointer: JSONPointer,
        in bytes: [UInt8],
        as profile: Profile = .document
    ) -> JSONPlace? {
        var parser = JSONParser(bytes, profile: profile, depth: Int.max)
        guard let range = try? parser.find(pointer.tokens[...]) else { return nil }
        return JSONPlace(range, in: bytes)
    }
}
