// SPDX-License-Identifier: Apache-2.0

import Octets
import Signatures
import Testing

/// `THREATS.md` 14 and 15: who may sign, when, and what was revoked.
@Suite struct VerdictTests {
    private let office: TestOffice
    private let good: [UInt8]

    init() throws {
        office = try TestOffice()
        good = try office.sign().der
    }

    private func expect(
        _ verdict: SignatureVerdict,
        _ subIndication: SignatureVerdict.SubIndication,
        _ code: SignatureError.Code,
        at location: SourceLocation = #_sourceLocation
    ) {
        #expect(verdict.subIndication == subIndication, sourceLocation: location)
        #expect(verdict.indication == subIndication.indication, sourceLocation: location)
        #expect(verdict.reasons.first?.code == code, sourceLocation: location)
    }

    @Test func `without content, anchors or demands nothing passes`() throws {
        expect(try office.verify(good, content: nil), .signedDataNotFound, .contentMissing)
        expect(
            try office.verify(good, trust: SignatureTrust(anchors: [])),
            .noCertificateChainFound,
            .noAnchors
        )
        let nobody = SignatureDemands(signers: [], revocation: .required)
        expect(try office.verify(good, demands: nobody), .policyProcessingError, .noDemands)
    }

    @Test func `an authority that is not trusted is unknown, whatever its name`() throws {
        let trust = try TestOffice("other").trust()
        expect(try office.verify(good, trust: trust), .noCertificateChainFound, .authorityUnknown)
        // The same name with another key, and the same name and key in another certificate.
        expect(
            try office.verify(good, trust: TestOffice().trust()),
            .noCertificateChainFound,
            .authorityUnknown
        )
        var generator = SystemRandomNumberGenerator()
        let again = try CertificateIssuer(
            creating: office.authority.subject,
            key: office.authorityKey,
            validity: TestOffice.validity(years: 5),
            using: &generator
        )
        let card = try office.sign(with: office.authority).der
        let authority = SignatureDemands(signers: [.authority], revocation: .required)
        let renewed = SignatureTrust(anchors: [again.certificate])
        expect(
            try office.verify(card, trust: renewed, demands: authority),
            .noCertificateChainFound,
            .authorityUnknown
        )
        // An officer's certificate is no anchor for others.
        let officer = SignatureTrust(anchors: [office.seal])
        expect(try office.verify(good, trust: officer), .noCertificateChainFound, .authorityUnknown)
    }

    @Test func `a broken signature is told apart from changed content`() throws {
        var tree = try Tree(good)
        var value = try Tree(tree.signatureValue)
        value[1].content[5] ^= 1
        tree.signatureValue = value.der
        expect(try office.verify(tree.der), .signatureCryptographicFailure, .signatureBroken)
        expect(try office.verify(good, content: [1]), .hashFailure, .contentChanged)
    }

    @Test func `a signer of the wrong kind is refused`() throws {
        let seal = try office.sign(with: office.seal).der
        expect(try office.verify(seal), .chainConstraintsFailure, .signerNotPermitted)
        #expect(try office.verify(seal).reasons.first?.arguments == ["field": "certificatePolicies"])
        let either = SignatureDemands(signers: [.officer, .seal], revocation: .required)
        #expect(try office.verify(seal, demands: either).isPassed)
        let card = try office.sign(with: office.authority).der
        expect(try office.verify(card), .chainConstraintsFailure, .signerNotPermitted)
        let authority = SignatureDemands(signers: [.authority], revocation: .required)
        expect(try office.verify(good, demands: authority), .chainConstraintsFailure, .signerNotPermitted)
    }

