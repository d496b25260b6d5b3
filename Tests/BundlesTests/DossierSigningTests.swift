// SPDX-License-Identifier: Apache-2.0

import ASiC
import Bundles
import Dossiers
import Files
import Octets
import Signatures
import Testing

@Suite struct DossierSigningTests {
    private let exchange = Exchange.shared

    private func expect(
        _ code: BundleError.Code,
        sourceLocation: SourceLocation = #_sourceLocation,
        _ body: () throws -> Void
    ) throws {
        let error = try #require(throws: BundleError.self, sourceLocation: sourceLocation, performing: body)
        #expect(error.code == code, sourceLocation: sourceLocation)
    }

    @Test func `a co-signature leaves every byte before the directory as it was`() throws {
        let shared = zip(exchange.halfSigned, exchange.signed).prefix { $0 == $1 }.count
        let end = try #require(Forge.contents(exchange.halfSigned).entries.last)
        #expect(shared >= Int(end.dataOffset + end.size))
        let verification = try exchange.verify(exchange.halfSigned)
        #expect(verification.verdict == .invalid)
        #expect(verification.rules.map(\.code) == ["signer-owed"])
    }

    @Test func `only listed officers sign, and once`() throws {
        try expect(.signerNotListed) {
            _ = try Exchange.sign(by: exchange.ranong, "somchai", exchange.trust)
        }
        try expect(.signerNotListed) {
            _ = try Exchange.cosign(exchange.halfSigned, by: exchange.ranong, "somchai", exchange.trust)
        }
        try expect(.alreadySigned) {
            _ = try Exchange.cosign(exchange.halfSigned, by: exchange.ranong, "preeya", exchange.trust)
        }
        // A third office has nothing to sign here, whatever its officers are called.
        try expect(.signerNotListed) {
            _ = try Exchange.cosign(exchange.halfSigned, by: exchange.maesot, "wichai", exchange.trust)
        }
    }

    @Test func `nobody countersigns what the sender's officers have not all signed`() throws {
        try expect(.signerOwed) {
            _ = try Exchange.cosign(exchange.halfSigned, by: exchange.kawthaung, "tunlin", exchange.trust)
        }
    }

    @Test func `nothing is added to a dossier whose signatures are not good`() throws {
        let stranger = try Forge.container(
            Forge.documents(exchange.signed),
            root: "referral.json",
            signers: [exchange.maesot.officers["preeya"]!]
        )
        try expect(.unlistedSignature) {
            _ = try Exchange.cosign(stranger, by: exchange.ranong, "wichai", exchange.trust)
        }
        // Without a card of the office nobody can say whether they are good.
        #expect(throws: BundleError.self) {
            try Exchange.cosign(
                exchange.halfSigned,
                by: exchange.ranong,
                "wichai",
                TrustStore(cards: [exchange.kawthaung.card])
            )
        }
        var altered = exchange.halfSigned
        altered[altered.firstRange(of: Array("%PDF-1.7".utf8))!.lowerBound + 1] ^= 1
        #expect(throws: ASiCError.self) {
            try Exchange.cosign(altered, by: exchange.ranong, "wichai", exchange.trust)
        }
    }

    @Test func `a dossier that is another at the second reading gets no signature`() throws {
        let other = try Exchange.sign(by: exchange.ranong, "preeya", exchange.trust)
        for second in [other, exchange.signed] {
            var openings = 0
            try expect(.changed) {
                _ = try DossierSigning(
                    office: exchange.ranong.reference,
                    signer: exchange.ranong.officers["wichai"]!,
                    trust: exchange.trust,
                    now: Exchange.now
                )
                .cosign(
                    dossier: {
                        openings += 1
                        return MemorySource(openings == 1 ? exchange.halfSigned : second)
                    },
                    into: MemorySink(limit: 1 << 20)
                )
            }
        }
    }

    @Test func `a file in the folder that no dossier has is not left behind unnoticed`() throws {
        try expect(.strayFile) {
            _ = try Exchange.sign(by: exchange.ranong, "preeya", exchange.trust) { folder in
                try Folder.write([1], to: Folder.join(folder, "notes.txt"))
            }
        }
        try expect(.malformedDocument) {
            _ = try Exchange.sign(by: exchange.ranong, "preeya", exchange.trust) { folder in
                try Folder.write(
                    Array("{".utf8),
                    to: Folder.join(folder, "referral.json"),
                    existing: .replace
                )
            }
        }
    }

    @Test func `rules about content are asked before anything is signed`() throws {
        try expect(.rulesBroken) {
            _ = try Exchange.sign(by: exchange.ranong, "preeya", exchange.trust) { folder in
                try Folder.deleteFile(Folder.join(folder, "consent.json"))
            }
        }
    }

    @Test func `a document that is in the list and not in the container, or the other way, breaks a rule`()
        throws
    {
        let signers = [exchange.ranong.officers["preeya"]!, exchange.ranong.officers["wichai"]!]
        let documents = try Forge.documents(exchange.signed)
        for changed in [
            documents.filter { $0.name != "attachments/02.jpg" }, documents + [("attachments/04.pdf", [1])],
        ] {
            let container = try Forge.container(changed, root: "referral.json", signers: signers)
            let verification = try exchange.verify(container)
            #expect(verification.verdict == .invalid)
            #expect(verification.rules.contains(Reason(.listMismatch)))
        }
        // What dossiers reserve for hiding sizes is no document.
        let padded = try Forge.container(
            documents + [("padding", [0, 0])],
            root: "referral.json",
            signers: signers
        )
        #expect(try exchange.verify(padded).verdict == .valid)
    }

    @Test func `a document altered or taken away after signing is told`() throws {
        let documents = try Forge.documents(exchange.signed)
        let metaInf = try Forge.pairs(exchange.signed).enumerated().flatMap { index, pair in
            [
                ("META-INF/ASiCManifest00\(index + 1).xml", pair.manifest),
                ("META-INF/signature00\(index + 1).p7s", pair.signature),
            ]
        }
        let altered = documents.map { $0.name == "attachments/02.jpg" ? ($0.name, [UInt8(9)]) : $0 }
        var verification = try exchange.verify(RawContainer.container(altered + metaInf))
        #expect(verification.verdict == .invalid)
        #expect(verification.signatures[0].judged.subIndication == .hashFailure)
        #expect(verification.documents.filter { !$0.isIntact }.map(\.name) == ["attachments/02.jpg"])

        let fewer = documents.filter { $0.name != "attachments/02.jpg" }
        verification = try exchange.verify(RawContainer.container(fewer + metaInf))
        #expect(verification.verdict == .invalid)
        #expect(verification.signatures[0].judged.subIndication == .signedDataNotFound)
        #expect(verification.documents.filter { $0.sha256 == nil }.map(\.name) == ["attachments/02.jpg"])
    }
}
