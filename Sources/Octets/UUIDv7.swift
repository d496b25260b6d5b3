// SPDX-License-Identifier: Apache-2.0

/// An identifier whose order is that of its making: UUID version 7 (RFC 9562 §5.7), in lower case.
package struct UUIDv7: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    /// The identifier written in `text`; nil for another version, variant or spelling.
    package init?(_ text: String) {
        let characters = Array(text.utf8)
        guard characters.count == 36 else { return nil }
        for (index, character) in characters.enumerated() {
            let isHyphen = [8, 13, 18, 23].contains(index)
            guard isHyphen ? character == UInt8(ascii: "-") : Self.isDigit(character) else { return nil }
        }
        guard characters[14] == UInt8(ascii: "7"), "89ab".utf8.contains(characters[19]) else { return nil }
        description = text
    }

    /// A fresh identifier: the moment in milliseconds, then 74 random bits.
    package init(at moment: Timestamp, using generator: inout some RandomNumberGenerator) {
        let milliseconds = UInt64(clamping: moment.secondsSinceEpoch * 1000) & 0xFFFF_FFFF_FFFF
        let high = milliseconds << 16 | 0x7000 | generator.next() >> 52
        let low = 1 << 63 | generator.next() >> 2
        let digits = [high, low].map { word in
            let text = String(word, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }
        .joined()
        var text = ""
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { text.append("-") }
            text.append(digit)
        }
        description = text
    }

    private static func isDigit(_ character: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(character)
            || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(character)
    }
}
