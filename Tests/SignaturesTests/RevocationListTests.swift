// SPDX-License-Identifier: Apache-2.0

import Octets
import Signatures
import Testing

@Suite struct RevocationListTests {
    private let office: TestOffice
    private let entry: RevocationList.Entry

    init() throws {
        office = try TestOffice()
        entry = RevocationList.Entry(
            serial: office.officer.serial,
            date: TestOffice.now.adding(seconds: -7200),
            reason: .keyCompromise
        )
    }

    @Test func `a list comes back with its entries`() throws {
        let list = try office.list([entry], number: 7)
        #expect(list.number == 7)
        #expect(list.entries == [entry])
        #expect(list.entry(serial: office.officer.serial) == entry)
        #expect(list.entry(serial: office.seal.serial) == nil)
        #expect(list.isAuthentic(under: office.authority))
        #expect(list.isFresh(at: TestOffice.now))
        #expect(!list.isFresh(at: TestOffice.now.adding(seconds: 86401)))
        #expect(try office.list().entries.isEmpty)
    }

    @Test func `another authority's list does not count, even under the same name`() throws {
        let list = try office.list([entry])
        #expect(!list.isAuthentic(under: try TestOffice().authority))
        #expect(!list.isAuthentic(under: office.officer))
    }

    @Test func `OpenSSL refuses a revoked certificate by our list`() async throws {
        try await withTemporaryFolder { folder in
            try folder.write(office.list([entry]).der, "list.der")
            try folder.write(office.authority.pem, "authority.pem")
            try folder.write(office.officer.pem, "officer.pem")
            try folder.write(office.seal.pem, "seal.pem")
            try await run(
                "openssl",
                "crl",
                "-inform",
                "DER",
                "-in",
                folder("list.der"),
                "-out",
                folder("list.pem")
            )
            func check(_ name: String) async throws -> (isSuccess: Bool, output: String) {
                try await attempt(
                    "openssl",
                    [
                        "verify", "-x509_strict", "-crl_check", "-CRLfile", folder("list.pem"), "-CAfile",
                        folder("authority.pem"), "-attime", String(TestOffice.now.secondsSinceEpoch),
                        folder(name),
                    ]
                )
            }
            let seal = try await check("seal.pem")
            #expect(seal.isSuccess, "\(seal.output)")
            #expect(try await check("officer.pem").output.contains("certificate revoked"))
        }
    }

    @Test func `no changed byte leaves an authentic list`() throws {
        let good = try office.list([entry]).der
        for index in good.indices {
            var bytes = good
            bytes[index] ^= 1
            guard let list = try? RevocationList(der: bytes) else { continue }
            #expect(!list.isAuthentic(under: office.authority), "byte \(index)")
        }
        for bytes in [good + [0], Array(good.dropLast())] {
            #expect(
                try #require(throws: SignatureError.self) { try RevocationList(der: bytes) }.code
                    == .malformed
            )
        }
    }
}
