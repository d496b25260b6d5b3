// SPDX-License-Identifier: Apache-2.0

import ASiC
import AgeEncryption
import Bundles
import Dossiers
import Files
import JSONSchema
import Octets
import Signatures

/// Three offices that trust one another, and the steps of an exchange between the first two.
struct Exchange {
    static let founded = Timestamp("2026-11-20T00:00:00Z")!
    static let now = Timestamp("2026-11-23T04:05:06Z")!
    static let package = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        .joined(separator: "/")

    /// Made once: keys and certificates do not change from test to test.
    static let shared = try! Exchange()

    /// The sender.
    let ranong: TestOffice
    /// The receiver.
    let kawthaung: TestOffice
    /// A third office that both know.
    let maesot: TestOffice
    /// The dossier with one signature, and with both.
    let halfSigned: [UInt8]
    let signed: [UInt8]
    /// The dossier, sealed to Kawthaung.
    let sealed: [UInt8]

    private init() throws {
        (ranong, kawthaung, maesot) = try withTemporaryFolder { folder in
            (
                try TestOffice(
                    "ranong",
                    in: folder,
                    officers: [
                        ("preeya", "social-worker"), ("wichai", "head"), ("somchai", "caseworker"),
                    ]
                ),
                try TestOffice(
                    "kawthaung",
                    in: folder,
                    officers: [("tunlin", "police-officer"), ("preeya", "social-worker")]
                ),
                // Its officers have the names and roles of the others'.
                try TestOffice(
                    "maesot",
                    in: folder,
                    officers: [("preeya", "social-worker"), ("wichai", "head"), ("anan", "caseworker")]
                )
            )
        }
        let trust = TrustStore(cards: [ranong.card, kawthaung.card, maesot.card])
        halfSigned = try Self.sign(by: ranong, "preeya", trust)
        signed = try Self.cosign(halfSigned, by: ranong, "wichai", trust).bytes
        let sink = MemorySink(limit: 1 << 20)
        var random = SystemRandomNumberGenerator()
        let dossier = signed
        _ = try Sealing(
            office: ranong.reference,
            seal: ranong.seal(),
            trust: trust,
            policy: .postQuantum,
            now: Self.now
        )
        .seal(
            dossier: { MemorySource(dossier) },
            size: UInt64(dossier.count),
            to: [kawthaung.card],
            as: UUIDv7(at: Self.now, using: &random),
            into: sink,
            using: &random
        )
        sealed = sink.bytes
    }

    /// What everybody knows.
    var trust: TrustStore { TrustStore(cards: [ranong.card, kawthaung.card, maesot.card]) }

    // MARK: Signing

    /// The example's folder with small attachments, changed by `change`.
    static func withFolder<R>(
        attachments: [String: [UInt8]] = attachments,
        changing change: (String) throws -> Void = { _ in },
        _ body: (String) throws -> R
    ) throws -> R {
        try withTemporaryFolder { folder in
            let example = Folder.join(package, "Examples/return-of-a-child")
            for name in try Folder.names(in: example) where name.hasSuffix(".json") {
                try Folder.write(
                    Folder.read(Folder.join(example, name), limit: Limits.document),
                    to: Folder.join(folder, name)
                )
            }
            try Folder.create(Folder.join(folder, "attachments"))
            for (name, bytes) in attachments {
                try Folder.write(bytes, to: Folder.join(folder, "attachments/" + name))
            }
            try change(folder)
            return try body(folder)
        }
    }

    static let attachments: [String: [UInt8]] = [
        "letter-th.pdf": Array("%PDF-1.7 letter".utf8), "scan-1.jpg": [0xFF, 0xD8, 1],
        "scan-2.jpg": [0xFF, 0xD8, 2],
    ]

    static func sign(
        by office: TestOffice,
        _ officer: String,
        _ trust: TrustStore,
        attachments: [String: [UInt8]] = attachments,
        changing change: (String) throws -> Void = { _ in }
    ) throws -> [UInt8] {
        try withFolder(attachments: attachments, changing: change) { path in
            let sink = MemorySink(limit: 1 << 20)
            var random = SystemRandomNumberGenerator()
            try DossierSigning(
                office: office.reference,
                signer: office.officers[officer]!,
                trust: trust,
                now: now
            )
            .sign(DossierFolder(path), into: sink, progress: { _ in }, using: &random)
            return sink.bytes
        }
    }

    static func cosign(
        _ dossier: [UInt8],
        by office: TestOffice,
        _ officer: String,
        _ trust: TrustStore
    ) throws -> (bytes: [UInt8], standing: DossierSigning.Standing) {
        let sink = MemorySink(limit: 1 << 20)
        let standing = try DossierSigning(
            office: office.reference,
            signer: office.officers[officer]!,
            trust: trust,
            now: now
        )
        .cosign(dossier: { MemorySource(dossier) }, into: sink)
        return (sink.bytes, standing)
    }

    // MARK: Sealing and opening

    func seal(
        _ dossier: [UInt8],
        from sender: TestOffice? = nil,
        to receivers: [Card]? = nil,
        policy: EncryptionPolicy = .postQuantum,
        at moment: Timestamp = now,
        trust: TrustStore? = nil
    ) throws -> [UInt8] {
        let sender = sender ?? ranong
        let sink = MemorySink(limit: 1 << 20)
        var random = SystemRandomNumberGenerator()
        _ = try Sealing(
            office: sender.reference,
            seal: sender.seal(at: moment),
            trust: trust ?? self.trust,
            policy: policy,
            now: moment
        )
        .seal(
            dossier: { MemorySource(dossier) },
            size: UInt64(dossier.count),
            to: receivers ?? [kawthaung.card],
            as: UUIDv7(at: moment, using: &random),
            into: sink,
            using: &random
        )
        return sink.bytes
    }

    func envelope(_ bundle: [UInt8], trust: TrustStore? = nil, at moment: Timestamp = now) throws
        -> SealedBundle
    {
        try SealedBundle(envelopeOf: MemorySource(bundle), trust: trust ?? self.trust, at: moment)
    }

    static func content(_ bundle: [UInt8], _ envelope: SealedBundle) -> [UInt8] {
        let entry = envelope.contentEntry
        return Array(bundle[Int(entry.dataOffset)..<Int(entry.dataOffset + entry.size)])
    }

    /// Opens as an office does that is about to file: what is returned is good.
    @discardableResult
    func open(
        _ bundle: [UInt8],
        at office: TestOffice? = nil,
        trust: TrustStore? = nil,
        policy: EncryptionPolicy = .postQuantum,
        now moment: Timestamp = now,
        copyingTo copy: (any ByteSink)? = nil
    ) throws -> OpenedBundle {
        let office = office ?? kawthaung
        let envelope = try envelope(bundle, trust: trust, at: moment)
        let opened = try BundleOpening(
            office: office.reference,
            identities: [office.identity],
            trust: trust ?? self.trust,
            policy: policy,
            now: moment
        )
        .open(envelope, content: MemorySource(Self.content(bundle, envelope)), copyingTo: copy) { _, _ in
            .digest
        }
        try opened.judgement.requireGood()
        return opened
    }

    func verify(_ container: [UInt8], trust: TrustStore? = nil, at moment: Timestamp = now) throws
        -> Verification
    {
        try Verifier(trust: trust ?? self.trust, at: moment).verify(MemorySource(container))
    }
}
