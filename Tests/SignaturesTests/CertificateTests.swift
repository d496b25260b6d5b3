// SPDX-License-Identifier: Apache-2.0

import Octets
import Signatures
import Testing

@Suite struct CertificateTests {
    private let office: TestOffice

    init() throws {
        office = try TestOffice()
    }

    @Test func `each profile is what it says, and no other`() throws {
        #expect(office.authority.profile == .authority)
        #expect(office.officer.profile == .officer)
        #expect(office.seal.profile == .seal)
        #expect(CertificateProfile.officer.deviation(of: office.seal) == "certificatePolicies")
        #expect(CertificateProfile.officer.deviation(of: office.authority) == "basicConstraints")
        #expect(office.authority.extensions.pathLength == 0)
        #expect(office.officer.extensions.policies == [.officerPolicy])
        #expect(office.seal.extensions.policies == [.sealPolicy])
        #expect(office.officer.extensions.extendedKeyUsage == [.documentSigning])
        #expect(
            office.officer.extensions.authorityKeyIdentifier
                == office.authority.extensions.subjectKeyIdentifier
        )
    }

    @Test func `a name in Thai comes back`() throws {
        let subject = office.officer.subject
        #expect(subject == (try TestOffice.officerName()))
        #expect(subject.country == "TH" && subject.office == "ranong" && subject.name == "สมชาย ใจดี")
        #expect(subject.officer == "somchai" && subject.role == "case-officer")
        #expect(subject.description == "C=TH, O=ranong, title=case-officer, UID=somchai, CN=สมชาย ใจดี")
    }

    @Test func `the policies stand under the project's UUID`() {
        #expect(
            ObjectIdentifier.officerPolicy.description == "2.25.109505918909424919793470657688891108246.1"
        )
        #expect(ObjectIdentifier.sealPolicy.description == "2.25.109505918909424919793470657688891108246.2")
    }

    @Test func `OpenSSL reads every field as we do`() async throws {
        try await withTemporaryFolder { folder in
            try folder.write(office.authority.pem, "authority.pem")
            try folder.write(office.officer.pem, "officer.pem")
            let text = try await run(
                "openssl",
                "x509",
                "-in",
                folder("officer.pem"),
                "-noout",
                "-text",
                "-fingerprint",
                "-sha256",
                "-nameopt",
                "RFC2253,utf8,-esc_msb",
                "-serial"
            )
            for line in [
                "Digital Signature, Non Repudiation", "X509v3 Key Usage: critical", "1.3.6.1.5.5.7.3.36",
                "Policy: " + ObjectIdentifier.officerPolicy.description, "CA:FALSE",
                "CN=สมชาย ใจดี,UID=somchai,title=case-officer,O=ranong,C=TH",
                "Not Before: Jan  1 00:00:00 2026 GMT",
                "ecdsa-with-SHA256", "serial=" + office.officer.serialText.uppercased().trimmingZeros,
            ] { #expect(text.contains(line), "\(line) is not in \(text)") }
            let plain = text.filter { $0 != ":" }.lowercased()
            #expect(plain.contains(office.officer.fingerprint.hex))
            let authority = try await run(
                "openssl",
                "x509",
                "-in",
                folder("authority.pem"),
                "-noout",
                "-text"
            )
            for line in [
                "CA:TRUE, pathlen:0", "X509v3 Basic Constraints: critical",
                "Digital Signature, Certificate Sign, CRL Sign",
            ] { #expect(authority.contains(line), "\(line) is not in \(authority)") }
            try await run(
                "openssl",
                "verify",
                "-x509_strict",
                "-CAfile",
                folder("authority.pem"),
                "-no-CApath",
                "-no-CAstore",
                "-attime",
                String(TestOffice.now.secondsSinceEpoch),
                folder("officer.pem")
            )
        }
    }

    @Test func `a TLS certificate serves its names and addresses and signs nothing`() async throws {
        var generator = SystemRandomNumberGenerator()
        let key = try SigningKey.generate()
        let names = try ["office.example.org", "192.0.2.1", "2001:db8::1"].map {
            try #require(ServerName($0))
        }
        let certificate = try office.issuer.issue(
            .tls,
            for: key.publicKey,
            subject: DistinguishedName(office: "ranong", name: "office.example.org"),
            serverNames: names,
            validity: TestOffice.validity(years: 1),
            using: &generator
        )
        #expect(certificate.profile == .tls)
        #expect(certificate.extensions.serverNames == names)
        try await withTemporaryFolder { folder in
            try folder.write(office.authority.pem, "authority.pem")
            try folder.write([certificate, office.authority].pem, "chain.pem")
            for check in [["-verify_hostname", "office.example.org"], ["-verify_ip", "192.0.2.1"]] {
                let (isSuccess, output) = try await attempt(
                    "openssl",
                    ["verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", folder("authority.pem")]
                        + ["-attime", String(TestOffice.now.secondsSinceEpoch)] + check + [
                            folder("chain.pem")
                        ]
                )
                #expect(isSuccess, "\(output)")
            }
        }
    }

    @Test(arguments: ["", "a..b", "-a", "*.example.org", "a b", "ü.example", "192.0.2.1/24"])
    func `what is neither host name nor address is no server name`(text: String) {
        #expect(ServerName(text) == nil)
    }

    @Test func `PEM comes back, and a second certificate is not passed over`() throws {
        #expect(try Certificate(pem: "notes\n" + office.officer.pem + "more\n") == office.officer)
        for text in [office.officer.pem + office.seal.pem, "", String(office.officer.pem.dropLast(30))] {
            let error = try #require(throws: SignatureError.self) { try Certificate(pem: text) }
            #expect(error.code == .malformed)
        }
    }

    @Test func `trailing bytes, a cut and too many bytes are refused`() throws {
        let der = office.officer.der
        for bytes in [der + [0], Array(der.dropLast()), [], [0x30, 0x80, 0, 0]] {
            #expect(
                try #require(throws: SignatureError.self) { try Certificate(der: bytes) }.code == .malformed
            )
        }
        let long = [UInt8](repeating: 0, count: Limits.certificate + 1)
        #expect(try #require(throws: SignatureError.self) { try Certificate(der: long) }.code == .tooLarge)
    }

    @Test(arguments: [("", "name"), (String(repeating: "ก", count: 65), "name"), ("a\u{0}b", "name")])
    func `a name that a certificate cannot hold is refused`(name: String, field: String) throws {
        let error = try #require(throws: SignatureError.self) {
            try DistinguishedName(office: "x", name: name)
        }
        #expect(error == SignatureError(.nameNotAccepted, ["field": field]))
    }

    @Test func `an authority issues only for its office and its own time`() throws {
        var generator = SystemRandomNumberGenerator()
        let key = try SigningKey.generate().publicKey
        func code(_ profile: CertificateProfile, _ subject: DistinguishedName, _ validity: Validity)
            -> SignatureError.Code?
        {
            #expect(throws: SignatureError.self) {
                try office.issuer.issue(
                    profile,
                    for: key,
                    subject: subject,
                    validity: validity,
                    using: &generator
                )
            }?.code
        }
        let year = try TestOffice.validity(years: 1)
        let person = try TestOffice.officerName()
        #expect(code(.officer, person, try TestOffice.validity(years: 11)) == .validityNotAccepted)
        #expect(code(.officer, try TestOffice.officerName("other"), year) == .nameNotAccepted)
        #expect(code(.seal, person, year) == .nameNotAccepted)
        #expect(code(.tls, try DistinguishedName(office: "ranong", name: "x"), year) == .nameNotAccepted)
        #expect(
            code(.authority, try DistinguishedName(office: "ranong", name: "x"), year) == .nameNotAccepted
        )
        #expect(throws: SignatureError(.keyMismatch)) {
            try CertificateIssuer(certificate: office.authority, key: office.sealKey)
        }
    }
}

extension String {
    /// OpenSSL prints a serial number without the byte that only says that it is positive.
    fileprivate var trimmingZeros: String { hasPrefix("00") ? String(dropFirst(2)) : self }
}
