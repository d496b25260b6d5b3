// SPDX-License-Identifier: Apache-2.0

/// A telephone number in the form of ITU-T E.164: `+`, country code, national number without its leading 0.
///
/// Numbers of the two countries are read as people write them. Lengths are checked, ranges of operators are not: they
/// change, and a number that a range check refuses may still be the only one that a family has.
package struct PhoneNumber: Hashable, Sendable {
    package enum Country: String, Sendable, CaseIterable {
        case thailand = "66"
        case myanmar = "95"
    }

    /// `+` and 7 to 15 digits.
    package let e164: String

    package var country: Country? { Country.allCases.first { e164.hasPrefix("+" + $0.rawValue) } }

    /// Reads a number as it was typed: any digits, with spaces, hyphens, dots, brackets and strokes between them.
    ///
    /// A number that begins with `+` or `00` carries its country; another one is of `country`, with or without the 0.
    /// The 0 that some write behind the country code (`+66 (0)81…`) is dropped for the two countries. Nil where the
    /// number's length is not one that its country has, so that nothing is guessed.
    package init?(reading raw: String, in country: Country? = nil) {
        var digits = ""
        var isInternational = false
        for scalar in raw.unicodeScalars {
            if let value = Digits.value(of: scalar) {
                digits.append(String(value))
            } else if scalar == "+" || scalar.value == 0xFF0B {
                guard digits.isEmpty, !isInternational else { return nil }
                isInternational = true
            } else if !Self.isSeparator(scalar) {
                return nil
            }
            guard digits.utf8.count <= 20 else { return nil }
        }
        if !isInternational, digits.hasPrefix("00") {
            isInternational = true
            digits.removeFirst(2)
        }
        if isInternational {
            guard let known = Country.allCases.first(where: { digits.hasPrefix($0.rawValue) }) else {
                self.init(e164: "+" + digits)
                return
            }
            self.init(national: String(digits.dropFirst(known.rawValue.utf8.count)), known)
            return
        }
        guard let country else { return nil }
        if let national = PhoneNumber(national: digits, country) {
            self = national
        } else if digits.hasPrefix(country.rawValue) {
            self.init(national: String(digits.dropFirst(country.rawValue.utf8.count)), country)
        } else {
            return nil
        }
    }

    /// The numbers of both countries that `raw` may be, where it does not say its country.
    ///
    /// Many in Kawthaung use Thai cards, and `09` begins mobile numbers of both countries: a person chooses.
    package static func candidates(reading raw: String) -> [PhoneNumber] {
        var found: [PhoneNumber] = []
        for number in Country.allCases.compactMap({ PhoneNumber(reading: raw, in: $0) })
        where !found.contains(number) {
            found.append(number)
        }
        return found
    }

    /// Takes the stored form as it is; nil where it is not of it.
    package init?(e164 text: String) {
        let digits = text.utf8.dropFirst()
        guard text.utf8.first == UInt8(ascii: "+"), 7...15 ~= digits.count,
            digits.allSatisfy({ 0x30...0x39 ~= $0 }), digits.first != 0x30
        else { return nil }
        e164 = text
    }

    private init?(national: String, _ country: Country) {
        let digits = national.hasPrefix("0") ? String(national.dropFirst()) : national
        guard Self.fits(digits, country) else { return nil }
        e164 = "+" + country.rawValue + digits
    }

    /// Whether a stored number has a length that its country has; true for other countries.
    package var hasPlausibleLength: Bool {
        guard let country else { return true }
        return Self.fits(String(e164.dropFirst(1 + country.rawValue.utf8.count)), country)
    }

    /// The national form for showing: `081 234 5678`, `09 421 123 456`; others as they are stored.
    package var national: String {
        guard let country else { return e164 }
        let digits = Array(e164.dropFirst(1 + country.rawValue.utf8.count))
        let isShortArea = digits.first == "2" && country == .thailand || digits.first == "1"
        let first = country == .myanmar && digits.first == "9" || isShortArea ? 1 : 2
        var groups = ["0" + String(digits.prefix(first))]
        var rest = digits.dropFirst(first)
        while !rest.isEmpty {
            let size = rest.count <= 4 ? rest.count : 3
            groups.append(String(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        return groups.joined(separator: " ")
    }

    /// Lengths after libphonenumber's metadata for TH and MM (9.0.42): Thai mobiles (6, 8, 9, 14) have 9 digits,
    /// other Thai numbers 8 to 10; numbers of Myanmar have 6 to 10, its mobiles (9) 7 to 10.
    private static func fits(_ digits: String, _ country: Country) -> Bool {
        guard let first = digits.first, first != "0" else { return false }
        let count = digits.utf8.count
        switch (country, first) {
        case (.thailand, "6"), (.thailand, "8"), (.thailand, "9"): return count == 9
        case (.thailand, "1"): return 8...10 ~= count
        case (.thailand, _): return count == 8
        case (.myanmar, "9"): return 7...10 ~= count
        case (.myanmar, "3"): return false
        case (.myanmar, _): return 6...(first == "8" ? 10 : 9) ~= count
        }
    }

    private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20, 0xA0, 0x28, 0x29, 0x2D, 0x2E, 0x2F, 0x200B, 0x2010...0x2015, 0x2212: true
        default: false
        }
    }
}
