// SPDX-License-Identifier: Apache-2.0

import ASiC
import AgeEncryption
import Bundles
import Dossiers
import Files
import JSONSchema
import Octets
import Offices
import Signatures

/// Nobody types a passphrase: the keys of these tests stand open.
struct NoPassphrases: PassphraseSource {
    func passphrase(for lock: Lock, isNew: Bool) throws -> SecretBytes {
        throw OfficeError(.locked)
    }
}

/// Seals as a known office that checks nothing: its seal is good, whatever is inside, under whatever bundle id.
func sealLoosely(
    _ dossierPath: String,
    from desk: Desk,
    to receiver: String,
    as bundle: String,
    claiming sender: OfficeReference? = nil,
    sealedAt moment: Timestamp? = nil,
    into path: String
) throws {
    let office = try Office(home: desk.home)
    let card = try office.card(of: receiver)
    let plain = try Folder.read(dossierPath, limit: 1 << 26)
    let dossier = try DossierContainer.read(MemorySource(plain)) { _, _ in .digest }
    let recipients = try card.recipients().map { try AgeRecipients.parse($0) }
    var generator = SystemRandomNumberGenerator()
    let waybill = Waybill(
        salt: Salt.fresh(using: &generator),
        bundle: bundle,
        from: sender ?? office.reference,
        to: [card.reference],
        recipients: recipients.map { $0.digest },
        manifests: dossier.manifests,
        created: moment ?? desk.now,
        expires: (moment ?? desk.now).adding(seconds: Limits.bundleLifetime),
        urgency: dossier.referral.urgency
    )
    let encrypted = MemorySink(limit: 1 << 26)
    let encryption = try AgeEncryptingSink(
        to: encrypted,
        envelope: AgeEnvelope(recipients: recipients, using: &generator)
    )
    try encryption.write(plain)
    try encryption.finish()

    let file = try PendingFile(path)
    let writer = try ContainerWriter(to: file)
    let root = ContainerKind.sealedBundle.rootDocument
    try writer.add(root, waybill.json().bytes(.pretty))
    try writer.add(SealedBundle.content, encrypted.bytes)
    let manifest = writer.manifest(rootDocument: root).encoded
    try writer.sign(manifest, by: office.seal(.origin, at: desk.now, NoPassphrases()))
    try writer.finish()
    try file.place()
}

/// Packs and signs a folder as officers who ask no rule: what is inside is well-formed, and that is all.
///
/// Each of `parts` is listed in the referral and filled with a byte.
func signLoosely(
    _ papers: String,
    by officers: [String],
    at desk: Desk,
    enclosing parts: [Referral.Part] = [],
    into path: String
) throws {
    let office = try Office(home: desk.home)
    let folder = try DossierFolder(papers)
    var generator = SystemRandomNumberGenerator()
    let authorities = try office.trust().cards.map { ($0.document.office, $0.reference.authority) }
    let packed = try DossierPacking(
        draft: folder.draft,
        documents: folder.documents,
        attachments: folder.attachmentNames,
        authorities: Dictionary(authorities) { first, _ in first },
        signers: [],
        parts: parts
    )
    .packed(at: desk.now, using: &generator)
    let file = try PendingFile(path)
    let writer = try ContainerWriter(to: file)
    let root = ContainerKind.dossier.rootDocument
    try writer.add(root, packed.referral)
    for document in packed.documents { try writer.add(document.name, document.bytes) }
    for part in parts { try writer.add(part.name, [7]) }
    for attachment in packed.attachments {
        let bytes = try Folder.read(folder.attachmentPath(attachment.originalName), limit: 1 << 20)
        try writer.add(attachment.name, bytes)
    }
    for officer in officers {
        let signer = try office.signer(office.officer(officer), .origin, at: desk.now, NoPassphrases())
        try writer.sign(writer.manifest(rootDocument: root).encoded, by: signer)
    }
    try writer.finish()
    try file.place()
}

/// Puts another office's seal on the manifest of a bundle, which stays as it is to the byte.
func reseal(_ bundle: String, by desk: Desk, into path: String) throws {
    let office = try Office(home: desk.home)
    let contents = try ContainerReader(FileSource(bundle)).read { _, _ in .keep(limit: 1 << 26) }
    let file = try PendingFile(path)
    let writer = try ContainerWriter(to: file)
    for entry in contents.payload { try writer.add(entry.name, contents.kept[entry.name] ?? []) }
    let manifest = contents.signatures[0].signedBytes
    try writer.sign(manifest, by: office.seal(.origin, at: desk.now, NoPassphrases()))
    try writer.finish()
    try file.place()
}

extension ContainerWriter {
    /// Adds a signature over `manifest`, whatever it says, without the lists that travel with a real one.
    fileprivate func sign(_ manifest: [UInt8], by signer: ContainerSigner) throws {
        let signature = try CMSSignature.make(
            content: manifest,
            key: signer.key,
            chain: signer.chain,
            claimedSigningTime: signer.signedAt,
            commitment: signer.commitment
        )
        try addSignature(manifest: manifest, signature: signature.der)
    }
}
