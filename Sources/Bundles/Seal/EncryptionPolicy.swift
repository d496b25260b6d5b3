// SPDX-License-Identifier: Apache-2.0

package import AgeEncryption

/// Which kinds of recipient an office seals to and opens.
package struct EncryptionPolicy: Sendable {
    package let kinds: Set<AgeKind>

    /// Post-quantum hybrid recipients and nothing else (`THREATS.md` 4).
    package static let postQuantum = EncryptionPolicy(kinds: [.hybrid])

    /// Classical X25519 recipients beside the hybrid ones: what an office allows that must be read by an old `age`.
    package static let classicalAllowed = EncryptionPolicy(kinds: [.hybrid, .x25519])

    /// Refuses a header with a stanza of a kind that is not allowed.
    func check(_ stanzas: [AgeStanza]) throws(BundleError) {
        for stanza in stanzas {
            guard let kind = stanza.kind, kinds.contains(kind) else { throw BundleError(.encryptionPolicy) }
        }
    }
}
