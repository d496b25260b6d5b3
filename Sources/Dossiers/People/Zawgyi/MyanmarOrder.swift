// SPDX-License-Identifier: Apache-2.0

/// Unicode's canonical order and composition inside the Myanmar block, all that NFC asks of Burmese text.
///
/// Marks stand in the order of their combining classes (U+1037 before U+1039 and U+103A, U+108D last), and U+1025
/// U+102E is U+1026.
enum MyanmarOrder {
    static func isMyanmar(_ scalar: Unicode.Scalar) -> Bool {
        0x1000...0x109F ~= scalar.value
    }

    static func canonical(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isMyanmar) else { return text }
        var scalars = Array(text.unicodeScalars)
        var index = 0
        while index < scalars.count {
            guard isMark(scalars[index]) else {
                index += 1
                continue
            }
            let start = index
            while index < scalars.count, isMark(scalars[index]) { index += 1 }
            if index - start > 1 { scalars[start..<index] = sorted(scalars[start..<index]) }
        }
        var composed = String.UnicodeScalarView()
        for scalar in scalars {
            if scalar == "\u{102E}", composed.last == "\u{1025}" {
                composed.removeLast()
                composed.append("\u{1026}")
            } else {
                composed.append(scalar)
            }
        }
        return String(composed)
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        isMyanmar(scalar) && combiningClass(scalar) != 0
    }

    private static func combiningClass(_ scalar: Unicode.Scalar) -> UInt8 {
        scalar.properties.canonicalCombiningClass.rawValue
    }

    /// In the order of the classes, and inside a class as they stood.
    private static func sorted(_ marks: ArraySlice<Unicode.Scalar>) -> ArraySlice<Unicode.Scalar> {
        let classes = Set(marks.map(combiningClass)).sorted()
        return classes.flatMap { number in marks.filter { combiningClass($0) == number } }[...]
    }
}
