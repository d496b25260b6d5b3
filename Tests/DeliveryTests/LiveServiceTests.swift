// SPDX-License-Identifier: Apache-2.0

import Delivery
import Dispatch
import Files
import Octets
import ReceivingService
import Registry
import Subprocess
import Testing

/// What only a socket can show: ports, clients that stall or vanish, stopping.
@Suite(.timeLimit(.minutes(20))) struct LiveServiceTests {
    /// A client that announces a hundred bytes, sends ten, and then does as it is told; it prints what comes back.
    private static let halfClient = """
        import socket, sys
        s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
        s.sendall(b"POST /v1/bundles HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 100\\r\\n"
                  b"Content-Type: application/vnd.etsi.asic-e+zip\\r\\n\\r\\n0123456789")
        print("sent", flush=True)
        if sys.argv[2] == "vanish":
            s.close()
        else:
            try:
                while s.recv(65536): pass
            except ConnectionError: pass
            print("closed", flush=True)
        """

    private func halfUpload(_ service: LiveService, _ manner: String) async throws -> String? {
        try await run(
            .name("python3"),
            arguments: ["-c", Self.halfClient, String(service.port), manner],
            output: .string(limit: 1 << 16),
            error: .discarded
        ).standardOutput
    }

    private func expectNothing(_ folder: String) throws {
        #expect(try Folder.names(in: folder + "/store/spool").isEmpty)
        #expect(try Folder.names(in: folder + "/store/objects").isEmpty)
        #expect(try SQLiteRegistry(path: folder + "/registry.sqlite").figures() == RegistryFigures())
    }

    @Test func `THREATS 31: of an upload that breaks off nothing stays`() async throws {
        try await withTemporaryFolder { folder in
            try await LiveService.with(.insecurePlaintextOnLoopback, in: folder) { service in
                let output = try await halfUpload(service, "vanish")
                #expect(output == "sent\n")
            }
            try expectNothing(folder)
        }
    }

    @Test func `a client that stalls is cut off`() async throws {
        try await withTemporaryFolder { folder in
            try await LiveService.with(
                .insecurePlaintextOnLoopback,
                in: folder,
                configure: { $0.idleTimeout = 1 }
            ) { service in
                let output = try await halfUpload(service, "stall")
                #expect(output == "sent\nclosed\n")
            }
            try expectNothing(folder)
        }
    }

    @Test func `a running upload does not hold the stop for ever`() async throws {
        try await withTemporaryFolder { folder in
            try await LiveService.with(
                .insecurePlaintextOnLoopback,
                in: folder,
                configure: {
                    $0.idleTimeout = 3600
                    $0.shutdownGrace = 1
                }
            ) { service in
                _ = try await run(
                    .name("python3"),
                    arguments: ["-c", Self.halfClient, String(service.port), "stall"],
                    input: .none,
                    output: .sequence,
                    error: .discarded
                ) { execution in
                    var lines: [String] = []
                    for try await line in execution.standardOutput.strings() {
                        lines.append(line.filter { $0 != "\n" })
                        if lines == ["sent"] { await service.stop() }
                    }
                    #expect(lines == ["sent", "closed"])
                }
            }
            try expectNothing(folder)
        }
    }

    @Test func `a bundle that is being judged when the stop comes is filed to its end`() async throws {
        try await withTemporaryFolder { folder in
            let authority = try await TestAuthority(in: folder)
            let (chain, key) = try await authority.issue("IP:127.0.0.1")
            try Folder.write([1, 2, 3], to: folder + "/a")
            let (started, starting) = AsyncStream.makeStream(of: Void.self)
            let release = DispatchSemaphore(value: 0)
            try await LiveService.with(
                .tls(certificateChainPEM: chain, keyPEM: key),
                in: folder,
                judging: {
                    starting.yield()
                    release.wait()
                },
                configure: { $0.shutdownGrace = 0 }
            ) { service in
                let sender = try BundleSender(authority: authority.certificatePEM)
                async let answer = sender.send(folder + "/a", to: service.address)
                for await _ in started { break }
                await service.stop()
                release.signal()
                // The answer may come or the line may be cut; what is filed does not depend on it.
                _ = try? await answer
            }
            let registry = try SQLiteRegistry(path: folder + "/registry.sqlite")
            #expect(try registry.figures().filed == 1)
        }
    }

    @Test func `a port that is in use is said to be`() async throws {
        try await withTemporaryFolder { folder in
            try await LiveService.with(.insecurePlaintextOnLoopback, in: folder) { first in
                let error = await #expect(throws: ServiceError.self) {
                    try await LiveService.with(
                        .insecurePlaintextOnLoopback,
                        in: folder,
                        configure: { $0.port = first.port }
                    ) { _ in }
                }
                #expect(error == ServiceError(.portInUse, ["address": "127.0.0.1:\(first.port)"]))
            }
        }
    }

    @Test func `an address of another machine is unusable`() async throws {
        try await withTemporaryFolder { folder in
            let authority = try await TestAuthority(in: folder)
            let (chain, key) = try await authority.issue("IP:192.0.2.1")
            let error = await #expect(throws: ServiceError.self) {
                try await LiveService.with(
                    .tls(certificateChainPEM: chain, keyPEM: key),
                    in: folder,
                    configure: { $0.host = "192.0.2.1" }
                ) { _ in }
            }
            #expect(error?.code == .addressUnusable)
        }
    }

    @Test(arguments: ["0.0.0.0", "::", "192.0.2.1", "127.0.0.1.example.org", "127.1"])
    func `HTTP in the clear is for loopback only`(host: String) async throws {
        try await withTemporaryFolder { folder in
            let error = await #expect(throws: ServiceError.self) {
                try await LiveService.with(
                    .insecurePlaintextOnLoopback,
                    in: folder,
                    configure: { $0.host = host }
                ) { _ in }
            }
            #expect(error?.code == .plaintextBeyondLoopback)
        }
    }

    @Test func `a key that is not the certificate's is told at the start`() async throws {
        try await withTemporaryFolder { folder in
            let authority = try await TestAuthority(in: folder)
            let (chain, _) = try await authority.issue("IP:127.0.0.1")
            let (_, key) = try await authority.issue("IP:127.0.0.1")
            let error = await #expect(throws: ServiceError.self) {
                try await LiveService.with(
                    .tls(certificateChainPEM: chain, keyPEM: key),
                    in: folder
                ) { _ in }
            }
            #expect(error?.code == .tlsUnusable)
        }
    }
}
