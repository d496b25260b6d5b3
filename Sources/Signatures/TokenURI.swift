// SPDX-License-Identifier: Apache-2.0

import Octets

/// Which key on which PKCS#11 token, reached by which module: a `pkcs11:` URI (RFC 7512).
///
/// ```
/// pkcs11:token=Kawthaung;object=seal?module-path=/usr/lib/softhsm/libsofthsm2.so
/// ```
///
/// Taken are the names of §2.3 that say which token (`token`, `serial`, `manufacturer`, `model`) and which key (`object`,
/// `id`), with at least one of each sort, and the token's module by its whole path; no others, so that none is passed over
/// that was meant to matter. A PIN never stands in it, nor the place of one: the URI is shown and kept in the clear.
package struct TokenURI: Hashable, Sendable {
    /// The URI as it was given.
    package let text: String
    /// The whole path of the token's module.
    package let modulePath: String
    /// What stands before the query: the token and the key.
    let keyPart: String

    /// - Throws: `SignatureError` with `tokenURIMalformed` or `tokenURIHoldsPIN`.
    package init(_ text: String) throws(SignatureError) {
        guard text.utf8.count <= Limits.tokenURI, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            text.hasPrefix(Self.scheme)
        else { throw SignatureError(.tokenURIMalformed, ["place": Self.scheme]) }
        let parts = text.split(separator: "?", omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw SignatureError(.tokenURIMalformed, ["place": "module-path"]) }
        let path = try Self.attributes(
            parts[0].dropFirst(Self.scheme.count),
            separator: ";",
            known: Self.names
        )
        let query = try Self.attributes(parts[1], separator: "&", known: ["module-path"])
        guard path["token"] != nil || path["serial"] != nil else {
            throw SignatureError(.tokenURIMalformed, ["place": "token"])
        }
        guard path["object"] != nil || path["id"] != nil else {
            throw SignatureError(.tokenURIMalformed, ["place": "object"])
        }
        guard path["type"] ?? "private" == "private" else {
            throw SignatureError(.tokenURIMalformed, ["place": "type"])
        }
        guard let module = query["module-path"], module.hasPrefix("/"), !module.utf8.contains(0) else {
            throw SignatureError(.tokenURIMalformed, ["place": "module-path"])
        }
        self.text = text
        modulePath = module
        keyPart = String(parts[0])
    }

    private static let scheme = "pkcs11:"
    private static let names: Set<String> = [
        "token", "serial", "manufacturer", "model", "object", "id", "type",
    ]

    /// The values by their names, each once and without percent-encoding.
    private static func attributes(
        _ text: Substring,
        separator: Character,
        known: Set<String>
    ) throws(SignatureError) -> [String: String] {
        var values: [String: String] = [:]
        for attribute in text.split(separator: separator, omittingEmptySubsequences: false) {
            let pair = attribute.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(pair[0])
            guard !name.hasPrefix("pin-") else { throw SignatureError(.tokenURIHoldsPIN) }
            guard known.contains(name), values[name] == nil, pair.count == 2, !pair[1].isEmpty,
                let value = decoded(pair[1])
            else { throw SignatureError(.tokenURIMalformed, ["place": name]) }
            values[name] = value
        }
        return values
    }

    /// The value with `%XX` resolved (RFC 3986 §2.1); nil where a percent sign stands for nothing.
    private static func decoded(_ value: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(value.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = String(decoding: rest.prefix(2), as: UTF8.self).lowercased()
            guard let coded = try? Hex.decode(digits), coded.count == 1 else { return nil }
            bytes += coded
            rest = rest.dropFirst(2)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
