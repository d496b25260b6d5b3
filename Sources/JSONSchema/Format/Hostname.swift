// SPDX-License-Identifier: Apache-2.0

/// Host names (RFC 1123 §2.1) and international ones (RFC 5890 to 5892).
enum Hostname {
    static func isHostname(_ text: String) -> Bool {
        1...253 ~= text.utf8.count
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
                isPlainLabel(label) && hasGoodHyphens(label)
            }
    }

    static func isInternationalHostname(_ text: String) -> Bool {
        // The dots of RFC 3490 §3.1.
        let labels = text.unicodeScalars.split(omittingEmptySubsequences: false) {
            ".\u{3002}\u{FF0E}\u{FF61}".unicodeScalars.contains($0)
        }
        var length = 0
        for label in labels {
            let text = String(label)
            if label.allSatisfy(\.isASCII) {
                guard isPlainLabel(text[...]), hasGoodHyphens(text[...]) else { return false }
                length += text.utf8.count + 1
            } else {
                guard isInternationalLabel(Array(label)) else { return false }
                length += Punycode.encode(Array(label)).count + 5
            }
        }
        return length <= 254
    }

    /// Letters, digits and inner hyphens, at most 63.
    private static func isPlainLabel(_ label: Substring) -> Bool {
        let bytes = label.utf8
        return 1...63 ~= bytes.count && bytes.first != 0x2D && bytes.last != 0x2D
            && bytes.allSatisfy { FormatGrammar.isAlphanumeric($0) || $0 == 0x2D }
    }

    /// Hyphens in the third and fourth place mean an A-label, which must decode to a label that is allowed
    /// (RFC 5891 §4.2.3.1 and §5.4).
    private static func hasGoodHyphens(_ label: Substring) -> Bool {
        guard label.utf8.dropFirst(2).starts(with: "--".utf8) else { return true }
        guard label.lowercased().hasPrefix("xn--"),
            let decoded = Punycode.decode(Array(label.utf8.dropFirst(4))),
            decoded.contains(where: { !$0.isASCII })
        else { return false }
        return isInternationalLabel(decoded)
    }

    private static func isInternationalLabel(_ label: [Unicode.Scalar]) -> Bool {
        guard let first = label.first, let last = label.last, first != "-", last != "-" else { return false }
        if label.count >= 4, label[2] == "-", label[3] == "-" { return false }
        if isMark(first) || Punycode.encode(label).count + 4 > 63 { return false }
        return label.indices.allSatisfy { isAllowed(label, $0) }
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        [.nonspacingMark, .spacingMark, .enclosingMark].contains(scalar.properties.generalCategory)
    }

    /// The derived property of RFC 5892 §3, by categories and exceptions, with the rules of its appendix A.
    private static func isAllowed(_ label: [Unicode.Scalar], _ place: Int) -> Bool {
        let scalar = label[place]
        let before = place > 0 ? label[place - 1] : nil
        let after = place + 1 < label.count ? label[place + 1] : nil
        switch scalar.value {
        case 0x00B7: return before == "l" && after == "l"
        case 0x0375: return after.map { 0x370...0x3FF ~= $0.value || 0x1F00...0x1FFF ~= $0.value } ?? false
        case 0x05F3, 0x05F4: return before.map { 0x591...0x5F4 ~= $0.value } ?? false
        case 0x30FB:
            return label.contains {
                0x3041...0x309F ~= $0.value || 0x30A1...0x30FA ~= $0.value || 0x30FC...0x30FF ~= $0.value
                    || 0x3005...0x3007 ~= $0.value || 0x3400...0x9FFF ~= $0.value
                    || 0xF900...0xFAFF ~= $0.value
                    || 0x20000...0x3134F ~= $0.value
            }
        case 0x0660...0x0669: return !label.contains { 0x6F0...0x6F9 ~= $0.value }
        case 0x06F0...0x06F9: return !label.contains { 0x660...0x669 ~= $0.value }
        case 0x200C, 0x200D: return before?.properties.canonicalCombiningClass == .virama
        case 0x00DF, 0x03C2, 0x06FD, 0x06FE, 0x0F0B, 0x3007: return true
        case 0x0640, 0x07FA, 0x302E, 0x302F, 0x3031...0x3035, 0x303B: return false
        case 0..<0x80: return scalar == "-" || FormatGrammar.isAlphanumeric(UInt8(scalar.value))
        case 0x1100...0x11FF, 0xA960...0xA97C, 0xD7B0...0xD7FB: return false
        default: break
        }
        switch scalar.properties.generalCategory {
        case .lowercaseLetter, .modifierLetter, .otherLetter, .nonspacingMark, .spacingMark, .decimalNumber:
            return scalar.properties.lowercaseMapping == String(Character(scalar))
        default: return false
        }
    }
}