    @Test(arguments: [
        (
            "keyUsage=critical,digitalSignature,nonRepudiation\nextendedKeyUsage=emailProtection",
            "extKeyUsage"
        ),
        ("keyUsage=critical,digitalSignature,nonRepudiation", "extKeyUsage"),
        (
            "keyUsage=critical,digitalSignature,nonRepudiation\nextendedKeyUsage=1.3.6.1.5.5.7.3.36,serverAuth",
            "extKeyUsage"
        ),
        ("keyUsage=critical,digitalSignature\nextendedKeyUsage=1.3.6.1.5.5.7.3.36", "keyUsage"),
        ("keyUsage=digitalSignature,nonRepudiation\nextendedKeyUsage=1.3.6.1.5.5.7.3.36", "keyUsage"),
    ])
    func `a certificate for another purpose may not sign`(extensions: String, field: String) async throws {
        let certificate = try await withTemporaryFolder { folder in
            try folder.write(office.officerKey.pem(), "key.pem")
            try folder.write(office.authorityKey.pem(), "authority.key")
            try folder.write(office.authority.pem, "authority.pem")
            try folder.write(
                "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\nbasicConstraints=CA:FALSE\n\(extensions)\n"
                    + "certificatePolicies=\(ObjectIdentifier.officerPolicy)\n",
                "extensions"
            )
            try await run(
                "openssl",
                "req",
                "-new",
                "-key",
                folder("key.pem"),
                "-utf8",
                "-subj",
                "/O=ranong/UID=somchai/title=case-officer/CN=S",
                "-out",
                folder("request.pem")
            )
            try await run(
                "openssl",
                "x509",
                "-req",
                "-in",
                folder("request.pem"),
                "-CA",
                folder("authority.pem"),
                "-CAkey",
                folder("authority.key"),
                "-set_serial",
                "5",
                "-days",
                "3650",
                "-extfile",
                folder("extensions"),
                "-out",
                folder("out.pem")
            )
            return try Certificate(pem: String(decoding: folder.read("out.pem"), as: UTF8.self))
        }
        let signature = try office.sign(with: certificate)
        // OpenSSL dates by the machine's clock.
        let time = certificate.validity.notBefore.adding(seconds: 1)
        let demands = SignatureDemands(signers: [.officer], revocation: .whereAvailable)
        let verdict = try office.verify(signature.der, demands: demands, at: time)
        expect(verdict, .chainConstraintsFailure, .signerNotPermitted)
        #expect(verdict.reasons.first?.arguments == ["field": field])
    }

    @Test func `an officer issues no certificates`() async throws {
        let forged = try await withTemporaryFolder { folder in
            try folder.write(office.officerKey.pem(), "officer.key")
            try folder.write(office.sealKey.pem(), "seal.key")
            try folder.write(office.officer.pem, "officer.pem")
            try folder.write("basicConstraints=CA:FALSE\nauthorityKeyIdentifier=keyid\n", "extensions")
            try await run(
                "openssl",
                "req",
                "-new",
                "-key",
                folder("seal.key"),
                "-subj",
                "/O=ranong/CN=S",
                "-out",
                folder("request.pem")
            )
            try await run(
                "openssl",
                "x509",
                "-req",
                "-in",
                folder("request.pem"),
                "-CA",
                folder("officer.pem"),
                "-CAkey",
                folder("officer.key"),
                "-set_serial",
                "5",
                "-extfile",
                folder("extensions"),
                "-out",
                folder("out.pem")
            )
            return try Certificate(pem: String(decoding: folder.read("out.pem"), as: UTF8.self))
        }
        let signature = try CMSSignature.make(
            content: TestOffice.content,
            key: office.sealKey,
            chain: [forged, office.officer, office.authority],
            claimedSigningTime: TestOffice.now,
            commitment: .origin
        )
        for demands in [SignatureDemands.officer, .withoutSignerPurpose] {
            expect(
                try office.verify(signature.der, demands: demands),
                .certificateChainGeneralFailure,
                .pathBroken
            )
        }
    }

