// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
package import Octets

/// The fields `Content-Digest` and `Repr-Digest` (RFC 9530 §2 and §3): a dictionary of byte sequences (RFC 8941 §3.2, §3.3.5).
package enum DigestField {
    /// What a request says of all of the bundle.
    static func ofBundle(_ headers: HTTPFields) throws(Problem) -> SHA256Digest? {
        guard let field = headers[UploadFields.name("Repr-Digest")] else { return nil }
        return try sha256(field)
    }

    /// What a request says of its own content.
    static func ofContent(_ headers: HTTPFields) throws(Problem) -> SHA256Digest? {
        guard let field = headers[UploadFields.name("Content-Digest")] else { return nil }
        return try sha256(field)
    }

    /// The SHA-256 digest that `field` holds; nil where it holds only digests of other kinds, which are passed over.
    ///
    /// - Throws: `Problem` with `malformed-digest`, also for a second SHA-256 digest or one with parameters.
    package static func sha256(_ field: String) throws(Problem) -> SHA256Digest? {
        var digest: SHA256Digest?
        for member in field.split(separator: ",", omittingEmptySubsequences: false) {
            let member = member.trimmed
            guard let equals = member.firstIndex(of: "=") else { throw Problem(.malformedDigest) }
            guard member[..<equals] == "sha-256" else { continue }
            let value = member[member.index(after: equals)...]
            guard digest == nil, value.utf8.count > 2, value.first == ":", value.last == ":",
                let bytes = try? Base64.decode(value.utf8.dropFirst().dropLast(), padded: true),
                let found = SHA256Digest(bytes: bytes)
            else { throw Problem(.malformedDigest) }
            digest = found
        }
        return digest
    }
}

extension Substring {
    /// The text without the spaces and tabs around it.
    fileprivate var trimmed: Substring {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        let front = drop(while: isSpace)
        return front[..<(front.lastIndex { !isSpace($0) }.map(front.index(after:)) ?? front.startIndex)]
    }
}
