// SPDX-License-Identifier: Apache-2.0

import AgeEncryption
import Octets
import Testing

/// A generator that gives the same numbers each time (SplitMix64), so that a failure comes back.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
        return value ^ value >> 31
    }
}

/// Bytes that tell a displaced chunk from the right one.
func samplePlain(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8 ^ $0 >> 16) }
}

func secret(_ text: String) -> SecretBytes {
    Array(text.utf8).withBytes { SecretBytes(copying: $0) }
}

func sampleIdentity(seed: UInt64 = 1) throws -> X25519Identity {
    var generator = SeededGenerator(seed: seed)
    return try X25519Identity(using: &generator)
}

func sampleHybridIdentity(seed: UInt64 = 1) throws -> HybridIdentity {
    var generator = SeededGenerator(seed: seed)
    return try HybridIdentity(using: &generator)
}

/// Encrypts `plain`, written in pieces of `piece` bytes.
func encrypt(_ plain: [UInt8], to recipients: [any AgeRecipient], piece: Int = Limits.chunk, seed: UInt64 = 7)
    throws -> [UInt8]
{
    var generator = SeededGenerator(seed: seed)
    let memory = MemorySink(limit: .max)
    let sink = try AgeEncryptingSink(to: memory, recipients: recipients, using: &generator)
    for start in stride(from: 0, to: plain.count, by: piece) {
        try plain.withBytes { try sink.write($0.extracting(start..<min(start + piece, plain.count))) }
    }
    try sink.finish()
    return memory.bytes
}

func decrypt(_ file: [UInt8], with identities: [any AgeIdentity]) throws -> [UInt8] {
    try AgeDecryptingSource.open(MemorySource(file), identities: identities).readAll(limit: .max)
}

/// The code that `body` fails with; nothing else than an `AgeError` will do.
func ageCode(_ body: () throws -> Void) -> AgeError.Code? {
    do {
        try body()
        return nil
    } catch let error as AgeError {
        return error.code
    } catch {
        Issue.record(error)
        return nil
    }
}

extension ByteSource {
    /// Copies what is handed out, in pieces that do not fall on chunks, up to the end or an error.
    ///
    /// `copy(to:)` fills its buffer first and loses what stands in it when an error comes.
    func copyPiecewise(to sink: MemorySink) throws {
        let buffer = Buffer(capacity: 100_003)
        while true {
            let count = try buffer.withMutableBytes { try self.read(into: &$0) }
            if count == 0 { return }
            try buffer.withBytes(count) { try sink.write($0) }
        }
    }
}
