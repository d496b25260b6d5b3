// SPDX-License-Identifier: Apache-2.0

import Files
import Octets
import Signatures
import Testing
import TimeAuthorityForTests

/// `THREATS.md` 14 and 15: certificates of a national authority, which count where an office's roster lists them and what
/// is known of their revocation says so.
@Suite struct NationalTests {
    private struct Case {
        let state: StateAuthority
        let person: Certificate
        let key: SigningKey
        let now: Timestamp

        init(_ folder: TemporaryFolder) async throws {
            state = try await StateAuthority(in: folder("state"))
            person = try await state.issue("person")
            key = try Self.key(state, "person")
            now = Timestamp.now()
        }

        static func key(_ state: StateAuthority, _ name: String) throws -> SigningKey {
            var pem = try Folder.read(state.path(name + ".key"), limit: 1 << 16)
            return try SigningKey(pkcs8: PrivateKeyPEM.pkcs8(SecretBytes(taking: &pem)))
        }

        func lists() async throws -> [RevocationList] {
            var lists: [RevocationList] = []
            for issuer in ["root", "middle"] {
                let file = try await state.list(by: issuer)
                lists.append(try RevocationList(file: Folder.read(file, limit: 1 << 20)))
            }
            return lists
        }

        func listing(
            _ certificate: Certificate? = nil,
            office: String = "ranong",
            from: Int64 = -86400,
            until: Int64? = nil,
            good: Int64 = 86400
        ) -> SignerListing {
            SignerListing(
                certificate: (certificate ?? person).fingerprint,
                office: office,
                authority: SHA256Digest(of: Array(office.utf8)),
                officer: "malee",
                role: "head",
                from: now.adding(seconds: from),
                until: until.map { now.adding(seconds: $0) },
                goodUntil: now.adding(seconds: good)
            )
        }

        func trust(
            _ listings: [SignerListing]?,
            lists: [RevocationList] = [],
            responses: [[UInt8]] = [],
            pinned: Int64 = -86400
        ) throws -> SignatureTrust {
            SignatureTrust(
                anchors: [try TestOffice().authority],
                revocationLists: lists,
                statusResponses: try responses.map { try StatusResponse(der: $0) },
                national: NationalTrust(authorities: [
                    NationalAuthority(root: state.root, pinnedAt: now.adding(seconds: pinned))
                ]),
                listings: listings
            )
        }

        func verdict(
            _ trust: SignatureTrust,
            by name: (SigningKey, Certificate)? = nil,
            signers: Set<CertificateProfile> = [.officer],
            proven: ProvenInterval = .unknown
        ) throws -> SignatureVerdict {
            let (key, certificate) = name ?? (key, person)
            return try CMSSignature.make(
                content: TestOffice.content,
                key: key,
                chain: [certificate, state.middle],
                claimedSigningTime: now,
                commitment: .approval
            )
            .verify(
                content: TestOffice.content,
                trust: trust,
                demands: SignatureDemands(signers: signers, revocation: .required),
                // Not `now`: what was revoked meanwhile counts from its own second.
                at: Timestamp.now(),
                proven: proven
            )
        }

        func expect(
            _ verdict: SignatureVerdict,
            _ subIndication: SignatureVerdict.SubIndication?,
            _ code: SignatureError.Code? = nil,
            at location: SourceLocation = #_sourceLocation
        ) {
            #expect(verdict.subIndication == subIndication, "\(verdict.reasons)", sourceLocation: location)
            #expect(verdict.reasons.first?.code == code, sourceLocation: location)
        }
    }

