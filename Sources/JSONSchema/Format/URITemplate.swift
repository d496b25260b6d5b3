// SPDX-License-Identifier: Apache-2.0

/// The grammar of URI templates (RFC 6570 §2).
enum URITemplate {
    static func holds(_ text: String) -> Bool {
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "{":
                guard let end = rest.firstIndex(of: "}"), isExpression(String(rest[..<end])) else {
                    return false
                }
                rest = rest[rest.index(after: end)...]
            case "%":
                guard isEncoded(rest.prefix(2)) else { return false }
                rest = rest.dropFirst(2)
            case "}", "\"", "'", "<", ">", "\\", "^", "`", "|", " ", "\0"..."\u{1F}", "\u{7F}"..."\u{9F}":
                return false
            default: break
            }
        }
        return true
    }

    private static func isExpression(_ text: String) -> Bool {
        var variables = text[...]
        if let first = variables.first, "+#./;?&=,!@|".contains(first) { variables = variables.dropFirst() }
        return variables.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { variable in
            var name = variable
            if name.hasSuffix("*") {
                name = name.dropLast()
            } else if let colon = name.firstIndex(of: ":") {
                let length = name[name.index(after: colon)...].utf8
                guard 1...4 ~= length.count, length.first != 0x30, length.allSatisfy({ 0x30...0x39 ~= $0 })
                else {
                    return false
                }
                name = name[..<colon]
            }
            return name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy(isName)
        }
    }

    private static func isName(_ text: Substring) -> Bool {
        var rest = text.unicodeScalars[...]
        if rest.isEmpty { return false }
        while let scalar = rest.popFirst() {
            if scalar == "%" {
                guard isEncoded(rest.prefix(2)) else { return false }
                rest = rest.dropFirst(2)
            } else {
                guard scalar.isASCII, scalar == "_" || FormatGrammar.isAlphanumeric(UInt8(scalar.value))
                else {
                    return false
                }
            }
        }
        return true
    }

    private static func isEncoded(_ digits: Substring.UnicodeScalarView) -> Bool {
        digits.count == 2 && digits.allSatisfy { $0.isASCII && FormatGrammar.isHexadecimal(UInt8($0.value)) }
    }
}
