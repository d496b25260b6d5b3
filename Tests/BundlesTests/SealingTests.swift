// SPDX-License-Identifier: Apache-2.0

import ASiC
import AgeEncryption
import Bundles
import Dossiers
import Files
import Octets
import Signatures
import Testing

@Suite struct SealingTests {
    private let exchange = Exchange.shared

    private func expect(
        _ code: BundleError.Code,
        sourceLocation: SourceLocation = #_sourceLocation,
        _ body: () throws -> Void
    ) throws {
        let error = try #require(throws: BundleError.self, sourceLocation: sourceLocation, performing: body)
        #expect(error.code == code, sourceLocation: sourceLocation)
    }

    @Test func `nothing is sealed while a listed signer owes a signature`() throws {
        let error = try #require(throws: BundleError.self) { _ = try exchange.seal(exchange.halfSigned) }
        #expect(error.code == .signerOwed)
        #expect(error.arguments == ["officer": "wichai", "role": "head"])
    }

    @Test func `nothing is sealed with an unlisted signature, nor an altered document`() throws {
        let more = try Forge.adding(
            exchange.ranong.officers["somchai"]!,
            to: exchange.signed,
            root: "referral.json"
        )
        try expect(.unlistedSignature) { _ = try exchange.seal(more) }
        let documents = try Forge.documents(exchange.signed)
            .map { $0.name == "documents/01.json" ? ($0.name, $0.bytes + [0x0A]) : $0 }
        let pairs = try Forge.pairs(exchange.signed)
        let altered = try RawContainer.container(
            documents
                + pairs.enumerated().flatMap { index, pair in
                    [
                        ("META-INF/ASiCManifest00\(index + 1).xml", pair.manifest),
                        ("META-INF/signature00\(index + 1).p7s", pair.signature),
                    ]
                }
        )
        try expect(.signatureInvalid) { _ = try exchange.seal(altered) }
    }

    @Test func `an officer of another receiver whose card is not here is an open question, not a stranger`()
        throws
    {
        let half = try Exchange.sign(by: exchange.ranong, "preeya", exchange.trust) { folder in
            let (one, both) = (
                "{\"office\": \"kawthaung\"}", "{\"office\": \"kawthaung\"}, {\"office\": \"maesot\"}"
            )
            let list = "\"receivers\": ["
            let longer = list + "{\"office\": \"maesot\", \"country\": \"MM\"},"
            for (name, old, new) in [("referral.json", one, both), ("consent.json", list, longer)] {
                let path = Folder.join(folder, name)
                let text = String(decoding: try Folder.read(path, limit: 1 << 20), as: UTF8.self)
                #expect(text.contains(old))
                let bytes = Array(text.replacing(old, with: new).utf8)
                try Folder.write(bytes, to: path, existing: .replace)
            }
        }
        let whole = try Exchange.cosign(half, by: exchange.ranong, "wichai", exchange.trust).bytes
        let counter = try Exchange.cosign(whole, by: exchange.maesot, "anan", exchange.trust).bytes
        let bundle = try exchange.seal(counter)
        try exchange.open(bundle)
        let few = TrustStore(cards: [exchange.ranong.card, exchange.kawthaung.card])
        // What may be known tomorrow is not refused today.
        try expect(.signatureIndeterminate) { try exchange.open(bundle, trust: few) }
        let verification = try exchange.verify(counter, trust: few)
        #expect(verification.signatures.map(\.standing) == [.listed, .listed, .countersignature])
        #expect(verification.verdict == .valid)
        // Of an office that is known, or that the dossier does not go to, he is a stranger as before.
        let stranger = try Forge.adding(
            exchange.maesot.officers["anan"]!,
            to: exchange.signed,
            root: "referral.json"
        )
        #expect(try exchange.verify(stranger, trust: few).signatures.last?.standing == .unlisted)
    }

    @Test func `only what the referral says is sealed, from and to whom it says`() throws {
        try expect(.notAddressed) {
            _ = try exchange.seal(exchange.signed, to: [exchange.maesot.card])
        }
        try expect(.notSender) {
            _ = try exchange.seal(exchange.signed, from: exchange.maesot, to: [exchange.kawthaung.card])
        }
        // Same id, other authority.
        try expect(.notAddressed) {
            try withTemporaryFolder { folder in
                let impostor = try TestOffice("kawthaung", in: folder, officers: [])
                _ = try exchange.seal(exchange.signed, to: [impostor.card])
            }
        }
    }

