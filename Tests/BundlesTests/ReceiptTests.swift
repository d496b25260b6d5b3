// SPDX-License-Identifier: Apache-2.0

import ASiC
import Bundles
import Dossiers
import JSONSchema
import Octets
import Signatures
import Testing
import TransparencyLog

@Suite struct ReceiptTests {
    private let exchange = Exchange.shared

    private func receipt(by office: TestOffice, for bundle: [UInt8]) throws -> [UInt8] {
        var random = SystemRandomNumberGenerator()
        return try office.receipts(naming: [office.card]).make(
            .filed,
            for: exchange.envelope(bundle),
            sender: exchange.ranong.card,
            using: &random
        )
    }

    private func read(_ bytes: [UInt8], trust: TrustStore? = nil) throws -> Receipt {
        try Receipt(container: bytes, trust: trust ?? exchange.trust, at: Exchange.now)
    }

    @Test func `an office that the bundle is not for acknowledges nothing`() throws {
        let bytes = try receipt(by: exchange.maesot, for: exchange.sealed)
        let error = try #require(throws: BundleError.self) { try read(bytes) }
        #expect(error.code == .receiptMismatch)
    }

    @Test func `a receipt for another bundle, or of another office, is not the answer`() throws {
        let bytes = try receipt(by: exchange.kawthaung, for: exchange.sealed)
        let receipt = try read(bytes)
        let other = try exchange.envelope(exchange.seal(exchange.signed)).reference
        for (bundle, office) in [
            (other, exchange.kawthaung.reference), (receipt.document.bundle, exchange.maesot.reference),
        ] {
            let error = try #require(throws: BundleError.self) {
                try receipt.require(for: bundle, from: office)
            }
            #expect(error.code == .receiptMismatch)
        }
    }

    @Test func `a receipt under another office's seal is nobody's`() throws {
        let documents = try Forge.documents(receipt(by: exchange.kawthaung, for: exchange.sealed))
        let bytes = try Forge.container(
            documents,
            root: "receipt.json",
            signers: [exchange.maesot.seal(.receipt)]
        )
        let receipt = try read(bytes)
        #expect(receipt.giver == nil)
        let error = try #require(throws: BundleError.self) {
            try receipt.require(for: receipt.document.bundle, from: exchange.kawthaung.reference)
        }
        #expect(error.code == .unknownSender)
        let verification = try exchange.verify(bytes)
        #expect(verification.verdict == .invalid)
        #expect(verification.rules == [Reason(.binding)])
    }

    @Test func `an officer's key gives no receipt`() throws {
        let documents = try Forge.documents(receipt(by: exchange.kawthaung, for: exchange.sealed))
        let bytes = try Forge.container(
            documents,
            root: "receipt.json",
            signers: [exchange.kawthaung.officers["tunlin"]!]
        )
        let error = try #require(throws: BundleError.self) {
            try read(bytes).require(for: read(bytes).document.bundle, from: nil)
        }
        #expect(error.code == .signatureInvalid)
    }

    @Test func `waybill, manifest and receipt are of one bundle`() throws {
        let other = try exchange.envelope(exchange.seal(exchange.signed))
        let documents = try Forge.documents(receipt(by: exchange.kawthaung, for: exchange.sealed))
        for (name, bytes) in [
            ("waybill.json", other.waybillBytes), ("bundle/ASiCManifest001.xml", other.manifest),
        ] {
            let changed = documents.map { $0.name == name ? (name, bytes) : $0 }
            let container = try Forge.container(
                changed,
                root: "receipt.json",
                signers: [exchange.kawthaung.seal(.receipt)]
            )
            let error = try #require(throws: BundleError.self) { try read(container) }
            #expect(error.code == .receiptMismatch)
        }
    }

    @Test func `the sender's signature in a receipt must be good where it can be checked`() throws {
        let other = try exchange.envelope(exchange.seal(exchange.signed))
        let documents = try Forge.documents(receipt(by: exchange.kawthaung, for: exchange.sealed))
            .map { $0.name == "bundle/signature001.p7s" ? ($0.name, other.signature) : $0 }
        let bytes = try Forge.container(
            documents,
            root: "receipt.json",
            signers: [exchange.kawthaung.seal(.receipt)]
        )
        // The receiver would have people believe that the sender sealed what he did not.
        let verification = try exchange.verify(bytes)
        #expect(verification.verdict == .invalid)
        #expect(verification.rules == [Reason(.receiptMismatch)])
    }

    @Test func `what no receipt holds is refused`() throws {
        let documents = try Forge.documents(receipt(by: exchange.kawthaung, for: exchange.sealed))
        for entries in [
            documents + [("stray.json", Array("{}".utf8))],
            documents.filter { $0.name != "bundle/signature001.p7s" },
            documents.filter { $0.name != "waybill.json" },
        ] {
            let bytes = try Forge.container(
                entries,
                root: "receipt.json",
                signers: [exchange.kawthaung.seal(.receipt)]
            )
            let error = try #require(throws: BundleError.self) { try read(bytes) }
            #expect(error.code == .wrongKind)
        }
    }
}

