// SPDX-License-Identifier: Apache-2.0

/// A source over bytes in memory.
package final class MemorySource: ByteSource {
    private let bytes: [UInt8]
    private var position = 0

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    package func read(into buffer: inout MutableRawSpan) throws -> Int {
        let count = min(buffer.byteCount, bytes.count - position)
        bytes.withBytes { buffer.copy(from: $0.extracting(position..<(position + count))) }
        position += count
        return count
    }

    package func skip(_ count: UInt64) throws -> UInt64 {
        let skipped = min(count, UInt64(bytes.count - position))
        position += Int(skipped)
        return skipped
    }
}

/// A sink that keeps what it takes, up to a limit.
package final class MemorySink: PatchableSink {
    package private(set) var bytes: [UInt8] = []
    private let limit: Int

    package init(limit: Int) {
        self.limit = limit
    }

    package func write(_ bytes: RawSpan) throws {
        guard bytes.byteCount <= limit - self.bytes.count else {
            throw OctetsError(.tooLong, ["limit": String(limit)])
        }
        self.bytes.append(copying: bytes)
    }

    package func finish() throws {}

    package func patch(_ bytes: [UInt8], at offset: UInt64) throws {
        let start = Int(offset)
        precondition(start + bytes.count <= self.bytes.count)
        self.bytes.replaceSubrange(start..<(start + bytes.count), with: bytes)
    }
}
