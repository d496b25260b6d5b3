// SPDX-License-Identifier: Apache-2.0

import Octets
import Signatures
import Testing

/// `THREATS.md` 7, 8 and 9: each object is refused however loosely it is read.
@Suite struct ForgeryTests {
    private let office: TestOffice
    private let good: [UInt8]

    init() throws {
        office = try TestOffice()
        good = try office.sign().der
    }

    private func openssl(_ options: String...) async throws -> [UInt8] {
        try await withTemporaryFolder { folder in
            try folder.write(office.officerKey.pem(), "key.pem")
            try folder.write(office.officer.pem, "officer.pem")
            try folder.write(office.authority.pem, "authority.pem")
            try folder.write(TestOffice.content, "content")
            let (isSuccess, output) = try await attempt(
                "openssl",
                [
                    "cms", "-sign", "-binary", "-in", folder("content"), "-signer", folder("officer.pem"),
                    "-inkey",
                    folder("key.pem"), "-certfile", folder("authority.pem"), "-outform", "DER", "-out",
                    folder("out"),
                ] + options
            )
            try #require(isSuccess, "\(output)")
            return try folder.read("out")
        }
    }

    private func expectMissing(_ attribute: String, _ der: [UInt8], content: [UInt8] = TestOffice.content)
        throws
    {
        let verdict = try office.verify(der, content: content)
        #expect(verdict.subIndication == .formatFailure)
        #expect(verdict.reasons == [SignatureError(.attributeMissing, ["attribute": attribute])])
    }

    @Test func `the good one passes`() throws {
        #expect(try office.verify(good).isPassed)
    }

    @Test func `a plain CMS signature does not say which certificate is meant`() async throws {
        let plain = try await openssl("-nosmimecap")
        try expectMissing("1.2.840.113549.1.9.16.2.47", plain)
        let foreign = try office.verify(plain, form: .foreign, demands: .withoutSignerPurpose)
        #expect(foreign.subIndication == .signatureConstraintsFailure)
        #expect(try office.verify(try await openssl()).reasons.first?.code == .attributeUnknown)
        // OpenSSL's own CAdES says it, and lacks the commitment; read as another's it passes.
        let cades = try await openssl("-nosmimecap", "-cades")
        try expectMissing("1.2.840.113549.1.9.16.2.16", cades)
        #expect(try office.verify(cades, form: .foreign, demands: .withoutSignerPurpose).isPassed)
    }

    @Test func `a signature without signed attributes is refused`() async throws {
        let bare = try await openssl("-noattr")
        try expectMissing("1.2.840.113549.1.9.4", bare)
        let foreign = try office.verify(bare, form: .foreign, demands: .withoutSignerPurpose)
        #expect(foreign.subIndication == .formatFailure)
    }

    @Test func `signed attributes passed off as content are refused`() async throws {
        var tree = try Tree(good)
        let content = tree.attributesToBeSigned
        tree.signerInfo.children.remove(at: 3)
        try expectMissing("1.2.840.113549.1.9.4", tree.der, content: content)
        let foreign = try office.verify(
            tree.der,
            form: .foreign,
            content: content,
            demands: .withoutSignerPurpose
        )
        #expect(foreign.subIndication == .formatFailure)
    }

    @Test func `content passed off as signed attributes does not say what they must`() async throws {
        // What an officer signed bare is a SET OF attributes over other content.
        var tree = try Tree(good)
        tree.attributes.children = [
            tree.attributes[tree.attribute([9, 3])], tree.attributes[tree.attribute([9, 4])],
        ]
        try await tree.signAgain(with: office.officerKey)
        try expectMissing("1.2.840.113549.1.9.5", tree.der)
    }