/// The log's part of a receipt (`THREATS.md` 28).
@Suite struct LoggedReceiptTests {
    private let exchange = Exchange.shared

    private func receipt() throws -> [UInt8] {
        var random = SystemRandomNumberGenerator()
        return try exchange.kawthaung.receipts(naming: [exchange.kawthaung.card]).make(
            .filed,
            for: exchange.envelope(exchange.sealed),
            sender: exchange.ranong.card,
            using: &random
        )
    }

    /// The receipt with another proof, under the office's own seal.
    private func receipt(changingProof change: ([UInt8]) throws -> [UInt8]) throws -> [UInt8] {
        let documents = try Forge.documents(receipt()).map { entry in
            (entry.name, entry.name == "receipt.tlog-proof" ? try change(entry.bytes) : entry.bytes)
        }
        return try Forge.container(
            documents,
            root: "receipt.json",
            signers: [exchange.kawthaung.seal(.receipt)]
        )
    }

    private func failure(_ bytes: [UInt8]) throws -> LogError.Code? {
        let receipt = try Receipt(container: bytes, trust: exchange.trust, at: Exchange.now)
        guard let failure = receipt.logFailure else {
            try receipt.require(for: receipt.document.bundle, from: exchange.kawthaung.reference)
            return nil
        }
        let error = try #require(throws: BundleError.self) {
            try receipt.require(for: receipt.document.bundle, from: exchange.kawthaung.reference)
        }
        #expect(error.code == .notLogged)
        let verification = try exchange.verify(bytes)
        #expect(verification.verdict == .invalid)
        #expect(verification.rules == [Reason(.notLogged), Reason(failure)])
        return failure.code
    }

    @Test func `a receipt holds the proof of its leaf`() throws {
        let bytes = try receipt()
        #expect(try failure(bytes) == nil)
        #expect(try exchange.verify(bytes).verdict == .valid)
        let documents = try Forge.documents(bytes)
        let json = try #require(documents.first { $0.name == "receipt.json" })
        let proof = try #require(documents.first { $0.name == "receipt.tlog-proof" })
        try LogProof(parsing: proof.bytes).verify(
            .receipt(json.bytes),
            key: exchange.kawthaung.log.verifierKey
        )
    }

    @Test func `threat 28: a proof for another receipt, or of another office's log, is refused`() throws {
        let other = try Forge.documents(receipt()).first { $0.name == "receipt.tlog-proof" }
        #expect(try failure(receipt { _ in try #require(other).bytes }) == .proofInvalid)
        let foreign = try receipt { bytes in
            let proof = try LogProof(parsing: bytes)
            let head = proof.checkpoint.checkpoint
            return LogProof(
                index: proof.index,
                hashes: proof.hashes,
                checkpoint: try SignedCheckpoint(
                    size: head.size,
                    root: head.root,
                    signer: exchange.maesot.log
                )
            ).bytes
        }
        #expect(try failure(foreign) == .originDiffers)
        let impostor = try NoteSigner(
            name: exchange.kawthaung.log.verifierKey.name,
            use: .log,
            seed: SecretBytes(count: 32) { _ in }
        )
        let forged = try receipt { bytes in
            let proof = try LogProof(parsing: bytes)
            let head = proof.checkpoint.checkpoint
            return LogProof(
                index: proof.index,
                hashes: proof.hashes,
                checkpoint: try SignedCheckpoint(size: head.size, root: head.root, signer: impostor)
            ).bytes
        }
        #expect(try failure(forged) == .unsigned)
    }

    @Test func `a receipt without a proof is none, and one with a broken proof cannot be read`() throws {
        let documents = try Forge.documents(receipt()).filter { $0.name != "receipt.tlog-proof" }
        let bytes = try Forge.container(
            documents,
            root: "receipt.json",
            signers: [exchange.kawthaung.seal(.receipt)]
        )
        let error = try #require(throws: BundleError.self) {
            try Receipt(container: bytes, trust: exchange.trust, at: Exchange.now)
        }
        #expect(error.code == .wrongKind)
        let broken = try receipt { _ in [1, 2, 3] }
        let logError = try #require(throws: LogError.self) {
            try Receipt(container: broken, trust: exchange.trust, at: Exchange.now)
        }
        #expect(logError.code == .malformedProof)
    }

    @Test func `a receipt of the time before the log's key was renewed stays good`() throws {
        let bytes = try receipt()
        let renewed = try exchange.kawthaung.card(
            logKey: NoteSigner(
                name: exchange.kawthaung.reference.logOrigin + "/2",
                use: .log,
                seed: SecretBytes(count: 32) { _ in }
            ).verifierKey.description
        )
        let cards = [exchange.ranong.card, renewed, exchange.maesot.card]
        let without = try Receipt(container: bytes, trust: TrustStore(cards: cards), at: Exchange.now)
        #expect(without.logFailure?.code == .originDiffers)
        let former = exchange.kawthaung.card
        let trust = TrustStore(cards: cards) { $0 == former.reference ? [former] : [] }
        #expect(try Receipt(container: bytes, trust: trust, at: Exchange.now).logFailure == nil)
    }
}
