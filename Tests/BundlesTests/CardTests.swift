// SPDX-License-Identifier: Apache-2.0

import ASiC
import AgeEncryption
import Bundles
import Dossiers
import JSONSchema
import Octets
import Signatures
import Testing

@Suite struct CardTests {
    private let exchange = Exchange.shared

    private func card(_ document: CardDocument, signedBy signers: [ContainerSigner]) throws -> [UInt8] {
        try Forge.container(
            [("card.json", document.json().bytes(.pretty))],
            root: "card.json",
            signers: signers
        )
    }

    @Test func `THREATS 35: a stolen seal, or an officer, makes no card`() throws {
        var random = SystemRandomNumberGenerator()
        let thief = try HybridIdentity(using: &random).recipient.text
        let document = exchange.ranong.cardDocument(7, ["general": [thief]])
        for signer in [exchange.ranong.seal(), exchange.ranong.officers["wichai"]!] {
            let bytes = try card(document, signedBy: [signer])
            let error = try #require(throws: BundleError.self) { try Card(container: bytes) }
            #expect(error.code == .cardNotSigned)
            #expect(try exchange.verify(bytes).verdict != .valid)
        }
    }

    @Test func `THREATS 35: another trusted office's authority signs no card of this one`() throws {
        let bytes = try card(exchange.ranong.cardDocument(), signedBy: [exchange.maesot.authoritySigner])
        let error = try #require(throws: BundleError.self) { try Card(container: bytes) }
        #expect(error.code == .cardNotSigned)
        let verification = try exchange.verify(bytes)
        #expect(verification.verdict == .invalid)
        #expect(verification.rules == [Reason(.cardNotSigned)])
    }

    @Test func `a card names its authority's office, certificate and list, or is none`() throws {
        let own = exchange.ranong.card.document
        let other = exchange.maesot.card.document
        for (name, value) in [
            ("authority", JSONValue.string(other.authority.hex)),
            ("crl", .string(Base64.encode(other.crl, padded: true))),
            ("authorityCertificate", .string(Base64.encode(other.authorityCertificate, padded: true))),
        ] {
            let json = try Forge.changing(own.json().bytes(.pretty), name, to: value)
            let bytes = try Forge.container(
                [("card.json", json)],
                root: "card.json",
                signers: [exchange.ranong.authoritySigner]
            )
            let error = try #require(throws: BundleError.self) { try Card(container: bytes) }
            #expect(error.code == .cardNotSigned, "\(name)")
        }
        // An authority of one office makes no card in another's name.
        var office = try JSON.parse(own.json().bytes(.pretty))["office"]!.object!
        office["id"] = .string("maesot")
        let json = try Forge.changing(own.json().bytes(.pretty), "office", to: .object(office))
        let bytes = try Forge.container(
            [("card.json", json)],
            root: "card.json",
            signers: [exchange.ranong.authoritySigner]
        )
        let error = try #require(throws: BundleError.self) { try Card(container: bytes) }
        #expect(error.code == .cardNotSigned)
    }

    @Test func `a card altered or signed twice is refused`() throws {
        var bytes = exchange.ranong.card.bytes
        bytes[bytes.firstRange(of: Array("Office of ranong".utf8))!.lowerBound] ^= 1
        #expect(throws: (any Error).self) { try Card(container: bytes) }
        let twice = try Forge.adding(
            exchange.ranong.seal(),
            to: exchange.ranong.card.bytes,
            root: "card.json"
        )
        let error = try #require(throws: BundleError.self) { try Card(container: twice) }
        #expect(error.code == .wrongKind)
    }

    @Test func `a container of another kind is no card`() throws {
        let error = try #require(throws: BundleError.self) { try Card(container: exchange.signed) }
        #expect(error.code == .wrongKind)
    }

    @Test func `a recipient that parses and is of no use is found when it is tried`() throws {
        let zero = Forge.uselessRecipient()
        let card = try exchange.kawthaung.card(recipients: ["general": [zero]])
        let error = try #require(throws: AgeError.self) { try card.tryRecipients() }
        #expect(error.code == .malformedRecipient)
        try exchange.kawthaung.card.tryRecipients()
    }
}
