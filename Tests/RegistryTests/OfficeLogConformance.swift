// SPDX-License-Identifier: Apache-2.0

import Octets
import Registry
import Testing
import TransparencyLog

/// What every kind of registry keeps to where logs are concerned.
@Suite struct OfficeLogConformance {
    private struct Refusal: Error {}

    private func cosigned(_ head: SignedCheckpoint, at time: Timestamp = Sample.time) throws
        -> SignedCheckpoint
    {
        var head = head
        head.add(try Sample.witness.sign(head.note.text, at: time))
        return head
    }

    @Test(arguments: RegistryConformance.Kind.allCases)
    func `a log begins empty, and every leaf moves its head`(kind: RegistryConformance.Kind) async throws {
        try await kind.with { registry in
            #expect(try registry.logHead() == nil)
            try registry.beginLog(signedBy: Sample.logger)
            #expect(try registry.logHead()?.checkpoint.size == 0)
            for number in 0..<20 {
                let leaf = LogLeaf.receipt([UInt8(number)])
                let proof = try registry.append(leaf, signedBy: Sample.logger)
                try proof.verify(leaf, key: Sample.logger.verifierKey)
                #expect(proof.index == number)
                let head = try #require(try registry.logHead())
                #expect(head == proof.checkpoint)
                try registry.beginLog(signedBy: Sample.logger)
                #expect(try registry.logHead() == head)
            }
        }
    }

