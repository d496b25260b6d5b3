// SPDX-License-Identifier: Apache-2.0

/// Digits as people write them here: Latin, Thai (U+0E50–0E59), Burmese (U+1040–1049), Shan (U+1090–1099), full-width.
package enum Digits {
    /// The value of one digit; nil for every other character.
    package static func value(of scalar: Unicode.Scalar) -> Int? {
        for zero: UInt32 in [0x30, 0x0E50, 0x1040, 0x1090, 0xFF10] where zero...zero + 9 ~= scalar.value {
            return Int(scalar.value - zero)
        }
        return nil
    }

    /// The text with each digit as 0–9, all else unchanged.
    package static func latin(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map(latin)))
    }

    /// The digits of `text` in Thai, for showing; all else unchanged.
    package static func thai(_ text: String) -> String {
        shown(text, zero: 0x0E50)
    }

    /// The digits of `text` in Burmese, for showing; all else unchanged.
    package static func burmese(_ text: String) -> String {
        shown(text, zero: 0x1040)
    }

    static func latin(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        value(of: scalar).flatMap { Unicode.Scalar(0x30 + UInt32($0)) } ?? scalar
    }

    private static func shown(_ text: String, zero: UInt32) -> String {
        let scalars = text.unicodeScalars.map { scalar in
            value(of: scalar).flatMap { Unicode.Scalar(zero + UInt32($0)) } ?? scalar
        }
        return String(String.UnicodeScalarView(scalars))
    }
}
