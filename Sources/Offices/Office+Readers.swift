// SPDX-License-Identifier: Apache-2.0

package import AgeEncryption
package import Bundles
import Dossiers
import Files
package import Octets

extension Office {
    /// Makes the identity of a class of readers, under a passphrase of its own, and a card that names its recipient.
    ///
    /// The service never has this identity: it files what is for the class, and cannot read it.
    ///
    /// - Parameters:
    ///   - readers: the class, for example `health`.
    ///   - protection: how the identity is kept.
    ///   - now: the moment it is.
    ///   - source: gives the authority's passphrase.
    ///   - generator: gives keys, serial numbers and salts.
    /// - Returns: the new card.
    /// - Throws: `OfficeError` with `unknownReaders` or `readersExist`, and what the vault and `renewCard` throw.
    package func addReaders(
        _ readers: String,
        protection: KeyProtection,
        at now: Timestamp,
        authorityPassphrase source: any PassphraseSource,
        using generator: inout some RandomNumberGenerator
    ) throws -> Card {
        let classes = Set(DocumentCatalog.shared.kinds.map { DocumentCatalog.shared.readers(of: $0) })
        guard classes.contains(readers), readers != DocumentCatalog.generalReaders else {
            throw OfficeError(.unknownReaders, ["class": readers])
        }
        guard try card().document.recipients[readers] == nil else {
            throw OfficeError(.readersExist, ["class": readers])
        }
        let identity: any KeyIdentity =
            profile.isClassical
            ? try X25519Identity(using: &generator) : try HybridIdentity(using: &generator)
        try vault.store(identity.text, as: .readers(readers), protection, using: &generator)
        return try renewCard(
            addresses: nil,
            recipients: [readers: [identity.publicRecipient.text]],
            at: now,
            source,
            using: &generator
        )
    }

    /// The identity of a class of readers.
    package func identity(ofReaders readers: String, _ source: any PassphraseSource) throws -> any KeyIdentity
    {
        guard try card().document.recipients[readers] != nil else {
            throw OfficeError(.unknownReaders, ["class": readers])
        }
        return try vault.load(.readers(readers), source).withBytes { try AgeIdentities.parse($0) }
    }
}
