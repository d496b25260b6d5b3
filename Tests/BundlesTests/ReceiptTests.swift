// SPDX-License-Identifier: Apache-2.0

import ASiC
import Bundles
import Dossiers
import JSONSchema
import Octets
import Signatures
import Testing

@Suite struct ReceiptTests {
    private let exchange = Exchange.shared

    private func receipt(by office: TestOffice, for bundle: [UInt8]) throws -> [UInt8] {
        var random = SystemRandomNumberGenerator()
        return try ReceiptMaking(
            office: office.reference,
            seal: office.seal(.receipt),
            log: office.log,
            cards: [office.card],
            policy: .postQuantum,
            now: Exchange.now
        )
        .make(.filed, for: exchange.envelope(bundle), sender: exchange.ranong.card, using: &random)
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
