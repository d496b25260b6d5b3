// SPDX-License-Identifier: Apache-2.0

import Octets
import Signatures
import Testing
import TimeAuthorityForTests

/// `THREATS.md` 16: a time-stamp is checked completely, and nothing else tells the time.
@Suite struct TimeStampTests {
    private static let before = moment("2026-01-01T00:00:00Z")
    private static let after = moment("2040-01-01T00:00:00Z")
    private static let stamped = moment("2026-11-23T05:00:00Z")
    private static let content = Array("what is stamped".utf8)

    private func withAuthority<R>(
        _ change: (inout TimeAuthority.Plan) -> Void = { _ in },
        _ body: (TimeAuthority, TemporaryFolder) async throws -> R
    ) async throws -> R {
        try await withTemporaryFolder { folder in
            var plan = TimeAuthority.Plan(from: Self.before, until: Self.after)
            change(&plan)
            return try await body(TimeAuthority(in: folder("tsa"), plan), folder)
        }
    }

    private func verify(
        _ der: [UInt8],
        _ trust: TimeTrust,
        over content: [UInt8] = content,
        at moment: Timestamp = stamped,
        proven: ProvenInterval = .unknown
    ) -> TimeStampToken.Verdict {
        TimeStampToken.verify(der: der, over: .bytes(content), trust: trust, at: moment, proven: proven)
    }

    private func expect(
        _ verdict: TimeStampToken.Verdict,
        _ subIndication: SignatureVerdict.SubIndication,
        _ code: SignatureError.Code,
        isBroken: Bool = false,
        at location: SourceLocation = #_sourceLocation
    ) {
        #expect(verdict.subIndication == subIndication, sourceLocation: location)
        #expect(verdict.reasons.first?.code == code, sourceLocation: location)
        #expect(verdict.isBroken == isBroken, sourceLocation: location)
        #expect(verdict.provenNotAfter == nil, sourceLocation: location)
    }

    @Test func `what openssl ts answers is taken, and openssl ts takes what we keep`() async throws {
        try await withAuthority { authority, folder in
            var generator = SystemRandomNumberGenerator()
            let request = TimeStampRequest(imprint: SHA256Digest(of: Self.content), using: &generator)
            let token = try request.token(in: try await authority.answer(to: request.der))
            let verdict = verify(token.der, authority.trust, at: token.info.time)
            #expect(verdict.isPassed, "\(verdict.reasons)")
            // One second and a half of accuracy, in whole seconds.
            #expect(verdict.provenNotAfter == token.info.time.adding(seconds: 2))
            #expect(verdict.authority == authority.certificate)
            try folder.write(token.der, "token")
            try folder.write(request.der, "request")
            try folder.write(Self.content, "content")
            try folder.write(authority.root.pem, "root.pem")
            for subject in [["-queryfile", folder("request")], ["-data", folder("content")]] {
                let judged = try await attempt(
                    "openssl",
                    ["ts", "-verify", "-token_in", "-in", folder("token"), "-CAfile", folder("root.pem")]
                        + subject
                )
                #expect(judged.isSuccess, "\(judged.output)")
            }
        }
    }

    @Test func `an answer to another request is not taken`() async throws {
        try await withAuthority { authority, _ in
            var generator = SystemRandomNumberGenerator()
            let request = TimeStampRequest(imprint: SHA256Digest(of: Self.content), using: &generator)
            let again = TimeStampRequest(imprint: SHA256Digest(of: Self.content), using: &generator)
            let other = TimeStampRequest(imprint: SHA256Digest(of: []), using: &generator)
            let policy = TimeStampRequest(
                imprint: SHA256Digest(of: Self.content),
                policy: ObjectIdentifier(1, 2, 3, 4, 2),
                using: &generator
            )
            let response = try await authority.answer(to: request.der)
            for (wrong, field) in [(again, "nonce"), (other, "messageImprint")] {
                let error = try #require(throws: SignatureError.self) { try wrong.token(in: response) }
                #expect(error.code == .stampMismatch && error.arguments["field"] == field)
            }
            let answer = try await authority.answer(to: policy.der)
            #expect(try policy.token(in: answer).info.policy == ObjectIdentifier(1, 2, 3, 4, 2))
            // A policy that it does not have is refused by the authority, and says so.
            let unknown = TimeStampRequest(
                imprint: SHA256Digest(of: Self.content),
                policy: ObjectIdentifier(1, 2, 3, 5),
                using: &generator
            )
            let refusal = try await authority.answer(to: unknown.der)
            let error = try #require(throws: SignatureError.self) { try unknown.token(in: refusal) }
            #expect(error.code == .stampRefused)
            #expect(error.arguments == ["status": "2", "failure": "unacceptedPolicy"])
        }
    }