    @Test func `a commitment that was not asked for is refused`() throws {
        let demands = SignatureDemands(signers: [.officer], commitments: [.receipt], revocation: .required)
        expect(
            try office.verify(good, demands: demands),
            .signatureConstraintsFailure,
            .commitmentNotPermitted
        )
    }

    @Test func `before and after its time a certificate does not hold, and evidence decides`() throws {
        let end = office.officer.validity.notAfter
        let after = end.adding(seconds: 1)
        let before = TestOffice.start.adding(seconds: -1)
        let demands = SignatureDemands(signers: [.officer], revocation: .whereAvailable)
        func verdict(_ at: Timestamp, _ notBefore: Timestamp? = nil, _ notAfter: Timestamp? = nil) throws
            -> SignatureVerdict
        {
            let proven = ProvenInterval(notBefore: notBefore, notAfter: notAfter)
            return try office.verify(good, demands: demands, at: at, proven: proven)
        }
        #expect(try verdict(end).isPassed)
        #expect(try verdict(TestOffice.start).isPassed)
        expect(try verdict(after), .outOfBoundsNoProof, .certificateExpired)
        expect(try verdict(before), .outOfBoundsNoProof, .certificateNotYetValid)
        // Proven to have existed in time: passes for ever.
        #expect(try verdict(after, nil, end).isPassed)
        // Proven to have been made too late or too early: final.
        expect(try verdict(after.adding(seconds: 9), after), .expired, .certificateExpired)
        expect(try verdict(TestOffice.now, nil, before), .notYetValid, .certificateNotYetValid)
    }

    @Test func `a revoked signer is refused where evidence shows it, else left open`() throws {
        let date = TestOffice.now.adding(seconds: -7200)
        let entry = RevocationList.Entry(serial: office.officer.serial, date: date, reason: .keyCompromise)
        let trust = try office.trust([entry])
        expect(try office.verify(good, trust: trust), .revokedNoProof, .certificateRevoked)
        #expect(
            try office.verify(good, trust: trust).reasons.first?.arguments
                == ["time": date.description, "reason": "keyCompromise"]
        )
        let early = ProvenInterval(notAfter: date.adding(seconds: -1))
        #expect(try office.verify(good, trust: trust, proven: early).isPassed)
        let late = ProvenInterval(notBefore: date)
        expect(try office.verify(good, trust: trust, proven: late), .revoked, .certificateRevoked)
        // A later list overrules an earlier one, in whatever order they come.
        let both = try [office.list([entry], number: 2), office.list(number: 1)]
        for lists in [both, both.reversed()] {
            let trust = SignatureTrust(anchors: [office.authority], revocationLists: lists)
            expect(try office.verify(good, trust: trust), .revokedNoProof, .certificateRevoked)
        }
    }

    @Test func `a missing or stale list is a reason to wait, or is excused aloud`() throws {
        let lenient = SignatureDemands(signers: [.officer], revocation: .whereAvailable)
        let bare = SignatureTrust(anchors: [office.authority])
        expect(try office.verify(good, trust: bare), .tryLater, .revocationMissing)
        #expect(try office.verify(good, trust: bare, demands: lenient).isPassed)
        #expect(
            try office.verify(good, trust: bare, demands: lenient).reasons.map(\.code) == [.revocationMissing]
        )
        // Another authority's list is as good as none.
        let other = try SignatureTrust(anchors: [office.authority], revocationLists: [TestOffice().list()])
        expect(try office.verify(good, trust: other), .tryLater, .revocationMissing)
        let later = TestOffice.now.adding(seconds: 86401)
        expect(try office.verify(good, at: later), .tryLater, .revocationStale)
        let excused = try office.verify(good, demands: lenient, at: later)
        #expect(excused.isPassed && excused.reasons.map(\.code) == [.revocationStale])
        // What was proven earlier needs no newer list.
        let proven = ProvenInterval(notAfter: TestOffice.now)
        #expect(try office.verify(good, at: later, proven: proven).isPassed)
    }
}
