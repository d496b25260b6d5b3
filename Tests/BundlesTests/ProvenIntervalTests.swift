// SPDX-License-Identifier: Apache-2.0

import ASiC
import AgeEncryption
import Bundles
import Dossiers
import Files
import JSONSchema
import Octets
import Signatures
import Testing
import TransparencyLog

/// Between which moments a signature is proven to have been made, and on whose word (`docs/time.md`; `THREATS.md` 15, 23, 28).
@Suite struct ProvenIntervalTests {
    private let exchange = Exchange.shared
    private static let hour: Int64 = 3600
    /// When Kawthaung cosigned what is carried: an hour and a half before the signatures.
    private static let cosigned = Exchange.now.adding(seconds: -hour - hour / 2)
    /// When Kawthaung says that it filed.
    private static let filed = Exchange.now.adding(seconds: hour)
    private static let day: Int64 = 86400

    // MARK: Making

    /// A head of the log of `owner`, cosigned by others at a time.
    private func head(
        of owner: NoteSigner,
        cosignedBy cosigners: [NoteSigner],
        at time: Timestamp = cosigned
    ) throws -> [UInt8] {
        var log = MemoryLog()
        var head = try log.append(LogLeaf.receipt([1]), signedBy: owner).checkpoint
        for cosigner in cosigners { head.add(try cosigner.sign(head.note.text, at: time)) }
        return head.bytes
    }

    /// The example's dossier with both signatures, that carries `checkpoint`.
    private func dossier(carrying checkpoint: [UInt8]?) throws -> [UInt8] {
        let half = try Exchange.withFolder { path in
            let sink = MemorySink(limit: 1 << 20)
            var random = SystemRandomNumberGenerator()
            try DossierSigning(
                office: exchange.ranong.reference,
                signer: exchange.ranong.officers["preeya"]!,
                trust: exchange.trust,
                checkpoint: checkpoint,
                now: Exchange.now
            )
            .sign(DossierFolder(path), into: sink, progress: { _ in }, using: &random)
            return sink.bytes
        }
        return try Exchange.cosign(half, by: exchange.ranong, "wichai", exchange.trust).bytes
    }

    private func sealed(_ dossier: [UInt8], carrying checkpoint: [UInt8]? = nil) throws -> [UInt8] {
        let sink = MemorySink(limit: 1 << 20)
        var random = SystemRandomNumberGenerator()
        _ = try Sealing(
            office: exchange.ranong.reference,
            seal: exchange.ranong.seal(),
            trust: exchange.trust,
            policy: .postQuantum,
            checkpoint: checkpoint,
            now: Exchange.now
        )
        .seal(
            dossier: { MemorySource(dossier) },
            size: UInt64(dossier.count),
            to: [exchange.kawthaung.card],
            as: UUIDv7(at: Exchange.now, using: &random),
            into: sink,
            using: &random
        )
        return sink.bytes
    }

    /// A receipt for `bundle`, in a log that `cosigner` cosigned at `time` afterwards: the receipt and the later proof.
    private func receipt(
        _ decision: ReceiptDocument.Decision = .filed,
        by office: TestOffice? = nil,
        for bundle: [UInt8],
        carrying checkpoint: [UInt8]? = nil,
        cosignedBy cosigner: NoteSigner? = nil,
        at time: Timestamp = filed
    ) throws -> (bytes: [UInt8], later: LogProof) {
        let office = office ?? exchange.kawthaung
        var log = MemoryLog()
        var random = SystemRandomNumberGenerator()
        let bytes = try ReceiptMaking(
            office: office.reference,
            seal: office.seal(.receipt, at: time),
            log: office.log,
            cards: [],
            policy: .postQuantum,
            checkpoint: checkpoint,
            now: time
        )
        .make(
            decision,
            for: exchange.envelope(bundle).envelope,
            sender: exchange.ranong.card,
            appending: { leaf, signer in try log.append(leaf, signedBy: signer) },
            using: &random
        )
        _ = try log.append(LogLeaf.receipt([9]), signedBy: office.log)
        var head = try log.head(signedBy: office.log)
        if let cosigner {
            head.add(try cosigner.sign(head.note.text, at: time.adding(seconds: Self.hour)))
        }
        return (
            bytes, try LogProof(index: 0, hashes: log.inclusionProof(index: 0, size: 2), checkpoint: head)
        )
    }