    @Test func `who is trusted, when, and for which policy`() async throws {
        try await withAuthority { authority, _ in
            let token = try await authority.token(over: Self.content, at: Self.stamped)
            let trust = authority.trust
            #expect(verify(token, trust).provenNotAfter == Self.stamped)
            expect(verify(token, trust, over: [1]), .hashFailure, .stampMismatch, isBroken: true)
            expect(verify(token, .nobody), .noCertificateChainFound, .noTimeAnchors)
            let other = try TestOffice().authority
            expect(
                verify(token, TimeTrust(anchors: [other])),
                .noCertificateChainFound,
                .stampAuthorityUnknown
            )
            // A stamping certificate that is itself trusted would never end.
            expect(
                verify(token, TimeTrust(anchors: [authority.certificate])),
                .noCertificateChainFound,
                .stampAuthorityUnknown
            )
            let policies = TimeTrust(anchors: [authority.root], policies: [ObjectIdentifier(1, 2, 3, 4, 2)])
            expect(verify(token, policies), .chainConstraintsFailure, .stampPolicyNotAccepted)
            let earlier = Self.stamped.adding(seconds: -3600)
            expect(verify(token, trust, at: earlier), .noProof, .stampFromFuture)
            // Expired by now, unless a later stamp proves that the token is older.
            let late = Self.after.adding(seconds: 1)
            expect(verify(token, trust, at: late), .outOfBoundsNoProof, .certificateExpired)
            let proven = ProvenInterval(notAfter: Self.after)
            #expect(verify(token, trust, at: late, proven: proven).isPassed)
            // A stamp that bears a time at which its certificate did not hold is no evidence, whatever is proven later.
            let early = try await authority.token(over: Self.content, at: Self.before.adding(seconds: -1))
            expect(
                verify(early, trust),
                .signatureConstraintsFailure,
                .stampOutsideValidity,
                isBroken: true
            )
        }
    }

    @Test(arguments: [
        ("timeStamping", "critical,digitalSignature", "extKeyUsage"),
        ("critical,timeStamping,serverAuth", "critical,digitalSignature", "extKeyUsage"),
        ("critical,serverAuth", "critical,digitalSignature", "extKeyUsage"),
        ("critical,timeStamping", "critical,digitalSignature,keyEncipherment", "keyUsage"),
    ])
    func `a certificate for another purpose stamps nothing`(
        extendedKeyUsage: String,
        keyUsage: String,
        field: String
    ) async throws {
        try await withAuthority {
            $0.extendedKeyUsage = extendedKeyUsage
            $0.keyUsage = keyUsage
        } _: { authority, _ in
            let token = try await authority.token(over: Self.content, at: Self.stamped)
            let verdict = verify(token, authority.trust)
            expect(verdict, .chainConstraintsFailure, .stampSignerNotPermitted)
            #expect(verdict.reasons.first?.arguments == ["field": field])
        }
    }

    @Test func `a revoked authority's stamps count only where they are proven to be older`() async throws {
        try await withAuthority {
            $0.hasIntermediate = true
        } _: { authority, _ in
            let token = try await authority.token(over: Self.content, at: Self.stamped)
            let revoked = Self.stamped.adding(seconds: 86400)
            let list = try await authority.list(
                revoking: #require(authority.intermediate),
                since: revoked,
                at: revoked.adding(seconds: 60),
                until: Self.after
            )
            let trust = TimeTrust(anchors: [authority.root], revocationLists: [list])
            let later = revoked.adding(seconds: 86400)
            #expect(verify(token, authority.trust, at: later).isPassed)
            expect(verify(token, trust, at: later), .revokedAuthorityNoProof, .authorityRevoked)
            let proven = ProvenInterval(notAfter: revoked.adding(seconds: -1))
            #expect(verify(token, trust, at: later, proven: proven).isPassed)
        }
    }

