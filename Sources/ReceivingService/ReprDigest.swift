// SPDX-License-Identifier: Apache-2.0

package import Octets

/// The `Repr-Digest` field (RFC 9530 §3): a dictionary of byte sequences (RFC 8941 §3.2, §3.3.5).
package enum ReprDigest {
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
