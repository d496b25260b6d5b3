// SPDX-License-Identifier: Apache-2.0

/// A number of Myanmar's national registration: `6/ကသန(နိုင်)၁၂၃၄၅၆`, or `6/KaThaNa(N)123456` in Latin letters.
///
/// What stands on the paper is kept as it is, and beside it a reading in one spelling where there is one. Numbers that
/// cannot be read are as good as others: papers are old, copied by hand, or of another kind. A number says where a
/// paper was issued and not where its bearer is from.
package struct MyanmarNRC: Hashable, Sendable {
    /// The class that stands in brackets.
    package enum Class: String, Sendable, CaseIterable {
        case citizen = "N"
        case associate = "E"
        case naturalised = "P"
        case religious = "T"
        case temporary = "Y"
        case s = "S"

        /// The word in Burmese script.
        package var burmese: String {
            switch self {
            case .citizen: "နိုင်"
            case .associate: "ဧည့်"
            case .naturalised: "ပြု"
            case .religious: "သာသနာ"
            case .temporary: "ယာယီ"
            case .s: "စ"
            }
        }
    }

    package struct Parts: Hashable, Sendable {
        /// 1–14; a published list has 15 for Naypyitaw.
        package let state: Int
        /// Three syllables in capitals, for example `KATHANA`.
        package let township: String
        /// Three letters where the paper has them or the township is one of the region's.
        package let townshipLetters: String?
        package let type: Class
        /// Six digits of 0–9.
        package let number: String

        /// `6/KATHANA(N)123456`.
        package var normalized: String { "\(state)/\(township)(\(type.rawValue))\(number)" }
        /// `၆/ကသန(နိုင်)၁၂၃၄၅၆`, where the letters are known.
        package var burmese: String? {
            townshipLetters.map {
                Digits.burmese("\(state)/\($0)") + "(\(type.burmese))" + Digits.burmese(number)
            }
        }
        /// The township's name where it is of Tanintharyi and known here.
        package var townshipName: String? {
            MyanmarNRC.tanintharyi.first { state == 6 && $0.latin == township }?.name
        }
    }

    package enum Reading: Hashable, Sendable {
        case read(Parts)
        case unreadable(Fault)
    }

    /// What could not be read, in the order of the number.
    package enum Fault: String, Sendable {
        case length
        case state
        case township
        case type
        case number
    }

    /// As it was written.
    package let raw: String
    package let reading: Reading

    package var parts: Parts? {
        if case .read(let parts) = reading { parts } else { nil }
    }

    /// Takes any text; there is none that is refused.
    package init(_ raw: String) {
        self.raw = raw
        do {
            reading = .read(try Self.parts(of: raw))
        } catch {
            reading = .unreadable(error)
        }
    }

    /// The codes of Tanintharyi that are known here; there is no complete list in the program.
    private static let tanintharyi: [(latin: String, letters: String, name: String)] = [
        ("KATHANA", "ကသန", "Kawthaung"), ("BAPANA", "ဘပန", "Bokpyin"), ("KHAMAKA", "ခမက", "Khamaukgyi"),
        ("KAYAYA", "ကရရ", "Karathuri"), ("MAMANA", "မမန", "Myeik"), ("HTAWANA", "ထဝန", "Dawei"),
    ]
}

extension MyanmarNRC.Fault: Error {}

extension MyanmarNRC {
    private typealias Scalars = ArraySlice<Unicode.Scalar>

    /// State, stroke, township, class in brackets, six digits; white space and joiners count nowhere.
    private static func parts(of raw: String) throws(Fault) -> Parts {
        guard raw.unicodeScalars.count <= 100 else { throw .length }
        let all = Array(MyanmarOrder.canonical(raw).unicodeScalars).filter { !isIgnored($0) }
        guard let stroke = all.firstIndex(where: isStroke) else { throw .state }
        guard let state = number(all[..<stroke]), 1...15 ~= state.value, state.count <= 2 else {
            throw .state
        }
        var rest = all[(stroke + 1)...]
        var type: Class?
        if let open = rest.firstIndex(where: isOpening) {
            guard let close = rest[open...].firstIndex(where: isClosing) else { throw .type }
            type = self.type(rest[(open + 1)..<close])
            guard type != nil else { throw .type }
            guard let number = number(rest[(close + 1)...]), number.count == 6 else { throw .number }
            return try parts(state.value, rest[..<open], type, number.value)
        }
        // Without brackets the last six are the number, and the longest class before them is the class.
        guard let number = number(rest.suffix(6)), number.count == 6 else { throw .number }
        rest = rest.dropLast(6)
        for length in (1...8).reversed() where rest.count > length {
            type = self.type(rest.suffix(length))
            guard type != nil else { continue }
            // A class of one letter may be the end of a Latin township: `KaThaNa` is no associate.
            if let parts = try? parts(state.value, rest.dropLast(length), type, number.value) { return parts }
        }
        throw type == nil ? .type : .township
    }

