// SPDX-License-Identifier: Apache-2.0

import AgeEncryption
import Bundles
import Dossiers
import Files
import Octets
import Offices
import Signatures
import Testing

@Suite struct OfficeTests {
    private let none = FixedPassphrases([:])

    private func expect(
        _ code: OfficeError.Code,
        sourceLocation: SourceLocation = #_sourceLocation,
        _ body: () throws -> Void
    ) throws {
        let error = try #require(throws: OfficeError.self, sourceLocation: sourceLocation, performing: body)
        #expect(error.code == code, sourceLocation: sourceLocation)
    }

    @Test func `an office is made whole, and opened again`() throws {
        try withTemporaryFolder { folder in
            let made = try OfficeFixture.office(in: folder)
            let office = try Office(home: made.home)
            #expect(office.reference == made.reference)
            #expect(office.profile == made.profile)
            #expect(try Folder.names(in: folder) == ["ranong"])
            let card = try office.card()
            #expect(card.reference == office.reference)
            #expect(card.document.serial == 1)
            #expect(card.document.names.thai == "ศูนย์ประสานงานชายแดน ระนอง")
            #expect(card.isCurrent(at: OfficeFixture.now))
            #expect(card.seals == [office.sealCertificate])
            #expect(try card.recipients() == [office.identity(none).publicRecipient.text])
            #expect(card.document.logKey?.hasPrefix("andaman/ranong/") == true)
            try card.tryRecipients()
            let text = try office.identityText(none)
            #expect(text.withBytes { [UInt8](copying: $0) }.starts(with: Array("AGE-SECRET-KEY-PQ-1".utf8)))
        }
    }

