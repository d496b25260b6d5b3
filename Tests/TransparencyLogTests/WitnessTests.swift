// SPDX-License-Identifier: Apache-2.0

import Octets
import Testing
import TransparencyLog

/// What a witness takes and refuses (C2SP tlog-witness, "add-checkpoint").
@Suite struct WitnessTests {
    private let key = Sample.logger.verifierKey

    private func request(_ log: MemoryLog, from old: Int, to size: Int) throws -> AddCheckpointRequest {
        try AddCheckpointRequest(
            oldSize: old,
            proof: log.consistencyProof(from: old, to: size),
            checkpoint: Sample.head(log, size: size)
        )
    }

    @Test func `a log that grows is cosigned step by step`() throws {
        let log = try Sample.log(20)
        var head = WitnessedHead.none
        for size in [0, 1, 1, 7, 8, 8, 20] {
            let request = try AddCheckpointRequest(
                parsing: request(log, from: head.size, to: size).bytes
            )
            head = try head.extended(by: request, of: key)
            #expect(head == WitnessedHead(size: size, root: try log.root(size: size)))
        }
    }

    @Test func `threat 28: a fork, a shrunk log and a foreign log are not cosigned`() throws {
        let log = try Sample.log(20)
        var fork = try Sample.log(7)
        for _ in 0..<13 { _ = try fork.append([1, 2, 3]) }
        let head = WitnessedHead(size: 10, root: try log.root(size: 10))
        func refusal(_ request: AddCheckpointRequest) -> WitnessRefusal? {
            do {
                _ = try head.extended(by: request, of: key)
                return nil
            } catch {
                return error
            }
        }
        #expect(try refusal(request(log, from: 10, to: 20)) == nil)
        #expect(try refusal(request(log, from: 10, to: 10)) == nil)
        #expect(try refusal(request(fork, from: 10, to: 20)) == .inconsistent)
        #expect(try refusal(request(fork, from: 10, to: 10)) == .conflict(latest: 10))
        #expect(try refusal(request(log, from: 0, to: 9)) == .conflict(latest: 10))
        #expect(try refusal(request(log, from: 9, to: 20)) == .conflict(latest: 10))
        let shrunk = try AddCheckpointRequest(
            oldSize: 10,
            proof: [],
            checkpoint: Sample.head(log, size: 9)
        )
        #expect(refusal(shrunk) == .sizesSwapped)
        let other = try NoteSigner(name: key.name, use: .log, seed: Sample.seed(9))
        let forged = try AddCheckpointRequest(
            oldSize: 10,
            proof: log.consistencyProof(from: 10, to: 20),
            checkpoint: SignedCheckpoint(size: 20, root: log.root(size: 20), signer: other)
        )
        #expect(refusal(forged) == .notTheLogs)
    }

    @Test(arguments: [
        ("old 10\n", "old 010\n"), ("old 10\n", ""), ("old 10\n", "Old 10\n"), ("old 10\n", "old 10\r\n"),
        ("old 10\n", "old 10\nAAAA\n"), ("old 10\n", "old 10 \n"),
        ("old 10\n", "old 10\n" + String(repeating: String(repeating: "A", count: 43) + "=\n", count: 64)),
    ])
    func `what is no request is refused`(part: String, replacement: String) throws {
        let text = String(decoding: try request(Sample.log(20), from: 10, to: 20).bytes, as: UTF8.self)
        let changed = text.replacing(part, with: replacement)
        #expect(throws: LogError(.malformedRequest)) {
            try AddCheckpointRequest(parsing: Array(changed.utf8))
        }
    }
}
