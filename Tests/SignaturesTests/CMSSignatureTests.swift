// SPDX-License-Identifier: Apache-2.0

import Octets
import Signatures
import Testing

@Suite struct CMSSignatureTests {
    private let office: TestOffice

    init() throws {
        office = try TestOffice()
    }

    @Test(arguments: Commitment.allCases)
    func `a signature of ours passes and tells what it says`(commitment: Commitment) throws {
        let signature = try office.sign(commitment: commitment)
        let verdict = try office.verify(signature.der)
        #expect(verdict.indication == .passed && verdict.subIndication == nil && verdict.reasons.isEmpty)
        #expect(verdict.signer == office.officer)
        #expect(verdict.claimedSigningTime == TestOffice.now)
        #expect(verdict.commitment == commitment)
        #expect(Set(signature.certificates) == [office.officer, office.authority])
    }

    @Test func `the authority signs its card itself`() throws {
        let signature = try office.sign(with: office.authority, commitment: .origin)
        let demands = SignatureDemands(signers: [.authority], revocation: .required)
        #expect(try office.verify(signature.der, demands: demands).isPassed)
        #expect(signature.certificates == [office.authority])
    }

    /// The recipe of `THREATS.md`, "The check that needs no vendor", steps 2 and 3.
    @Test func `stock OpenSSL accepts what we sign, by the recipe for lawyers`() async throws {
        try await withTemporaryFolder { folder in
            try folder.write(office.sign().der, "signature001.p7s")
            try folder.write(TestOffice.content, "ASiCManifest001.xml")
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
                folder("signature001.p7s"),
                "-content",
                folder("ASiCManifest001.xml"),
                "-CAfile",
                folder("authority.pem"),
                "-no-CApath",
                "-no-CAstore",
                "-purpose",
                "any",
                "-attime",
                String(TestOffice.now.secondsSinceEpoch),
                "-signer",
                folder("who.pem"),
                "-out",
                "/dev/null"
            )
            let who = try await run(
                "openssl",
                "x509",
                "-in",
                folder("who.pem"),
                "-noout",
                "-subject",
                "-nameopt",
                "utf8",
                "-ext",
                "extendedKeyUsage,certificatePolicies"
            )
            for text in ["สมชาย ใจดี", "1.3.6.1.5.5.7.3.36", ObjectIdentifier.officerPolicy.description] {
                #expect(who.contains(text), "\(who)")
            }
            let print = try await run(
                "openssl",
                "cms",
                "-cmsout",
                "-noout",
                "-print",
                "-inform",
                "DER",
                "-in",
                folder("signature001.p7s")
            )
            for text in [
                "contentType (1.2.840.113549.1.9.3)", "messageDigest (1.2.840.113549.1.9.4)",
                "id-smime-aa-signingCertificateV2", "signingTime", "id-smime-aa-ets-commitmentType",
                "Nov 23 04:05:06 2026 GMT",
            ] { #expect(print.contains(text), "\(text) is not in \(print)") }
        }
    }

    @Test func `a key signs only with its own certificate`() throws {
        #expect(throws: SignatureError(.keyMismatch)) {
            try CMSSignature.make(
                content: [],
                key: office.sealKey,
                chain: [office.officer],
                claimedSigningTime: TestOffice.now,
                commitment: .origin
            )
        }
    }

    @Test func `trailing bytes, a cut, BER and too many bytes are refused`() throws {
        let der = try office.sign().der
        var indefinite: [UInt8] = [0x30, 0x80] + der.dropFirst(4) + [0, 0]
        for bytes in [der + [0], Array(der.dropLast()), [], indefinite] {
            #expect(try office.verify(bytes).reasons.first?.code == .malformed)
            #expect(try office.verify(bytes).subIndication == .formatFailure)
            #expect(try office.verify(bytes).indication == .failed)
        }
        indefinite = [UInt8](repeating: 0x30, count: Limits.signature + 1)
        #expect(try office.verify(indefinite).reasons.first?.code == .tooLarge)
    }

    @Test func `signed attributes in another order are refused, though the arithmetic holds`() throws {
        let good = try office.sign().der
        var tree = try Tree(good)
        #expect(tree.der == good)
        tree.attributes.children.swapAt(0, 1)
        #expect(try office.verify(tree.der).reasons.first?.code == .malformed)
    }

    /// `THREATS.md` 36: identity is therefore the manifest's digest and never the file's.
    @Test func `another file can carry the same signature, and both are valid`() throws {
        let good = try office.sign()
        // s becomes n − s.
        var twin = try Tree(good.der)
        var value = try Tree(twin.signatureValue)
        value[1].content = negated(value[1].content)
        twin.signatureValue = value.der
        // Another certificate stands beside the two.
        var guest = try Tree(good.der)
        guest.certificates.children.append(try Tree(TestOffice("other").officer.der))
        for tree in [twin, guest] {
            #expect(tree.der != good.der)
            let verdict = try office.verify(tree.der)
            #expect(verdict.isPassed && verdict.signer == office.officer, "\(verdict.reasons)")
        }
    }

    /// What is not signed (the certificates beside, s) may differ; who signed, what and when may not.
    @Test func `no changed byte passes as another signature`() throws {
        let good = try office.sign().der
        let trust = try office.trust()
        let original = try office.verify(good, trust: trust)
        var passed = 0
        for index in good.indices {
            var bytes = good
            bytes[index] ^= 1 << (index % 8)
            let verdict = try office.verify(bytes, trust: trust)
            guard verdict.isPassed else { continue }
            passed += 1
            #expect(verdict == original, "byte \(index)")
        }
        // Only inside the authority's certificate, which the pinned one replaces.
        #expect(passed <= office.authority.der.count)
        for index in TestOffice.content.indices {
            var content = TestOffice.content
            content[index] ^= 1
            #expect(try office.verify(good, content: content, trust: trust).subIndication == .hashFailure)
        }
    }
}

/// The order of P-256 less `number`, as the content of an INTEGER (SEC 2 §2.4.2).
func negated(_ number: [UInt8]) -> [UInt8] {
    let order = try! Hex.decode("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551")
    let padded = [UInt8](repeating: 0, count: max(0, 32 - number.count)) + number.suffix(32)
    var result = [UInt8](repeating: 0, count: 32)
    var borrow = 0
    for index in (0..<32).reversed() {
        let difference = Int(order[index]) - Int(padded[index]) - borrow
        borrow = difference < 0 ? 1 : 0
        result[index] = UInt8(difference & 0xff)
    }
    let short = Array(result.drop { $0 == 0 })
    return short[0] >= 0x80 ? [0] + short : short
}
