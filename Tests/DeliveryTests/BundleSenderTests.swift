// SPDX-License-Identifier: Apache-2.0

import Delivery
import Files
import Glibc
import Octets
import ReceivingService
import Registry
import Subprocess
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(20))) struct BundleSenderTests {
    /// A service whose certificate is for `names`, and the file to send there.
    private func serving<R: Sendable>(
        names: String = "IP:127.0.0.1",
        usage: String = "serverAuth",
        configure: @Sendable (inout ServiceConfiguration) -> Void = { _ in },
        _ body: @escaping @Sendable (LiveService, TestAuthority, _ file: String) async throws -> R
    ) async throws -> R {
        try await withTemporaryFolder { folder in
            let authority = try await TestAuthority(in: folder)
            let (chain, key) = try await authority.issue(names, usage: usage)
            let file = folder + "/a.sealed.asice"
            try Folder.write(Array(repeating: 65, count: 3 << 20), to: file)
            return try await LiveService.with(
                .tls(certificateChainPEM: chain, keyPEM: key),
                in: folder,
                configure: configure
            ) { service in try await body(service, authority, file) }
        }
    }

    private func failure(_ body: () async throws -> Void) async -> DeliveryError.Code? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? DeliveryError)?.code
        }
    }

    @Test func `a bundle is delivered to a bare address, and again with the same receipt`() async throws {
        try await serving { service, authority, file in
            let sender = try BundleSender(authority: authority.certificatePEM)
            let steps = Mutex<[UInt64]>([])
            let answer = try await sender.send(file, to: service.address) { done, all in
                #expect(all == 3 << 20)
                steps.withLock { $0.append(done) }
            }
            let identity = SHA256Digest(of: Array(repeating: 65, count: 3 << 20))
            let receipt = Array("receipt for \(identity)".utf8)
            #expect(answer == .filed(unverifiedReceipt: receipt, isDuplicate: false))
            #expect(steps.withLock { $0 } == [1 << 20, 2 << 20, 3 << 20])
            let again = try await sender.send(file, to: service.address + "/")
            #expect(again == .filed(unverifiedReceipt: receipt, isDuplicate: true))
            #expect(try await sender.unverifiedReceipt(identity: identity, from: service.address) == receipt)
            let none = SHA256Digest(of: [])
            #expect(try await sender.unverifiedReceipt(identity: none, from: service.address) == nil)
            #expect(try await sender.unverifiedCard(from: service.address) == nil)
            #expect(try service.registry.figures().filed == 1)
        }
    }

    @Test func `refusals and problems come through`() async throws {
        try await serving { service, authority, file in
            let sender = try BundleSender(authority: authority.certificatePEM)
            try Folder.write(Array("bad".utf8), to: file, existing: .replace)
            let refused = try await sender.send(file, to: service.address)
            guard case .refused(let receipt) = refused else {
                Issue.record("not refused: \(refused)")
                return
            }
            #expect(!receipt.isEmpty)
            try Folder.write(Array("stranger".utf8), to: file, existing: .replace)
            let problem = try await sender.send(file, to: service.address)
            #expect(problem == .problem(status: 422, code: "unknown-seal", retryAfter: nil))
        }
    }

    @Test func `a bundle that is too large is answered before it is sent whole`() async throws {
        try await serving(configure: { $0.maximumBundleSize = 1 << 20 }) { service, authority, file in
            try Folder.write([], to: file, existing: .replace)
            #expect(unsafe truncate(file, 256 << 20) == 0)
            let sent = Mutex<UInt64>(0)
            let sender = try BundleSender(authority: authority.certificatePEM)
            let answer = try await sender.send(file, to: service.address) { done, _ in
                sent.withLock { $0 = done }
            }
            #expect(answer == .problem(status: 413, code: "too-large", retryAfter: nil))
            #expect(sent.withLock { $0 } < 256 << 20)
        }
    }

    @Test func `a service of another authority is not trusted, and gets nothing`() async throws {
        try await serving { service, authority, file in
            let other = try await TestAuthority(in: authority.folder, named: "other")
            let sender = try BundleSender(authority: other.certificatePEM)
            let code = await failure { _ = try await sender.send(file, to: service.address) }
            #expect(code == .notTrusted)
            #expect(try service.registry.figures().filed == 0)
        }
    }

    @Test(arguments: ["DNS:example.org", "IP:127.0.0.2", "DNS:127.0.0.1"])
    func `a certificate for another name or address is not trusted`(names: String) async throws {
        try await serving(names: names) { service, authority, file in
            let sender = try BundleSender(authority: authority.certificatePEM)
            let code = await failure { _ = try await sender.send(file, to: service.address) }
            #expect(code == .notTrusted)
        }
    }

    @Test func `a host name in the certificate is enough`() async throws {
        try await serving(names: "DNS:localhost") { service, authority, file in
            let sender = try BundleSender(authority: authority.certificatePEM)
            let answer = try await sender.send(file, to: "https://localhost:\(service.port)")
            guard case .filed = answer else {
                Issue.record("not filed: \(answer)")
                return
            }
        }
    }

    @Test func `an officer's certificate is not trusted as a service`() async throws {
        try await serving(usage: "1.3.6.1.5.5.7.3.36") { service, authority, file in
            let sender = try BundleSender(authority: authority.certificatePEM)
            let code = await failure { _ = try await sender.send(file, to: service.address) }
            #expect(code == .notTrusted)
        }
    }

    @Test func `nothing below TLS 1_3 is spoken, and stock openssl agrees about the rest`() async throws {
        try await serving { service, authority, _ in
            for (version, isSpoken) in [("-tls1_2", false), ("-tls1_3", true)] {
                // The request comes from the shell: Subprocess 1.0.2 traps where a program ends before it has read
                // what it is given as input.
                let result = try await run(
                    .name("sh"),
                    arguments: [
                        "-c",
                        #"printf 'GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n' | openssl "$@""#,
                        "sh", "s_client", version, "-connect", "127.0.0.1:\(service.port)", "-CAfile",
                        "\(authority.folder)/ca.pem", "-no-CApath", "-no-CAstore", "-verify_return_error",
                        "-verify_ip", "127.0.0.1", "-quiet",
                    ],
                    output: .string(limit: 1 << 16),
                    error: .discarded
                )
                #expect(result.standardOutput.contains("200 OK") == isSpoken)
            }
        }
    }

    @Test func `an address where nobody listens is unreachable`() async throws {
        let port = try await serving { service, _, _ in service.port }
        try await withTemporaryFolder { folder in
            let authority = try await TestAuthority(in: folder)
            try Folder.write([1], to: folder + "/a")
            let sender = try BundleSender(authority: authority.certificatePEM)
            let code = await failure {
                _ = try await sender.send(folder + "/a", to: "https://127.0.0.1:\(port)")
            }
            #expect(code == .unreachable)
            let fields = EnvelopeFields(waybill: [1], manifest: [1], signature: [1])
            let resumed = await failure {
                _ = try await sender.sendResumably(
                    folder + "/a",
                    digest: SHA256Digest(of: [1]),
                    envelope: fields,
                    to: "https://127.0.0.1:\(port)",
                    from: nil,
                    remember: { _ in }
                )
            }
            #expect(resumed == .unreachable)
        }
    }

    @Test(arguments: [
        "http://127.0.0.1", "https://", "https://a/b", "https://u@a", "https://a?b", "ftp://a", "a",
        "https://a b", "https://127.0.0.1:65536", "https://[::1]:99999", "https://a:0", "https://a:+1",
        "https://a:",
        "https://[::1", "https://[]", "https://:1", "https://a:1:2",
    ])
    func `an address of another form is malformed`(address: String) async throws {
        try await withTemporaryFolder { folder in
            let authority = try await TestAuthority(in: folder)
            let sender = try BundleSender(authority: authority.certificatePEM)
            let code = await failure { _ = try await sender.send(folder, to: address) }
            #expect(code == .addressMalformed)
        }
    }

    @Test func `an authority that is no certificate is unusable, and a missing file is said to be`()
        async throws
    {
        #expect(throws: DeliveryError(.authorityUnusable)) { try BundleSender(authority: [1, 2, 3]) }
        try await withTemporaryFolder { folder in
            let authority = try await TestAuthority(in: folder)
            let sender = try BundleSender(authority: authority.certificatePEM)
            let error = await #expect(throws: FileError.self) {
                try await sender.send(folder + "/none", to: "https://127.0.0.1:1")
            }
            #expect(error?.code == .missing)
        }
    }
}
