// SPDX-License-Identifier: Apache-2.0

/// A date as somebody typed it, read by fixed rules; what the rules leave open is asked and never guessed.
///
/// - Any digits; separators are strokes, hyphens, dots, commas, spaces, `၊`; months as numbers or as Thai, Burmese or
///   English names; fillers such as `วันที่`, `ปี`, `ခုနှစ်`, `ရက်` are passed over.
/// - A year alone, month and year, or day, month and year in this order; a year of four digits may come first. Month
///   before day in digits is not read: nobody writes so here.
/// - A year with `พ.ศ.` or `BE` is Buddhist, with `ค.ศ.`, `CE` or `AD` Common. Without a mark 1800–2299 is Common and
///   2343–2842 Buddhist, which do not overlap. A year of two digits is ambiguous.
/// - A Buddhist year before 2484 (1941) began in April: with January to March it is ambiguous, alone it has a caution.
/// - A year of the Burmese era (`ကောဇာ`, about 1162–1450) is not converted: its months are not those of this calendar.
package enum DateEntry: Hashable, Sendable {
    case date(PartialDate, Caution?)
    /// The dates that it may mean, most likely first; a person chooses.
    case ambiguous([PartialDate])
    case unreadable(Fault)

    package enum Caution: String, Sendable {
        /// The year began in April, so that its first three months are of the next Common year.
        case thaiYearBefore1941 = "thai-year-before-1941"
    }

    package enum Fault: String, Sendable {
        case burmeseEra = "burmese-era"
        case form
        case noSuchDay = "no-such-day"
        case year
    }

    /// Reads `text`; of the meanings of an ambiguous year those after `latest` are left out.
    package init(reading text: String, notAfter latest: PartialDate? = nil) {
        do {
            let dates = try Self.dates(in: text)
            let past = dates.candidates.filter { date in latest.map { date.year <= $0.year } ?? true }
            if dates.candidates.count == 1 {
                self = .date(dates.candidates[0], dates.caution)
            } else {
                self = .ambiguous(past.isEmpty ? dates.candidates : past)
            }
        } catch {
            self = .unreadable(error)
        }
    }

    /// The date, where the text leaves no choice.
    package var date: PartialDate? {
        if case .date(let date, _) = self { date } else { nil }
    }
}

extension DateEntry.Fault: Error {}

extension DateEntry {
    private enum Era {
        case buddhist
        case common
    }

    /// Numbers and the place of a month's name among them.
    private struct Parts {
        var numbers: [Substring] = []
        var month: Int?
        var era: Era?
    }

    private static func dates(in text: String) throws(Fault) -> (candidates: [PartialDate], caution: Caution?)
    {
        guard text.unicodeScalars.count <= 100 else { throw .form }
        let parts = try self.parts(of: Digits.latin(text))
        let (year, month, day) = try order(parts)
        let years = try self.years(year, parts.era)
        var candidates: [PartialDate] = []
        var caution: Caution?
        func add(_ year: Int) {
            guard let date = PartialDate(year: year, month: month, day: day), !candidates.contains(date)
            else {
                return
            }
            candidates.append(date)
        }
        for (year, era) in years {
            // The Buddhist year 2483 had nine months; from 2484 on it is that of the calendar.
            if era == .buddhist, year <= 1940 {
                switch month {
                case nil: caution = .thaiYearBefore1941
                case 1?, 2?, 3?: if year < 1940 { add(year + 1) }
                default: break
                }
            }
            add(year)
        }
        guard !candidates.isEmpty else { throw .noSuchDay }
        return (candidates, caution)
    }

    /// Which number is what.
    private static func order(_ parts: Parts) throws(Fault) -> (year: Substring, month: Int?, day: Int?) {
        var numbers = parts.numbers
        guard 1...3 ~= numbers.count, numbers.allSatisfy({ 1...4 ~= $0.utf8.count }) else { throw .form }
        // The year stands last, or first where it has four digits.
        let isYearFirst = numbers.count > 1 && numbers[0].utf8.count == 4
        let year = isYearFirst ? numbers.removeFirst() : numbers.removeLast()
        guard numbers.allSatisfy({ $0.utf8.count <= 2 }) else { throw .form }
        var rest = numbers.compactMap { Int($0) }
        if isYearFirst { rest.reverse() }
        if let month = parts.month {
            guard rest.count <= 1 else { throw .form }
            // `12 March` has no year.
            if rest.isEmpty, year.utf8.count < 4, parts.era == nil { throw .year }
            return (year, month, rest.first)
        }
        // Two short numbers may be a day and a month as well.
        if rest.count == 1, year.utf8.count < 4, parts.era == nil { throw .year }
        return (year, rest.last, rest.count == 2 ? rest[0] : nil)
    }

