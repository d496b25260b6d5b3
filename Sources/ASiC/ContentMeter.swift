// SPDX-License-Identifier: Apache-2.0

import Octets

/// Counts what passes and takes its CRC-32 and SHA-256.
///
/// Up to `Limits.hashedInPlace` bytes all is done where the bytes pass. What comes beyond is hashed on a thread of its
/// own, so that hashing, the slowest part, runs beside reading, CRC-32 and writing.
final class ContentMeter {
    private(set) var count: UInt64 = 0
    private var checksum = CRC32()
    private let hashing = HashingSink()
    private var handoff: HandoffSink?

    var crc32: UInt32 { checksum.value }

    func update(_ bytes: RawSpan) throws {
        count += UInt64(bytes.byteCount)
        if handoff == nil, count > UInt64(Limits.hashedInPlace) { handoff = HandoffSink(to: hashing) }
        if let handoff { try handoff.write(bytes) } else { hashing.write(bytes) }
        checksum.update(bytes)
    }

    /// The digest of everything; nothing may come afterwards.
    func finish() throws -> SHA256Digest {
        try handoff?.finish()
        handoff = nil
        return hashing.digest
    }
}

/// Hashes what it takes.
private final class HashingSink: ByteSink {
    private let hasher = SHA256Hasher()

    var digest: SHA256Digest { hasher.finalize() }

    func write(_ bytes: RawSpan) {
        hasher.update(bytes)
    }

    func finish() {}
}