    @Test func `another certificate with the same key does not take the signer's place`() throws {
        var generator = Counter()
        let renewed = try (0..<3).map { _ in
            try office.issuer.issue(
                .officer,
                for: office.officerKey.publicKey,
                subject: TestOffice.officerName(),
                validity: TestOffice.validity(years: 3),
                using: &generator
            )
        }
        // The second draw from the same numbers is the officer's serial once more.
        #expect(renewed[1].serial == office.officer.serial && renewed[1] != office.officer)
        for (certificate, isNamed) in [(renewed[2], false), (renewed[2], true), (renewed[1], false)] {
            var tree = try Tree(good)
            let index = tree.certificates.children.firstIndex { $0.der == office.officer.der }!
            tree.certificates[index] = try Tree(certificate.der)
            if isNamed { tree.signerInfo[1][1].content = certificate.serial }
            let verdict = try office.verify(tree.der)
            #expect(verdict.subIndication == .noSigningCertificateFound)
            let isFound = isNamed || certificate == renewed[1]
            #expect(
                verdict.reasons.first?.code
                    == (isFound ? .signerCertificateSubstituted : .signerCertificateMissing)
            )
        }
    }

    @Test func `the signer's certificate is not named by SHA-1`() async throws {
        var tree = try Tree(good)
        let index = tree.attribute([2, 47])
        // ESSCertIDv2 with the algorithm written out.
        let sha1 = try Tree([0x30, 0x07, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a])
        tree.attributes[index][1][0][0][0].children.insert(sha1, at: 0)
        try await tree.signAgain(with: office.officerKey)
        #expect(try office.verify(tree.der).reasons.first?.code == .algorithmNotAccepted)
        #expect(try !office.verify(tree.der, form: .foreign).isPassed)
    }

    @Test func `a content type that contradicts the content is refused`() async throws {
        var tree = try Tree(good)
        let index = tree.attribute([9, 3])
        // id-signedData in place of id-data.
        tree.attributes[index][1][0].content[8] = 2
        try await tree.signAgain(with: office.officerKey)
        for form in [SignatureForm.profile, .foreign] {
            #expect(try office.verify(tree.der, form: form).reasons.first?.code == .attributeWrong)
        }
        tree = try Tree(good)
        tree.signedData[2][0].content[8] = 2
        #expect(try office.verify(tree.der).reasons.first?.code == .formNotAllowed)
    }

    @Test func `an attribute that stands twice, or says two things, is refused`() async throws {
        for end in [[9, 3], [9, 4], [9, 5], [2, 47], [2, 16]] as [[UInt8]] {
            var twice = try Tree(good)
            twice.attributes.children.append(twice.attributes[twice.attribute(end)])
            try await twice.signAgain(with: office.officerKey)
            #expect(try office.verify(twice.der).reasons.first?.code == .attributeRepeated, "\(end)")
            #expect(
                try office.verify(twice.der, form: .foreign).reasons.first?.code == .attributeRepeated,
                "\(end)"
            )
            var double = try Tree(good)
            let index = double.attribute(end)
            double.attributes[index][1].children.append(double.attributes[index][1][0])
            try await double.signAgain(with: office.officerKey)
            #expect(try office.verify(double.der).reasons.first?.code == .attributeRepeated, "\(end)")
            var without = try Tree(good)
            without.attributes.children.remove(at: without.attribute(end))
            try await without.signAgain(with: office.officerKey)
            #expect(try office.verify(without.der).reasons.first?.code == .attributeMissing, "\(end)")
        }
    }

    @Test func `an attribute or a part that the profile does not know is refused`() async throws {
        var tree = try Tree(good)
        var attribute = tree.attributes[tree.attribute([9, 5])]
        attribute[0].content[attribute[0].content.count - 1] = 99
        tree.attributes.children.append(attribute)
        try await tree.signAgain(with: office.officerKey)
        #expect(try office.verify(tree.der).reasons.first?.code == .attributeUnknown)
        #expect(try office.verify(tree.der, form: .foreign).isPassed)

        // Unsigned attributes: [1] with the same attribute.
        tree = try Tree(good)
        tree.signerInfo.children.append(Tree(tag: 0xa1, children: [attribute]))
        #expect(try office.verify(tree.der).reasons.first?.code == .attributeUnknown)
        #expect(try office.verify(tree.der, form: .foreign).isPassed)
    }

    @Test func `a time-stamp token beside the signature is handed out, a second is refused`() throws {
        let identifier = try Tree([0x06, 11, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 14])
        let token = try Tree([0x30, 3, 2, 1, 5])
        for tokens in [[token], [token, token]] {
            let attribute = Tree(tag: 0x30, children: [identifier, Tree(tag: 0x31, children: tokens)])
            var tree = try Tree(good)
            tree.signerInfo.children.append(Tree(tag: 0xa1, children: [attribute]))
            let verdict = try office.verify(tree.der)
            #expect(verdict.isPassed == (tokens.count == 1))
            if tokens.count == 1 {
                let signature = try CMSSignature(der: tree.der)
                #expect(signature.timeStampTokens == [token.der])
                #expect(signature.signatureValue == tree.signatureValue)
            } else {
                #expect(verdict.reasons.first?.code == .attributeRepeated)
            }
        }
    }

    @Test func `one signer, version 1, detached`() throws {
        var two = try Tree(good)
        two.signedData[4].children.append(two.signerInfo)
        var none = try Tree(good)
        none.signedData[4].children = []
        for tree in [two, none] {
            for form in [SignatureForm.profile, .foreign] {
                #expect(try office.verify(tree.der, form: form).reasons.first?.code == .signerCount)
            }
        }
        var inside = try Tree(good)
        var octets = try Tree([0x04, 0])
        octets.content = TestOffice.content
        inside.signedData[2].children.append(Tree(tag: 0xa0, children: [octets]))
        #expect(try office.verify(inside.der).reasons.first?.code == .contentInside)
        var version = try Tree(good)
        version.signedData[0].content = [3]
        #expect(try office.verify(version.der).reasons.first?.code == .formNotAllowed)
        version = try Tree(good)
        version.signerInfo[0].content = [3]
        #expect(try office.verify(version.der).reasons.first?.code == .formNotAllowed)
        var many = try Tree(good)
        many.certificates.children += Array(repeating: many.certificates[0], count: Limits.certificates)
        #expect(try office.verify(many.der).reasons.first?.code == .tooLarge)
    }
}
