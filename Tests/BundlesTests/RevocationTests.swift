// SPDX-License-Identifier: Apache-2.0

import Bundles
import Dossiers
import JSONSchema
import Octets
import Signatures
import Testing

/// Revoked keys and renewed cards: what a card's list says is asked at every step.
@Suite struct RevocationTests {
    private let exchange = Exchange.shared

    /// What everybody knows once Ranong has revoked a certificate and given out a new card.
    func trust(revoking certificate: Certificate, on date: Timestamp) throws -> TrustStore {
        let issuer = try CertificateIssuer(
            certificate: exchange.ranong.card.authority,
            key: exchange.ranong.authorityKey
        )
        let list = try issuer.revocationList(
            number: 2,
            entries: [.init(serial: certificate.serial, date: date, reason: .keyCompromise)],
            thisUpdate: Exchange.founded,
            nextUpdate: exchange.ranong.card.revocations.nextUpdate
        )
        let document = try Forge.changing(
            exchange.ranong.cardDocument().json().bytes(.pretty),
            "crl",
            to: .string(Base64.encode(list.der, padded: true))
        )
        let card = try Card(
            container: Forge.container(
                [("card.json", document)],
                root: "card.json",
                signers: [exchange.ranong.authoritySigner]
            )
        )
        return TrustStore(cards: [card, exchange.kawthaung.card, exchange.maesot.card])
    }

    @Test func `what a revoked officer signed is not valid, sealed or taken`() throws {
        let officer = exchange.ranong.officers["wichai"]!.chain[0]
        let trust = try trust(revoking: officer, on: Exchange.founded)
        let verification = try exchange.verify(exchange.signed, trust: trust)
        // When he signed is not proven, so that the standard leaves it open.
        #expect(verification.verdict == .indeterminate)
        #expect(verification.signatures[1].judged.subIndication == .revokedNoProof)
        for attempt in [
            { _ = try exchange.seal(exchange.signed, trust: trust) },
            { try exchange.open(exchange.sealed, trust: trust) },
        ] {
            let error = try #require(throws: BundleError.self, performing: attempt)
            // Waiting will not help, so that it is refused and not put off for ever.
            #expect(error.code == .signatureInvalid)
        }
    }

    @Test func `a revoked seal opens nothing`() throws {
        let trust = try trust(revoking: exchange.ranong.sealChain[0], on: Exchange.founded)
        let error = try #require(throws: BundleError.self) {
            try exchange.open(exchange.sealed, trust: trust)
        }
        #expect(error.code == .signatureInvalid)
    }

    @Test func `a receipt stays good when the sender's seal is revoked later`() throws {
        var random = SystemRandomNumberGenerator()
        let bytes = try exchange.kawthaung.receipts().make(
            .filed,
            for: exchange.envelope(exchange.sealed),
            sender: exchange.ranong.card,
            using: &random
        )
        let trust = try trust(revoking: exchange.ranong.sealChain[0], on: Exchange.founded)
        #expect(try exchange.verify(bytes, trust: trust).verdict == .valid)
    }
}
