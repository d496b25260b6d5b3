// SPDX-License-Identifier: Apache-2.0

import Octets
import Signatures
import Testing

@Suite struct CertificateRequestTests {
    @Test func `an officer who made his key himself is admitted`() async throws {
        let office = try TestOffice()
        let key = try SigningKey.generate()
        let request = try CertificateRequest(subject: TestOffice.officerName(), key: key)
        let read = try CertificateRequest(pem: request.pem)
        #expect(read.publicKey == key.publicKey)
        #expect(read.subject == (try TestOffice.officerName()))
        var generator = SystemRandomNumberGenerator()
        let certificate = try office.issuer.issue(
            .officer,
            for: read.publicKey,
            subject: read.subject,
            validity: TestOffice.validity(years: 1),
            using: &generator
        )
        #expect(certificate.profile == .officer && certificate.publicKey == key.publicKey)
        try await withTemporaryFolder { folder in
            try folder.write(request.pem, "request.pem")
            let text = try await run("openssl", "req", "-verify", "-noout", "-in", folder("request.pem"))
            #expect(text.contains("verify OK"))
        }
    }

    @Test func `OpenSSL's request is read, with its attributes`() async throws {
        try await withTemporaryFolder { folder in
            let key = try SigningKey.generate()
            try folder.write(key.pem(), "key.pem")
            try await run(
                "openssl",
                "req",
                "-new",
                "-key",
                folder("key.pem"),
                "-subj",
                "/O=ranong/CN=S",
                "-addext",
                "subjectAltName=DNS:a",
                "-out",
                folder("request.pem")
            )
            let request = try CertificateRequest(
                pem: String(decoding: folder.read("request.pem"), as: UTF8.self)
            )
            #expect(request.publicKey == key.publicKey && request.subject.office == "ranong")
        }
    }

    @Test func `no changed byte leaves a request that is taken`() throws {
        let good = try CertificateRequest(subject: TestOffice.officerName(), key: .generate()).der
        for index in good.indices {
            var bytes = good
            bytes[index] ^= 1
            #expect(throws: SignatureError.self, "byte \(index)") { try CertificateRequest(der: bytes) }
        }
        let longer = try #require(throws: SignatureError.self) { try CertificateRequest(der: good + [0]) }
        #expect(longer.code == .malformed)
    }

    @Test func `a request for another kind of key is read and not admitted`() async throws {
        try await withTemporaryFolder { folder in
            try await run(
                "openssl",
                "req",
                "-new",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-keyout",
                folder("key.pem"),
                "-subj",
                "/O=ranong/CN=S",
                "-out",
                folder("request.pem")
            )
            let request = try CertificateRequest(
                pem: String(decoding: folder.read("request.pem"), as: UTF8.self)
            )
            let office = try TestOffice()
            var generator = SystemRandomNumberGenerator()
            #expect(throws: SignatureError(.keyNotAccepted)) {
                try office.issuer.issue(
                    .officer,
                    for: request.publicKey,
                    subject: TestOffice.officerName(),
                    validity: TestOffice.validity(years: 1),
                    using: &generator
                )
            }
        }
    }
}
