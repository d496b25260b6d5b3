// SPDX-License-Identifier: Apache-2.0

/// Bytes of a known length that are read in any order.
package protocol PositionalSource: AnyObject {
    /// How many bytes there are.
    var size: UInt64 { get }

    /// Reads at least one byte from `offset` on into the front of `buffer` and returns how many; 0 means the end.
    func read(at offset: UInt64, into buffer: inout MutableRawSpan) throws -> Int
}

/// Positional reading of bytes in memory.
package final class MemoryPositionalSource: PositionalSource {
    private let bytes: [UInt8]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    package var size: UInt64 { UInt64(bytes.count) }

    package func read(at offset: UInt64, into buffer: inout MutableRawSpan) throws -> Int {
        guard offset < size else { return 0 }
        let start = Int(offset)
        let count = min(buffer.byteCount, bytes.count - start)
        bytes.withBytes { buffer.copy(from: $0.extracting(start..<(start + count))) }
        return count
    }
}

/// Reads a part of a positional source in order.
package final class SliceSource: ByteSource {
    private let source: any PositionalSource
    private var position: UInt64
    private let end: UInt64

    /// Reads the part `range` of `source`; what lies beyond the source's end is simply not there.
    package init(_ source: any PositionalSource, _ range: Range<UInt64>) {
        self.source = source
        position = range.lowerBound
        end = range.upperBound
    }

    package func read(into buffer: inout MutableRawSpan) throws -> Int {
        let wanted = Int(min(UInt64(buffer.byteCount), end - position))
        guard wanted > 0 else { return 0 }
        var part = buffer._mutatingExtracting(first: wanted)
        let count = try source.read(at: position, into: &part)
        position += UInt64(count)
        return count
    }

    package func skip(_ count: UInt64) throws -> UInt64 {
        let skipped = min(count, min(end, max(source.size, position)) - position)
        position += skipped
        return skipped
    }
}
