// SPDX-License-Identifier: Apache-2.0

import AgeEncryption
import Octets
import Testing

@Suite struct AgePayloadTests {
    private static let chunk = 64 << 10
    @Test(arguments: [
        0, 1, 15, 16, 17, chunk - 1, chunk, chunk + 1, 2 * chunk - 1, 2 * chunk, 2 * chunk + 1,
        16 * chunk - 1,
        16 * chunk, 16 * chunk + 1, 17 * chunk, 33 * chunk + 5,
    ])
    func `what was encrypted comes back, however it was cut`(count: Int) throws {
        let identity = try sampleIdentity()
        let plain = samplePlain(count)
        let whole = try encrypt(plain, to: [identity.recipient])
        for piece in [4099, Self.chunk, Self.chunk + 1, Limits.chunk, Limits.chunk + 3] {
            #expect(try encrypt(plain, to: [identity.recipient], piece: piece) == whole)
        }
        #expect(try decrypt(whole, with: [identity]) == plain)
        let trickle = TricklingSource(whole, piece: 30_011)
        #expect(try AgeDecryptingSource.open(trickle, identities: [identity]).readAll(limit: .max) == plain)
        let chunks = max(1, (count + Self.chunk - 1) / Self.chunk)
        let header = try LockedAgeFile(reading: MemorySource(whole)).header
        #expect(whole.count == header.serialized.count + 16 + count + 16 * chunks)
    }

    /// `THREATS.md` 3: nothing unverified goes out, and no end is told before the final chunk.
    @Test(arguments: [10, chunk, chunk + 10, 3 * chunk])
    func `a file cut short anywhere is refused`(count: Int) throws {
        let identity = try sampleIdentity()
        let plain = samplePlain(count)
        let file = try encrypt(plain, to: [identity.recipient])
        let payload = try LockedAgeFile(reading: MemorySource(file)).header.serialized.count + 16
        var cuts = [1, 15, 16, 17, count, count + 15].map { file.count - $0 }
        cuts += [payload, payload + Self.chunk, payload + Self.chunk + 16, payload + 2 * (Self.chunk + 16)]
        for cut in Set(cuts) where cut >= payload && cut < file.count {
            let released = MemorySink(limit: .max)
            let code = ageCode {
                try AgeDecryptingSource.open(MemorySource(Array(file[..<cut])), identities: [identity])
                    .copyPiecewise(to: released)
            }
            #expect(code == .payloadDamaged || code == .payloadTruncated, "cut at \(cut)")
            #expect(plain.starts(with: released.bytes))
        }
    }

    @Test(arguments: [0, 10, chunk - 1, chunk, chunk + 10, 2 * chunk])
    func `bytes after the final chunk are refused`(count: Int) throws {
        let identity = try sampleIdentity()
        let file = try encrypt(samplePlain(count), to: [identity.recipient])
        for tail in [[UInt8](repeating: 0, count: 1), [UInt8](repeating: 7, count: Self.chunk + 17), file] {
            let code = ageCode { _ = try decrypt(file + tail, with: [identity]) }
            #expect(code == .trailingBytes || code == .payloadDamaged)
        }
    }

    @Test func `a changed bit in any chunk is refused at that chunk`() throws {
        let identity = try sampleIdentity()
        let plain = samplePlain(2 * Self.chunk + 100)
        let file = try encrypt(plain, to: [identity.recipient])
        let payload = try LockedAgeFile(reading: MemorySource(file)).header.serialized.count + 16
        for (offset, whole) in [
            (0, 0), (Self.chunk - 1, 0), (Self.chunk, 0), (Self.chunk + 15, 0), (Self.chunk + 16, 1),
            (2 * (Self.chunk + 16), 2), (2 * (Self.chunk + 16) + 115, 2), (-1, 0),
        ] {
            var changed = file
            changed[payload + offset] ^= 0x40
            let released = MemorySink(limit: .max)
            let source = try AgeDecryptingSource.open(MemorySource(changed), identities: [identity])
            #expect(ageCode { try source.copyPiecewise(to: released) } == .payloadDamaged)
            let verified = released.bytes.count == whole * Self.chunk && plain.starts(with: released.bytes)
            #expect(verified)
            // The error stays.
            #expect(ageCode { _ = try source.readAll(limit: .max) } == .payloadDamaged)
        }
    }

    @Test func `chunks that changed places are refused`() throws {
        let identity = try sampleIdentity()
        let file = try encrypt(samplePlain(3 * Self.chunk), to: [identity.recipient])
        let payload = try LockedAgeFile(reading: MemorySource(file)).header.serialized.count + 16
        let sealed = Self.chunk + 16
        let swapped =
            Array(file[..<payload]) + file[(payload + sealed)..<(payload + 2 * sealed)]
            + file[payload..<(payload + sealed)] + file[(payload + 2 * sealed)...]
        #expect(ageCode { _ = try decrypt(swapped, with: [identity]) } == .payloadDamaged)
        let dropped = Array(file[..<payload]) + file[(payload + sealed)...]
        #expect(ageCode { _ = try decrypt(dropped, with: [identity]) } == .payloadDamaged)
    }

    @Test func `an error of the source comes through`() throws {
        let identity = try sampleIdentity()
        let file = try encrypt(samplePlain(100), to: [identity.recipient])
        let source = TricklingSource(file, piece: 50, failsAtEnd: true)
        #expect(throws: OctetsError.self) {
            try AgeDecryptingSource.open(source, identities: [identity]).readAll(limit: .max)
        }
    }
}

/// A source that gives a few bytes at a time.
private final class TricklingSource: ByteSource {
    private let bytes: [UInt8]
    private let piece: Int
    private let failsAtEnd: Bool
    private var position = 0

    init(_ bytes: [UInt8], piece: Int, failsAtEnd: Bool = false) {
        self.bytes = bytes
        self.piece = piece
        self.failsAtEnd = failsAtEnd
    }

    func read(into buffer: inout MutableRawSpan) throws -> Int {
        let count = min(piece, buffer.byteCount, bytes.count - position)
        if count == 0, failsAtEnd { throw OctetsError(.abandoned) }
        bytes.withBytes { buffer.copy(from: $0.extracting(position..<(position + count))) }
        position += count
        return count
    }
}
