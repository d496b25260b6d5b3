// SPDX-License-Identifier: Apache-2.0

import ASiC
import AgeEncryption
import Bundles
import Dossiers
import JSONSchema
import Octets
import Signatures
import Testing

@Suite struct BundleFlowTests {
    private let exchange = Exchange.shared

    @Test func `a dossier of two officers is sealed, opened, filed and acknowledged`() throws {
        let copy = MemorySink(limit: 1 << 20)
        let opened = try exchange.open(exchange.sealed, copyingTo: copy)
        // The evidence is what the officers signed, byte for byte.
        #expect(copy.bytes == exchange.signed)
        #expect(opened.sender.reference == exchange.ranong.reference)
        #expect(opened.judgement.verdict == .valid)
        #expect(opened.judgement.signatures.map(\.standing) == [.listed, .listed])
        #expect(opened.dossier.referral.caseNumber == "RN-2569-0117")

        var random = SystemRandomNumberGenerator()
        let making = exchange.kawthaung.receipts(naming: [exchange.kawthaung.card, exchange.ranong.card])
        let bytes = try making.make(.filed, for: opened.bundle, sender: opened.sender, using: &random)
        let receipt = try Receipt(container: bytes, trust: exchange.trust, at: Exchange.now)
        try receipt.require(for: opened.bundle.reference, from: exchange.kawthaung.reference)
        #expect(receipt.document.decision == .filed)
        #expect(receipt.giver?.reference == exchange.kawthaung.reference)
        #expect(try receipt.reasons(identities: [exchange.ranong.identity]).isEmpty)
    }

    @Test func `reasons about content are for the sender alone`() throws {
        let envelope = try exchange.envelope(exchange.sealed)
        var random = SystemRandomNumberGenerator()
        let reason = Reason(.signerOwed, ["officer": "wichai", "role": "head"])
        let bytes = try exchange.kawthaung.receipts().make(
            .refused,
            for: envelope,
            sender: exchange.ranong.card,
            codes: ["content"],
            reasons: [reason],
            using: &random
        )
        let receipt = try Receipt(container: bytes, trust: exchange.trust, at: Exchange.now)
        #expect(try receipt.reasons(identities: [exchange.ranong.identity]) == [reason])
        for other in [exchange.kawthaung, exchange.maesot] {
            let error = try #require(throws: AgeError.self) {
                try receipt.reasons(identities: [other.identity])
            }
            #expect(error.code == .noMatch)
        }
        // No word of them stands outside.
        #expect(bytes.firstRange(of: Array("signer-owed".utf8)) == nil)
    }

    @Test func `a receipt goes out though the sender has no recipient that the policy allows`() throws {
        let envelope = try exchange.envelope(exchange.sealed)
        let classical = try exchange.ranong.card(recipients: ["general": [Self.classical()]])
        var random = SystemRandomNumberGenerator()
        let bytes = try exchange.kawthaung.receipts().make(
            .refused,
            for: envelope,
            sender: classical,
            codes: ["content"],
            reasons: [Reason(.binding)],
            using: &random
        )
        let receipt = try Receipt(container: bytes, trust: exchange.trust, at: Exchange.now)
        #expect(receipt.encryptedReasons == nil)
        #expect(receipt.document.codes == ["content"])
    }

    static func classical() throws -> String {
        var random = SystemRandomNumberGenerator()
        return try X25519Identity(using: &random).recipient.text
    }

    @Test func `an officer of the other office countersigns, and the verdict stays valid`() throws {
        let (bytes, standing) = try Exchange.cosign(
            exchange.signed,
            by: exchange.kawthaung,
            "tunlin",
            exchange.trust
        )
        #expect(standing == .countersigner)
        let verification = try exchange.verify(bytes)
        #expect(verification.verdict == .valid)
        #expect(verification.signatures.map(\.standing) == [.listed, .listed, .countersignature])
        #expect(verification.signatures[2].office == exchange.kawthaung.reference)
    }

    // MARK: Verifying

    @Test func `each kind of container is verified and found valid`() throws {
        for (kind, bytes) in try containers() {
            let verification = try exchange.verify(bytes)
            #expect(verification.kind == kind)
            #expect(verification.verdict == .valid, "\(kind): \(verification.reasons) \(verification.rules)")
            #expect(verification.documents.allSatisfy { $0.isIntact && $0.sha256 != nil })
        }
    }

    @Test func `without the card nothing is believed and nothing called wrong`() throws {
        for (kind, bytes) in try containers() {
            let verification = try exchange.verify(bytes, trust: TrustStore(cards: []))
            #expect(verification.verdict == .indeterminate, "\(kind)")
            #expect(verification.signatures.allSatisfy { $0.office == nil })
            #expect(verification.signatures[0].judged.subIndication == .noCertificateChainFound)
        }
    }

    @Test func `with an expired card the question stays open, and a card past its end is not valid`() throws {
        let later = exchange.ranong.card.document.expires.adding(seconds: 1)
        for (kind, bytes) in try containers() {
            let verification = try exchange.verify(bytes, at: later)
            #expect(verification.verdict == (kind == .card ? .invalid : .indeterminate), "\(kind)")
            if kind != .card {
                #expect(verification.signatures[0].judged.subIndication == .tryLater)
            }
        }
    }

    /// One of each kind, made by Ranong but for the receipt, which Kawthaung gives.
    private func containers() throws -> [(ContainerKind, [UInt8])] {
        var random = SystemRandomNumberGenerator()
        let receipt = try exchange.kawthaung.receipts().make(
            .filed,
            for: exchange.envelope(exchange.sealed),
            sender: exchange.ranong.card,
            using: &random
        )
        return [
            (.dossier, exchange.signed), (.sealedBundle, exchange.sealed), (.receipt, receipt),
            (.card, exchange.ranong.card.bytes),
        ]
    }
}
