// SPDX-License-Identifier: Apache-2.0

import Crypto
import FoundationEssentials
package import Octets

/// An identity of the post-quantum hybrid kind: `AGE-SECRET-KEY-PQ-1…`.
package struct HybridIdentity: KeyIdentity {
    static let prefix = "AGE-SECRET-KEY-PQ-"
    static let seedCount = 32

    private let seed: SecretBytes
    package let recipient: HybridRecipient

    package var publicRecipient: any PublicRecipient { recipient }

    /// A fresh identity of 32 random bytes.
    package init(using generator: inout some RandomNumberGenerator) throws(AgeError) {
        try self.init(seed: SecretBytes(random: Self.seedCount, using: &generator))
    }

    init(seed: SecretBytes) throws(AgeError) {
        self.seed = seed
        recipient = HybridRecipient(key: Array(try Self.privateKey(seed).publicKey.rawRepresentation))
    }

    package var text: SecretBytes {
        seed.withBytes { Bech32.encode($0, prefix: Self.prefix) }
    }

    package func unwrap(_ stanzas: [AgeStanza]) throws(AgeError) -> SecretBytes? {
        let keys = try stanzas.wrappedKeys(of: .hybrid, shareCount: HybridRecipient.encapsulatedCount)
        guard !keys.isEmpty else { return nil }
        let privateKey = try Self.privateKey(seed)
        for wrapped in keys {
            // Decapsulation fails for a point of low order alone; a key that is not ours gives another secret.
            guard
                var recipient = try? HPKE.Recipient(
                    privateKey: privateKey,
                    ciphersuite: HybridRecipient.suite,
                    info: HybridRecipient.info,
                    encapsulatedKey: Data(wrapped.share)
                )
            else { throw wrapped.stanza.malformed }
            // The `Data` that HPKE answers with cannot be wiped; it lives for these lines.
            guard let opened = try? recipient.open(wrapped.body) else { continue }
            return SecretBytes(count: opened.count) { target in
                unsafe opened.withUnsafeBytes { bytes in
                    target.copy(from: unsafe RawSpan(_unsafeBytes: bytes))
                }
            }
        }
        return nil
    }

    private static func privateKey(_ seed: SecretBytes) throws(AgeError) -> XWingMLKEM768X25519.PrivateKey {
        let privateKey = seed.withBytes { bytes in
            unsafe bytes.withUnsafeBytes { pointer in
                unsafe try? XWingMLKEM768X25519.PrivateKey(seedRepresentation: pointer, publicKey: nil)
            }
        }
        guard let privateKey else { throw AgeError(.malformedIdentity) }
        return privateKey
    }
}
