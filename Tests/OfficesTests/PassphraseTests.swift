// SPDX-License-Identifier: Apache-2.0

import AgeEncryption
import Bundles
import Files
import Glibc
import Octets
import Offices
import Signatures
import Subprocess
import Testing

/// The three locks: few tests, since each passphrase takes a second to work out.
@Suite struct PassphraseTests {
    private static let passphrases: [Lock: String] = [
        .authority: "authority correct horse", .service: "service battery staple",
        .officer("preeya"): "officer mango river",
    ]

    private func expect(
        _ code: OfficeError.Code,
        sourceLocation: SourceLocation = #_sourceLocation,
        _ body: () throws -> Void
    ) throws {
        let error = try #require(throws: OfficeError.self, sourceLocation: sourceLocation, performing: body)
        #expect(error.code == code, sourceLocation: sourceLocation)
    }

    @Test func `each lock has its own passphrase, and one opens every key of the service`() throws {
        try withTemporaryFolder { folder in
            let source = FixedPassphrases(Self.passphrases)
            var random = SystemRandomNumberGenerator()
            let office = try Office.create(
                home: Folder.join(folder, "ranong"),
                profile: OfficeFixture.profile(),
                protection: .passphrases(source),
                at: OfficeFixture.founded,
                using: &random
            )
            #expect(
                source.takeQuestions() == [
                    .init(lock: .authority, isNew: true), .init(lock: .service, isNew: true),
                ]
            )
            let officer = try office.createOfficer(
                id: "preeya",
                name: "Preeya",
                role: "social-worker",
                protection: .passphrases(source),
                authorityPassphrase: source,
                at: OfficeFixture.founded,
                using: &random
            )
            #expect(
                source.takeQuestions() == [
                    .init(lock: .authority, isNew: false), .init(lock: .officer("preeya"), isNew: true),
                ]
            )
            let keys = Folder.join(office.home, "keys")
            let names = try Folder.names(in: keys)
            #expect(
                names == [
                    "age.identity.age", "authority.key.age", "cosigner.key.age", "log.key.age",
                    "officer-preeya.key.age",
                    "seal.key.age", "service.lock.age", "tls.key.age",
                ]
            )
            for name in names {
                let bytes = try Folder.read(Folder.join(keys, name), limit: 1 << 16)
                #expect(bytes.starts(with: Array("age-encryption.org/v1\n".utf8)))
                #expect(try Mode.of(Folder.join(keys, name)) == 0o600)
            }

            let service = FixedPassphrases([.service: Self.passphrases[.service]!])
            let seal = try office.seal(.origin, at: OfficeFixture.now, service)
            #expect(seal.key.publicKey == office.sealCertificate.publicKey)
            #expect(try office.identity(service).publicRecipient.text == office.card().recipients()[0])
            _ = try office.transport(service)
            #expect(service.takeQuestions() == [.init(lock: .service, isNew: false)])

            // The service's passphrase opens nothing of the others, nor theirs anything of it.
            try expect(.locked) { _ = try office.signer(officer, .approval, at: OfficeFixture.now, service) }
            try expect(.locked) {
                _ = try office.renewCard(addresses: nil, at: OfficeFixture.now, service, using: &random)
            }
            let wrong = FixedPassphrases([
                .service: Self.passphrases[.authority]!,
                .officer("preeya"): Self.passphrases[.service]!,
            ])
            // A lock that was opened stays open for the command; another begins with it closed.
            let later = try Office(home: office.home)
            try expect(.wrongPassphrase) { _ = try later.identity(wrong) }
            try expect(.wrongPassphrase) {
                _ = try office.signer(officer, .approval, at: OfficeFixture.now, wrong)
            }
        }
    }

    /// Nobody is locked out by the loss of this program.
    @Test(.enabled(if: Self.hasTools))
    func `stock age and openssl read the authority's key`() async throws {
        let folder = try temporaryFolder()
        defer { try? Folder.deleteTree(folder) }
        var random = SystemRandomNumberGenerator()
        let office = try Office.create(
            home: Folder.join(folder, "ranong"),
            profile: OfficeFixture.profile(),
            protection: .passphrases(FixedPassphrases(Self.passphrases)),
            at: OfficeFixture.founded,
            using: &random
        )
        let plain = Folder.join(folder, "authority.der")
        // age asks on a terminal, and on nothing else.
        let script = """
            import os, pty, sys
            child, terminal = pty.fork()
            if child == 0: os.execv("/usr/bin/age", ["age"] + sys.argv[2:])
            seen = b""
            while True:
                try: read = os.read(terminal, 1024)
                except OSError: break
                if not read: break
                seen += read
                if b"passphrase" in seen and seen.rstrip().endswith(b":"):
                    os.write(terminal, sys.argv[1].encode() + b"\\n")
                    seen = b""
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
            """
        let locked = Folder.join(office.home, "keys/authority.key.age")
        try await run("python3", "-c", script, Self.passphrases[.authority]!, "-d", "-o", plain, locked)
        let key = try await run("openssl", "pkey", "-inform", "DER", "-in", plain, "-pubout")
        let authority = Folder.join(office.home, "authority.pem")
        let certified = try await run("openssl", "x509", "-in", authority, "-noout", "-pubkey")
        #expect(key == certified)
    }

    private static let hasTools = ["age", "python3", "openssl"].allSatisfy {
        unsafe access("/usr/bin/\($0)", X_OK) == 0
    }

    @discardableResult
    private func run(_ program: String, _ arguments: String...) async throws -> String {
        let result = try await Subprocess.run(
            .name(program),
            arguments: Arguments(arguments),
            output: .string(limit: 1 << 20),
            error: .string(limit: 1 << 20)
        )
        try #require(result.terminationStatus.isSuccess, "\(program): \(result.standardError)")
        return result.standardOutput
    }
}
