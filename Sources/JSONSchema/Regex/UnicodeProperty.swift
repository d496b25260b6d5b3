// SPDX-License-Identifier: Apache-2.0

/// A property that `\p{…}` names: a general category, or a binary property that the standard library knows.
///
/// Scripts (`\p{Script=…}`) are not among them; a range of characters says the same.
enum UnicodeProperty: Sendable {
    case category(Set<Unicode.GeneralCategory>)
    case any
    case ascii
    case assigned
    case alphabetic
    case lowercase
    case uppercase
    case whiteSpace
    case hexDigit
    case emoji
    case idStart
    case idContinue

    /// The property of that name in ECMA-262, tables 67 to 69; nil where there is none that we know.
    init?(_ name: String) {
        var value = name
        if let sign = name.firstIndex(of: "=") {
            guard ["General_Category", "gc"].contains(String(name[..<sign])) else { return nil }
            value = String(name[name.index(after: sign)...])
        } else if let binary = Self.binary[name] {
            self = binary
            return
        }
        guard let categories = Self.categories.first(where: { $0.names.contains(value) })?.members else {
            return nil
        }
        self = .category(categories)
    }

    func holds(for value: UInt32) -> Bool {
        guard let scalar = Unicode.Scalar(value) else { return false }
        let properties = scalar.properties
        return switch self {
        case .category(let categories): categories.contains(properties.generalCategory)
        case .any: true
        case .ascii: value < 0x80
        case .assigned: properties.generalCategory != .unassigned
        case .alphabetic: properties.isAlphabetic
        case .lowercase: properties.isLowercase
        case .uppercase: properties.isUppercase
        case .whiteSpace: properties.isWhitespace
        case .hexDigit: properties.isHexDigit
        case .emoji: properties.isEmoji
        case .idStart: properties.isIDStart
        case .idContinue: properties.isIDContinue
        }
    }

    private static let binary: [String: UnicodeProperty] = [
        "Any": .any, "ASCII": .ascii, "Assigned": .assigned, "Alphabetic": .alphabetic, "Alpha": .alphabetic,
        "Lowercase": .lowercase, "Lower": .lowercase, "Uppercase": .uppercase, "Upper": .uppercase,
        "White_Space": .whiteSpace, "space": .whiteSpace, "Hex_Digit": .hexDigit, "Hex": .hexDigit,
        "Emoji": .emoji,
        "ID_Start": .idStart, "IDS": .idStart, "ID_Continue": .idContinue, "IDC": .idContinue,
    ]

    private typealias Category = (names: Set<String>, members: Set<Unicode.GeneralCategory>)

    private static let categories: [Category] = [
        (["Cased_Letter", "LC"], [.lowercaseLetter, .uppercaseLetter, .titlecaseLetter]),
        (["Close_Punctuation", "Pe"], [.closePunctuation]),
        (["Connector_Punctuation", "Pc"], [.connectorPunctuation]),
        (["Control", "Cc", "cntrl"], [.control]),
        (["Currency_Symbol", "Sc"], [.currencySymbol]),
        (["Dash_Punctuation", "Pd"], [.dashPunctuation]),
        (["Decimal_Number", "Nd", "digit"], [.decimalNumber]),
        (["Enclosing_Mark", "Me"], [.enclosingMark]),
        (["Final_Punctuation", "Pf"], [.finalPunctuation]),
        (["Format", "Cf"], [.format]),
        (["Initial_Punctuation", "Pi"], [.initialPunctuation]),
        (
            ["Letter", "L"],
            [.lowercaseLetter, .uppercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter]
        ),
        (["Letter_Number", "Nl"], [.letterNumber]),
        (["Line_Separator", "Zl"], [.lineSeparator]),
        (["Lowercase_Letter", "Ll"], [.lowercaseLetter]),
        (["Mark", "M", "Combining_Mark"], [.nonspacingMark, .spacingMark, .enclosingMark]),
        (["Math_Symbol", "Sm"], [.mathSymbol]),
        (["Modifier_Letter", "Lm"], [.modifierLetter]),
        (["Modifier_Symbol", "Sk"], [.modifierSymbol]),
        (["Nonspacing_Mark", "Mn"], [.nonspacingMark]),
        (["Number", "N"], [.decimalNumber, .letterNumber, .otherNumber]),
        (["Open_Punctuation", "Ps"], [.openPunctuation]),
        (["Other", "C"], [.control, .format, .surrogate, .privateUse, .unassigned]),
        (["Other_Letter", "Lo"], [.otherLetter]),
        (["Other_Number", "No"], [.otherNumber]),
        (["Other_Punctuation", "Po"], [.otherPunctuation]),
        (["Other_Symbol", "So"], [.otherSymbol]),
        (["Paragraph_Separator", "Zp"], [.paragraphSeparator]),
        (["Private_Use", "Co"], [.privateUse]),
        (
            ["Punctuation", "P", "punct"],
            [
                .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
                .initialPunctuation,
                .finalPunctuation, .otherPunctuation,
            ]
        ),
        (["Separator", "Z"], [.spaceSeparator, .lineSeparator, .paragraphSeparator]),
        (["Space_Separator", "Zs"], [.spaceSeparator]),
        (["Spacing_Mark", "Mc"], [.spacingMark]),
        (["Surrogate", "Cs"], [.surrogate]),
        (["Symbol", "S"], [.mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol]),
        (["Titlecase_Letter", "Lt"], [.titlecaseLetter]),
        (["Unassigned", "Cn"], [.unassigned]),
        (["Uppercase_Letter", "Lu"], [.uppercaseLetter]),
    ]
}