    @Test func `keys are for their owner alone`() throws {
        try withTemporaryFolder { folder in
            let keys = Folder.join(try OfficeFixture.office(in: folder).home, "keys")
            #expect(try Mode.of(keys) == 0o700)
            for name in try Folder.names(in: keys) { #expect(try Mode.of(Folder.join(keys, name)) == 0o600) }
        }
    }

    @Test func `a home that is taken is refused and stays as it is`() throws {
        try withTemporaryFolder { folder in
            let first = try OfficeFixture.office(in: folder)
            try expect(.officeExists) { _ = try OfficeFixture.office(in: folder) }
            #expect(try Office(home: first.home).reference == first.reference)
            let other = Folder.join(folder, "maesot")
            try Folder.create(other)
            try Folder.write([1], to: Folder.join(other, "notes.txt"))
            try expect(.officeExists) { _ = try OfficeFixture.office("maesot", in: folder) }
            #expect(try Folder.names(in: folder) == ["maesot", "ranong"])
        }
    }

    @Test func `an empty folder may become a home, with a slash behind its name`() throws {
        try withTemporaryFolder { folder in
            try Folder.create(Folder.join(folder, "ranong"))
            var random = SystemRandomNumberGenerator()
            let office = try Office.create(
                home: Folder.join(folder, "ranong/"),
                profile: OfficeFixture.profile(),
                protection: .unprotected,
                at: OfficeFixture.founded,
                using: &random
            )
            #expect(try Folder.names(in: folder) == ["ranong"])
            #expect(try office.card().document.office == "ranong")
        }
    }

    @Test func `a failure leaves nothing`() throws {
        try withTemporaryFolder { folder in
            var random = SystemRandomNumberGenerator()
            try expect(.locked) {
                _ = try Office.create(
                    home: Folder.join(folder, "ranong"),
                    profile: OfficeFixture.profile(),
                    protection: .passphrases(none),
                    at: OfficeFixture.founded,
                    using: &random
                )
            }
            #expect(try Folder.names(in: folder).isEmpty)
        }
    }

    @Test func `a home that is none or is damaged is told`() throws {
        try withTemporaryFolder { folder in
            try expect(.noOffice) { _ = try Office(home: folder) }
            let office = try OfficeFixture.office(in: folder)
            for name in ["office.json", "authority.pem", "seal.pem"] {
                let path = Folder.join(office.home, name)
                let good = try Folder.read(path, limit: 1 << 20)
                try Folder.write(Array("{".utf8), to: path, existing: .replace)
                try expect(.damaged) { _ = try Office(home: office.home) }
                try Folder.write(good, to: path, existing: .replace)
            }
        }
    }

    @Test func `a classical office is made on demand, and opens what it allows`() throws {
        try withTemporaryFolder { folder in
            let office = try OfficeFixture.office(in: folder, isClassical: true)
            #expect(try office.card().recipients()[0].hasPrefix("age1pq1") == false)
            #expect(try Office(home: office.home).encryptionPolicy.kinds == [.hybrid, .x25519])
        }
    }

    @Test(arguments: [
        "", "r", "Ranong", "ra nong", "../x", "1ranong", "ระนอง", String(repeating: "a", count: 33),
    ])
    func `an id is short, plain and lower case`(id: String) throws {
        try expect(.malformedIdentifier) { _ = try OfficeFixture.profile(id) }
    }

    @Test(arguments: [
        "http://a.example", "https://", "https://a.example/path", "https://a.example:0",
        "https://a.example:+80", "https://a.example:65536", "https://[::1", "a.example", "https://a.example:",
    ])
    func `an address is https, a host and a port`(address: String) throws {
        try expect(.malformedAddress) { _ = try OfficeFixture.profile(addresses: [address]) }
    }

    @Test func `addresses that are right are read`() throws {
        #expect(ServiceAddress("https://a.example")?.port == 443)
        #expect(ServiceAddress("https://a.example:8443")?.port == 8443)
        #expect(ServiceAddress("https://[::1]:8443")?.host == "::1")
    }

    @Test(arguments: ["", String(repeating: "x", count: 65)])
    func `a name fits into a certificate`(name: String) throws {
        try expect(.malformedName) {
            let names = CardDocument.Names(english: name)
            _ = try OfficeProfile(id: "ranong", names: names, country: nil, addresses: [])
        }
    }

    // MARK: Officers

    @Test func `an officer whose making was cut off can be made again`() throws {
        try withTemporaryFolder { folder in
            let office = try OfficeFixture.office(in: folder)
            var random = SystemRandomNumberGenerator()
            for leftover in ["officer-somchai.key", "officer-somchai.key.age"] {
                // The key is kept first, the certificate last.
                try Folder.write([7], to: Folder.join(office.home, "keys/" + leftover))
            }
            let officer = try office.createOfficer(
                id: "somchai",
                name: "Somchai",
                role: "caseworker",
                protection: .unprotected,
                authorityPassphrase: none,
                at: OfficeFixture.founded,
                using: &random
            )
            let signer = try office.signer(officer, .origin, at: OfficeFixture.now, none)
            #expect(signer.chain.first == officer.certificate)
            let keys = try Folder.names(in: Folder.join(office.home, "keys"))
            #expect(keys.filter { $0.hasPrefix("officer") } == ["officer-somchai.key"])
        }
    }

    @Test func `officers are made once, listed by id, and sign in their own names`() throws {
        try withTemporaryFolder { folder in
            let office = try OfficeFixture.office(in: folder)
            var random = SystemRandomNumberGenerator()
            func make(_ id: String) throws {
                _ = try office.createOfficer(
                    id: id,
                    name: "สมชาย ใจดี",
                    role: "caseworker",
                    protection: .unprotected,
                    authorityPassphrase: none,
                    at: OfficeFixture.founded,
                    using: &random
                )
            }
            try make("somchai")
            try make("anan")
            #expect(try office.officers().map(\.id) == ["anan", "somchai"])
            try expect(.officerExists) { try make("anan") }
            try expect(.malformedIdentifier) { try make("../anan") }
            try expect(.unknownOfficer) { _ = try office.officer("nobody") }
            try expect(.unknownOfficer) { _ = try office.officer("../seal") }
            let officer = try office.officer("somchai")
            #expect(officer.name == "สมชาย ใจดี" && officer.role == "caseworker")
            let signer = try office.signer(officer, .approval, at: OfficeFixture.now, none)
            #expect(signer.chain == [officer.certificate, office.authority])
            // Another's key does not sign in this name.
            let keys = Folder.join(office.home, "keys")
            try Folder.write(
                Folder.read(Folder.join(keys, "officer-anan.key"), limit: 4096),
                to: Folder.join(keys, "officer-somchai.key"),
                existing: .replace
            )
            let error = try #require(throws: SignatureError.self) {
                try office.signer(officer, .approval, at: OfficeFixture.now, none)
            }
            #expect(error.code == .keyMismatch)
        }
    }
}
