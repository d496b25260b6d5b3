// SPDX-License-Identifier: Apache-2.0

package import Octets

/// An identity of the classical kind: `AGE-SECRET-KEY-1…`.
package struct X25519Identity: KeyIdentity {
    static let prefix = "AGE-SECRET-KEY-"

    private let key: SecretBytes
    package let recipient: X25519Recipient

    package var publicRecipient: any PublicRecipient { recipient }

    /// A fresh identity of 32 random bytes.
    package init(using generator: inout some RandomNumberGenerator) throws(AgeError) {
        try self.init(key: SecretBytes(random: X25519Recipient.keyCount, using: &generator))
    }

    init(key: SecretBytes) throws(AgeError) {
        self.key = key
        recipient = X25519Recipient(key: try X25519Agreement(key: key).share)
    }

    package var text: SecretBytes {
        key.withBytes { Bech32.encode($0, prefix: Self.prefix) }
    }

    package func unwrap(_ stanzas: [AgeStanza]) throws(AgeError) -> SecretBytes? {
        let agreement = try X25519Agreement(key: key)
        for wrapped in try stanzas.wrappedKeys(of: .x25519, shareCount: X25519Recipient.keyCount) {
            guard let shared = agreement.sharedSecret(with: wrapped.share) else {
                throw wrapped.stanza.malformed
            }
            let wrapKey = shared.derived(salt: wrapped.share + recipient.key, info: X25519Recipient.info)
            if let fileKey = try FileKey.unwrap(wrapped.body, under: wrapKey) { return fileKey }
        }
        return nil
    }
}
