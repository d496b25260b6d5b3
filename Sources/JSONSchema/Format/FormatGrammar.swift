// SPDX-License-Identifier: Apache-2.0

/// The formats that need no more than a few lines.
enum FormatGrammar {
    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        0x30...0x39 ~= byte || 0x41...0x5A ~= byte & 0xDF
    }

    static func isHexadecimal(_ byte: UInt8) -> Bool {
        0x30...0x39 ~= byte || 0x41...0x46 ~= byte & 0xDF
    }

    /// RFC 9562 §4.
    static func isUUID(_ text: String.UTF8View) -> Bool {
        text.count == 36
            && text.enumerated().allSatisfy { place, byte in
                [8, 13, 18, 23].contains(place) ? byte == UInt8(ascii: "-") : isHexadecimal(byte)
            }
    }

    /// Four decimal numbers without leading zeros (RFC 2673 §3.2).
    static func isIPv4(_ text: Substring.UTF8View) -> Bool {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                1...3 ~= part.count && part.allSatisfy { 0x30...0x39 ~= $0 }
                    && (part.count == 1 || part.first != 0x30)
                    && part.reduce(0) { $0 * 10 + Int($1 - 0x30) } < 256
            }
    }

    /// RFC 4291 §2.2.
    static func isIPv6(_ text: Substring.UTF8View) -> Bool {
        guard text.count <= 45 else { return false }
        var groups = 0
        var isShortened = false
        var rest = text
        let colon = UInt8(ascii: ":")
        if rest.starts(with: [colon, colon]) {
            isShortened = true
            rest = rest.dropFirst(2)
        }
        while !rest.isEmpty {
            let end = rest.firstIndex(of: colon) ?? rest.endIndex
            let group = rest[..<end]
            if end == rest.endIndex, group.contains(UInt8(ascii: ".")) {
                guard isIPv4(group) else { return false }
                groups += 2
                break
            }
            guard 1...4 ~= group.count, group.allSatisfy(isHexadecimal) else { return false }
            groups += 1
            if end == rest.endIndex { break }
            rest = rest[rest.index(after: end)...]
            if rest.first == colon {
                if isShortened { return false }
                isShortened = true
                rest = rest.dropFirst()
            } else if rest.isEmpty {
                return false
            }
        }
        return isShortened ? groups < 8 : groups == 8
    }

    /// A mailbox of RFC 5321 §4.1.2; international ones (RFC 6531) have any character beyond ASCII as well.
    static func isMailbox(_ text: String, international: Bool) -> Bool {
        let bytes = text.utf8
        guard let at = bytes.lastIndex(of: UInt8(ascii: "@")) else { return false }
        let local = bytes[..<at]
        let domain = bytes[bytes.index(after: at)...]
        let beyond: (UInt8) -> Bool = { international && $0 >= 0x80 }
        let isLocal: Bool
        if local.count >= 2, local.first == 0x22, local.last == 0x22 {
            var escaped = false
            isLocal =
                local.dropFirst().dropLast().allSatisfy { byte in
                    defer { escaped = !escaped && byte == 0x5C }
                    return (0x20..<0x7F ~= byte && (escaped || byte != 0x22)) || beyond(byte)
                } && !escaped
        } else {
            let special = Set("!#$%&'*+-/=?^_`{|}~".utf8)
            isLocal = local.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy {
                atom in
                !atom.isEmpty && atom.allSatisfy { isAlphanumeric($0) || special.contains($0) || beyond($0) }
            }
        }
        guard isLocal else { return false }
        if domain.first == UInt8(ascii: "["), domain.last == UInt8(ascii: "]") {
            let literal = domain.dropFirst().dropLast()
            let tag = "IPv6:".utf8
            return literal.starts(with: tag) ? isIPv6(literal.dropFirst(tag.count)) : isIPv4(literal)
        }
        let name = String(Substring(domain))
        return international ? Hostname.isInternationalHostname(name) : Hostname.isHostname(name)
    }

    /// draft-bhutton-relative-json-pointer-00 §3.
    static func isRelativePointer(_ text: String) -> Bool {
        let digits = text.utf8.prefix { 0x30...0x39 ~= $0 }
        guard let first = digits.first, first != 0x30 || digits.count == 1 else { return false }
        let rest = text[digits.endIndex...]
        return rest == "#" || JSONPointer(parsing: String(rest)) != nil
    }

    /// A regular expression by its syntax; the engine may still not be able to run it.
    static func isPattern(_ text: String) -> Bool {
        do throws(PatternError) {
            _ = try PatternParser.parse(text)
            return true
        } catch {
            return error != .malformed
        }
    }
}
