// SPDX-License-Identifier: Apache-2.0

import Octets
import ReceivingService
import Registry
import Testing
import TransparencyLog

/// One registry's log, and another registry as its witness, without a network between them.
@Suite struct CosigningTests {
    private static let time = Timestamp(secondsSinceEpoch: 1_800_000_000)
    private static let logger = LogRoutesTests.other
    private static let cosigner = LogRoutesTests.cosigner

    private func witness(
        _ registry: MemoryRegistry,
        changing change: @escaping @Sendable (Cosigning.Answer) -> Cosigning.Answer = { $0 }
    ) -> Cosigning.Witness {
        Cosigning.Witness(office: "kawthaung", key: Self.cosigner.verifierKey) { body in
            do {
                let signature = try registry.witness(
                    AddCheckpointRequest(parsing: body),
                    of: Self.logger.verifierKey,
                    signedBy: Self.cosigner,
                    at: Self.time
                )
                return change(Cosigning.Answer(status: 200, body: Array((signature.line + "\n").utf8)))
            } catch WitnessRefusal.conflict(let latest) {
                return change(Cosigning.Answer(status: 409, body: Array("\(latest)\n".utf8)))
            } catch {
                return Cosigning.Answer(status: 422, body: [])
            }
        }
    }

    private func grown(to size: Int, by marker: UInt8 = 0) throws -> MemoryRegistry {
        let registry = MemoryRegistry()
        try registry.beginLog(signedBy: Self.logger)
        for number in 0..<size {
            _ = try registry.append(.receipt([marker, UInt8(number)]), signedBy: Self.logger)
        }
        return registry
    }

    @Test func `the head is cosigned as it grows, and asked about once`() async throws {
        let (log, other) = (try grown(to: 0), MemoryRegistry())
        let cosigning = Cosigning(log: log)
        #expect(try await cosigning.cosign(with: witness(other)) == .nothingYet)
        for number in UInt8(0)..<5 {
            _ = try log.append(.receipt([number]), signedBy: Self.logger)
            for _ in 0..<2 {
                #expect(try await cosigning.cosign(with: witness(other)) == .cosigned(size: Int(number) + 1))
            }
        }
        #expect(try log.logHead()?.cosignedAt(by: Self.cosigner.verifierKey) == Self.time)
    }

    @Test func `a witness that knows more or less than is kept here is asked from where it stands`()
        async throws
    {
        let (log, other) = (try grown(to: 7), MemoryRegistry())
        #expect(try await Cosigning(log: try grown(to: 3)).cosign(with: witness(other)) == .cosigned(size: 3))
        #expect(try await Cosigning(log: log).cosign(with: witness(other)) == .cosigned(size: 7))
        // The witness has lost its memory.
        _ = try log.append(.receipt([9]), signedBy: Self.logger)
        #expect(
            try await Cosigning(log: log).cosign(with: witness(MemoryRegistry())) == .cosigned(size: 8)
        )
    }

    @Test func `a log that lost leaves stays read-only until it is whole again`() async throws {
        let (whole, other) = (try grown(to: 7), MemoryRegistry())
        #expect(try await Cosigning(log: whole).cosign(with: witness(other)) == .cosigned(size: 7))
        let restored = try grown(to: 5)
        var head = try #require(try restored.logHead())
        head.add(try Self.cosigner.sign(head.note.text, at: Self.time))
        try restored.keepCosigned(head, by: Self.cosigner.verifierKey)
        restored.markRestored(at: Self.time)
        #expect(try await Cosigning(log: restored).cosign(with: witness(other)) == .behind(seen: 7))
        #expect(restored.logState() == .restored(at: Self.time))
        whole.markRestored(at: Self.time)
        #expect(whole.logState() == .restored(at: Self.time))
        #expect(try await Cosigning(log: whole).cosign(with: witness(other)) == .cosigned(size: 7))
        #expect(whole.logState() == .open)
    }

    @Test func `threat 28: a fork is not cosigned, and an answer without the witness's signature is nothing`()
        async throws
    {
        let other = MemoryRegistry()
        #expect(try await Cosigning(log: try grown(to: 4)).cosign(with: witness(other)) == .cosigned(size: 4))
        let fork = try grown(to: 6, by: 1)
        #expect(try await Cosigning(log: fork).cosign(with: witness(other)) == .refused(status: 422))
        let log = try grown(to: 4)
        for body in [[], Array("\u{2014} someone AAAAAAAAAAAA\n".utf8), Array("hello".utf8)] {
            let odd = witness(other) { _ in Cosigning.Answer(status: 200, body: body) }
            #expect(try await Cosigning(log: log).cosign(with: odd) == .unusable)
        }
        #expect(log.cosignedHeads().isEmpty)
        for body in ["", "4", "x\n", "-1\n", "0\n", "99999999999999999999\n"] {
            let odd = witness(other) { _ in Cosigning.Answer(status: 409, body: Array(body.utf8)) }
            #expect(try await Cosigning(log: log).cosign(with: odd) == .refused(status: 409))
        }
    }
}
