// SPDX-License-Identifier: Apache-2.0

/// The grammar of URIs (RFC 3986) and IRIs (RFC 3987).
enum ResourceIdentifier {
    static func holds(_ text: String, absolute: Bool, international: Bool) -> Bool {
        let reference = URIReference(text)
        guard reference.description.utf8.count == text.utf8.count else { return false }
        if let scheme = reference.scheme {
            guard let first = scheme.utf8.first, 0x61...0x7A ~= first,
                scheme.utf8.allSatisfy({
                    FormatGrammar.isAlphanumeric($0) || $0 == 0x2B || $0 == 0x2D || $0 == 0x2E
                })
            else { return false }
        } else if absolute {
            return false
        }
        if let authority = reference.authority, !isAuthority(authority, international) { return false }
        let extra = Set(":@/".unicodeScalars)
        guard isMade(reference.path, extra, international) else { return false }
        // Without a scheme the first segment has no colon (RFC 3986 §4.2).
        if reference.scheme == nil, reference.authority == nil,
            reference.path.prefix(while: { $0 != "/" }).contains(":")
        {
            return false
        }
        let inQuery = extra.union("?".unicodeScalars)
        return isMade(reference.query ?? "", inQuery, international, privateUse: true)
            && isMade(reference.fragment ?? "", inQuery, international)
    }

    private static func isAuthority(_ authority: String, _ international: Bool) -> Bool {
        var host = authority[...]
        if let at = host.lastIndex(of: "@") {
            guard isMade(String(host[..<at]), [":"], international) else { return false }
            host = host[host.index(after: at)...]
        }
        if host.hasPrefix("[") {
            guard let end = host.firstIndex(of: "]") else { return false }
            let literal = host[host.index(after: host.startIndex)..<end]
            guard FormatGrammar.isIPv6(literal.utf8) || isFutureAddress(literal) else { return false }
            let port = host[host.index(after: end)...]
            return port.isEmpty
                || (port.hasPrefix(":") && port.dropFirst().utf8.allSatisfy { 0x30...0x39 ~= $0 })
        }
        if let colon = host.lastIndex(of: ":") {
            guard host[host.index(after: colon)...].utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else {
                return false
            }
            host = host[..<colon]
        }
        return isMade(String(host), [], international)
    }

    /// `IPvFuture` of RFC 3986 §3.2.2.
    private static func isFutureAddress(_ text: Substring) -> Bool {
        guard let dot = text.firstIndex(of: "."), text.hasPrefix("v") || text.hasPrefix("V") else {
            return false
        }
        let version = text[..<dot].dropFirst()
        let rest = String(text[text.index(after: dot)...])
        return !version.isEmpty && version.utf8.allSatisfy(FormatGrammar.isHexadecimal) && !rest.isEmpty
            && !rest.contains("%") && isMade(rest, [":"], false)
    }

    /// Tells whether a text is of unreserved characters, sub-delimiters, percent-encoded bytes and `extra`.
    private static func isMade(
        _ text: String,
        _ extra: Set<Unicode.Scalar>,
        _ international: Bool,
        privateUse: Bool = false
    ) -> Bool {
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            if scalar == "%" {
                guard let high = rest.popFirst(), let low = rest.popFirst(), isHexadecimal(high),
                    isHexadecimal(low)
                else { return false }
            } else if scalar.isASCII {
                guard
                    FormatGrammar.isAlphanumeric(UInt8(scalar.value))
                        || "-._~!$&'()*+,;=".unicodeScalars.contains(scalar) || extra.contains(scalar)
                else { return false }
            } else {
                guard international, isInternational(scalar.value, privateUse) else { return false }
            }
        }
        return true
    }

    private static func isHexadecimal(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII && FormatGrammar.isHexadecimal(UInt8(scalar.value))
    }

    /// `ucschar`, and `iprivate` in queries (RFC 3987 §2.2).
    private static func isInternational(_ value: UInt32, _ privateUse: Bool) -> Bool {
        switch value {
        case 0xE000...0xF8FF, 0xF0000...0x10FFFF: privateUse && value & 0xFFFE != 0xFFFE
        case 0xA0...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFEF, 0x10000...0xDFFFF, 0xE1000...0xEFFFF:
            value & 0xFFFE != 0xFFFE
        default: false
        }
    }
}
