// SPDX-License-Identifier: Apache-2.0

import ASiC
import AgeEncryption
package import Dossiers
import Octets

/// Makes sealed parts: papers for one class of readers, signed in a container of their own and encrypted to the readers
/// of that class in the receiving offices.
///
/// Others see that the part is there, for which class, and how large it is. The outer signers attest that it is enclosed
/// and nothing more (`DESIGN.md` §2 "Binding").
package struct PartMaking {
    /// The dossier that will enclose the part.
    package let dossier: String
    package let office: OfficeReference
    /// The part's author.
    package let signer: ContainerSigner
    /// The receiving offices.
    package let receivers: [Card]
    package let policy: EncryptionPolicy

    package init(
        dossier: String,
        office: OfficeReference,
        signer: ContainerSigner,
        receivers: [Card],
        policy: EncryptionPolicy
    ) {
        self.dossier = dossier
        self.office = office
        self.signer = signer
        self.receivers = receivers
        self.policy = policy
    }

    /// What a part is in the dossier.
    package struct Part: Sendable {
        package let listing: Referral.Part
        package let bytes: [UInt8]
    }

    /// Makes the part number `number` of the dossier, for `readers`.
    ///
    /// - Parameters:
    ///   - number: from 1.
    ///   - readers: the class of readers.
    ///   - documents: the papers.
    ///   - generator: gives salts and keys.
    /// - Returns: the encrypted part and how the referral lists it.
    /// - Throws: `BundleError` with `noRecipient`, `DossierError`, and what containers and encryption throw.
    package func make(
        number: Int,
        readers: String,
        documents: [DossierPacking.File],
        using generator: inout some RandomNumberGenerator
    ) throws -> Part {
        let packed = try PartPacking(dossier: dossier, from: office, readers: readers, documents: documents)
            .packed(using: &generator)
        let container = MemorySink(limit: Limits.part)
        let writer = try ContainerWriter(to: container)
        try writer.add(ContainerKind.part.rootDocument, packed.root)
        for document in packed.documents { try writer.add(document.name, document.bytes) }
        let manifest = try signer.sign(writer, kind: .part)
        try writer.finish()

        let offers = try receivers.map { try $0.recipients(of: readers).map { try AgeRecipients.parse($0) } }
        let (recipients, lacking) = policy.choose(among: offers)
        if let lacking {
            throw BundleError(.noRecipient, ["office": receivers[lacking].document.office, "class": readers])
        }
        let sealed = MemorySink(limit: Limits.part)
        let envelope = try AgeEnvelope(recipients: recipients, using: &generator)
        let encryption = try AgeEncryptingSink(to: sealed, envelope: envelope)
        try encryption.write(container.bytes)
        try encryption.finish()
        let listing = Referral.Part(
            name: "parts/" + (number < 10 ? "0" : "") + String(number) + ".asice.age",
            readers: readers,
            recipients: recipients.map { $0.digest },
            manifests: [manifest]
        )
        return Part(listing: listing, bytes: sealed.bytes)
    }
}
