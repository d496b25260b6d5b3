// SPDX-License-Identifier: Apache-2.0

extension JSONParser {
    /// A string, from its opening quotation mark; most are plain ASCII and are taken in one piece.
    mutating func string() throws(JSONError) -> String {
        let bytes = self.bytes
        let start = position + 1
        var end = start
        while end < bytes.count {
            let byte = bytes[end]
            if byte == UInt8(ascii: "\"") {
                position = end + 1
                return String(decoding: bytes[start..<end], as: UTF8.self)
            }
            if byte == UInt8(ascii: "\\") || byte < 0x20 || byte >= 0x7F { break }
            end += 1
        }
        position = end
        return try mixedString(from: start)
    }

    /// The rest of a string with escapes or characters beyond ASCII.
    private mutating func mixedString(from start: Int) throws(JSONError) -> String {
        let bytes = self.bytes
        let isPlain = profile == .plain
        // What stood before the last escape, decoded; the rest is taken from the bytes as it is.
        var decoded: [UInt8] = []
        var rest = start
        var normalization = NormalizationCheck()
        if position > start { _ = normalization.take(UInt32(bytes[position - 1])) }
        var at = position
        while at < bytes.count {
            // Thai and Burmese letters, of three bytes each.
            if !isPlain, bytes[at] & 0xFE == 0xE0, at + 2 < bytes.count {
                let second = bytes[at + 1]
                let third = bytes[at + 2]
                let scalar = UInt32(bytes[at] & 1) << 12 | UInt32(second & 0x3F) << 6 | UInt32(third & 0x3F)
                if second & 0xC0 == 0x80, third & 0xC0 == 0x80, scalar >= 0x800,
                    normalization.takeCommon(scalar)
                {
                    at += 3
                    continue
                }
            }
            let scalar: UInt32
            var next = at + 1
            switch bytes[at] {
            case UInt8(ascii: "\""):
                position = next
                if rest == start { return String(decoding: bytes[start..<at], as: UTF8.self) }
                decoded += bytes[rest..<at]
                return String(decoding: decoded, as: UTF8.self)
            case UInt8(ascii: "\\"):
                decoded += bytes[rest..<at]
                position = at
                scalar = try escape()
                guard let character = Unicode.Scalar(scalar) else { throw failure(.loneSurrogate, at: at) }
                decoded += UTF8.encode(character).map { Array($0) } ?? []
                rest = position
                next = position
            case 0..<0x20:
                throw failure(.controlCharacter, at: at)
            case let byte where byte < 0x80:
                scalar = UInt32(byte)
            default:
                guard let length = Self.scalarLength(at: at, in: bytes) else {
                    throw failure(.notUTF8, at: at)
                }
                scalar = Self.decode(length, at: at, in: bytes)
                next = at + length
            }
            if !isPlain {
                if !(0x20..<0x7F ~= scalar), !(0xE00..<0x1100 ~= scalar), let code = Self.refusal(of: scalar)
                {
                    throw failure(code, at: at)
                }
                guard normalization.take(scalar) else { throw failure(.notNormalized, at: at) }
            }
            at = next
        }
        position = at
        throw failure(.unexpectedEnd)
    }

    /// One escape, from its backslash; a pair of surrogates counts as one, half a pair comes back as it is.
    private mutating func escape() throws(JSONError) -> UInt32 {
        let start = position
        position += 1
        guard position < bytes.count else { throw failure(.unexpectedEnd) }
        let kind = bytes[position]
        position += 1
        switch kind {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return UInt32(kind)
        case UInt8(ascii: "b"): return 0x08
        case UInt8(ascii: "f"): return 0x0C
        case UInt8(ascii: "n"): return 0x0A
        case UInt8(ascii: "r"): return 0x0D
        case UInt8(ascii: "t"): return 0x09
        case UInt8(ascii: "u"):
            let unit = try hexadecimal(from: start)
            guard 0xD800...0xDBFF ~= unit, byte == UInt8(ascii: "\\"), position + 1 < bytes.count,
                bytes[position + 1] == UInt8(ascii: "u")
            else { return unit }
            position += 2
            let second = try hexadecimal(from: start)
            return 0xDC00...0xDFFF ~= second ? 0x10000 + (unit - 0xD800) << 10 + (second - 0xDC00) : unit
        default:
            throw failure(.invalidEscape, at: start)
        }
    }

    private mutating func hexadecimal(from start: Int) throws(JSONError) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard position < bytes.count else { throw failure(.unexpectedEnd) }
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw failure(.invalidEscape, at: start)
            }
            unit = unit << 4 | UInt32(digit)
            position += 1
        }
        return unit
    }

    /// The length of the UTF-8 sequence beyond ASCII at `offset`; nil where it is not well-formed
    /// (Unicode §3.9, table 3-7).
    @inline(__always)
    static func scalarLength(at offset: Int, in bytes: [UInt8]) -> Int? {
        let lead = bytes[offset]
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch lead {
        case 0xC2...0xDF: length = 2
        case 0xE0...0xEF:
            length = 3
            if lead == 0xE0 { second = 0xA0...0xBF }
            if lead == 0xED { second = 0x80...0x9F }
        case 0xF0...0xF4:
            length = 4
            if lead == 0xF0 { second = 0x90...0xBF }
            if lead == 0xF4 { second = 0x80...0x8F }
        default: return nil
        }
        guard offset + length <= bytes.count, second ~= bytes[offset + 1],
            length < 3 || bytes[offset + 2] & 0xC0 == 0x80, length < 4 || bytes[offset + 3] & 0xC0 == 0x80
        else { return nil }
        return length
    }

    @inline(__always)
    private static func decode(_ length: Int, at offset: Int, in bytes: [UInt8]) -> UInt32 {
        let lead = UInt32(bytes[offset]) & (0xFF &>> (UInt32(length) + 1))
        let second = lead << 6 | UInt32(bytes[offset + 1] & 0x3F)
        if length == 2 { return second }
        let third = second << 6 | UInt32(bytes[offset + 2] & 0x3F)
        return length == 3 ? third : third << 6 | UInt32(bytes[offset + 3] & 0x3F)
    }

    /// Why a character may not stand in our documents; nil where it may.
    ///
    /// The joiners U+200C and U+200D and the zero-width space U+200B may: Burmese and Thai texts need them.
    static func refusal(of scalar: UInt32) -> JSONError.Code? {
        switch scalar {
        case 0x09, 0x0A, 0x0D: nil
        case 0..<0x20, 0x7F...0x9F: .controlCharacter
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: .directionControl
        case 0xFDD0...0xFDEF: .noncharacter
        case _ where scalar & 0xFFFE == 0xFFFE: .noncharacter
        default: nil
        }
    }
}