    private static func parts(_ state: Int, _ township: Scalars, _ type: Class?, _ number: Int) throws(Fault)
        -> Parts
    {
        guard let type else { throw .type }
        let digits = String(number)
        let (latin, letters) = try self.township(township)
        let known = tanintharyi.first { state == 6 && $0.latin == latin }?.letters
        return Parts(
            state: state,
            township: latin,
            townshipLetters: letters ?? known,
            type: type,
            number: String(repeating: "0", count: 6 - digits.utf8.count) + digits
        )
    }

    /// Three letters, among which 0 and 7 stand for the letters that look the same; or three Latin syllables.
    private static func township(_ text: Scalars) throws(Fault) -> (latin: String, letters: String?) {
        let text = text.filter { !isSeparator($0) }
        if text.allSatisfy({ $0.value < 0x80 }) {
            let capitals = String(String.UnicodeScalarView(text)).uppercased()
            guard let syllables = MyanmarLetters.syllables(capitals, count: 3) else { throw .township }
            return (syllables.joined(), nil)
        }
        let letters = text.map { scalar -> Unicode.Scalar in
            switch scalar {
            case "\u{1040}": "\u{101D}"
            case "\u{1047}": "\u{101B}"
            default: scalar
            }
        }
        let syllables = letters.compactMap(MyanmarLetters.latin)
        guard letters.count == 3, syllables.count == 3 else { throw .township }
        return (syllables.joined(), String(String.UnicodeScalarView(letters)))
    }

    /// A number of any digits, among which the letters ဝ and ရ stand for the digits that look the same.
    private static func number(_ text: Scalars) -> (value: Int, count: Int)? {
        let digits = text.filter { !isSeparator($0) }.map { scalar -> Int? in
            switch scalar {
            case "\u{101D}": 0
            case "\u{101B}": 7
            default: Digits.value(of: scalar)
            }
        }
        guard 1...6 ~= digits.count else { return nil }
        var value = 0
        for digit in digits {
            guard let digit else { return nil }
            value = value * 10 + digit
        }
        return (value, digits.count)
    }

    private static func type(_ text: Scalars) -> Class? {
        types[String(String.UnicodeScalarView(text.filter { !isSeparator($0) })).uppercased()]
    }

    /// Words, short forms and Latin spellings of the classes.
    private static let types: [String: Class] = {
        var types: [String: Class] = [
            "NAING": .citizen, "NAI": .citizen, "C": .citizen, "နိင်": .citizen, "န": .citizen,
            "EI": .associate, "AE": .associate, "EH": .associate, "EE": .associate, "ဧ": .associate,
            "ဧည်": .associate, "PYU": .naturalised, "PRU": .naturalised, "ပ": .naturalised,
            "THA": .religious, "THATHANA": .religious, "TT": .religious, "သ": .religious, "သာ": .religious,
            "YA": .temporary, "YAYI": .temporary, "YAR": .temporary, "ယ": .temporary, "ယာ": .temporary,
            "SA": .s,
        ]
        for type in Class.allCases {
            types[type.rawValue] = type
            types[MyanmarOrder.canonical(type.burmese)] = type
        }
        return types
    }()

    private static func isIgnored(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || [0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF].contains(scalar.value)
    }

    private static func isStroke(_ scalar: Unicode.Scalar) -> Bool {
        ["/", "\\", "|", "\u{FF0F}", "\u{2044}", "\u{2215}", "\u{104A}", "\u{104B}"].contains(scalar)
    }

    private static func isOpening(_ scalar: Unicode.Scalar) -> Bool {
        ["(", "[", "{", "\u{FF08}"].contains(scalar)
    }

    private static func isClosing(_ scalar: Unicode.Scalar) -> Bool {
        [")", "]", "}", "\u{FF09}"].contains(scalar)
    }

    private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
        ["-", ".", "'", "\u{2010}", "\u{2013}"].contains(scalar)
    }
}
