// SPDX-License-Identifier: Apache-2.0

/// Base64 by RFC 4648, read strictly: one spelling for each sequence of bytes.
package enum Base64 {
    /// The two alphabets of RFC 4648 §4 and §5.
    package enum Alphabet: Sendable {
        case standard
        case urlSafe
    }

    /// Writes `bytes`, padded with `=` only where asked.
    package static func encode(_ bytes: [UInt8], _ alphabet: Alphabet = .standard, padded: Bool = false)
        -> String
    {
        let letters = Self.letters(alphabet)
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var index = 0
        while index < bytes.count {
            let left = bytes.count - index
            let b0 = UInt32(bytes[index])
            let b1 = left > 1 ? UInt32(bytes[index + 1]) : 0
            let b2 = left > 2 ? UInt32(bytes[index + 2]) : 0
            let group = b0 << 16 | b1 << 8 | b2
            text.append(letters[Int(group >> 18 & 63)])
            text.append(letters[Int(group >> 12 & 63)])
            if left > 1 { text.append(letters[Int(group >> 6 & 63)]) }
            if left > 2 { text.append(letters[Int(group & 63)]) }
            if left < 3, padded {
                text.append(contentsOf: Array(repeating: UInt8(ascii: "="), count: 3 - left))
            }
            index += 3
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads `text`: no white space, no stray padding, no bits set beyond the last byte (RFC 4648 §3.5).
    ///
    /// - Throws: `OctetsError` with `malformedText`.
    package static func decode(
        _ text: some Collection<UInt8>,
        _ alphabet: Alphabet = .standard,
        padded: Bool = false
    ) throws(OctetsError) -> [UInt8] {
        var characters = Array(text)
        if padded {
            guard characters.count.isMultiple(of: 4) else { throw OctetsError(.malformedText) }
            for _ in 0..<2 where characters.last == UInt8(ascii: "=") { characters.removeLast() }
            // A group that needs no padding has none, so what is left tells how much there must have been.
            guard (4 - characters.count % 4) % 4 == text.count - characters.count else {
                throw OctetsError(.malformedText)
            }
        }
        guard characters.count % 4 != 1 else { throw OctetsError(.malformedText) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(characters.count / 4 * 3 + 2)
        var group: UInt32 = 0
        var bits = 0
        for character in characters {
            guard let value = value(of: character, alphabet) else { throw OctetsError(.malformedText) }
            group = group << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: group >> UInt32(bits)))
            }
        }
        guard group & ((1 << UInt32(bits)) - 1) == 0 else { throw OctetsError(.malformedText) }
        return bytes
    }

    /// Reads `text` as `decode` does.
    package static func decode(
        _ text: String,
        _ alphabet: Alphabet = .standard,
        padded: Bool = false
    ) throws(OctetsError) -> [UInt8] {
        try decode(text.utf8, alphabet, padded: padded)
    }

    private static func letters(_ alphabet: Alphabet) -> [UInt8] {
        let common = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
        return common + Array((alphabet == .standard ? "+/" : "-_").utf8)
    }

    private static func value(of character: UInt8, _ alphabet: Alphabet) -> UInt8? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
        case UInt8(ascii: alphabet == .standard ? "+" : "-"): 62
        case UInt8(ascii: alphabet == .standard ? "/" : "_"): 63
        default: nil
        }
    }
}
