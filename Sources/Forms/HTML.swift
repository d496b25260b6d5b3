// SPDX-License-Identifier: Apache-2.0

import Catalogue

/// A page as it is written: tags are literals of the program, everything else is escaped (THREATS 18).
///
/// There is no way to put text into the page that is not one or the other.
struct HTML {
    private(set) var text = ""

    /// A piece of markup, which stands in the program.
    mutating func markup(_ literal: StaticString) {
        text += literal.description
    }

    /// Text for people, and for attributes in quotation marks.
    mutating func write(_ content: String) {
        text += Self.escaped(content)
    }

    /// An element with text in it.
    mutating func element(_ name: StaticString, class kind: StaticString = "", _ content: String) {
        open(name, class: kind)
        write(content)
        close(name)
    }

    /// An element in one of the languages, from which the browser chooses the font.
    mutating func element(_ name: StaticString, in language: Language, _ content: String) {
        text += "<\(name) lang=\"\(language.rawValue)\">"
        write(content)
        close(name)
    }

    mutating func open(_ name: StaticString, class kind: StaticString = "") {
        text += kind.utf8CodeUnitCount == 0 ? "<\(name)>" : "<\(name) class=\"\(kind)\">"
    }

    mutating func close(_ name: StaticString) {
        text += "</\(name)>"
    }

    /// Text without anything that a browser takes for markup, that moves the direction of writing or that is not seen.
    ///
    /// Such characters are shown by their code points. Burmese needs its joiners: those stay.
    static func escaped(_ text: String) -> String {
        var safe = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": safe += "&amp;"
            case "<": safe += "&lt;"
            case ">": safe += "&gt;"
            case "\"": safe += "&quot;"
            case "'": safe += "&#39;"
            case "\n", "\t": safe.unicodeScalars.append(scalar)
            case "\u{200B}", "\u{200C}", "\u{200D}": safe.unicodeScalars.append(scalar)
            default:
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate,
                    .unassigned:
                    safe += "[U+" + String(scalar.value, radix: 16, uppercase: true) + "]"
                default: safe.unicodeScalars.append(scalar)
                }
            }
        }
        return safe
    }

    /// `text` as a string of CSS: letters, digits and a few signs as they are, everything else as an escape.
    static func cssString(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            let isPlain =
                scalar.isASCII
                && (scalar.properties.isAlphabetic || "0123456789 -./:".unicodeScalars.contains(scalar))
            if isPlain {
                quoted.unicodeScalars.append(scalar)
            } else {
                quoted += "\\" + String(scalar.value, radix: 16) + " "
            }
        }
        return quoted + "\""
    }
}
