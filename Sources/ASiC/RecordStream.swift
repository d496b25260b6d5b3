// SPDX-License-Identifier: Apache-2.0

import Octets

/// Reads records and content from a source, in order, with exact lengths.
///
/// While a piece of long content is worked on, the next one is read beside it.
final class RecordStream {
    private let source: any ByteSource
    private var buffer = Buffer(capacity: Limits.chunk)
    /// What the next piece is read into.
    private var ahead = Buffer(capacity: Limits.chunk)
    private var start = 0
    private var end = 0
    /// How many bytes were consumed.
    private(set) var offset: UInt64 = 0

    init(_ source: any ByteSource) {
        self.source = source
    }

    /// Lends the next `count` bytes, piece by piece.
    ///
    /// - Throws: `ASiCError` with `truncated` where there are fewer.
    func forEach(_ count: UInt64, _ body: (RawSpan) throws -> Void) throws {
        var left = count
        while left > 0 {
            guard try fill() else { throw ASiCError(.truncated) }
            let part = Int(min(left, UInt64(end - start)))
            let piece = start..<(start + part)
            start += part
            offset += UInt64(part)
            left -= UInt64(part)
            if left > 0, part > Limits.hashedInPlace {
                var read = 0
                try SideBySide.run({ try buffer.withBytes(end) { try body($0.extracting(piece)) } }) {
                    read = try ahead.fill(from: source)
                }
                swap(&buffer, &ahead)
                (start, end) = (0, read)
            } else {
                try buffer.withBytes(end) { try body($0.extracting(piece)) }
            }
        }
    }

    /// The next `count` bytes.
    ///
    /// - Throws: `ASiCError` with `truncated` where there are fewer.
    func read(_ count: Int) throws -> [UInt8] {
        let bytes = try readUpTo(count)
        guard bytes.count == count else { throw ASiCError(.truncated) }
        return bytes
    }

    /// The next `count` bytes, fewer only where the source ends.
    func readUpTo(_ count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count < count, try fill() {
            let part = min(count - bytes.count, end - start)
            try forEach(UInt64(part)) { bytes.append(copying: $0) }
        }
        return bytes
    }

    /// Passes over `count` bytes, unread where the source can.
    func skip(_ count: UInt64) throws {
        let buffered = min(count, UInt64(end - start))
        start += Int(buffered)
        let skipped = try count > buffered ? source.skip(count - buffered) : 0
        guard buffered + skipped == count else { throw ASiCError(.truncated) }
        offset += count
    }

    /// Tells whether nothing more comes.
    func isAtEnd() throws -> Bool { try !fill() }

    /// Tells whether at least one byte stands in the buffer.
    private func fill() throws -> Bool {
        if start == end {
            start = 0
            end = try buffer.fill(from: source)
        }
        return end > 0
    }
}
