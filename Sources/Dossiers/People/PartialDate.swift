// SPDX-License-Identifier: Apache-2.0

package import JSONSchema

/// A date of which the year, the month or the day is known, as documents store it: Gregorian calendar, Common Era.
package struct PartialDate: Hashable, Sendable {
    package enum Precision: String, Sendable, CaseIterable {
        case year
        case month
        case day
    }

    package enum Source: String, Sendable, CaseIterable {
        case document
        case own = "self"
        case relative
        case estimate
    }

    /// Common Era, 1800–2299: another year is a slip, most often one of the Buddhist Era.
    package static let years = 1800...2299
    /// Between a Buddhist year and the Common year that it mostly falls in.
    package static let buddhistOffset = 543

    package let year: Int
    package let month: Int?
    package let day: Int?
    package var isEstimated: Bool
    package var source: Source?

    /// A day of the calendar, or a part of one; nil where there is no such day.
    package init?(
        year: Int,
        month: Int? = nil,
        day: Int? = nil,
        isEstimated: Bool = false,
        source: Source? = nil
    ) {
        guard Self.years.contains(year) else { return nil }
        if let month {
            guard 1...12 ~= month else { return nil }
            if let day, !(1...Self.days(in: month, of: year)).contains(day) { return nil }
        } else if day != nil {
            return nil
        }
        (self.year, self.month, self.day) = (year, month, day)
        (self.isEstimated, self.source) = (isEstimated, source)
    }

    /// Reads the stored form `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; nothing else.
    package init?(stored text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard 1...3 ~= parts.count, parts[0].count == 4, parts.dropFirst().allSatisfy({ $0.count == 2 }),
            parts.joined().allSatisfy({ 0x30...0x39 ~= $0 })
        else { return nil }
        let numbers = parts.map { $0.reduce(0) { $0 * 10 + Int($1 - 0x30) } }
        self.init(
            year: numbers[0],
            month: numbers.count > 1 ? numbers[1] : nil,
            day: numbers.count > 2 ? numbers[2] : nil
        )
    }

    package var precision: Precision { day != nil ? .day : month != nil ? .month : .year }

    /// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    package var stored: String {
        ([String(year)] + [month, day].compactMap(\.self).map { $0 < 10 ? "0\($0)" : "\($0)" })
            .joined(separator: "-")
    }

    /// As `partialDate` of the common schema.
    package var json: JSONValue {
        .members([
            ("date", .string(stored)), ("precision", .string(precision.rawValue)),
            ("estimated", .bool(isEstimated)), ("source", source.map { .string($0.rawValue) }),
        ])
    }

    static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension PartialDate {
    /// For Thai readers: day, month and Buddhist year, `12 มีนาคม พ.ศ. 2569`; Thai digits where asked.
    ///
    /// Until 1940 the Buddhist year began in April, so a year alone is shown with both that it may mean.
    package func thai(inThaiDigits: Bool = false) -> String {
        var buddhist = String(year + Self.buddhistOffset)
        if year <= 1940 {
            // The first three months still belonged to the year before.
            switch month {
            case nil: buddhist = "\(year + Self.buddhistOffset - 1)/\(year + Self.buddhistOffset)"
            case 1?, 2?, 3?: buddhist = String(year + Self.buddhistOffset - 1)
            default: break
            }
        }
        let name = month.map { MonthNames.thai[$0 - 1] }
        let parts = [day.map(String.init), name, "พ.ศ. " + buddhist]
        let text = parts.compactMap(\.self).joined(separator: " ")
        return inThaiDigits ? Digits.thai(text) : text
    }
}
