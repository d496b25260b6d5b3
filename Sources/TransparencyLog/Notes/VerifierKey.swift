// SPDX-License-Identifier: Apache-2.0

import Crypto
import Octets

/// A public key that notes are verified with: `NAME+ID+BASE64` (C2SP signed-note, "Verifier keys").
package struct VerifierKey: Hashable, Sendable, CustomStringConvertible {
    /// What the key signs; its byte is part of the key's id, so that one use is never taken for the other.
    package enum Use: UInt8, Sendable {
        /// A log's own checkpoints: Ed25519 over the text.
        case log = 0x01
        /// Another office's cosignature with its time (C2SP tlog-cosignature).
        case cosigner = 0x04
    }

    package let name: String
    package let use: Use
    /// 32 bytes (RFC 8032 §5.1.5).
    package let publicKey: [UInt8]

    /// - Throws: `LogError` with `malformedKey`.
    package init(name: String, use: Use, publicKey: [UInt8]) throws(LogError) {
        guard NoteSignature.isName(name), publicKey.count == 32,
            (try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey)) != nil
        else { throw LogError(.malformedKey) }
        self.name = name
        self.use = use
        self.publicKey = publicKey
    }

    /// Reads a key in its one spelling.
    ///
    /// - Throws: `LogError` with `malformedKey`.
    package init(parsing text: String) throws(LogError) {
        // Base64 has plus signs of its own, a name has none.
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard text.utf8.count <= Limits.verifierKey, parts.count == 3,
            let bytes = try? Base64.decode(String(parts[2]), padded: true),
            let use = bytes.first.flatMap({ Use(rawValue: $0) })
        else { throw LogError(.malformedKey) }
        try self.init(name: String(parts[0]), use: use, publicKey: Array(bytes.dropFirst()))
        guard Hex.encode(id) == parts[1] else { throw LogError(.malformedKey) }
    }

    package var description: String {
        name + "+" + Hex.encode(id) + "+" + Base64.encode([use.rawValue] + publicKey, padded: true)
    }

    /// The key's id: four bytes of the SHA-256 of name, newline, use and key.
    package var id: [UInt8] {
        let digest = SHA256Digest(of: Array(name.utf8) + [UInt8(ascii: "\n"), use.rawValue] + publicKey)
        return Array(digest.bytes.prefix(4))
    }

    /// Tells whether `signature` is this key's over a note's text.
    func holds(_ signature: [UInt8], over text: String) -> Bool {
        switch use {
        case .log: return verifies(signature, Array(text.utf8))
        case .cosigner:
            guard let cosignature = Cosignature(parsing: signature) else { return false }
            return verifies(cosignature.signature, Cosignature.message(text, at: cosignature.time))
        }
    }

    private func verifies(_ signature: [UInt8], _ message: [UInt8]) -> Bool {
        guard signature.count == 64,
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey)
        else { return false }
        return key.isValidSignature(signature, for: message)
    }
}
