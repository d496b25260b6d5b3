// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Octets
import ReceivingService
import Registry
import Synchronization
import Testing
import TransparencyLog

/// The log as everybody reads it, and the witness as other logs meet it (C2SP tlog-tiles, tlog-witness).
@Suite struct LogRoutesTests {
    static func seed(_ byte: UInt8) -> SecretBytes {
        var bytes = [UInt8](repeating: byte, count: 32)
        return SecretBytes(taking: &bytes)
    }
    static let logger = try! NoteSigner(name: "andaman/kawthaung/00", use: .log, seed: seed(1))
    static let cosigner = try! NoteSigner(
        name: "andaman/kawthaung/00/cosigner",
        use: .cosigner,
        seed: seed(2)
    )
    /// The other office's log.
    static let other = try! NoteSigner(name: "andaman/ranong/00", use: .log, seed: seed(3))

    static func published(_ registry: any OfficeLog) -> PublishedLog {
        PublishedLog(log: registry, cosigner: cosigner) { name in
            name == other.verifierKey.name ? other.verifierKey : nil
        }
    }

    private func with(
        leaves: Int,
        _ body: @escaping @Sendable (any TestClientProtocol, ServiceFixture) async throws -> Void
    ) async throws {
        try await ServiceFixture.with(log: { Self.published($0) }) { client, fixture in
            let registry = fixture.intake.registry
            try registry.beginLog(signedBy: Self.logger)
            for number in 0..<leaves {
                _ = try registry.append(.receipt(Array("\(number)".utf8)), signedBy: Self.logger)
            }
            try await body(client, fixture)
        }
    }

    private static func bytes(_ response: TestResponse) -> [UInt8] { Array(response.body.readableBytesView) }

    @Test func `the head is fresh, and tiles and entries are for ever`() async throws {
        try await with(leaves: 260) { client, _ in
            let head = try await client.get("/log/checkpoint")
            #expect(head.status == .ok)
            #expect(head.headers[.contentType] == "text/plain; charset=utf-8")
            #expect(head.headers[.cacheControl] == "no-cache")
            let checkpoint = try SignedCheckpoint(parsing: Self.bytes(head))
            try checkpoint.verify(Self.logger.verifierKey)
            #expect(checkpoint.checkpoint.size == 260)
            for (path, count) in [("0/000", 8192), ("0/001.p/4", 128), ("1/000.p/1", 32)] {
                let tile = try await client.get("/log/tile/" + path)
                #expect(tile.status == .ok)
                #expect(tile.headers[.contentType] == "application/octet-stream")
                #expect(tile.headers[.cacheControl]?.contains("immutable") == true)
                #expect(tile.body.readableBytes == count)
            }
            // Whoever reads the entries comes to the same root.
            var log = MemoryLog()
            for path in ["entries/000", "entries/001.p/4"] {
                var bundle = Self.bytes(try await client.get("/log/tile/" + path))[...]
                while let high = bundle.popFirst(), let low = bundle.popFirst() {
                    let length = Int(high) << 8 | Int(low)
                    _ = try log.append(Array(bundle.prefix(length)))
                    bundle = bundle.dropFirst(length)
                }
            }
            #expect(try log.root(size: 260) == checkpoint.checkpoint.root)
        }
    }

    @Test func `what the tree does not have is not found`() async throws {
        try await with(leaves: 5) { client, _ in
            for path in [
                "0/000", "0/000.p/6", "0/000.p/0", "0/000.p/05", "1/000.p/1", "64/000", "0/x000/000.p/1",
                "entries/000", "entries/001.p/1", "", "0", "../checkpoint",
            ] {
                let response = try await client.get("/log/tile/" + path)
                #expect(response.status == .notFound || response.status == .badRequest, "\(path)")
            }
            #expect(try await client.get("/log/tile/0/000.p/5").status == .ok)
        }
    }

    @Test func `a service without a log has no such routes`() async throws {
        try await ServiceFixture.with { client, _ in
            let response = try await client.get("/log/checkpoint")
            #expect(response.status == .notFound)
        }
    }

    private func request(_ log: MemoryLog, _ old: Int, _ size: Int, signer: NoteSigner = other) throws
        -> [UInt8]
    {
        AddCheckpointRequest(
            oldSize: old,
            proof: try log.consistencyProof(from: old, to: size),
            checkpoint: try SignedCheckpoint(size: size, root: log.root(size: size), signer: signer)
        ).bytes
    }

    @Test func `the witness answers each request with the status that C2SP gives it`() async throws {
        try await with(leaves: 0) { client, _ in
            var log = MemoryLog()
            for byte in UInt8(0)..<9 { _ = try log.append([byte]) }
            var fork = MemoryLog()
            for byte in UInt8(0)..<9 { _ = try fork.append([byte / 4]) }
            func ask(_ body: [UInt8]) async throws -> TestResponse {
                try await client.execute(
                    uri: "/log/witness/add-checkpoint",
                    method: .post,
                    headers: [:],
                    body: ByteBuffer(bytes: body)
                )
            }
            let first = try await ask(request(log, 0, 5))
            #expect(first.status == .ok)
            let head = try SignedCheckpoint(size: 5, root: log.root(size: 5), signer: Self.other)
            let cosigned = try SignedCheckpoint(parsing: head.bytes + Self.bytes(first))
            #expect(
                try cosigned.cosignedAt(by: Self.cosigner.verifierKey)
                    == Timestamp(secondsSinceEpoch: 1_800_000_000)
            )
            let conflict = try await ask(request(log, 0, 9))
            #expect(conflict.status == .conflict && conflict.text == "5\n")
            #expect(conflict.headers[.contentType] == "text/x.tlog.size")
            #expect(try await ask(request(fork, 5, 9)).status == .unprocessableContent)
            #expect(try await ask(request(fork, 5, 5)).status == .conflict)
            #expect(try await ask(request(log, 5, 9, signer: Self.logger)).status == .notFound)
            let impostor = try NoteSigner(name: Self.other.verifierKey.name, use: .log, seed: Self.seed(9))
            #expect(try await ask(request(log, 5, 9, signer: impostor)).status == .forbidden)
            let swapped = AddCheckpointRequest(
                oldSize: 9,
                proof: [],
                checkpoint: try SignedCheckpoint(size: 5, root: log.root(size: 5), signer: Self.other)
            )
            #expect(try await ask(swapped.bytes).status == .badRequest)
            for body in [[], Array("old 5\n".utf8), Array(repeating: 0x61, count: Limits.logProof + 1)] {
                #expect(try await ask(body).status == .badRequest)
            }
            #expect(try await ask(request(log, 5, 9)).status == .ok)
        }
    }

    @Test func `nothing is healthy while the log is read-only`() async throws {
        try await with(leaves: 3) { client, fixture in
            let registry = fixture.intake.registry
            #expect(try await client.get("/healthz").status == .ok)
            var head = try #require(try registry.logHead())
            head.add(try Self.cosigner.sign(head.note.text, at: Timestamp(secondsSinceEpoch: 1)))
            try registry.keepCosigned(head, by: Self.cosigner.verifierKey)
            try registry.markRestored(at: Timestamp(secondsSinceEpoch: 2))
            fixture.time.withLock { $0 = $0.adding(seconds: 60) }
            #expect(try await client.get("/healthz").status == .serviceUnavailable)
            #expect(try await client.get("/log/checkpoint").status == .ok)
        }
    }
}