    @Test(arguments: RegistryConformance.Kind.allCases)
    func `a leaf and its row come together or not at all`(kind: RegistryConformance.Kind) async throws {
        try await kind.with { registry in
            try registry.beginLog(signedBy: Sample.logger)
            #expect(throws: Refusal.self) {
                try registry.file(Sample.facts(1)) { throw Refusal() }
            }
            #expect(throws: RegistryError(.unknown)) {
                try registry.recordHandover(of: Sample.identity(1), by: "a", at: Sample.time) {
                    try Sample.receipt(2, $0)
                }
            }
            #expect(try registry.logHead()?.checkpoint.size == 0)
            let filing = try registry.file(Sample.facts(1), logged: 1)
            #expect(try registry.logHead()?.checkpoint.size == 1)
            let again = try registry.file(Sample.facts(1), logged: 5)
            #expect(again.bundle == filing.bundle)
            #expect(try registry.logHead()?.checkpoint.size == 1)
            let handover = try registry.recordHandover(of: Sample.identity(1), by: "a", at: Sample.time) {
                try Sample.receipt(2, $0)
            }
            #expect(try registry.handovers(of: Sample.identity(1)) == [handover])
            #expect(try registry.logHead()?.checkpoint.size == 2)
        }
    }

    @Test(arguments: RegistryConformance.Kind.allCases)
    func `tiles, entries and consistency proofs are those of the leaves`(
        kind: RegistryConformance.Kind
    ) async throws {
        try await kind.with { registry in
            var log = MemoryLog()
            for number in 0..<300 {
                let leaf = LogLeaf.receipt(Array("\(number)".utf8))
                _ = try log.append(leaf.bytes)
                _ = try registry.append(leaf, signedBy: Sample.logger)
            }
            for path in ["0/000", "0/001.p/44", "0/001.p/7", "1/000.p/1", "entries/001.p/44", "entries/000"] {
                let path = try #require(TilePath(parsing: path))
                #expect(try registry.tile(path) == log.tile(path, size: 300))
                #expect(try registry.tile(path) != nil)
            }
            for path in ["0/001", "0/001.p/45", "1/001.p/1", "2/000.p/1", "entries/002.p/1"] {
                #expect(try registry.tile(try #require(TilePath(parsing: path))) == nil)
            }
            #expect(
                try registry.consistencyProof(from: 77, to: 300) == log.consistencyProof(from: 77, to: 300)
            )
            #expect(try registry.consistencyProof(from: 77, to: 301) == nil)
            #expect(try registry.inclusionProof(of: 77, in: 300) == log.inclusionProof(index: 77, size: 300))
            #expect(try registry.inclusionProof(of: 77, in: 301) == nil)
            #expect(try registry.inclusionProof(of: 77, in: 77) == nil)
        }
    }

    @Test(arguments: RegistryConformance.Kind.allCases)
    func `a cosignature stands under the head it is over, the latest is kept, and no other log's`(
        kind: RegistryConformance.Kind
    ) async throws {
        try await kind.with { registry in
            let key = Sample.witness.verifierKey
            var heads: [SignedCheckpoint] = []
            for byte in UInt8(0)..<3 {
                heads.append(try registry.append(.receipt([byte]), signedBy: Sample.logger).checkpoint)
            }
            try registry.keepCosigned(cosigned(heads[2]), by: key)
            #expect(try registry.logHead()?.cosignedAt(by: key) == Sample.time)
            try registry.keepCosigned(cosigned(heads[1]), by: key)
            #expect(try registry.cosignedHeads().map(\.head.checkpoint) == [heads[2].checkpoint])
            _ = try registry.append(.receipt([9]), signedBy: Sample.logger)
            #expect(try registry.logHead()?.cosignedAt(by: key) == nil)
            #expect(try registry.cosignedHeads().map(\.cosignedAt) == [Sample.time])
            #expect(throws: RegistryError.self) { try registry.keepCosigned(heads[2], by: key) }
            let fork = try SignedCheckpoint(size: 2, root: heads[2].checkpoint.root, signer: Sample.logger)
            #expect(throws: RegistryError.self) { try registry.keepCosigned(cosigned(fork), by: key) }
        }
    }

    @Test(arguments: RegistryConformance.Kind.allCases)
    func `threat 28: another office's log is cosigned only as it grows`(
        kind: RegistryConformance.Kind
    ) async throws {
        try await kind.with { registry in
            var log = MemoryLog()
            for byte in UInt8(0)..<9 { _ = try log.append([byte]) }
            var fork = MemoryLog()
            for byte in UInt8(0)..<9 { _ = try fork.append([byte / 8]) }
            func ask(_ log: MemoryLog, _ old: Int, _ size: Int) throws -> NoteSignature {
                let request = try AddCheckpointRequest(
                    oldSize: old,
                    proof: log.consistencyProof(from: old, to: size),
                    checkpoint: SignedCheckpoint(
                        size: size,
                        root: log.root(size: size),
                        signer: Sample.logger
                    )
                )
                return try registry.witness(
                    request,
                    of: Sample.logger.verifierKey,
                    signedBy: Sample.witness,
                    at: Sample.time
                )
            }
            var head = try SignedCheckpoint(size: 5, root: log.root(size: 5), signer: Sample.logger)
            head.add(try ask(log, 0, 5))
            #expect(try head.cosignedAt(by: Sample.witness.verifierKey) == Sample.time)
            _ = try ask(log, 5, 9)
            #expect(throws: WitnessRefusal.conflict(latest: 9)) { try ask(log, 5, 9) }
            #expect(throws: WitnessRefusal.conflict(latest: 9)) { try ask(fork, 9, 9) }
            #expect(throws: WitnessRefusal.conflict(latest: 9)) { try ask(log, 0, 8) }
        }
    }

    @Test(arguments: RegistryConformance.Kind.allCases)
    func `after a restore nothing is logged until a cosigner knows the head`(
        kind: RegistryConformance.Kind
    ) async throws {
        try await kind.with { registry in
            let key = Sample.witness.verifierKey
            _ = try registry.file(Sample.facts(1), logged: 1)
            try registry.markRestored(at: Sample.time)
            // Nobody has seen this log, so there is nothing to wait for.
            #expect(try registry.logState() == .open)
            let head = try #require(try registry.logHead())
            try registry.keepCosigned(cosigned(head), by: key)
            #expect(try registry.logState() == .open)
            try registry.markRestored(at: Sample.time)
            #expect(try registry.logState() == .restored(at: Sample.time))
            #expect(throws: RegistryError(.readOnly)) {
                try registry.file(Sample.facts(2), logged: 2)
            }
            #expect(throws: RegistryError(.readOnly)) {
                try registry.append(.receipt([1]), signedBy: Sample.logger)
            }
            #expect(try registry.received(identity: Sample.identity(2)) == nil)
            #expect(try registry.logHead()?.checkpoint == head.checkpoint)
            try registry.keepCosigned(cosigned(head, at: Sample.time.adding(seconds: 9)), by: key)
            #expect(try registry.logState() == .open)
            _ = try registry.file(Sample.facts(2), logged: 2)
            // A log under a new name owes nothing to those who knew the old one.
            try registry.markRestored(at: Sample.time)
            let next = try NoteSigner(name: "andaman/ranong/00ff/2", use: .log, seed: Sample.seed(3))
            try registry.beginLog(signedBy: next)
            #expect(try registry.logState() == .open)
            #expect(try registry.logHead()?.checkpoint.origin == "andaman/ranong/00ff/2")
        }
    }
}