    @Test func `no change to a token passes, and another signer, version or type is not one`() async throws {
        try await withAuthority { authority, _ in
            let token = try await authority.token(over: Self.content, at: Self.stamped)
            let der = try TimeStampToken(der: token)
            // The root travels along and is not needed; everything else must be as it was.
            let root = authority.root.der
            let start = token.firstRange(of: root)!
            for index in token.indices where !start.contains(index) && index.isMultiple(of: 3) {
                var changed = token
                changed[index] ^= 0x04
                let verdict = verify(changed, authority.trust)
                // ECDSA's s has a second form, and a SET OF may name an algorithm that is not used.
                let isMalleable = verdict.info == der.info && verdict.authority == authority.certificate
                #expect(!verdict.isPassed || isMalleable, "\(index)")
            }
            expect(verify(token + [0], authority.trust), .formatFailure, .malformed, isBroken: true)
            let signature = try TestOffice().sign().der
            expect(verify(signature, authority.trust), .formatFailure, .formNotAllowed, isBroken: true)
            var twoSigners = try Tree(token)
            twoSigners[1][0].children[4].children.append(twoSigners[1][0][4][0])
            expect(verify(twoSigners.der, authority.trust), .formatFailure, .signerCount, isBroken: true)
            // Without the certificate, or with another in its place, nobody has stamped (`THREATS.md` 8).
            var noCertificate = try Tree(token)
            noCertificate[1][0].children[3].children.removeAll { $0.der == authority.certificate.der }
            expect(
                verify(noCertificate.der, authority.trust),
                .noSigningCertificateFound,
                .signerCertificateMissing,
                isBroken: true
            )
        }
    }

    @Test(arguments: ["", ".5", ".250"])
    func `fractions of a second count up, and have one spelling`(fraction: String) async throws {
        try await withAuthority { authority, _ in
            let plain = try TimeStampToken(
                der: try await authority.token(over: Self.content, at: Self.stamped)
            )
            var info = try Tree(plain.content)
            info.children[4].content.insert(contentsOf: fraction.utf8, at: 14)
            let verdict = verify(try await authority.sign(info.der), authority.trust)
            switch fraction {
            case "": #expect(verdict.provenNotAfter == Self.stamped)
            case ".5": #expect(verdict.provenNotAfter == Self.stamped.adding(seconds: 1))
            default: expect(verdict, .formatFailure, .malformed, isBroken: true)
            }
        }
    }

    // MARK: In signatures

    @Test func `a signature with its time-stamp holds after its certificate, now as then`() async throws {
        try await withAuthority { authority, folder in
            let office = try TestOffice()
            let signature = try office.sign()
            let token = try TimeStampToken(
                der: try await authority.token(over: signature.signatureValue, at: TestOffice.now)
            )
            let stamped = try signature.extended(token: token)
            #expect(stamped.signatureValue == signature.signatureValue)
            let stamps = stamped.stamps(trust: authority.trust, at: TestOffice.now)
            #expect(stamps.map(\.provenNotAfter) == [TestOffice.now])
            let proven = ProvenInterval(notAfter: stamps.first?.provenNotAfter)
            // Three years on: the officer's certificate has ended.
            let later = TestOffice.now.adding(seconds: 3 * 365 * 86400)
            #expect(try office.verify(stamped.der, at: later).subIndication == .outOfBoundsNoProof)
            #expect(try office.verify(stamped.der, at: later, proven: proven).isPassed)
            // Only one stamp, and only its own.
            #expect(throws: SignatureError(.stampPresent)) { try stamped.extended(token: token) }
            let other = try office.sign(commitment: .origin)
            #expect(throws: SignatureError(.stampMismatch, ["field": "messageImprint"])) {
                try other.extended(token: token)
            }
            var moved = try Tree(other.der)
            moved.signerInfo.children.append(try Tree(stamped.der).signerInfo[6])
            let verdict = try CMSSignature(der: moved.der).stamps(trust: authority.trust, at: TestOffice.now)
            expect(try #require(verdict.first), .hashFailure, .stampMismatch, isBroken: true)
            // Stock tools read it as before.
            try folder.write(stamped.der, "signature")
            try folder.write(TestOffice.content, "content")
            try folder.write(office.authority.pem, "authority.pem")
            try await run(
                "openssl",
                "cms",
                "-verify",
                "-cades",
                "-binary",
                "-inform",
                "DER",
                "-in",
                folder("signature"),
                "-content",
                folder("content"),
                "-CAfile",
                folder("authority.pem"),
                "-no-CApath",
                "-no-CAstore",
                "-purpose",
                "any",
                "-out",
                folder("out"),
                "-attime",
                String(TestOffice.now.secondsSinceEpoch)
            )
        }
    }