    private func outside(
        _ receipts: [[UInt8]],
        _ proofs: [LogProof] = [],
        at moment: Timestamp = filed,
        trust: TrustStore? = nil
    ) throws -> OutsideEvidence {
        OutsideEvidence(
            receipts: try receipts.map {
                try Receipt(
                    container: $0,
                    trust: trust ?? exchange.trust,
                    at: moment,
                    outside: OutsideEvidence(proofs: proofs)
                )
            },
            proofs: proofs
        )
    }

    private func judged(
        _ bytes: [UInt8],
        _ outside: OutsideEvidence = .none,
        at moment: Timestamp = filed,
        trust: TrustStore? = nil
    ) throws -> Verification {
        try Verifier(trust: trust ?? exchange.trust, at: moment, outside: outside).verify(MemorySource(bytes))
    }

    // MARK: Not before

    @Test func `a checkpoint that another office cosigned proves the beginning, of every kind of container`()
        throws
    {
        let mark = try head(of: exchange.ranong.log, cosignedBy: [exchange.kawthaung.cosigner])
        let dossier = try dossier(carrying: mark)
        let bundle = try sealed(dossier, carrying: mark)
        let theirs = try head(of: exchange.kawthaung.log, cosignedBy: [exchange.ranong.cosigner])
        let receipt = try receipt(for: bundle, carrying: theirs).bytes
        var random = SystemRandomNumberGenerator()
        let extract = MemorySink(limit: 1 << 20)
        let entries = try Forge.contents(dossier).entries
        _ = try ExtractMaking(
            office: exchange.ranong.reference,
            signer: exchange.ranong.seal(.approval),
            checkpoint: mark,
            now: Exchange.now
        )
        .make(
            dossier: { MemorySource(dossier) },
            entry: { entry in
                #expect(entries.contains { $0.name == entry.name })
                return MemorySource(
                    Array(dossier[Int(entry.dataOffset)..<Int(entry.dataOffset + entry.size)])
                )
            },
            showing: [],
            receipts: [receipt],
            trust: exchange.trust,
            into: extract,
            using: &random
        )
        for (bytes, witness) in [
            (dossier, "kawthaung"), (bundle, "kawthaung"), (receipt, "ranong"), (extract.bytes, "kawthaung"),
        ] {
            let verification = try judged(bytes)
            #expect(verification.verdict == .valid, "\(verification.rules) \(verification.reasons)")
            #expect(!verification.signatures.isEmpty)
            for signature in verification.signatures {
                #expect(signature.judged.proven.notBefore == Self.cosigned)
                let own = signature.judged.evidence.filter { $0.kind == .checkpoint }
                #expect(own.map(\.witness) == [witness] && own.map(\.end) == [.notBefore])
            }
        }
        // A bundle with a mark in it is opened and taken like any other, also by its envelope alone.
        try exchange.open(bundle)
        let whole = try exchange.envelope(bundle)
        let shown = try BundleEnvelope(
            waybill: whole.waybillBytes,
            manifest: whole.manifest,
            signature: whole.signature,
            trust: exchange.trust,
            at: Exchange.now
        )
        #expect(shown.seal.isPassed && shown.identity == whole.identity)
        // An extract without a single paper still tells when, and by the receipt in it until when.
        #expect(try judged(extract.bytes).signatures.contains { $0.judged.proven.notAfter == Self.filed })
    }

