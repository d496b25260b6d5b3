// SPDX-License-Identifier: Apache-2.0

import ASiC
import Bundles
import Files
import Octets
import Offices
import Signatures

/// Seals one dossier into as many different bundles as are wanted, each time signed anew by its officer, so that no two
/// have a signature in common.
struct BundleMaker: Sendable {
    let sender: Office
    let receiver: Office
    let trust: TrustStore
    private let entries: [(name: String, bytes: [UInt8])]
    private let officer: ContainerSigner
    private let sealing: Sealing
    private let card: Card

    init(sender: Office, receiver: Office, dossier path: String) throws {
        self.sender = sender
        self.receiver = receiver
        let now = wallClock()
        let contents = try ContainerReader(FileSource(path)).read { _, _ in .keep(limit: 1 << 26) }
        entries = contents.payload.map { ($0.name, contents.kept[$0.name] ?? []) }
        officer = try sender.signer(sender.officers()[0], .origin, at: now, OpenKeys())
        trust = try sender.trust()
        card = try trust.card(named: receiver.profile.id)
        sealing = Sealing(
            office: sender.reference,
            seal: try sender.seal(.origin, at: now, OpenKeys()),
            trust: trust,
            policy: .postQuantum,
            now: now
        )
    }

    /// A bundle under an id of its own.
    func make() throws -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        let dossier = try dossier()
        let file = MemorySink(limit: 1 << 26)
        _ = try sealing.seal(
            dossier: { MemorySource(dossier) },
            size: UInt64(dossier.count),
            to: [card],
            as: UUIDv7(at: wallClock(), using: &generator),
            into: file,
            using: &generator
        )
        return file.bytes
    }

    private func dossier() throws -> [UInt8] {
        let file = MemorySink(limit: 1 << 26)
        let writer = try ContainerWriter(to: file)
        for (name, bytes) in entries { try writer.add(name, bytes) }
        let manifest = writer.manifest(rootDocument: ContainerKind.dossier.rootDocument).encoded
        let signature = try CMSSignature.make(
            content: manifest,
            key: officer.key,
            chain: officer.chain,
            claimedSigningTime: officer.signedAt,
            commitment: officer.commitment,
            revocationLists: officer.revocationLists
        )
        try writer.addSignature(manifest: manifest, signature: signature.der)
        try writer.finish()
        return file.bytes
    }
}
