// SPDX-License-Identifier: Apache-2.0

import ASiC
import AgeEncryption
import Bundles
import Dossiers
import JSONSchema
import Octets
import Signatures
import Testing

/// Each clause of `DESIGN.md` §2 "Binding", broken by somebody who has keys and seals of his own.
@Suite struct BindingTests {
    private let exchange = Exchange.shared
    private var ranong: TestOffice { exchange.ranong }
    private var kawthaung: TestOffice { exchange.kawthaung }
    private var maesot: TestOffice { exchange.maesot }

    private func expect(
        _ code: BundleError.Code,
        opening bundle: [UInt8],
        at office: TestOffice? = nil,
        policy: EncryptionPolicy = .postQuantum,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let error = try #require(throws: BundleError.self, sourceLocation: sourceLocation) {
            try exchange.open(bundle, at: office, policy: policy)
        }
        #expect(error.code == code, sourceLocation: sourceLocation)
        // The one code tells nothing more.
        if code == .binding {
            #expect(error.arguments.isEmpty && error.reasons.isEmpty, sourceLocation: sourceLocation)
        }
    }

    private var ciphertext: [UInt8] {
        get throws { Exchange.content(exchange.sealed, try exchange.envelope(exchange.sealed)) }
    }

    @Test func `what the forge makes in good order is opened`() throws {
        try exchange.open(Forge.bundle(around: exchange.signed, from: ranong, to: kawthaung))
    }

    @Test func `THREATS 34: another pinned office seals a ciphertext that it cannot read`() throws {
        let envelope = try exchange.envelope(exchange.sealed)
        let own = Forge.waybill(
            from: maesot.reference,
            to: [kawthaung.reference],
            recipients: envelope.waybill.recipients,
            manifests: envelope.waybill.manifests
        )
        try expect(.binding, opening: Forge.bundle(own, ciphertext, seal: maesot.seal()))
    }

    @Test func `THREATS 34: another pinned office seals the waybill as it stands`() throws {
        let waybill = try exchange.envelope(exchange.sealed).waybill
        try expect(.binding, opening: Forge.bundle(waybill, ciphertext, seal: maesot.seal()))
    }

    @Test func `THREATS 1: the receiver sends the signed dossier on to a third office`() throws {
        try expect(
            .binding,
            opening: Forge.bundle(around: exchange.signed, from: kawthaung, to: maesot),
            at: maesot
        )
    }

    @Test func `THREATS 1: the sender's seal on a dossier that is not for the third office`() throws {
        // The waybill names Mae Sot, the root's `to` does not.
        try expect(
            .binding,
            opening: Forge.bundle(around: exchange.signed, from: ranong, to: maesot),
            at: maesot
        )
    }

    @Test func `THREATS 1: the bundle itself is carried to a third office`() throws {
        try expect(.binding, opening: exchange.sealed, at: maesot)
    }

    @Test func `the waybill is another bundle's`() throws {
        let other = try exchange.envelope(exchange.seal(exchange.halfSignedTwice()))
        try expect(.binding, opening: Forge.bundle(other.waybill, ciphertext, seal: ranong.seal()))
        // Without the sender's seal over the new pair it is not even his.
        let swapped = try swapping("waybill.json", other.waybillBytes)
        try expect(.signatureInvalid, opening: swapped)
    }

    @Test func `the ciphertext is that of another bundle of the same sender`() throws {
        let otherBundle = try exchange.seal(exchange.halfSignedTwice())
        let other = Exchange.content(otherBundle, try exchange.envelope(otherBundle))
        let waybill = try exchange.envelope(exchange.sealed).waybill
        try expect(.binding, opening: Forge.bundle(waybill, other, seal: ranong.seal()))
        try expect(.signatureInvalid, opening: swapping(SealedBundle.content, other))
    }

    /// The sealed bundle with one document exchanged under the old manifest and signature.
    private func swapping(_ name: String, _ bytes: [UInt8]) throws -> [UInt8] {
        let rest = try Forge.documents(exchange.sealed).map { $0.name == name ? (name, bytes) : $0 }
        let pair = try Forge.pairs(exchange.sealed)[0]
        return try RawContainer.container(
            rest + [
                ("META-INF/ASiCManifest001.xml", pair.manifest),
                ("META-INF/signature001.p7s", pair.signature),
            ]
        )
    }

    @Test func `THREATS 1: one stanza more than recipients is a reader nobody was told of`() throws {
        let waybill = try exchange.envelope(exchange.sealed).waybill
        let forTwo = try Forge.encrypt(exchange.signed, to: kawthaung.recipients + maesot.recipients)
        try expect(.binding, opening: Forge.bundle(waybill, forTwo, seal: ranong.seal()))
    }

    @Test func `one stanza fewer than recipients`() throws {
        let waybill = Forge.waybill(
            from: ranong.reference,
            to: [kawthaung.reference],
            recipients: (kawthaung.recipients + maesot.recipients).map(\.digest),
            manifests: try Forge.manifests(exchange.signed)
        )
        try expect(.binding, opening: Forge.bundle(waybill, ciphertext, seal: ranong.seal()))
    }

    @Test func `our recipient is not listed, though the file opens`() throws {
        let waybill = Forge.waybill(
            from: ranong.reference,
            to: [kawthaung.reference],
            recipients: maesot.recipients.map(\.digest),
            manifests: try Forge.manifests(exchange.signed)
        )
        try expect(.binding, opening: Forge.bundle(waybill, ciphertext, seal: ranong.seal()))
    }

    @Test func `our recipient is listed, and the file is for another`() throws {
        let waybill = try exchange.envelope(exchange.sealed).waybill
        let forOther = try Forge.encrypt(exchange.signed, to: maesot.recipients)
        try expect(.binding, opening: Forge.bundle(waybill, forOther, seal: ranong.seal()))
    }

    @Test func `the waybill lists other manifests`() throws {
        let manifests = try Forge.manifests(exchange.signed)
        for wrong in [[manifests[0]], [manifests[1], manifests[0]], manifests + [SHA256Digest(of: [1])]] {
            let bundle = try Forge.bundle(
                around: exchange.signed,
                from: ranong,
                to: kawthaung,
                manifests: wrong
            )
            try expect(.binding, opening: bundle)
        }
    }

    @Test func `THREATS 2: somebody who can read takes a co-signature away and encrypts anew`() throws {
        let stripped = try Forge.resigned(exchange.signed, [Forge.pairs(exchange.signed)[0]])
        let waybill = try exchange.envelope(exchange.sealed).waybill
        let again = try Forge.encrypt(stripped, to: kawthaung.recipients)
        try expect(.binding, opening: Forge.bundle(waybill, again, seal: ranong.seal()))
    }

    @Test func `our authority is not among the root's receivers`() throws {
        let forMaesot = try Exchange.sign(by: ranong, "preeya", exchange.trust) { folder in
            try Exchange.rewrite(folder, "referral.json", "to", #"[{"office": "maesot"}]"#)
            try Exchange.rewrite(
                folder,
                "referral.json",
                "signers",
                #"[{"officer": "preeya", "role": "social-worker"}]"#
            )
            try Exchange.rewrite(
                folder,
                "consent.json",
                "receivers",
                #"[{"office": "maesot", "name": "Mae Sot", "country": "TH"}]"#
            )
        }
        try expect(.binding, opening: Forge.bundle(around: forMaesot, from: ranong, to: kawthaung))
    }

    @Test func `our id with another authority is not us`() throws {
        let impostor = OfficeReference(office: "kawthaung", authority: maesot.reference.authority)
        let waybill = Forge.waybill(
            from: ranong.reference,
            to: [impostor],
            recipients: kawthaung.recipients.map(\.digest),
            manifests: try Forge.manifests(exchange.signed)
        )
        try expect(.binding, opening: Forge.bundle(waybill, ciphertext, seal: ranong.seal()))
    }

    @Test func `an officer of a third office that is trusted has signed`() throws {
        let third = try Forge.adding(
            maesot.officers["anan"]!,
            to: exchange.signed,
            root: "referral.json"
        )
        try expect(.binding, opening: Forge.bundle(around: third, from: ranong, to: kawthaung))
    }

    @Test func `THREATS 8: a third office's officer bears the listed officer's id and role`() throws {
        let documents = try Forge.documents(exchange.signed)
        let impersonated = try Forge.container(
            documents,
            root: "referral.json",
            signers: [maesot.officers["preeya"]!, maesot.officers["wichai"]!]
        )
        try expect(.binding, opening: Forge.bundle(around: impersonated, from: ranong, to: kawthaung))
        #expect(try exchange.verify(impersonated).verdict == .invalid)
    }

    @Test func `the receiver's own officer does not sign for the sender's of the same name`() throws {
        let impersonated = try Forge.container(
            Forge.documents(exchange.signed),
            root: "referral.json",
            signers: [kawthaung.officers["preeya"]!, ranong.officers["wichai"]!]
        )
        // Kawthaung's officer may countersign, so that it is bound; but Preeya of Ranong still owes her signature.
        try expect(.signerOwed, opening: Forge.bundle(around: impersonated, from: ranong, to: kawthaung))
        #expect(try exchange.verify(impersonated).verdict == .invalid)
    }

    // MARK: Nothing about content comes out before the binding holds

    @Test(arguments: ["", "not a container", "PK\u{3}\u{4}"])
    func `a container inside that cannot be read says no more than binding`(inside: String) throws {
        let bundle = try Forge.bundle(
            around: Array(inside.utf8),
            from: ranong,
            to: kawthaung,
            manifests: [SHA256Digest(of: [1])]
        )
        try expect(.binding, opening: bundle)
    }

    @Test func `a damaged, cut or forged age file says no more than binding`() throws {
        let waybill = try exchange.envelope(exchange.sealed).waybill
        let good = try ciphertext
        var flipped = good
        flipped[flipped.count - 20] ^= 1
        var header = good
        header[100] ^= 1
        for wrong in [flipped, header, Array(good.dropLast(5)), good + [0], [], Array("age".utf8)] {
            try expect(.binding, opening: Forge.bundle(waybill, wrong, seal: ranong.seal()))
        }
    }

    @Test func `a root that is malformed, an entry too many, another kind: no more than binding`() throws {
        let documents = try Forge.documents(exchange.signed)
        let signers = [ranong.officers["preeya"]!, ranong.officers["wichai"]!]
        let broken = documents.map { $0.name == "referral.json" ? ($0.name, Array("{".utf8)) : $0 }
        for (entries, root) in [
            (broken, "referral.json"), (documents + [("stray.bin", [1])], "referral.json"),
            ([("extract.json", Array("{}".utf8))], "extract.json"),
        ] {
            let inside = try Forge.container(entries, root: root, signers: signers)
            try expect(.binding, opening: Forge.bundle(around: inside, from: ranong, to: kawthaung))
        }
    }

    @Test func `once bound, content is told`() throws {
        let documents = try Forge.documents(exchange.signed)
        let signers = [ranong.officers["preeya"]!, ranong.officers["wichai"]!]
        let broken = documents.map { $0.name == "documents/02.json" ? ($0.name, Array("{".utf8)) : $0 }
        let inside = try Forge.container(broken, root: "referral.json", signers: signers)
        try expect(.malformedDocument, opening: Forge.bundle(around: inside, from: ranong, to: kawthaung))

        let fewer = documents.filter { $0.name != "attachments/03.jpg" }
        let lacking = try Forge.container(fewer, root: "referral.json", signers: signers)
        try expect(.rulesBroken, opening: Forge.bundle(around: lacking, from: ranong, to: kawthaung))

        try expect(
            .signerOwed,
            opening: Forge.bundle(around: exchange.halfSigned, from: ranong, to: kawthaung)
        )
    }

    @Test func `an unlisted signature is refused at opening, and reported without effect`() throws {
        let more = try Forge.adding(
            ranong.officers["somchai"]!,
            to: exchange.signed,
            root: "referral.json"
        )
        try expect(.unlistedSignature, opening: Forge.bundle(around: more, from: ranong, to: kawthaung))
        let verification = try exchange.verify(more)
        #expect(verification.verdict == .valid)
        #expect(verification.signatures.map(\.standing) == [.listed, .listed, .unlisted])
    }

    // MARK: Seal and policy

    @Test func `a bundle of an unknown office is refused as such, a bad seal as such`() throws {
        let error = try #require(throws: BundleError.self) {
            try exchange.open(exchange.sealed, trust: TrustStore(cards: [kawthaung.card]))
        }
        #expect(error.code == .unknownSender)
        // An officer's key seals nothing, nor does the authority's.
        let waybill = try exchange.envelope(exchange.sealed).waybill
        for signer in [ranong.officers["preeya"]!, ranong.authoritySigner] {
            try expect(.signatureInvalid, opening: Forge.bundle(waybill, ciphertext, seal: signer))
        }
    }

    @Test func `THREATS 26: a stale card is not an unknown one`() throws {
        let waybill = try exchange.envelope(exchange.sealed).waybill
        let later = ranong.card.document.expires.adding(seconds: 1)
        let late = Forge.waybill(
            from: waybill.from,
            to: waybill.to,
            recipients: waybill.recipients,
            manifests: waybill.manifests,
            expires: later.adding(seconds: 60)
        )
        let bundle = try Forge.bundle(late, ciphertext, seal: ranong.seal(at: later))
        let error = try #require(throws: BundleError.self) { try exchange.open(bundle, now: later) }
        #expect(error.code == .signatureIndeterminate)
    }

    @Test func `a bundle past its end is refused`() throws {
        let waybill = try exchange.envelope(exchange.sealed).waybill
        let error = try #require(throws: BundleError.self) {
            try exchange.open(exchange.sealed, now: waybill.expires.adding(seconds: 1))
        }
        #expect(error.code == .bundleExpired)
    }

    @Test func `THREATS 4: a stanza of another kind is refused`() throws {
        var random = SystemRandomNumberGenerator()
        let classical = try X25519Identity(using: &random)
        let waybill = Forge.waybill(
            from: ranong.reference,
            to: [kawthaung.reference],
            recipients: kawthaung.recipients.map(\.digest),
            manifests: try Forge.manifests(exchange.signed)
        )
        let weak = try Forge.encrypt(exchange.signed, to: [classical.recipient])
        try expect(.encryptionPolicy, opening: Forge.bundle(waybill, weak, seal: ranong.seal()))
        // Stock age may mix them, our writer does not: a stanza is put into the header by hand.
        let mixed = try RawContainer.mixedAgeFile(good: ciphertext, weak: weak)
        try expect(.encryptionPolicy, opening: Forge.bundle(waybill, mixed, seal: ranong.seal()))
        let forOffice = kawthaung
        try expect(
            .binding,
            opening: Forge.bundle(waybill, mixed, seal: ranong.seal()),
            at: forOffice,
            policy: .classicalAllowed
        )
    }
}

extension Exchange {
    /// Another dossier of the same offices.
    func halfSignedTwice() throws -> [UInt8] {
        let half = try Self.sign(by: ranong, "preeya", trust)
        return try Self.cosign(half, by: ranong, "wichai", trust).bytes
    }
}