    @Test func `a checkpoint that the signer could have made himself proves nothing`() throws {
        var random = SystemRandomNumberGenerator()
        let other = try NoteSigner(
            name: exchange.kawthaung.cosigner.verifierKey.name,
            use: .cosigner,
            seed: SecretBytes(random: 32, using: &random)
        )
        let fakeLog = try NoteSigner(
            name: exchange.kawthaung.log.verifierKey.name,
            use: .log,
            seed: SecretBytes(random: 32, using: &random)
        )
        let foreignLog = try NoteSigner(
            name: "example.org/log",
            use: .log,
            seed: SecretBytes(random: 32, using: &random)
        )
        let (ranong, kawthaung) = (exchange.ranong, exchange.kawthaung)
        for (what, mark) in try [
            ("uncosigned", head(of: ranong.log, cosignedBy: [])),
            ("cosigned by the signer's own office", head(of: kawthaung.log, cosignedBy: [ranong.cosigner])),
            ("cosigned under another's name", head(of: ranong.log, cosignedBy: [other])),
            ("of a log that is nobody's", head(of: foreignLog, cosignedBy: [kawthaung.cosigner])),
            ("of a log under another's name", head(of: fakeLog, cosignedBy: [kawthaung.cosigner])),
            ("no checkpoint", Array("andaman\n".utf8)),
        ] {
            let verification = try judged(dossier(carrying: mark))
            #expect(verification.verdict == .valid, "\(what)")
            #expect(verification.signatures.allSatisfy { $0.judged.proven == .unknown }, "\(what)")
        }
    }

    @Test func `a changed or removed checkpoint breaks what it was signed with`() throws {
        let mark = try head(of: exchange.ranong.log, cosignedBy: [exchange.kawthaung.cosigner])
        let bytes = try dossier(carrying: mark)
        let later = try head(
            of: exchange.ranong.log,
            cosignedBy: [exchange.kawthaung.cosigner],
            at: Exchange.founded
        )
        let place = try #require(bytes.firstRange(of: mark))
        var changed = bytes
        changed.replaceSubrange(place, with: later)
        // The ZIP's own check refuses it first; a forger would mend that.
        #expect(throws: (any Error).self) { try judged(changed) }
    }

    @Test func `a signer who dates a signature back is found out by what he signed`() throws {
        // Cosigned two hours after the moment that the signers claim.
        let mark = try head(
            of: exchange.ranong.log,
            cosignedBy: [exchange.kawthaung.cosigner],
            at: Exchange.now.adding(seconds: 2 * Self.hour)
        )
        let verification = try judged(dossier(carrying: mark), at: Exchange.now.adding(seconds: Self.day))
        for signature in verification.signatures {
            #expect(signature.judged.remarks.map(\.code) == ["claimed-too-early"])
        }
    }

    // MARK: Not after

    @Test func `another office's receipt proves the end, of the bundle and of the dossier in it`() throws {
        let bundle = try sealed(exchange.signed)
        let receipt = try receipt(for: bundle)
        for bytes in [bundle, exchange.signed] {
            let bare = try judged(bytes)
            #expect(bare.signatures.allSatisfy { $0.judged.proven.notAfter == nil })
            let verification = try judged(bytes, outside([receipt.bytes]))
            #expect(verification.verdict == .valid)
            for signature in verification.signatures {
                #expect(signature.judged.proven.notAfter == Self.filed)
                #expect(signature.judged.evidence.map(\.kind) == [.receipt])
                #expect(signature.judged.evidence.map(\.witness) == ["kawthaung"])
            }
        }
        // Two years on the officers' certificates have ended; the receipt holds up what it proves, and nothing else.
        let late = Exchange.now.adding(seconds: 4 * 365 * Self.day)
        let evidence = try outside([receipt.bytes], at: Self.filed)
        #expect(try judged(exchange.signed, at: late).verdict == .indeterminate)
        let held = try judged(exchange.signed, evidence, at: late)
        #expect(held.verdict == .valid, "\(held.reasons)")
        #expect(held.signatures.allSatisfy { $0.judged.restsOnProof })
    }