    @Test func `a listed certificate passes, and each other state of the roster has its own reason`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let it = try await Case(folder)
            let lists = try await it.lists()
            let passed = try it.verdict(it.trust([it.listing()], lists: lists))
            it.expect(passed, nil)
            #expect(passed.listing?.officer == "malee")
            func check(
                _ listings: [SignerListing]?,
                _ subIndication: SignatureVerdict.SubIndication,
                _ code: SignatureError.Code,
                proven: ProvenInterval = .unknown
            ) throws {
                it.expect(
                    try it.verdict(it.trust(listings, lists: lists), proven: proven),
                    subIndication,
                    code
                )
            }
            try check(nil, .noCertificateChainFound, .rosterMissing)
            try check([], .chainConstraintsFailure, .notListed)
            try check([it.listing(good: -60)], .tryLater, .rosterStale)
            try check([it.listing(from: 60)], .chainConstraintsFailure, .listingLater)
            try check([it.listing(until: -60)], .revokedNoProof, .listingEnded)
            let late = ProvenInterval(notBefore: it.now.adding(seconds: -30))
            try check([it.listing(until: -60)], .revoked, .listingEnded, proven: late)
            try check(
                [it.listing(), it.listing(office: "kawthaung")],
                .chainConstraintsFailure,
                .listedTwice
            )
            // What is proven to be older than the end stays good.
            let early = ProvenInterval(notAfter: it.now.adding(seconds: -120))
            let before = it.listing(until: -60)
            #expect(
                try it.verdict(it.trust([before], lists: lists), proven: early).subIndication
                    != .revokedNoProof
            )
            // A decision of years ago must be taken again.
            let old = try it.trust([it.listing()], lists: lists, pinned: -Limits.nationalPin - 86400)
            it.expect(try it.verdict(old), .tryLater, .nationalStale)
            // Without the national authority the roster alone makes nobody believed.
            let alone = SignatureTrust(anchors: [try TestOffice().authority], listings: [it.listing()])
            it.expect(try it.verdict(alone), .noCertificateChainFound, .nationalUnknown)
            // Revocation lists are asked for as for our own.
            it.expect(try it.verdict(it.trust([it.listing()])), .tryLater, .revocationMissing)
            // Seals are nobody's but the office's authority's.
            let sealing = try it.verdict(it.trust([it.listing()], lists: lists), signers: [.seal])
            it.expect(sealing, .chainConstraintsFailure, .signerNotPermitted)
        }
    }

    @Test func `a certificate for another purpose, or revoked by the state, does not sign whatever lists it`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let it = try await Case(folder)
            let server = try await it.state.issue("server", as: "server")
            let lists = try await it.lists()
            let trust = try it.trust([it.listing(server)], lists: lists)
            let verdict = try it.verdict(trust, by: (Case.key(it.state, "server"), server))
            it.expect(verdict, .chainConstraintsFailure, .signerNotPermitted)
            try await it.state.revoke("person")
            let revoked = try await it.verdict(it.trust([it.listing()], lists: it.lists()))
            it.expect(revoked, .revokedNoProof, .certificateRevoked)
        }
    }

    @Test func `an OCSP answer counts for whom its authority appointed it, and for that certificate`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let it = try await Case(folder)
            let other = try await it.state.issue("other")
            let root = try await it.lists()[0]
            func judge(_ responses: [[UInt8]]) throws -> SignatureVerdict {
                try it.verdict(it.trust([it.listing()], lists: [root], responses: responses))
            }
            let good = try judge([await it.state.answer(about: "person")])
            it.expect(good, nil)
            #expect(good.remarks.map(\.code) == [.statusSeen])
            it.expect(try judge([await it.state.answer(about: "person", by: "middle")]), nil)
            it.expect(try judge([await it.state.answer(about: "other")]), .tryLater, .revocationMissing)
            #expect(other.fingerprint != it.person.fingerprint)
            // A person of the same authority is no responder, nor is the authority above.
            for stranger in ["other", "root"] {
                let answer = try await it.state.answer(about: "person", by: stranger)
                it.expect(try judge([answer]), .tryLater, .statusNotAuthentic)
            }
            var changed = try await it.state.answer(about: "person")
            changed[changed.count - 1] ^= 1
            #expect(try judge([changed]).subIndication == .tryLater)
            it.expect(try judge([Array("no answer".utf8)]), .tryLater, .statusNotAuthentic)
            try await it.state.revoke("person")
            let revoked = try judge([await it.state.answer(about: "person")])
            it.expect(revoked, .revokedNoProof, .certificateRevoked)
        }
    }

    @Test func `an OCSP answer older than the signature counts until its next update and no longer`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let it = try await Case(folder)
            let root = try await it.lists()[0]
            let answer = try await it.state.answer(about: "person", days: 2)
            let trust = try it.trust([it.listing(good: 90 * 86400)], lists: [root], responses: [answer])
            let signature = try CMSSignature.make(
                content: TestOffice.content,
                key: it.key,
                chain: [it.person, it.state.middle],
                claimedSigningTime: it.now,
                commitment: .approval
            )
            let expected: [(Int64, SignatureVerdict.SubIndication?)] = [(1, nil), (3, .tryLater)]
            for (days, subIndication) in expected {
                let verdict = signature.verify(
                    content: TestOffice.content,
                    trust: trust,
                    demands: SignatureDemands(signers: [.officer], revocation: .required),
                    at: it.now.adding(seconds: days * 86400)
                )
                #expect(verdict.subIndication == subIndication)
            }
        }
    }

    @Test func `answers that travel in other people's signatures are found and judged`() async throws {
        try await withTemporaryFolder { folder in
            let it = try await Case(folder)
            let root = try await it.lists()[0]
            let answer = try await it.state.answer(about: "person")
            try folder.write(TestOffice.content, "content")
            try await run(
                "openssl",
                "cms",
                "-sign",
                "-binary",
                "-cades",
                "-md",
                "sha256",
                "-outform",
                "DER",
                "-signer",
                it.state.path("person.pem"),
                "-inkey",
                it.state.path("person.key"),
                "-certfile",
                it.state.path("middle.pem"),
                "-in",
                folder("content"),
                "-out",
                folder("plain.p7s")
            )
            try folder.write(answer, "answer.der")
            try folder.write(Self.embed, "embed.py")
            for place in ["crls", "attribute"] {
                try await run(
                    "python3",
                    folder("embed.py"),
                    place,
                    folder("plain.p7s"),
                    folder("answer.der"),
                    folder(place + ".p7s")
                )
                let signature = try CMSSignature(der: folder.read(place + ".p7s"), form: .foreign)
                #expect(signature.statusResponses.count == 1, "\(place)")
                let verdict = signature.verify(
                    content: TestOffice.content,
                    trust: try it.trust([it.listing()], lists: [root]),
                    demands: SignatureDemands(signers: [.officer], revocation: .required),
                    at: it.now
                )
                it.expect(verdict, nil)
            }
        }
    }

    /// Puts an OCSP answer into a signature, into `crls` (RFC 5940) or as revocation-values (EN 319 122-1 §5.4.2).
    private static let embed = """
        import sys
        place, signature, answer, target = sys.argv[1:]
        def element(tag, *parts):
            body = b''.join(parts); n = len(body)
            if n < 128: return bytes([tag, n]) + body
            size = (n.bit_length() + 7) // 8
            return bytes([tag, 128 | size]) + n.to_bytes(size, 'big') + body
        def children(der):
            def head(at):
                n = der[at + 1]; start = at + 2
                if n & 128:
                    size = n & 127; n = int.from_bytes(der[start:start + size], 'big'); start += size
                return start, start + n
            at, end = head(0); out = []
            while at < end:
                _, stop = head(at); out.append(der[at:stop]); at = stop
            return out
        def content(der):
            return b''.join(children(der))
        kind, wrapped = children(open(signature, 'rb').read())
        fields = children(children(wrapped)[0])
        response = open(answer, 'rb').read()
        if place == 'crls':
            oid = bytes.fromhex('06082b06010505071002')
            fields.insert(4, element(0xa1, element(0xa1, oid, response)))
        else:
            # OCSPResponse { status, [0] { ResponseBytes { type, OCTET STRING of BasicOCSPResponse } } }
            octets = children(children(children(response)[1])[0])[1]
            start = 2 + (octets[1] & 127 if octets[1] & 128 else 0)
            basic = octets[start:]
            oid = bytes.fromhex('060b2a864886f70d0109100218')
            values = element(0x30, element(0xa1, element(0x30, basic)))
            attribute = element(0x30, oid, element(0x31, values))
            signer = children(fields[-1])[0]
            fields[-1] = element(0x31, element(0x30, content(signer), element(0xa1, attribute)))
        data = element(0x30, *fields)
        open(target, 'wb').write(element(0x30, kind, element(0xa0, data)))
        """
}