    @Test func `certificates and lists go into the signature, and a forged list is told`() throws {
        let office = try TestOffice()
        let list = try office.list()
        let signature = try office.sign().extended(revocationLists: [list])
        #expect(signature.revocationLists == [list])
        // The list inside serves where there is no other.
        let bare = SignatureTrust(anchors: [office.authority])
        #expect(try office.verify(office.sign().der, trust: bare).subIndication == .tryLater)
        #expect(try office.verify(signature.der, trust: bare).isPassed)
        // And a newer one that revokes is heard, wherever it comes from.
        let entry = RevocationList.Entry(
            serial: office.officer.serial,
            date: TestOffice.start,
            reason: .superseded
        )
        let newer = try office.sign().extended(revocationLists: [office.list([entry], number: 2)])
        #expect(try office.verify(newer.der).subIndication == .revokedNoProof)
        let stranger = try office.sign().extended(revocationLists: [TestOffice("other").list()])
        let verdict = try office.verify(stranger.der)
        #expect(verdict.subIndication == .signatureConstraintsFailure)
        #expect(verdict.reasons.first?.code == .revocationNotAuthentic)
        var damaged = try Tree(signature.der)
        damaged.signedData.children[4].children[0].children[0].children[3].content[0] ^= 1
        #expect(try office.verify(damaged.der).isPassed == false)
    }

    @Test func `a revocation counts from when it was made, and an earlier time is a claim`() throws {
        let office = try TestOffice()
        let good = try office.sign().der
        let day: Int64 = 86400
        let revoked = TestOffice.now.adding(seconds: 10 * day)
        let entry = RevocationList.Entry(
            serial: office.officer.serial,
            date: revoked,
            reason: .keyCompromise,
            claimedSince: TestOffice.now.adding(seconds: -day)
        )
        let list = try office.issuer.revocationList(
            number: 5,
            entries: [entry],
            thisUpdate: revoked,
            nextUpdate: revoked.adding(seconds: 400 * day)
        )
        #expect(try RevocationList(der: list.der).entries == [entry])
        let trust = SignatureTrust(anchors: [office.authority], revocationLists: [list])
        let now = revoked.adding(seconds: day)
        func verify(_ proven: Timestamp?, _ trust: SignatureTrust) throws -> SignatureVerdict {
            try office.verify(good, trust: trust, at: now, proven: ProvenInterval(notAfter: proven))
        }
        #expect(try verify(nil, trust).subIndication == .revokedNoProof)
        #expect(try verify(revoked, trust).subIndication == .revokedNoProof)
        let before = try verify(revoked.adding(seconds: -1), trust)
        #expect(before.isPassed && before.reasons.map(\.code) == [.revocationClaimed])
        // Dated back: an older list that is later than the alleged revocation does not have it.
        let backdated = RevocationList.Entry(
            serial: office.officer.serial,
            date: TestOffice.now.adding(seconds: -day),
            reason: .unspecified
        )
        let silent = try office.issuer.revocationList(
            number: 4,
            entries: [],
            thisUpdate: TestOffice.now.adding(seconds: 5 * day),
            nextUpdate: revoked
        )
        let lying = try office.issuer.revocationList(
            number: 6,
            entries: [backdated],
            thisUpdate: revoked,
            nextUpdate: revoked.adding(seconds: 400 * day)
        )
        let alone = SignatureTrust(anchors: [office.authority], revocationLists: [lying])
        let both = SignatureTrust(anchors: [office.authority], revocationLists: [lying, silent])
        #expect(try verify(TestOffice.now, alone).subIndication == .revokedNoProof)
        let held = try verify(TestOffice.now, both)
        #expect(held.isPassed && held.reasons.map(\.code) == [.revocationClaimed])
    }
}
