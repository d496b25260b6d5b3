// SPDX-License-Identifier: Apache-2.0

package import Octets

/// What two offices read to each other before they trust: the first 128 bits of an authority certificate's SHA-256.
///
/// As digits: eight groups of five, each the decimal value of 16 bits. As words: twelve of BIP-39's list, of which the
/// last carries four bits of checksum, so that a misheard word is found before it is compared.
package struct Fingerprint: Hashable, Sendable {
    /// 16 bytes.
    package let bytes: [UInt8]

    package init(of authority: SHA256Digest) {
        bytes = Array(authority.bytes.prefix(16))
    }

    /// Reads 40 digits, Latin, Thai or Burmese, or twelve words; nil for anything else.
    ///
    /// Spaces and hyphens between digits, and the case of words, do not count.
    package init?(_ text: String) {
        guard let bytes = Self.bytes(digits: text) ?? Self.bytes(words: text) else { return nil }
        self.bytes = bytes
    }

    /// Whether `authority` is the certificate digest that this fingerprint stands for.
    package func matches(_ authority: SHA256Digest) -> Bool {
        self == Fingerprint(of: authority)
    }

    // MARK: Digits

    package enum Digits: UInt32, CaseIterable, Sendable {
        case latin = 0x30
        case thai = 0xE50
        case burmese = 0x1040
    }

    /// Eight groups of five digits.
    package func digits(_ script: Digits = .latin) -> String {
        stride(from: 0, to: bytes.count, by: 2).map { index in
            let decimal = String(UInt32(bytes[index]) << 8 | UInt32(bytes[index + 1]))
            let padded = String(repeating: "0", count: 5 - decimal.count) + decimal
            var group = String.UnicodeScalarView()
            for digit in padded.utf8 {
                guard let scalar = Unicode.Scalar(script.rawValue + UInt32(digit - UInt8(ascii: "0"))) else {
                    continue
                }
                group.append(scalar)
            }
            return String(group)
        }
        .joined(separator: " ")
    }

    private static func bytes(digits text: String) -> [UInt8]? {
        var values: [UInt32] = []
        for scalar in text.unicodeScalars where scalar != " " && scalar != "-" {
            let value = Digits.allCases.lazy
                .map { scalar.value &- $0.rawValue }
                .first { $0 < 10 }
            guard let value else { return nil }
            values.append(value)
        }
        guard values.count == 40 else { return nil }
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: 40, by: 5) {
            let value = values[start..<(start + 5)].reduce(0) { $0 * 10 + $1 }
            guard value <= 0xFFFF else { return nil }
            bytes.append(UInt8(value >> 8))
            bytes.append(UInt8(value & 0xFF))
        }
        return bytes
    }

    // MARK: Words (BIP-39, "Generating the mnemonic")

    /// Twelve words, separated by spaces.
    package var words: String {
        Self.indices(of: bytes).map { String(Self.wordList[$0]) }.joined(separator: " ")
    }

    private static func indices(of bytes: [UInt8]) -> [Int] {
        let checked = bytes + [SHA256Digest(of: bytes).bytes[0] & 0xF0]
        return (0..<12).map { word in
            (0..<11).reduce(0) { value, offset in
                let bit = word * 11 + offset
                return value << 1 | Int(checked[bit / 8] >> UInt8(7 - bit % 8) & 1)
            }
        }
    }

    private static func bytes(words text: String) -> [UInt8]? {
        let words = text.lowercased().split { $0 == " " || $0 == "-" || $0 == "\n" }
        let indices = words.compactMap { wordList.firstIndex(of: $0) }
        guard words.count == 12, indices.count == 12 else { return nil }
        var bytes = [UInt8](repeating: 0, count: 17)
        for bit in 0..<132 where indices[bit / 11] >> (10 - bit % 11) & 1 == 1 {
            bytes[bit / 8] |= 0x80 >> UInt8(bit % 8)
        }
        bytes.removeLast()
        return Self.indices(of: bytes) == indices ? bytes : nil
    }
}
