// SPDX-License-Identifier: Apache-2.0

import Octets

/// Bech32 by BIP 173, without its limit on length, as age writes keys.
///
/// What is decoded may be a secret, so that it goes from secret bytes to secret bytes with no copy between.
enum Bech32 {
    private static let letters = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
    private static let checksumCount = 6

    /// Writes `bytes` after `prefix`, in the case of `prefix`.
    static func encode(_ bytes: RawSpan, prefix: String) -> SecretBytes {
        let isUpper = prefix.utf8.contains { isLetter($0, in: "A"..."Z") }
        let prefix = Array(prefix.utf8)
        let groups = (bytes.byteCount * 8 + 4) / 5
        return SecretBytes(count: prefix.count + 1 + groups + checksumCount) { out in
            var position = 0
            func write(_ character: UInt8) {
                out.storeBytes(of: character, toByteOffset: position, as: UInt8.self)
                position += 1
            }
            func write(group: UInt8) {
                let letter = letters[Int(group)]
                write(isUpper && letter >= UInt8(ascii: "a") ? letter - 32 : letter)
            }
            for character in prefix { write(character) }
            write(UInt8(ascii: "1"))
            var checksum = Checksum(prefix: prefix.map(lowered))
            for index in 0..<groups {
                let value = group(at: index, of: bytes)
                checksum.add(value)
                write(group: value)
            }
            for value in checksum.closing { write(group: value) }
        }
    }

    /// Reads what `encode` writes for the same `prefix`: one spelling for each sequence of bytes.
    ///
    /// The case must be that of `prefix` throughout, the checksum right, the bits beyond the last byte zero.
    /// Nil for anything else.
    static func decode(_ text: RawSpan, prefix: String) -> SecretBytes? {
        let expected = Array(prefix.utf8) + [UInt8(ascii: "1")]
        let groups = text.byteCount - expected.count - checksumCount
        guard groups >= 0, expected.indices.allSatisfy({ text.byte(at: $0) == expected[$0] }) else {
            return nil
        }
        let isUpper = prefix.utf8.contains { isLetter($0, in: "A"..."Z") }
        func value(at index: Int) -> UInt8? {
            let character = text.byte(at: expected.count + index)
            guard !isLetter(character, in: isUpper ? "a"..."z" : "A"..."Z") else { return nil }
            return letters.firstIndex(of: lowered(character)).map { UInt8($0) }
        }
        var checksum = Checksum(prefix: prefix.utf8.map(lowered))
        for index in 0..<(groups + checksumCount) {
            guard let value = value(at: index) else { return nil }
            checksum.add(value)
        }
        guard checksum.isRight, groups * 5 % 8 < 5 else { return nil }
        var padding: UInt32 = 0
        let bytes = SecretBytes(count: groups * 5 / 8) { out in
            var bits = 0
            var position = 0
            for index in 0..<groups {
                padding = padding << 5 | UInt32(value(at: index) ?? 0)
                bits += 5
                guard bits >= 8 else { continue }
                bits -= 8
                out.storeBytes(
                    of: UInt8(truncatingIfNeeded: padding >> UInt32(bits)),
                    toByteOffset: position,
                    as: UInt8.self
                )
                padding &= (1 << UInt32(bits)) - 1
                position += 1
            }
        }
        return padding == 0 ? bytes : nil
    }

    /// The `index`-th five bits of `bytes`, zeros following the last byte.
    private static func group(at index: Int, of bytes: RawSpan) -> UInt8 {
        let bit = index * 5
        let high = UInt16(bytes.byte(at: bit / 8)) << 8
        let low = bit / 8 + 1 < bytes.byteCount ? UInt16(bytes.byte(at: bit / 8 + 1)) : 0
        return UInt8(truncatingIfNeeded: (high | low) >> UInt16(11 - bit % 8) & 31)
    }

    private static func isLetter(_ character: UInt8, in range: ClosedRange<Unicode.Scalar>) -> Bool {
        range.contains(Unicode.Scalar(character))
    }

    private static func lowered(_ character: UInt8) -> UInt8 {
        isLetter(character, in: "A"..."Z") ? character + 32 : character
    }

    /// The checksum of BIP 173, over the prefix in lower case and the groups.
    private struct Checksum {
        private var state: UInt32 = 1

        init(prefix: [UInt8]) {
            for character in prefix { add(character >> 5) }
            add(0)
            for character in prefix { add(character & 31) }
        }

        mutating func add(_ value: UInt8) {
            let top = state >> 25
            state = (state & 0x1ff_ffff) << 5 ^ UInt32(value)
            let generator: [UInt32] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3]
            for (bit, term) in generator.enumerated() where top >> UInt32(bit) & 1 == 1 { state ^= term }
        }

        /// Whether the groups taken so far ended with their checksum.
        var isRight: Bool { state == 1 }

        /// The groups that make it right.
        var closing: [UInt8] {
            var closed = self
            for _ in 0..<checksumCount { closed.add(0) }
            let value = closed.state ^ 1
            return (0..<checksumCount).map { UInt8(value >> UInt32(5 * (checksumCount - 1 - $0)) & 31) }
        }
    }
}
