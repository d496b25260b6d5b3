// SPDX-License-Identifier: Apache-2.0

import Delivery
import Files
import Octets
import ReceivingService
import Registry
import Subprocess
import Testing

/// A disk that is really full: a small file system in memory, for which the test must be root.
@Suite(.timeLimit(.minutes(20))) struct FullDiskTests {
    private func withSmallDisk(_ body: (_ folder: String, _ disk: String) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let disk = folder + "/disk"
            try Folder.create(disk)
            let mounting = try await run(
                .name("mount"),
                arguments: ["-t", "tmpfs", "-o", "size=3m", "none", disk],
                output: .discarded,
                error: .discarded
            )
            guard mounting.terminationStatus.isSuccess else { try Test.cancel("cannot mount a tmpfs here") }
            let result: Result<Void, any Error>
            do { result = .success(try await body(folder, disk)) } catch { result = .failure(error) }
            _ = try await run(
                .name("umount"),
                arguments: ["-l", disk],
                output: .discarded,
                error: .discarded
            )
            try result.get()
        }
    }

    @Test func `a full disk is answered with 503, and what was acknowledged before is whole`() async throws {
        try await withSmallDisk { folder, disk in
            let authority = try await TestAuthority(in: folder)
            let (chain, key) = try await authority.issue("IP:127.0.0.1")
            let sender = try BundleSender(authority: authority.certificatePEM)
            let file = folder + "/a.sealed.asice"
            // What people delete to make room, before they look at what is left.
            let ballast = disk + "/ballast"
            try Folder.write(Array(repeating: 0, count: 64 << 10), to: ballast)
            try await LiveService.with(
                .tls(certificateChainPEM: chain, keyPEM: key),
                in: disk,
                configure: { $0.uploadsPerMinute = 1000 }
            ) { service in
                // Too large for what is left, it fails while it is spooled.
                try Folder.write(Array(repeating: 1, count: 4 << 20), to: file)
                let full = DeliveryAnswer.problem(status: 503, code: "storage-full", retryAfter: 300)
                #expect(try await sender.send(file, to: service.address) == full)
                #expect(try Folder.names(in: service.storeFolder + "/spool").isEmpty)

                var acknowledged: [SHA256Digest] = []
                var refusal: DeliveryAnswer?
                for number in 0..<100 where refusal == nil {
                    let content = Array("\(number)".utf8) + Array(repeating: 2, count: 100_000)
                    try Folder.write(content, to: file, existing: .replace)
                    switch try await sender.send(file, to: service.address) {
                    case .filed: acknowledged.append(SHA256Digest(of: content))
                    case let other: refusal = other
                    }
                }
                guard case .problem(503, _, .some) = refusal else {
                    Issue.record("no 503 but \(String(describing: refusal))")
                    return
                }
                #expect(!acknowledged.isEmpty)
                #expect(try Folder.names(in: service.storeFolder + "/spool").isEmpty)
                for identity in acknowledged {
                    #expect(try service.registry.received(identity: identity) != nil)
                }
            }
            try Folder.deleteFile(ballast)
            let findings = try RegistryChecker(
                databasePath: disk + "/registry.sqlite",
                storeFolder: disk + "/store"
            ).check()
            #expect(findings.allSatisfy { $0.code == .fileWithoutRow } && findings.count <= 1)
        }
    }
}
