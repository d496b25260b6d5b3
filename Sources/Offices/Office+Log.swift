// SPDX-License-Identifier: Apache-2.0

import Bundles
import Files
import Octets
package import TransparencyLog

extension Office {
    /// The key that signs the heads of the office's log, under the name that its card gives the log.
    ///
    /// - Throws: `OfficeError` with `wrongPassphrase` or `locked`; `LogError` with `malformedKey`.
    package func logSigner(_ source: any PassphraseSource) throws -> NoteSigner {
        let name = try card().logKey?.name ?? reference.logOrigin
        return try NoteSigner(name: name, use: .log, seed: vault.load(.log, source))
    }

    /// The key that cosigns the heads of other offices' logs; nil where the card has none.
    ///
    /// - Throws: as `logSigner`.
    package func cosigner(_ source: any PassphraseSource) throws -> NoteSigner? {
        guard let key = try card().cosignerKey else { return nil }
        return try NoteSigner(name: key.name, use: .cosigner, seed: vault.load(.cosigner, source))
    }

    /// The keys of the office's logs, of all its cards: of those that its own authority signed.
    package func logKeys() throws -> [VerifierKey] {
        let cards = try TrustFolder.allCards(in: layout.cardsFolder) + [card()]
        return cards.filter { $0.reference == reference }.compactMap(\.logKey)
    }

    /// Makes one of the two keys and keeps it under the service's lock.
    static func makeNoteKey(
        _ key: KeyName,
        name: String,
        use: VerifierKey.Use,
        in vault: KeyVault,
        under lock: ServiceLock,
        existing: PendingFile.Existing = .refuse,
        using generator: inout some RandomNumberGenerator
    ) throws -> VerifierKey {
        // An Ed25519 private key is 32 random bytes (RFC 8032 §5.1.5).
        let seed = SecretBytes(random: 32, using: &generator)
        let signer = try NoteSigner(name: name, use: use, seed: seed)
        try vault.store(seed, as: key, under: lock, existing: existing, using: &generator)
        return signer.verifierKey
    }
}
