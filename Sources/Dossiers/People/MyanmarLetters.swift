// SPDX-License-Identifier: Apache-2.0

/// The consonants of township codes, and how registration numbers write them in Latin letters.
///
/// Several letters share a spelling (`BA` is ဗ or ဘ), so Burmese gives Latin and not the reverse. Spellings that differ
/// only by habit are one here (`BHA` is `BA`, `RA` is `YA`), so that two copies of one number compare equal.
enum MyanmarLetters {
    /// The Latin syllable of one letter; nil where a township code cannot hold it.
    static func latin(_ letter: Unicode.Scalar) -> String? {
        letters[letter]
    }

    /// Reads Latin letters as exactly `count` syllables, in the spelling of this table; nil where they are not that.
    ///
    /// Where letters divide in two ways the division with `AH` for အ counts, as registers spell it.
    static func syllables(_ text: String, count: Int) -> [String]? {
        divide(Array(text.utf8)[...], count).map { $0 }
    }

    private static func divide(_ rest: ArraySlice<UInt8>, _ count: Int) -> [String]? {
        guard count > 0 else { return rest.isEmpty ? [] : nil }
        for (spelling, syllable) in spellings where rest.starts(with: spelling) {
            if let others = divide(rest.dropFirst(spelling.count), count - 1) { return [syllable] + others }
        }
        return nil
    }

    private static let letters: [Unicode.Scalar: String] = [
        "က": "KA", "ခ": "KHA", "ဂ": "GA", "ဃ": "GA", "င": "NGA", "စ": "SA", "ဆ": "SA", "ဇ": "ZA", "ဈ": "ZA",
        "ည": "NYA", "ဉ": "NYA", "ဋ": "TA", "ဌ": "HTA", "ဍ": "DA", "ဎ": "DA", "ဏ": "NA", "တ": "TA", "ထ": "HTA",
        "ဒ": "DA", "ဓ": "DA", "န": "NA", "ပ": "PA", "ဖ": "PHA", "ဗ": "BA", "ဘ": "BA", "မ": "MA", "ယ": "YA",
        "ရ": "YA", "လ": "LA", "ဝ": "WA", "သ": "THA", "ဟ": "HA", "ဠ": "LA", "အ": "AH", "ဥ": "OU", "ဧ": "E",
    ]

    /// Longer spellings first.
    private static let spellings: [(spelling: [UInt8], syllable: String)] = {
        let variants = [
            "BHA": "BA", "DHA": "DA", "GHA": "GA", "HSA": "SA", "HPA": "PHA", "RA": "YA", "A": "AH",
            "U": "OU",
            "O": "OU", "VA": "WA", "JA": "ZA", "AE": "E",
        ]
        let own = Set(letters.values).map { ($0, $0) }
        return (own + variants.map { ($0.key, $0.value) })
            .sorted { ($1.0.utf8.count, $0.0) < ($0.0.utf8.count, $1.0) }
            .map { (Array($0.0.utf8), $0.1) }
    }()
}
