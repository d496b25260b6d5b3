// SPDX-License-Identifier: Apache-2.0

/// Tells whether a text is in normalisation form C (Unicode Standard Annex #15), one scalar after the other.
///
/// The standard library keeps its own normaliser to itself, so the check stands here: combining classes come from
/// `Unicode.Scalar.Properties`, the rest from two small tables of the same Unicode version. A text is in form C
/// where marks stand in the order of their classes, no character is excluded from the form, and no mark composes
/// with the starter before it or with a part of that.
struct NormalizationCheck {
    private var starter: UInt32?
    private var lastClass: UInt8 = 0

    /// Takes the next scalar, and tells whether the text is still in form C.
    mutating func take(_ scalar: UInt32) -> Bool {
        // Below U+0300, and in the ideographs, every character is a starter that composes with none before it.
        if scalar < 0x300 || 0x3400..<0xA000 ~= scalar {
            starter = scalar
            lastClass = 0
            return true
        }
        guard let character = Unicode.Scalar(scalar), !Self.isExcluded(scalar) else { return false }
        let combiningClass = character.properties.canonicalCombiningClass.rawValue
        if combiningClass != 0, lastClass > combiningClass { return false }
        let blocked = lastClass != 0 && lastClass >= combiningClass
        if let starter, !blocked, Self.composes(starter, scalar, combiningClass) { return false }
        if combiningClass == 0 { starter = scalar }
        lastClass = combiningClass
        return true
    }

    private static func isExcluded(_ scalar: UInt32) -> Bool {
        let ranges = NormalizationTables.excluded
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < scalar { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].contains(scalar)
    }

    /// Tells whether a mark of the given class, somewhere behind `first`, composes with it or with a part of it.
    private static func composes(_ first: UInt32, _ second: UInt32, _ combiningClass: UInt8) -> Bool {
        // Hangul composes by arithmetic (Unicode §3.12): L + V, and LV + T.
        if 0x1161...0x1175 ~= second { return 0x1100...0x1112 ~= first }
        if 0x11A8...0x11C2 ~= second { return 0xAC00...0xD7A3 ~= first && (first - 0xAC00) % 28 == 0 }
        guard seconds.contains(second) else { return false }
        var first = first
        while true {
            if pairs.contains(key(first, second)) { return true }
            // `õ` and a dot below: the dot sorts before the tilde, and `o` composes with it.
            guard combiningClass != 0, let parts = parts[first],
                let inner = Unicode.Scalar(parts.second)?.properties.canonicalCombiningClass.rawValue,
                inner > combiningClass
            else { return false }
            first = parts.first
        }
    }

    private static func key(_ first: UInt32, _ second: UInt32) -> UInt64 {
        UInt64(first) << 32 | UInt64(second)
    }

    private static let seconds = Set(NormalizationTables.composites.map(\.second))
    private static let pairs = Set(NormalizationTables.composites.map { key($0.first, $0.second) })
    private static let parts = Dictionary(
        uniqueKeysWithValues: NormalizationTables.composites.map {
            ($0.composite, (first: $0.first, second: $0.second))
        }
    )
}
