// SPDX-License-Identifier: Apache-2.0

import Crypto
package import Octets

/// A private key that signs notes: a log's own, or a cosigner's.
package struct NoteSigner: Sendable {
    private let key: Curve25519.Signing.PrivateKey
    /// The public half, as readers take it.
    package let verifierKey: VerifierKey

    /// - Throws: `LogError` with `malformedKey` for a seed that has not 32 bytes, or a name that none can have.
    package init(name: String, use: VerifierKey.Use, seed: SecretBytes) throws(LogError) {
        let key = seed.withBytes { bytes in
            unsafe bytes.withUnsafeBytes { pointer in
                unsafe try? Curve25519.Signing.PrivateKey(rawRepresentation: pointer)
            }
        }
        guard let key else { throw LogError(.malformedKey) }
        self.key = key
        verifierKey = try VerifierKey(
            name: name,
            use: use,
            publicKey: Array(key.publicKey.rawRepresentation)
        )
    }

    /// Signs a note's text; a log's key has no use for the time, a cosigner's signs it too.
    ///
    /// - Throws: `LogError` with `malformedKey` where the signature cannot be made.
    package func sign(_ text: String, at time: Timestamp) throws(LogError) -> NoteSignature {
        let signature: [UInt8] =
            switch verifierKey.use {
            case .log: try sign(Array(text.utf8))
            case .cosigner:
                Cosignature(time: time, signature: try sign(Cosignature.message(text, at: time))).bytes
            }
        return NoteSignature(name: verifierKey.name, keyID: verifierKey.id, signature: signature)
    }

    private func sign(_ message: [UInt8]) throws(LogError) -> [UInt8] {
        guard let signature = try? key.signature(for: message) else { throw LogError(.malformedKey) }
        return Array(signature)
    }
}
