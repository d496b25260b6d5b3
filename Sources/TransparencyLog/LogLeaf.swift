// SPDX-License-Identifier: Apache-2.0

package import Octets

/// One line of an office's log: `andaman/KIND/1 HEX`, without a newline.
///
/// It holds a digest and nothing else, so that a log can be read by everybody and says nothing about anyone. What is
/// digested has a random salt of its own, without which small contents could be guessed.
package struct LogLeaf: Hashable, Sendable, CustomStringConvertible {
    /// What kind of thing was digested: lower-case letters and hyphens, for example `receipt`.
    package let kind: String
    /// The SHA-256 of the document.
    package let digest: SHA256Digest

    /// The leaf of a receipt: the digest of its `receipt.json`.
    package static func receipt(_ document: [UInt8]) -> LogLeaf {
        LogLeaf(wellFormedKind: "receipt", digest: SHA256Digest(of: document))
    }

    /// - Throws: `LogError` with `malformedLeaf` for a kind of another form.
    package init(kind: String, digest: SHA256Digest) throws(LogError) {
        guard Self.isWellFormed(kind) else { throw LogError(.malformedLeaf) }
        self.init(wellFormedKind: kind, digest: digest)
    }

    /// Reads a line of a log, in its one spelling.
    ///
    /// - Throws: `LogError` with `malformedLeaf`.
    package init(parsing bytes: [UInt8]) throws(LogError) {
        guard bytes.count <= Limits.logLeaf, let text = String(validating: bytes, as: UTF8.self) else {
            throw LogError(.malformedLeaf)
        }
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        let names = parts[0].split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, names.count == 3, names[0] == "andaman", names[2] == "1",
            let digest = SHA256Digest(hex: String(parts[1]))
        else { throw LogError(.malformedLeaf) }
        try self.init(kind: String(names[1]), digest: digest)
    }

    private init(wellFormedKind kind: String, digest: SHA256Digest) {
        self.kind = kind
        self.digest = digest
    }

    private static func isWellFormed(_ kind: String) -> Bool {
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        return !kind.isEmpty && kind.utf8.count <= 32
            && kind.utf8.allSatisfy { letters.contains($0) || $0 == UInt8(ascii: "-") }
    }

    package var description: String { "andaman/\(kind)/1 \(digest.hex)" }
    /// The bytes that the tree hashes.
    package var bytes: [UInt8] { Array(description.utf8) }
}
