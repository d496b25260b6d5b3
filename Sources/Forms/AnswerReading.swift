// SPDX-License-Identifier: Apache-2.0

import Catalogue
import Dossiers
import JSONSchema
import Octets

/// Turns what a person typed into the value of a field.
///
/// Taken are Thai and Burmese digits, years of the Buddhist Era, codes by number, code or name. What the value must be
/// beyond its form, the schema says.
struct AnswerReading {
    let field: FormField
    /// The zone in which a time without one is meant.
    let zone: BorderZone

    /// The value; nil where the answer does not have the form that the field asks for.
    func value(of answer: String) -> JSONValue? {
        switch field.kind {
        case .text: .string(answer)
        case .longText: .string(Self.replacing("\\n", in: answer, with: "\n"))
        case .number: Self.number(answer)
        case .date: Self.date(answer).flatMap { $0.day == nil ? nil : .string($0.iso) }
        case .partialDate: partialDate(answer)
        case .time: time(answer).map { .string($0.description) }
        case .flag: choice(answer).map { .bool($0 == "true") }
        case .choice: choice(answer).map { .string($0) }
        case .choices: list(answer, ",;၊、") { choice($0) }
        case .texts: list(answer, ";") { $0 }
        case .section, .entry, .list: nil
        }
    }

    /// Text without blanks at its ends, and with the one pair of Burmese signs that keyboards type in two ways as the
    /// normal form has it (U+1025 U+102E as U+1026); documents are in NFC.
    static func cleaned(_ text: String) -> String {
        var text = text[...]
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar == "\u{102E}", scalars.last == "\u{1025}" {
                scalars.removeLast()
                scalars.append("\u{1026}")
            } else {
                scalars.append(scalar)
            }
        }
        return String(scalars)
    }

    // MARK: Numbers, dates, times

    /// `text` with Latin digits in the place of Thai and Burmese ones.
    static func latinDigits(_ text: String) -> String {
        var latin = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let digit: UInt32? =
                switch scalar.value {
                case 0x0E50...0x0E59: scalar.value - 0x0E50
                case 0x1040...0x1049: scalar.value - 0x1040
                default: nil
                }
            latin.append(digit.flatMap { Unicode.Scalar($0 + 0x30) } ?? scalar)
        }
        return String(latin)
    }

    private static func number(_ answer: String) -> JSONValue? {
        guard let value = try? JSON.parse(Array(latinDigits(answer).utf8)), value.number != nil else {
            return nil
        }
        return value
    }

    /// Years from here on are of the Buddhist Era: nobody who is alive, and nothing that is planned, has such a year
    /// of the Common Era.
    private static let firstBuddhistYear = 2400

    /// Reads `2026-05-14`, `14/5/2026`, `2026-05`, `5/2026` and `2026`, each also with a Buddhist year.
    static func date(_ answer: String) -> ShownDate? {
        let text = latinDigits(answer)
        let parts = text.split(omittingEmptySubsequences: false) { "-/. ".contains($0) }
        let isDigits = parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
        guard isDigits, 1...3 ~= parts.count else { return nil }
        // The year is the part of four digits, at one end or the other.
        let ordered: [Substring] = parts[0].utf8.count == 4 ? parts : parts.reversed()
        guard ordered[0].utf8.count == 4, ordered.dropFirst().allSatisfy({ $0.utf8.count <= 2 }) else {
            return nil
        }
        let numbers = ordered.compactMap { Int($0) }
        let year = numbers[0] >= firstBuddhistYear ? numbers[0] - ShownDate.buddhistEra : numbers[0]
        return ShownDate(year: year, month: numbers.dropFirst().first, day: numbers.dropFirst(2).first)
    }

    /// The members of a date as far as it is known; `~` in front says that it is estimated.
    ///
    /// What else is known about it, such as its source, stays.
    private func partialDate(_ answer: String) -> JSONValue? {
        let isEstimated = answer.hasPrefix("~")
        guard let date = Self.date(Self.cleaned(isEstimated ? String(answer.dropFirst()) : answer)) else {
            return nil
        }
        var object = field.current?.object ?? JSONObject()
        object["date"] = .string(date.iso)
        object["precision"] = .string(date.day != nil ? "day" : date.month != nil ? "month" : "year")
        object["estimated"] = .bool(isEstimated)
        return .object(object)
    }

    /// Reads a date and a time of day, with an optional zone: `2026-12-01 10:00`, `1/12/2569 10:00 +06:30`.
    private func time(_ answer: String) -> Timestamp? {
        let text = Self.latinDigits(answer)
        if let moment = Timestamp(text) { return moment }
        let words = text.split { $0 == " " || $0 == "T" }
        guard 2...3 ~= words.count, let date = Self.date(String(words[0])), date.day != nil else {
            return nil
        }
        let clock = words[1].split(separator: ":", omittingEmptySubsequences: false)
        let numbers = clock.compactMap { $0.utf8.count <= 2 ? Int($0) : nil }
        guard numbers.count == 2, clock.count == 2, 0..<24 ~= numbers[0], 0..<60 ~= numbers[1] else {
            return nil
        }
        let local = "\(date.iso)T\(ShownDate.digits(numbers[0], 2)):\(ShownDate.digits(numbers[1], 2)):00Z"
        var offset = zone.seconds
        if words.count == 3 {
            switch words[2].uppercased() {
            case "Z", "UTC": offset = 0
            case "TH", "+7", "+07", "+07:00", "+7:00": offset = BorderZone.thailand.seconds
            case "MM", "MY", "+6:30", "+06:30": offset = BorderZone.myanmar.seconds
            default: return nil
            }
        }
        return Timestamp(local)?.adding(seconds: -offset)
    }

    // MARK: Codes

    /// The code that is meant: by its number in the list, by itself, or by its name in any language.
    ///
    /// Where the list is only of what is commonly used, every other code is taken for the schema to judge.
    private func choice(_ answer: String) -> String? {
        if let number = Int(Self.latinDigits(answer)), 1...max(field.choices.count, 1) ~= number {
            return field.choices.isEmpty ? nil : field.choices[number - 1].code
        }
        let wanted = answer.lowercased()
        let found = field.choices.first { choice in
            choice.code.lowercased() == wanted
                || Language.allCases.contains { choice.name[$0].lowercased() == wanted }
        }
        if let found { return found.code }
        if field.kind == .flag {
            return ["y", "j", "true"].contains(wanted)
                ? "true" : ["n", "false"].contains(wanted) ? "false" : nil
        }
        switch field.definition {
        case "country": return answer.uppercased()
        case "language": return wanted
        default: return nil
        }
    }

    /// The parts between `separators`, each read by `read`; nil where one cannot be.
    private func list(_ answer: String, _ separators: String, _ read: (String) -> String?) -> JSONValue? {
        let parts = answer.split { separators.contains($0) }.map { Self.cleaned(String($0)) }.filter {
            !$0.isEmpty
        }
        var values: [JSONValue] = []
        for part in parts {
            guard let value = read(part) else { return nil }
            if !values.contains(.string(value)) { values.append(.string(value)) }
        }
        return values.isEmpty ? nil : .array(values)
    }

    private static func replacing(_ pattern: String, in text: String, with replacement: String) -> String {
        var result = ""
        var rest = text[...]
        while !rest.isEmpty {
            if rest.hasPrefix(pattern) {
                result += replacement
                rest = rest.dropFirst(pattern.count)
            } else {
                result.append(rest.removeFirst())
            }
        }
        return result
    }
}
