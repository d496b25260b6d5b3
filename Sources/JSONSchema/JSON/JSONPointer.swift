// SPDX-License-Identifier: Apache-2.0

/// The way from a JSON document's root to one of its values (RFC 6901).
package struct JSONPointer: Hashable, Sendable {
    package var tokens: [String]

    package init(_ tokens: [String] = []) {
        self.tokens = tokens
    }

    /// Reads the string form; nil where it is none: `/a/0`, with `~0` for `~` and `~1` for `/`.
    package init?(parsing text: String) {
        tokens = []
        if text.isEmpty { return }
        guard text.utf8.first == UInt8(ascii: "/") else { return nil }
        for part in text.utf8.dropFirst().split(
            separator: UInt8(ascii: "/"),
            omittingEmptySubsequences: false
        ) {
            let part = Substring(part)
            guard part.utf8.contains(UInt8(ascii: "~")) else {
                tokens.append(String(part))
                continue
            }
            var token = String.UnicodeScalarView()
            var escaped = false
            for scalar in part.unicodeScalars {
                switch (escaped, scalar) {
                case (true, "0"): token.append("~")
                case (true, "1"): token.append("/")
                case (true, _): return nil
                case (false, "~"): break
                case (false, _): token.append(scalar)
                }
                escaped = !escaped && scalar == "~"
            }
            if escaped { return nil }
            tokens.append(String(token))
        }
    }

    package func appending(_ token: String) -> JSONPointer {
        JSONPointer(tokens + [token])
    }

    package func appending(_ index: Int) -> JSONPointer {
        appending(String(index))
    }

    /// What a token says as a place in an array: decimal digits without leading zeros.
    static func index(_ token: String) -> Int? {
        let digits = token.utf8
        guard let first = digits.first, digits.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
        return first == 0x30 && digits.count > 1 ? nil : Int(token)
    }

    /// `token` as it stands between slashes.
    static func escape(_ token: String) -> String {
        guard token.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else {
            return token
        }
        var text = String.UnicodeScalarView()
        for scalar in token.unicodeScalars {
            switch scalar {
            case "~": text.append(contentsOf: "~0".unicodeScalars)
            case "/": text.append(contentsOf: "~1".unicodeScalars)
            default: text.append(scalar)
            }
        }
        return String(text)
    }
}

extension JSONPointer: CustomStringConvertible {
    package var description: String {
        tokens.map { "/" + Self.escape($0) }.joined()
    }
}

extension JSONPointer: ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: String...) {
        tokens = elements
    }
}
