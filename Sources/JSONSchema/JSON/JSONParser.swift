// SPDX-License-Identifier: Apache-2.0

/// A recursive-descent parser over bytes: each rule starts at its first byte and ends behind its last.
struct JSONParser {
    let bytes: [UInt8]
    let profile: JSON.Profile
    let depth: Int
    var position = 0
    private var level = 0

    init(_ bytes: [UInt8], profile: JSON.Profile, depth: Int) {
        self.bytes = bytes
        self.profile = profile
        self.depth = depth
    }

    /// The byte at the position, or zero at the end: no rule of the grammar begins with a zero byte.
    var byte: UInt8 {
        position < bytes.count ? bytes[position] : 0
    }

    func failure(_ code: JSONError.Code, at offset: Int? = nil, limit: Int? = nil) -> JSONError {
        JSONError(code, at: offset ?? position, in: bytes, limit: limit)
    }

    /// An error about the byte at the position, which fits no rule.
    func unexpected() -> JSONError {
        if position >= bytes.count { return failure(.unexpectedEnd) }
        return failure(
            byte >= 0x80 && Self.scalarLength(at: position, in: bytes) == nil
                ? .notUTF8 : .unexpectedCharacter
        )
    }

    mutating func document() throws(JSONError) -> JSONValue {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { throw failure(.byteOrderMark) }
        skipSpace()
        let value = try value()
        skipSpace()
        guard position == bytes.count else { throw failure(.trailingContent) }
        return value
    }

    mutating func skipSpace() {
        while position < bytes.count, bytes[position] <= 0x20 {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    mutating func value() throws(JSONError) -> JSONValue {
        switch byte {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), 0x30...0x39: return .number(try number())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: throw unexpected()
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        for expected in word.description.utf8 {
            guard byte == expected else { throw unexpected() }
            position += 1
        }
        return value
    }

    private mutating func enter() throws(JSONError) {
        level += 1
        guard level <= depth else { throw failure(.tooDeep, limit: depth) }
        position += 1
        skipSpace()
    }

    private mutating func array() throws(JSONError) -> JSONValue {
        var elements: [JSONValue] = []
        try elementwise { (parser, index) throws(JSONError) in
            elements.append(try parser.value())
            return true
        }
        return .array(elements)
    }

    private mutating func object() throws(JSONError) -> JSONValue {
        var object = JSONObject()
        object.reserve()
        // One bit for each mark that a name has left: a name that finds its own unset is new without a search.
        var marks: UInt64 = 0
        try memberwise { (parser, name, start) throws(JSONError) in
            let mark = Self.mark(of: name)
            let value = try parser.value()
            if marks & mark == 0 {
                object.appendNew(name, value)
            } else {
                guard object.append(name, value) else { throw parser.failure(.duplicateName, at: start) }
            }
            marks |= mark
            return true
        }
        return .object(object)
    }

    /// One of 64 bits, the same for equal names.
    private static func mark(of name: String) -> UInt64 {
        let utf8 = name.utf8Span
        let bytes = utf8.span
        guard !bytes.isEmpty else { return 1 }
        let sum =
            bytes.count &* 7 &+ Int(bytes[0]) &* 31 &+ Int(bytes[bytes.count - 1]) &* 17
            &+ Int(bytes[bytes.count / 2])
        return 1 &<< UInt64(truncatingIfNeeded: sum & 63)
    }

    /// Calls `body` at the start of each element until it answers false, which it does in the middle of the array.
    private mutating func elementwise(
        _ body: (inout JSONParser, Int) throws(JSONError) -> Bool
    ) throws(JSONError) {
        try enter()
        var index = 0
        if byte == UInt8(ascii: "]") {
            position += 1
        } else {
            while true {
                do throws(JSONError) {
                    if try !body(&self, index) { return }
                } catch {
                    throw error.inside(String(index))
                }
                skipSpace()
                if byte == UInt8(ascii: "]") { break }
                guard byte == UInt8(ascii: ",") else { throw unexpected() }
                position += 1
                skipSpace()
                index += 1
            }
            position += 1
        }
        level -= 1
    }

    /// Calls `body` at the start of each member's value, with the name and its offset, until it answers false.
    private mutating func memberwise(
        _ body: (inout JSONParser, String, Int) throws(JSONError) -> Bool
    ) throws(JSONError) {
        try enter()
        if byte == UInt8(ascii: "}") {
            position += 1
        } else {
            while true {
                guard byte == UInt8(ascii: "\"") else { throw unexpected() }
                let start = position
                let name = try string()
                skipSpace()
                guard byte == UInt8(ascii: ":") else { throw unexpected() }
                position += 1
                skipSpace()
                do throws(JSONError) {
                    if try !body(&self, name, start) { return }
                } catch {
                    throw error.inside(name)
                }
                skipSpace()
                if byte == UInt8(ascii: "}") { break }
                guard byte == UInt8(ascii: ",") else { throw unexpected() }
                position += 1
                skipSpace()
            }
            position += 1
        }
        level -= 1
    }

    /// The bytes of the value below the one at the position that `path` leads to.
    mutating func find(_ path: ArraySlice<String>) throws(JSONError) -> Range<Int>? {
        skipSpace()
        guard let token = path.first else {
            let start = position
            _ = try value()
            return start..<position
        }
        var found: Range<Int>?
        switch byte {
        case UInt8(ascii: "["):
            let wanted = JSONPointer.index(token)
            try elementwise { (parser, index) throws(JSONError) in
                if index == wanted {
                    found = try parser.find(path.dropFirst())
                    return false
                }
                _ = try parser.value()
                return true
            }
        case UInt8(ascii: "{"):
            try memberwise { (parser, name, _) throws(JSONError) in
                if name == token {
                    found = try parser.find(path.dropFirst())
                    return false
                }
                _ = try parser.value()
                return true
            }
        default: break
        }
        return found
    }
}
