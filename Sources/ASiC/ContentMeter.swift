// SPDX-License-Identifier: Apache-2.0

import Octets

/// Counts what passes and takes its CRC-32 and SHA-256.
///
/// Hashing is the slowest part of all, so a piece of some length is hashed on one core while the other takes the CRC-32
/// and does whatever else is to be done with the piece. Short pieces are not worth that.
final class ContentMeter {
    private(set) var count: UInt64 = 0
    private var checksum = CRC32()
    private let hasher = SHA256Hasher()

    var crc32: UInt32 { checksum.value }

    /// The digest of everything so far.
    var digest: SHA256Digest { hasher.finalize() }

    /// Takes `bytes` in while `work`, which only looks at them, runs beside it.
    func update(_ bytes: RawSpan, while work: () throws -> Void = {}) throws {
        count += UInt64(bytes.byteCount)
        guard bytes.byteCount > Limits.hashedInPlace else {
            hasher.update(bytes)
            checksum.update(bytes)
            return try work()
        }
        try SideBySide.run({ hasher.update(bytes) }) {
            checksum.update(bytes)
            try work()
        }
    }
}
