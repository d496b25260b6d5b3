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
    @inline(__always)
    mutating func take(_ scalar: UInt32) -> Bool {
        takeCommon(scalar) || takeOther(scalar)
    }

    /// Takes the next scalar if it is one of the most frequent, and tells whether it was.
    @inline(__always)
    mutating func takeCommon(_ scalar: UInt32) -> Bool {
        guard Self.isCommonStarter(scalar) else { return false }
        starter = scalar
        lastClass = 0
        return true
    }

    private mutating func takeOther(_ scalar: UInt32) -> Bool {
        guard let combiningClass = Self.commonClass(scalar) else { return takeRare(scalar) }
        // U+1026 is the only composed character of these blocks.
        if scalar == 0x102E, starter == 0x1025, lastClass == 0 { return false }
        if combiningClass == 0 {
            starter = scalar
        } else if lastClass > combiningClass {
            return false
        }
        lastClass = combiningClass
        return true
    }

    private mutating func takeRare(_ scalar: UInt32) -> Bool {
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

    /// Tells whether a character is in ASCII, Thai or Myanmar, is a starter, and composes with none before it: one bit
    /// for each of 128 characters, because this is asked of every character of every document.
    @inline(__always)
    private static func isCommonStarter(_ scalar: UInt32) -> Bool {
        let low: UInt64
        let high: UInt64
        switch scalar >> 7 {
        case 0: return true
        case 0xE00 >> 7:
            // U+0E01 to 0E37, 0E3F to 0E47, 0E4C to 0E5B.
            low = 0x80FF_FFFF_FFFF_FFFE
            high = 0x0000_0000_0FFF_F0FF
        case 0x1000 >> 7:
            // All but U+102E, 1037, 1039 and 103A.
            low = 0xF97F_BFFF_FFFF_FFFF
            high = 0xFFFF_FFFF_FFFF_FFFF
        default: return false
        }
        return (scalar & 64 == 0 ? low : high) &>> UInt64(scalar & 63) & 1 != 0
    }

    /// The combining class of a character of ASCII, Thai, Myanmar or common punctuation; nil for all others.
    ///
    /// None of these is excluded from form C, and none but U+102E composes.
    static func commonClass(_ scalar: UInt32) -> UInt8? {
        switch scalar {
        case 0xE48...0xE4B: 107
        case 0xE38...0xE39: 103
        case 0xE3A, 0x1039...0x103A: 9
        case 0x1037: 7
        case 0x108D: 220
        case 0...0x7F, 0xE01...0xE5B, 0x1000...0x109F, 0x2010...0x2027: 0
        default: nil
        }
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
