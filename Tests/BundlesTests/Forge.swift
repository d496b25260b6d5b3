// SPDX-License-Identifier: Apache-2.0

import ASiC
import AgeEncryption
import Bundles
import Dossiers
import JSONSchema
import Octets
import Signatures

/// Makes containers as an attacker makes them, who has keys of his own and asks nobody's leave.
enum Forge {
    typealias Entry = (name: String, bytes: [UInt8])

    static func container(_ entries: [Entry], root: String, signers: [ContainerSigner]) throws -> [UInt8] {
        let sink = MemorySink(limit: 4 << 20)
        let writer = try ContainerWriter(to: sink)
        for (name, bytes) in entries { try writer.add(name, bytes) }
        for signer in signers { try sign(writer, root: root, signer) }
        try writer.finish()
        return sink.bytes
    }

    /// One signature more, whoever makes it.
    static func adding(_ signer: ContainerSigner, to container: [UInt8], root: String) throws -> [UInt8] {
        let sink = MemorySink(limit: 4 << 20)
        let writer = try ContainerWriter(extending: MemorySource(container), to: sink)
        try sign(writer, root: root, signer)
        try writer.finish()
        return sink.bytes
    }

    private static func sign(_ writer: ContainerWriter, root: String, _ signer: ContainerSigner) throws {
        let manifest = writer.manifest(rootDocument: root).encoded
        let signature = try CMSSignature.make(
            content: manifest,
            key: signer.key,
            chain: signer.chain,
            claimedSigningTime: signer.signedAt,
            commitment: signer.commitment
        )
        try writer.addSignature(manifest: manifest, signature: signature.der)
    }

    static func contents(_ container: [UInt8]) throws -> ContainerContents {
        try ContainerReader(MemorySource(container)).read { _, _ in .keep(limit: 4 << 20) }
    }

    static func documents(_ container: [UInt8]) throws -> [Entry] {
        let contents = try contents(container)
        return contents.payload.map { ($0.name, contents.kept[$0.name]!) }
    }

    /// The container with other signatures, or fewer: each a manifest and a signature.
    static func resigned(
        _ container: [UInt8],
        _ pairs: [(manifest: [UInt8], signature: [UInt8])]
    ) throws -> [UInt8] {
        let sink = MemorySink(limit: 4 << 20)
        let writer = try ContainerWriter(to: sink)
        for (name, bytes) in try documents(container) { try writer.add(name, bytes) }
        for pair in pairs { try writer.addSignature(manifest: pair.manifest, signature: pair.signature) }
        try writer.finish()
        return sink.bytes
    }

    static func pairs(_ container: [UInt8]) throws -> [(manifest: [UInt8], signature: [UInt8])] {
        try contents(container).signatures.map { ($0.signedBytes, $0.signature) }
    }

    static func manifests(_ container: [UInt8]) throws -> [SHA256Digest] {
        try pairs(container).map { SHA256Digest(of: $0.manifest) }
    }

    // MARK: Bundles

    static func encrypt(_ plain: [UInt8], to recipients: [any AgeRecipient]) throws -> [UInt8] {
        var random = SystemRandomNumberGenerator()
        let sink = MemorySink(limit: 4 << 20)
        let encryption = try AgeEncryptingSink(to: sink, recipients: recipients, using: &random)
        try encryption.write(plain)
        try encryption.finish()
        return sink.bytes
    }

    static func decrypt(_ bytes: [UInt8], _ identity: any AgeIdentity) throws -> [UInt8] {
        try AgeDecryptingSource.open(MemorySource(bytes), identities: [identity]).readAll(limit: 4 << 20)
    }

    static func waybill(
        from: OfficeReference,
        to: [OfficeReference],
        recipients: [SHA256Digest],
        manifests: [SHA256Digest],
        expires: Timestamp = Exchange.now.adding(seconds: 86400)
    ) -> Waybill {
        var random = SystemRandomNumberGenerator()
        return Waybill(
            salt: Salt.fresh(using: &random),
            bundle: UUIDv7(at: Exchange.now, using: &random).description,
            from: from,
            to: to,
            recipients: recipients,
            manifests: manifests,
            created: Exchange.now,
            expires: expires,
            urgency: .routine
        )
    }

    static func bundle(_ waybill: Waybill, _ ciphertext: [UInt8], seal: ContainerSigner) throws -> [UInt8] {
        try container(
            [("waybill.json", waybill.json().bytes(.pretty)), (SealedBundle.content, ciphertext)],
            root: "waybill.json",
            signers: [seal]
        )
    }

    /// A bundle from `sender` to `receiver` in good order around any dossier at all.
    static func bundle(
        around dossier: [UInt8],
        from sender: TestOffice,
        to receiver: TestOffice,
        manifests: [SHA256Digest]? = nil
    ) throws -> [UInt8] {
        let waybill = waybill(
            from: sender.reference,
            to: [receiver.reference],
            recipients: receiver.recipients.map(\.digest),
            manifests: try manifests ?? Self.manifests(dossier)
        )
        return try bundle(waybill, encrypt(dossier, to: receiver.recipients), seal: sender.seal())
    }

    /// The JSON document with one member changed.
    static func changing(_ json: [UInt8], _ name: String, to value: JSONValue) throws -> [UInt8] {
        var object = try JSON.parse(json).object!
        object[name] = value
        return JSONValue.object(object).bytes(.pretty)
    }

    /// An X25519 recipient that is the neutral point, which agrees on nothing secret: bech32 of 32 zero bytes.
    static func uselessRecipient() -> String {
        "age1" + String(repeating: "q", count: 52) + "5cu47z"
    }
}
