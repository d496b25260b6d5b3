// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A moment in whole seconds, in UTC, written by RFC 3339 in one spelling: `2026-11-23T04:05:06Z`.
package struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Seconds since 1970-01-01T00:00:00Z, leap seconds not counted.
    package let secondsSinceEpoch: Int64

    package init(secondsSinceEpoch: Int64) {
        self.secondsSinceEpoch = secondsSinceEpoch
    }

    /// The moment written in `text`; nil for any other spelling or a date that does not exist.
    package init?(_ text: String) {
        let characters = Array(text.utf8)
        let pattern = Array("dddd-dd-ddTdd:dd:ddZ".utf8)
        guard characters.count == pattern.count else { return nil }
        for (character, wanted) in zip(characters, pattern) {
            let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(character)
            guard wanted == UInt8(ascii: "d") ? isDigit : character == wanted else { return nil }
        }
        func number(_ range: Range<Int>) -> Int64 {
            characters[range].reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
        }
        let days = Self.days(year: number(0..<4), month: number(5..<7), day: number(8..<10))
        let seconds = number(11..<13) * 3600 + number(14..<16) * 60 + number(17..<19)
        self.init(secondsSinceEpoch: days * Self.secondsOfDay + seconds)
        // What overflows its field is carried on, so a date that does not exist comes back as another one.
        guard description == text else { return nil }
    }

    package var description: String {
        let rest = secondsSinceEpoch % Self.secondsOfDay
        let seconds = rest < 0 ? rest + Self.secondsOfDay : rest
        let days = secondsSinceEpoch / Self.secondsOfDay - (rest < 0 ? 1 : 0)
        let (year, month, day) = Self.date(days: days)
        func digits(_ value: Int64, _ count: Int) -> String {
            let text = String(value)
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        return digits(year, 4) + "-" + digits(month, 2) + "-" + digits(day, 2) + "T"
            + digits(seconds / 3600, 2) + ":" + digits(seconds / 60 % 60, 2) + ":" + digits(seconds % 60, 2)
            + "Z"
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.secondsSinceEpoch < right.secondsSinceEpoch
    }

    /// The moment `seconds` later, or the last or first that there is: what came from elsewhere never ends the process.
    package func adding(seconds: Int64) -> Timestamp {
        let (sum, isBeyond) = secondsSinceEpoch.addingReportingOverflow(seconds)
        return Timestamp(secondsSinceEpoch: isBeyond ? (seconds < 0 ? .min : .max) : sum)
    }

    /// The system's clock, for the edges of the program; everything else is handed a moment.
    package static func now() -> Timestamp {
        Timestamp(secondsSinceEpoch: Int64(time(nil)))
    }

    // MARK: The Gregorian calendar
    //
    // Counted in eras of 400 years that begin on 1 March, so that the leap day comes last.

    private static let secondsOfDay: Int64 = 86400
    private static let daysOfEra: Int64 = 146_097
    /// Days from 0000-03-01 to 1970-01-01.
    private static let daysBeforeEpoch: Int64 = 719_468

    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * daysOfEra + dayOfEra - daysBeforeEpoch
    }

    private static func date(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + daysBeforeEpoch
        let era = (shifted >= 0 ? shifted : shifted - daysOfEra + 1) / daysOfEra
        let dayOfEra = shifted - era * daysOfEra
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }
}