    /// The Common years that a written year may mean, each with the era that it was written in.
    private static func years(_ text: Substring, _ era: Era?) throws(Fault) -> [(Int, Era)] {
        guard let number = Int(text) else { throw .form }
        let offset = PartialDate.buddhistOffset
        switch (text.utf8.count, era) {
        case (4, .buddhist?) where PartialDate.years.contains(number - offset):
            return [(number - offset, .buddhist)]
        case (4, .common?) where PartialDate.years.contains(number): return [(number, .common)]
        case (4, nil) where PartialDate.years.contains(number): return [(number, .common)]
        case (4, nil) where PartialDate.years.contains(number - offset): return [(number - offset, .buddhist)]
        case (4, nil) where 1162...1450 ~= number: throw .burmeseEra
        case (2, .buddhist?):
            return [(2500 + number - offset, .buddhist), (2400 + number - offset, .buddhist)]
        case (2, .common?): return [(2000 + number, .common), (1900 + number, .common)]
        case (2, nil):
            return [(2500 + number - offset, .buddhist), (2000 + number, .common), (1900 + number, .common)]
        default: throw .year
        }
    }

    private static func parts(of text: String) throws(Fault) -> Parts {
        var parts = Parts()
        for token in tokens(of: text) {
            if token.utf8.first.map({ 0x30...0x39 ~= $0 }) == true {
                parts.numbers.append(token)
                continue
            }
            let word = token.lowercased().filter { $0 != "." }
            if let month = month(word) {
                guard parts.month == nil else { throw .form }
                parts.month = month
            } else if let era = eras[word] {
                guard parts.era == nil else { throw .form }
                parts.era = era
            } else if ["ကောဇာ", "ကောဇာသက္ကရာဇ်", "မြန်မာသက္ကရာဇ်", "ခုမြန်မာ"].contains(word) {
                throw .burmeseEra
            } else if !fillers.contains(word) {
                throw .form
            }
        }
        return parts
    }

    /// A month's name, in Burmese also with the word for month behind it.
    private static func month(_ word: String) -> Int? {
        if let month = MonthNames.month(named: word) { return month }
        return word.hasSuffix("လ") ? MonthNames.month(named: String(word.dropLast())) : nil
    }

    /// Runs of digits, and runs of letters with their marks and the dots of abbreviations.
    private static func tokens(of text: String) -> [Substring] {
        var tokens: [Substring] = []
        var start: String.Index?
        var wasDigit = false
        let scalars = text.unicodeScalars
        for index in scalars.indices {
            let scalar = scalars[index]
            let isDigit = "0"..."9" ~= scalar
            let isWord = scalar.properties.isAlphabetic || isMark(scalar) || scalar == "." && !wasDigit
            if let begun = start, !(isDigit ? wasDigit : isWord && !wasDigit) {
                tokens.append(text[begun..<index])
                start = nil
            }
            if start == nil, isDigit || isWord && scalar != "." { start = index }
            wasDigit = isDigit
        }
        if let start { tokens.append(text[start...]) }
        return tokens
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
    }

    private static let eras: [String: Era] = [
        "พศ": .buddhist, "be": .buddhist, "พุทธศักราช": .buddhist, "คศ": .common, "ce": .common, "ad": .common,
        "คริสต์ศักราช": .common, "ခရစ်နှစ်": .common,
    ]

    private static let fillers: Set<String> = [
        "วัน", "วันที่", "ที่", "เดือน", "ปี", "เกิด", "ခုနှစ်", "ခု", "နှစ်", "လ", "ရက်", "ရက်နေ့", "နေ့", "of",
    ]
}