    @Test
    func `a receipt proves nothing about other files, about what it refused, or for the office that gave it`()
        throws
    {
        let bundle = try sealed(exchange.signed)
        let other = try sealed(dossier(carrying: nil))
        let receipt = try receipt(for: bundle).bytes
        #expect(try judged(other, outside([receipt])).signatures[0].judged.evidence.isEmpty)
        // A refusal shows that the sealed file was there, and nothing of what is in it.
        let refusal = try self.receipt(.refused, for: bundle).bytes
        #expect(try judged(bundle, outside([refusal])).signatures[0].judged.proven.notAfter == Self.filed)
        #expect(try judged(exchange.signed, outside([refusal])).signatures[0].judged.proven == .unknown)
        // Ranong's own word about its seal is a claim.
        let own = try self.receipt(.refused, by: exchange.ranong, for: bundle).bytes
        #expect(try judged(bundle, outside([own])).signatures[0].judged.proven == .unknown)
        // A receipt of an office that is not known here is nobody's.
        let without = TrustStore(cards: [exchange.ranong.card, exchange.maesot.card])
        #expect(
            try judged(bundle, outside([receipt], trust: without), trust: without).signatures[0].judged.proven
                == .unknown
        )
        // Nor does one count whose line is not in the giver's log.
        let documents = try Forge.documents(receipt)
        let stray = try self.receipt(for: other).bytes
        let proof = try #require(Forge.documents(stray).first { $0.name == "receipt.tlog-proof" })
        let unlogged = try Forge.container(
            documents.map { $0.name == proof.name ? proof : $0 },
            root: "receipt.json",
            signers: [exchange.kawthaung.seal(.receipt)]
        )
        #expect(try judged(bundle, outside([unlogged])).signatures[0].judged.proven == .unknown)
    }

    @Test func `a receipt's line under a cosigned head is the word of who cosigned`() throws {
        let bundle = try sealed(exchange.signed)
        let cosigned = Self.filed.adding(seconds: Self.hour)
        let (bytes, later) = try receipt(for: bundle, cosignedBy: exchange.maesot.cosigner)
        let evidence = try outside([bytes], [later])
        let seal = try judged(bundle, evidence).signatures[0].judged
        #expect(seal.proven.notAfter == Self.filed)
        #expect(Set(seal.evidence.map(\.kind)) == [.receipt, .logEntry])
        #expect(seal.evidence.first { $0.kind == .logEntry }?.witness == "maesot")
        // Of the receipt itself, nobody but the third office can say when: not its giver.
        let own = try judged(bytes, outside([], [later])).signatures[0].judged
        #expect(own.proven.notAfter == cosigned && own.evidence.map(\.witness) == ["maesot"])
        #expect(try judged(bytes).signatures[0].judged.proven == .unknown)
        // A proof of another line, or of a log that is not the giver's, counts for nothing.
        let (_, stray) = try receipt(for: sealed(exchange.signed), cosignedBy: exchange.maesot.cosigner)
        #expect(try judged(bytes, outside([], [stray])).signatures[0].judged.proven == .unknown)
        let (_, uncosigned) = try receipt(for: bundle)
        #expect(try judged(bytes, outside([], [uncosigned])).signatures[0].judged.proven == .unknown)
    }

    @Test func `a dossier is no younger than what it lay sealed in`() throws {
        let bundle = try sealed(exchange.signed)
        let receipt = try receipt(for: bundle).bytes
        let late = Exchange.now.adding(seconds: 60 * Self.day)
        let envelope = try SealedBundle(
            envelopeOf: MemorySource(bundle),
            trust: exchange.trust,
            at: late,
            outside: outside([receipt])
        )
        let opened = try BundleOpening(
            office: exchange.kawthaung.reference,
            identities: [exchange.kawthaung.identity],
            trust: exchange.trust,
            policy: .postQuantum,
            now: late
        )
        .open(envelope, content: MemorySource(Exchange.content(bundle, envelope))) { _, _ in .digest }
        for signature in opened.judgement.signatures {
            #expect(signature.judged.proven.notAfter == Self.filed)
            #expect(signature.judged.evidence.map(\.kind) == [.enclosing])
            // What it lay in is younger, and says nothing about its beginning.
            #expect(signature.judged.proven.notBefore == nil)
        }
    }

    @Test func `a part is no younger than the dossier that it lay sealed in`() throws {
        var random = SystemRandomNumberGenerator()
        let dossier = try DossierContainer.read(MemorySource(exchange.signed)) { _, _ in .digest }
        let readers = "health"
        let part = try PartMaking(
            dossier: dossier.referral.dossier,
            office: exchange.ranong.reference,
            signer: exchange.ranong.officers["preeya"]!,
            receivers: [
                exchange.kawthaung.card(recipients: [
                    "general": exchange.kawthaung.recipients.map(\.text),
                    readers: exchange.kawthaung.recipients.map(\.text),
                ])
            ],
            policy: .postQuantum
        )
        .make(
            number: 1,
            readers: readers,
            documents: [
                DossierPacking.File(
                    name: "health.json",
                    bytes: Folder.read(
                        Folder.join(Exchange.package, "Examples/repatriation-of-a-victim/health.json"),
                        limit: Limits.document
                    )
                )
            ],
            using: &random
        )
        let bundle = try sealed(exchange.signed)
        let receipt = try receipt(for: bundle).bytes
        func open(at moment: Timestamp, _ outside: OutsideEvidence) throws -> Int {
            let envelope = try SealedBundle(
                envelopeOf: MemorySource(bundle),
                trust: exchange.trust,
                at: Self.filed,
                outside: outside
            )
            let opened = try BundleOpening(
                office: exchange.kawthaung.reference,
                identities: [exchange.kawthaung.identity],
                trust: exchange.trust,
                policy: .postQuantum,
                now: Self.filed
            )
            .open(envelope, content: MemorySource(Exchange.content(bundle, envelope))) { _, _ in .digest }
            return try PartOpening(
                identities: [exchange.kawthaung.identity],
                trust: exchange.trust,
                policy: .postQuantum,
                now: moment
            )
            .open(part.listing, of: opened.dossier, judged: opened.judgement, bytes: part.bytes).count
        }
        // Years on its author's certificate has ended; what shows when the dossier was there shows it of the part.
        let late = Exchange.now.adding(seconds: 4 * 365 * Self.day)
        #expect(try open(at: Self.filed, .none) == 1)
        let refused = try #require(throws: BundleError.self) { try open(at: late, .none) }
        #expect(refused.code == .signatureInvalid)
        #expect(refused.reasons.contains { $0.code == SignatureError.Code.certificateExpired.rawValue })
        #expect(try open(at: late, outside([receipt])) == 1)
    }

    // MARK: What it is good for

    @Test func `a revocation reaches what is proven to be younger, and not what is proven to be older`()
        throws
    {
        let mark = try head(of: exchange.ranong.log, cosignedBy: [exchange.kawthaung.cosigner])
        let dossier = try dossier(carrying: mark)
        let receipt = try receipt(for: sealed(dossier)).bytes
        let officer = exchange.ranong.officers["wichai"]!.chain[0]
        func verdict(_ date: Timestamp, _ evidence: OutsideEvidence) throws -> JudgedSignature {
            try judged(
                dossier,
                evidence,
                trust: RevocationTests().trust(revoking: officer, on: date)
            )
            .signatures[1].judged
        }
        let evidence = try outside([receipt])
        // Revoked before the checkpoint that he signed along: he signed as one who was revoked, and that is final.
        let before = try verdict(Self.cosigned.adding(seconds: -60), evidence)
        #expect(before.subIndication == .revoked && before.indication == .failed)
        // Revoked after the receipt: the signature stands.
        #expect(try verdict(Self.filed.adding(seconds: 60), evidence).isPassed)
        // In between nobody can say.
        #expect(try verdict(Exchange.now, evidence).subIndication == .revokedNoProof)
    }

    @Test func `evidence that contradicts itself by more than clocks may differ counts for nothing`() throws {
        let mark = try head(
            of: exchange.ranong.log,
            cosignedBy: [exchange.kawthaung.cosigner],
            at: Self.filed.adding(seconds: 2 * Self.hour)
        )
        let dossier = try dossier(carrying: mark)
        let receipt = try receipt(for: sealed(dossier)).bytes
        for signature in try judged(dossier, outside([receipt])).signatures {
            #expect(signature.judged.proven == .unknown && signature.judged.evidence.count == 2)
            #expect(signature.judged.remarks.map(\.code) == ["contradiction"])
        }
        // Within an hour, the clocks differ, and the end alone counts.
        let close = try self.dossier(
            carrying: head(
                of: exchange.ranong.log,
                cosignedBy: [exchange.kawthaung.cosigner],
                at: Self.filed.adding(seconds: 60)
            )
        )
        let second = try self.receipt(for: sealed(close)).bytes
        let interval = try judged(close, outside([second])).signatures[0].judged
        #expect(interval.proven == ProvenInterval(notAfter: Self.filed))
        #expect(interval.remarks.map(\.code) == ["contradiction"])
    }
}
