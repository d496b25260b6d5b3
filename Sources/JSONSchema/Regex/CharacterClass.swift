// SPDX-License-Identifier: Apache-2.0

/// A set of characters: ranges and Unicode properties, or all but those.
struct CharacterClass: Sendable {
    private(set) var ranges: [ClosedRange<UInt32>] = []
    private(set) var properties: [UnicodeProperty] = []
    private(set) var parts: [CharacterClass] = []
    var isNegated = false

    init(_ ranges: [ClosedRange<UInt32>] = [], negated: Bool = false) {
        self.ranges = ranges
        isNegated = negated
    }

    init(_ scalar: UInt32) {
        ranges = [scalar...scalar]
    }

    init(_ property: UnicodeProperty, negated: Bool) {
        properties = [property]
        isNegated = negated
    }

    mutating func insert(_ range: ClosedRange<UInt32>) {
        ranges.append(range)
    }

    mutating func insert(_ part: CharacterClass) {
        if part.isNegated {
            parts.append(part)
        } else {
            ranges += part.ranges
            properties += part.properties
            parts += part.parts
        }
    }

    func contains(_ scalar: UInt32) -> Bool {
        let held =
            ranges.contains { $0.contains(scalar) } || properties.contains { $0.holds(for: scalar) }
            || parts.contains { $0.contains(scalar) }
        return held != isNegated
    }

    /// Tells whether nothing beyond ASCII is in it; false where that is not easily seen.
    var isASCII: Bool {
        !isNegated && properties.isEmpty && parts.isEmpty && ranges.allSatisfy { $0.upperBound < 0x80 }
    }

    static let digits = CharacterClass([0x30...0x39])
    static let word = CharacterClass([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    /// WhiteSpace and LineTerminator (ECMA-262 §12.2, §12.3).
    static let space = CharacterClass([
        0x09...0x0D, 0x20...0x20, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029,
        0x202F...0x202F,
        0x205F...0x205F, 0x3000...0x3000, 0xFEFF...0xFEFF,
    ])
    /// What `.` matches: everything but line terminators.
    static let dot = CharacterClass([0x0A...0x0A, 0x0D...0x0D, 0x2028...0x2029], negated: true)

    var negated: CharacterClass {
        var copy = self
        copy.isNegated.toggle()
        return copy
    }
}
