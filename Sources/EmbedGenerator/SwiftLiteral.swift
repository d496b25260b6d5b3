// SPDX-License-Identifier: Apache-2.0

/// The text as a Swift string literal on one line, scalar for scalar.
func swiftLiteral(_ text: String) -> String {
    var literal = String.UnicodeScalarView("\"".unicodeScalars)
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"", "\\": literal.append(contentsOf: "\\\(scalar)".unicodeScalars)
        case "\n": literal.append(contentsOf: "\\n".unicodeScalars)
        case _
        where scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format:
            literal.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
        default: literal.append(scalar)
        }
    }
    literal.append("\"")
    return String(literal)
}
