// SPDX-License-Identifier: Apache-2.0

/// A form of address that a written name may begin with.
///
/// Only ever a suggestion for a person to take or leave: `Ma`, `Maung`, `Ko`, `Saw` and `U` are parts of names as
/// well (`Maung Maung`, `Ma Ma Lay`), and nobody but its bearer knows. A name is never cut by the program.
package struct Honorific: Hashable, Sendable {
    /// As it stood in the name.
    package let text: String
    /// What is left of the name.
    package let rest: String
    /// Whether the word is also a common part of names.
    package let isOftenPartOfName: Bool

    /// What `name` seems to begin with; nil where it begins with none of the table, or nothing would be left.
    package static func suggestion(in name: String) -> Honorific? {
        for entry in table {
            guard let end = end(of: entry, in: name) else { continue }
            let rest = name[end...].drop { $0.isWhitespace || $0 == "\u{200B}" }
            guard rest.contains(where: \.isLetter) else { continue }
            return Honorific(
                text: String(name[..<end]),
                rest: String(rest),
                isOftenPartOfName: entry.isOftenPartOfName
            )
        }
        return nil
    }

    private struct Entry {
        let text: String
        let isOftenPartOfName: Bool

        init(_ text: String, inNames: Bool = false) {
            (self.text, isOftenPartOfName) = (text, inNames)
        }

        /// Thai and Burmese write no spaces; Latin and abbreviations end at one.
        var needsSpace: Bool { text.utf8.first.map { $0 < 0x80 } ?? false }
    }

    /// The end of `entry` where `name` begins with it as a word.
    private static func end(of entry: Entry, in name: String) -> String.Index? {
        let scalars = name.unicodeScalars
        var index = scalars.startIndex
        for scalar in entry.text.unicodeScalars {
            guard index < scalars.endIndex,
                scalars[index].properties.lowercaseMapping == scalar.properties.lowercaseMapping
            else { return nil }
            index = scalars.index(after: index)
        }
        guard index < scalars.endIndex else { return nil }
        let next = scalars[index]
        if entry.needsSpace { return next == " " || next == "\u{A0}" ? index : nil }
        // Not inside a syllable: a vowel sign or a final consonant would belong to the word before it.
        if next.properties.canonicalCombiningClass != .notReordered { return nil }
        switch next.properties.generalCategory {
        case .nonspacingMark, .spacingMark: return nil
        default: break
        }
        let after = scalars.index(after: index)
        if after < scalars.endIndex, [0x1039, 0x103A].contains(scalars[after].value) { return nil }
        return index
    }

    /// Longer forms first, where one begins another.
    private static let table: [Entry] = [
        // Thai, in full and short.
        Entry("นางสาว"), Entry("นาง"), Entry("นาย"), Entry("เด็กชาย"), Entry("เด็กหญิง"),
        Entry("น.ส."), Entry("ด.ช."), Entry("ด.ญ."),
        // Burmese.
        Entry("ဒေါ်"), Entry("မောင်", inNames: true), Entry("ကို", inNames: true), Entry("ဦး"),
        Entry("စော", inNames: true), Entry("နော်", inNames: true), Entry("နန်း", inNames: true),
        Entry("စိုင်း", inNames: true), Entry("မ", inNames: true),
        // Latin letters.
        Entry("Daw"), Entry("Maung", inNames: true), Entry("Ko", inNames: true), Entry("U", inNames: true),
        Entry("Ma", inNames: true), Entry("Saw", inNames: true), Entry("Naw", inNames: true),
        Entry("Nang", inNames: true), Entry("Sai", inNames: true), Entry("Mi", inNames: true),
        Entry("Nai", inNames: true), Entry("Mr."), Entry("Mrs."), Entry("Ms."), Entry("Miss"), Entry("Mr"),
        Entry("Mrs"), Entry("Ms"),
    ]
}
