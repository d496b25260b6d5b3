// SPDX-License-Identifier: Apache-2.0

import Crypto

/// A SHA-256 digest (FIPS 180-4): 32 bytes.
package struct SHA256Digest: Hashable, Sendable, CustomStringConvertible {
    package let bytes: [UInt8]

    /// The digest whose 32 bytes are given; nil for another length.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    /// The digest that is written as 64 lower-case hexadecimal digits; nil for anything else.
    package init?(hex: String) {
        guard let bytes = try? Hex.decode(hex) else { return nil }
        self.init(bytes: bytes)
    }

    /// The digest of `content`.
    package init(of content: [UInt8]) {
        let hasher = SHA256Hasher()
        content.withBytes { hasher.update($0) }
        self = hasher.finalize()
    }

    fileprivate init(_ digest: SHA256.Digest) {
        bytes = Array(digest)
    }

    /// The digest as 64 lower-case hexadecimal digits.
    package var hex: String { Hex.encode(bytes) }
    package var description: String { hex }
}

/// Takes bytes and gives their SHA-256 digest.
package final class SHA256Hasher {
    private var state = SHA256()

    package init() {}

    package func update(_ bytes: RawSpan) {
        unsafe bytes.withUnsafeBytes { pointer in unsafe state.update(bufferPointer: pointer) }
    }

    /// The digest of all that was taken so far.
    package func finalize() -> SHA256Digest {
        SHA256Digest(state.finalize())
    }
}

/// Hands on what it reads and hashes it.
package final class DigestingSource: ByteSource {
    private let source: any ByteSource
    private let hasher = SHA256Hasher()
    /// How many bytes were read.
    package private(set) var count: UInt64 = 0

    package init(_ source: any ByteSource) {
        self.source = source
    }

    /// The digest of what was read so far.
    package var digest: SHA256Digest { hasher.finalize() }

    package func read(into buffer: inout MutableRawSpan) throws -> Int {
        let count = try source.read(into: &buffer)
        hasher.update(buffer.bytes.extracting(first: count))
        self.count += UInt64(count)
        return count
    }
}

/// Hands on what it takes and hashes it.
package final class DigestingSink: ByteSink {
    private let sink: any ByteSink
    private let hasher = SHA256Hasher()
    /// How many bytes were taken.
    package private(set) var count: UInt64 = 0

    package init(_ sink: any ByteSink) {
        self.sink = sink
    }

    /// The digest of what was taken so far.
    package var digest: SHA256Digest { hasher.finalize() }

    package func write(_ bytes: RawSpan) throws {
        hasher.update(bytes)
        count += UInt64(bytes.byteCount)
        try sink.write(bytes)
    }

    package func finish() throws {
        try sink.finish()
    }
}

extension SHA256Digest {
    /// The HMAC-SHA-256 of `content` under `key` (RFC 2104): a digest that only who has the key can work out.
    package init(of content: [UInt8], keyedBy key: SecretBytes) {
        let key = key.withBytes { key in
            unsafe key.withUnsafeBytes { unsafe SymmetricKey(data: $0) }
        }
        bytes = Array(HMAC<SHA256>.authenticationCode(for: content, using: key))
    }
}
