// SPDX-License-Identifier: Apache-2.0

package import AgeEncryption

/// Which kinds of recipient an office seals to and opens.
package struct EncryptionPolicy: Sendable {
    package let kinds: [AgeKind]

    /// Post-quantum hybrid recipients and nothing else (`THREATS.md` 4).
    package static let postQuantum = EncryptionPolicy(kinds: [.hybrid])

    /// Classical X25519 recipients beside the hybrid ones: what an office allows that must be read by an old `age`.
    package static let classicalAllowed = EncryptionPolicy(kinds: [.hybrid, .x25519])

    /// Of what each reader offers, the recipients of the best kind that all of them have: kinds are never mixed in one
    /// file, since the weakest would protect it.
    ///
    /// - Returns: the recipients; or none, and the first reader who lacks a recipient of the weakest kind allowed.
    func choose(
        among offers: [[any PublicRecipient]]
    ) -> (recipients: [any PublicRecipient], lacking: Int?) {
        var lacking: Int?
        for kind in [AgeKind.hybrid, .x25519] where kinds.contains(kind) {
            lacking = offers.firstIndex { !$0.contains { $0.kind == kind } }
            if lacking == nil { return (offers.joined().filter { $0.kind == kind }, nil) }
        }
        return ([], lacking ?? 0)
    }

    /// Refuses a header with a stanza of a kind that is not allowed.
    func check(_ stanzas: [AgeStanza]) throws(BundleError) {
        for stanza in stanzas {
            guard let kind = stanza.kind, kinds.contains(kind) else { throw BundleError(.encryptionPolicy) }
        }
    }
}
