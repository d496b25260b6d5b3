// SPDX-License-Identifier: Apache-2.0

import Catalogue
import Dossiers
import Octets

/// A date of the Common Era, as far as it is known, in the words of each language.
///
/// Thai shows the year of the Buddhist Era beside that of the Common Era (BE = CE + 543), Burmese its own digits.
/// How a language writes dates is no sentence, so it stands here and not in the catalogue.
struct ShownDate: Equatable {
    let year: Int
    let month: Int?
    let day: Int?

    static let buddhistEra = 543

    /// Reads `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { Int($0) }
        guard 1...3 ~= parts.count, numbers.count == parts.count,
            zip(parts, [4, 2, 2]).allSatisfy({ $0.utf8.count == $1 })
        else { return nil }
        self.init(year: numbers[0], month: numbers.dropFirst().first, day: numbers.dropFirst(2).first)
    }

    /// Nil for a day that no calendar has.
    init?(year: Int, month: Int? = nil, day: Int? = nil) {
        guard 1...9999 ~= year else { return nil }
        if let month, !(1...12 ~= month) { return nil }
        self.year = year
        self.month = month
        self.day = day
        if day != nil, Timestamp(iso + "T00:00:00Z") == nil { return nil }
    }

    /// As documents have it.
    var iso: String {
        var text = Self.digits(year, 4)
        if let month { text += "-" + Self.digits(month, 2) }
        if let day { text += "-" + Self.digits(day, 2) }
        return text
    }

    var words: LocalizedText {
        LocalizedText(english: english, thai: thai, burmese: burmese)
    }

    private var english: String {
        let parts = [day.map(String.init), month.map { Self.months[$0 - 1].english }, String(year)]
        return parts.compactMap(\.self).joined(separator: " ")
    }

    private var thai: String {
        let year = "พ.ศ. \(year + Self.buddhistEra) (ค.ศ. \(year))"
        let parts = [day.map(String.init), month.map { Self.months[$0 - 1].thai }, year]
        return parts.compactMap(\.self).joined(separator: " ")
    }

    private var burmese: String {
        let parts = [
            "\(year) ခုနှစ်", month.map { Self.months[$0 - 1].burmese + "လ" }, day.map { "\($0) ရက်" },
        ]
        return Self.burmeseDigits(parts.compactMap(\.self).joined(separator: " "))
    }

    private static let months: [(english: String, thai: String, burmese: String)] = [
        ("January", "มกราคม", "ဇန်နဝါရီ"), ("February", "กุมภาพันธ์", "ဖေဖော်ဝါရီ"),
        ("March", "มีนาคม", "မတ်"), ("April", "เมษายน", "ဧပြီ"), ("May", "พฤษภาคม", "မေ"),
        ("June", "มิถุนายน", "ဇွန်"), ("July", "กรกฎาคม", "ဇူလိုင်"), ("August", "สิงหาคม", "ဩဂုတ်"),
        ("September", "กันยายน", "စက်တင်ဘာ"), ("October", "ตุลาคม", "အောက်တိုဘာ"),
        ("November", "พฤศจิกายน", "နိုဝင်ဘာ"), ("December", "ธันวาคม", "ဒီဇင်ဘာ"),
    ]

    static func digits(_ number: Int, _ count: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
    }

    /// `text` with Burmese digits in the place of Latin ones.
    static func burmeseDigits(_ text: String) -> String {
        var burmese = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let digit = ("0"..."9").contains(scalar) ? Unicode.Scalar(scalar.value - 0x30 + 0x1040) : nil
            burmese.append(digit ?? scalar)
        }
        return String(burmese)
    }
}

/// The two zones in which people read a moment that documents have in UTC.
package enum BorderZone: Sendable {
    /// UTC+07:00.
    case thailand
    /// UTC+06:30.
    case myanmar

    var seconds: Int64 {
        switch self {
        case .thailand: 25_200
        case .myanmar: 23_400
        }
    }

    /// The date and the time of day there.
    fileprivate func parts(of moment: Timestamp) -> (date: ShownDate?, time: String) {
        let text = moment.adding(seconds: seconds).description
        return (ShownDate(String(text.prefix(10))), String(text.dropFirst(11).prefix(5)))
    }
}

/// A moment in both countries' time, because the difference of half an hour is what meetings are missed by.
struct ShownTime {
    let moment: Timestamp

    var words: LocalizedText {
        let thailand = BorderZone.thailand.parts(of: moment)
        let myanmar = BorderZone.myanmar.parts(of: moment)
        return LocalizedText { language in
            func shown(_ parts: (date: ShownDate?, time: String), withDate: Bool) -> String {
                let time = language == .my ? ShownDate.burmeseDigits(parts.time) : parts.time
                guard withDate, let date = parts.date else { return time }
                return date.words[language] + " " + time
            }
            let message = Message.formTimeInBothZones(
                myanmar: shown(myanmar, withDate: myanmar.date != thailand.date),
                thailand: shown(thailand, withDate: true)
            )
            return message.text(in: language)
        }
    }
}