    @Test func `no receiver, or one of them twice, is refused`() throws {
        #expect(throws: (any Error).self) { try exchange.seal(exchange.signed, to: []) }
        let twice = [exchange.kawthaung.card, exchange.kawthaung.card]
        let error = try #require(throws: DossierError.self) { try exchange.seal(exchange.signed, to: twice) }
        #expect(error.code == .notADocument)
    }

    @Test func `a card past its end, or from the future, is not sealed to`() throws {
        let end = Exchange.now.adding(seconds: -1)
        let expired = try exchange.kawthaung.card(expires: end)
        let error = try #require(throws: BundleError.self) {
            try exchange.seal(exchange.signed, to: [expired])
        }
        #expect(error.code == .cardExpired)
        #expect(error.arguments == ["office": "kawthaung", "time": end.description])
        let future = try exchange.kawthaung.card(issued: Exchange.now.adding(seconds: 60))
        try expect(.cardExpired) { _ = try exchange.seal(exchange.signed, to: [future]) }
    }

    @Test func `THREATS 4: without a post-quantum recipient nothing is sealed unless the office says so`()
        throws
    {
        var random = SystemRandomNumberGenerator()
        let identity = try X25519Identity(using: &random)
        let classical = try exchange.kawthaung.card(recipients: ["general": [identity.recipient.text]])
        try expect(.noRecipient) { _ = try exchange.seal(exchange.signed, to: [classical]) }
        let bundle = try exchange.seal(exchange.signed, to: [classical], policy: .classicalAllowed)
        let envelope = try exchange.envelope(bundle)
        #expect(envelope.waybill.recipients == [identity.recipient.digest])
        let plain = try Forge.decrypt(Exchange.content(bundle, envelope), identity)
        #expect(plain == exchange.signed)
    }

    @Test func `THREATS 4: kinds are never mixed, and the better one is taken`() throws {
        var random = SystemRandomNumberGenerator()
        let weak = try X25519Identity(using: &random).recipient
        let strong = exchange.kawthaung.recipients[0]
        let both = try exchange.kawthaung.card(recipients: ["general": [weak.text, strong.text]])
        for policy in [EncryptionPolicy.postQuantum, .classicalAllowed] {
            let bundle = try exchange.seal(exchange.signed, to: [both], policy: policy)
            #expect(try exchange.envelope(bundle).waybill.recipients == [strong.digest])
            try exchange.open(bundle, policy: policy)
        }
    }

    @Test func `a dossier that is not there the second time as it was the first is refused`() throws {
        let other = try exchange.halfSignedTwice()
        let attachment = exchange.signed.firstRange(of: Array("%PDF-1.7".utf8))!.lowerBound
        var altered = exchange.signed
        altered[attachment + 1] ^= 1
        for second in [
            other, altered, Array(exchange.signed.dropLast()), exchange.signed + [0], exchange.halfSigned,
        ] {
            var openings = 0
            var random = SystemRandomNumberGenerator()
            try expect(.changed) {
                _ = try Sealing(
                    office: exchange.ranong.reference,
                    seal: exchange.ranong.seal(),
                    trust: exchange.trust,
                    policy: .postQuantum,
                    now: Exchange.now
                )
                .seal(
                    dossier: {
                        openings += 1
                        return MemorySource(openings == 1 ? exchange.signed : second)
                    },
                    size: UInt64(exchange.signed.count),
                    to: [exchange.kawthaung.card],
                    as: UUIDv7(at: Exchange.now, using: &random),
                    into: MemorySink(limit: 1 << 20),
                    using: &random
                )
            }
        }
    }

    @Test func `an attachment altered after signing is refused, whether or not its checksum was mended`()
        throws
    {
        var altered = exchange.signed
        altered[altered.firstRange(of: Array("%PDF-1.7".utf8))!.lowerBound + 1] ^= 1
        try expect(.changed) { _ = try exchange.seal(altered) }
        let documents = try Forge.documents(exchange.signed)
            .map { $0.name == "attachments/01.pdf" ? ($0.name, $0.bytes.map { $0 ^ 1 }) : $0 }
        let pairs = try Forge.pairs(exchange.signed)
        let mended = try RawContainer.container(
            documents
                + pairs.enumerated().flatMap { index, pair in
                    [
                        ("META-INF/ASiCManifest00\(index + 1).xml", pair.manifest),
                        ("META-INF/signature00\(index + 1).p7s", pair.signature),
                    ]
                }
        )
        try expect(.changed) { _ = try exchange.seal(mended) }
    }

    @Test func `a file that grows or shrinks while it is sealed is refused, and nothing appears`() throws {
        try withTemporaryFolder { folder in
            let path = Folder.join(folder, "case.asice")
            let target = Folder.join(folder, "case.sealed.asice")
            try Folder.write(exchange.signed, to: path)
            var openings = 0
            var random = SystemRandomNumberGenerator()
            let error = try #require(throws: BundleError.self) {
                let file = try PendingFile(target)
                _ = try Sealing(
                    office: exchange.ranong.reference,
                    seal: exchange.ranong.seal(),
                    trust: exchange.trust,
                    policy: .postQuantum,
                    now: Exchange.now
                )
                .seal(
                    dossier: {
                        openings += 1
                        if openings == 2 {
                            try Folder.write(exchange.signed + [0], to: path, existing: .replace)
                        }
                        return try FileSource(path)
                    },
                    size: UInt64(exchange.signed.count),
                    to: [exchange.kawthaung.card],
                    as: UUIDv7(at: Exchange.now, using: &random),
                    into: file,
                    using: &random
                )
                try file.place()
            }
            #expect(error.code == .changed)
            #expect(try Folder.names(in: folder) == ["case.asice"])
        }
    }

    @Test func `the waybill tells nothing about the person`() throws {
        let envelope = try exchange.envelope(exchange.sealed)
        #expect(envelope.waybill.from == exchange.ranong.reference)
        #expect(envelope.waybill.to == [exchange.kawthaung.reference])
        #expect(envelope.waybill.manifests == (try Forge.manifests(exchange.signed)))
        #expect(envelope.waybill.expires == Exchange.now.adding(seconds: Limits.bundleLifetime))
        for word in ["Su Su", "RN-2569-0117", "scan-1.jpg", "preeya"] {
            #expect(exchange.sealed.firstRange(of: Array(word.utf8)) == nil)
        }
    }

    @Test func `memory stays flat with an attachment of 64 MiB`() throws {
        try withTemporaryFolder { folder in
            let source = GeneratedSource(count: 64 << 20)
            // The attachment is written to the folder as a stream, then only streamed.
            let before = Exchange.residentPeak()
            let signed = try Exchange.withFolder(attachments: Exchange.attachments) { path in
                let attachment = try PendingFile(Folder.join(path, "attachments/hearing.mp3"))
                try source.copy(to: attachment)
                try attachment.place()
                let file = Folder.join(folder, "case.asice")
                let pending = try PendingFile(file)
                var random = SystemRandomNumberGenerator()
                try Exchange.rewrite(
                    path,
                    "referral.json",
                    "signers",
                    #"[{"officer": "preeya", "role": "social-worker"}]"#
                )
                try DossierSigning(
                    office: exchange.ranong.reference,
                    signer: exchange.ranong.officers["preeya"]!,
                    trust: exchange.trust,
                    now: Exchange.now
                )
                .sign(DossierFolder(path), into: pending, progress: { _ in }, using: &random)
                try pending.place()
                return file
            }
            let target = Folder.join(folder, "case.sealed.asice")
            let pending = try PendingFile(target)
            var random = SystemRandomNumberGenerator()
            _ = try Sealing(
                office: exchange.ranong.reference,
                seal: exchange.ranong.seal(),
                trust: exchange.trust,
                policy: .postQuantum,
                now: Exchange.now
            )
            .seal(
                dossier: { try FileSource(signed) },
                size: FileSource(signed).size,
                to: [exchange.kawthaung.card],
                as: UUIDv7(at: Exchange.now, using: &random),
                into: pending,
                using: &random
            )
            try pending.place()
            let envelope = try SealedBundle(
                envelopeOf: FileSource(target),
                trust: exchange.trust,
                at: Exchange.now
            )
            let entry = envelope.contentEntry
            let opened = try BundleOpening(
                office: exchange.kawthaung.reference,
                identities: [exchange.kawthaung.identity],
                trust: exchange.trust,
                policy: .postQuantum,
                now: Exchange.now
            )
            .open(
                envelope,
                content: FileSource(target, from: entry.dataOffset, length: entry.size)
            ) { _, _ in .digest }
            try opened.judgement.requireGood()
            #expect(opened.judgement.verdict == .valid)
            #expect(Exchange.residentPeak() - before < 56 << 20)
        }
    }
}
