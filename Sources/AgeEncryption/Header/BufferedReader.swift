// SPDX-License-Identifier: Apache-2.0

import Octets

/// Reads lines first and whole pieces afterwards from one source, through one buffer.
final class BufferedReader {
    enum Line {
        /// A line without its line feed.
        case complete([UInt8])
        /// More bytes than the limit stand before the next line feed.
        case tooLong
        /// The source ended; these are the bytes since the last line feed.
        case unterminated([UInt8])
    }

    private let source: any ByteSource
    private let buffer: Buffer
    private var start = 0
    private var end = 0
    private var hasEnded = false

    init(_ source: any ByteSource, capacity: Int) {
        self.source = source
        buffer = Buffer(capacity: capacity)
    }

    /// How many bytes stand ready.
    var available: Int { end - start }

    /// Tells whether nothing more comes.
    var isAtEnd: Bool {
        get throws { try fill(atLeast: 1) == 0 }
    }

    /// The next line, of at most `limit` bytes.
    func readLine(limit: Int) throws -> Line {
        var line: [UInt8] = []
        while try fill(atLeast: 1) > 0 {
            let found = buffer.withBytes(end) { bytes -> Bool in
                while start < end {
                    let byte = bytes.byte(at: start)
                    if byte == UInt8(ascii: "\n") { return true }
                    if line.count >= limit { return false }
                    line.append(byte)
                    start += 1
                }
                return false
            }
            if found {
                start += 1
                return .complete(line)
            }
            if start < end { return .tooLong }
        }
        return .unterminated(line)
    }

    /// Sees to it that `count` bytes stand ready, if the source has them, and returns how many do.
    func fill(atLeast count: Int) throws -> Int {
        precondition(count <= buffer.capacity)
        guard available < count, !hasEnded else { return available }
        moveToFront()
        while available < buffer.capacity {
            let read = try buffer.withMutableBytes(from: end) { try source.read(into: &$0) }
            end += read
            if read == 0 {
                hasEnded = true
                break
            }
            // A pipe's few bytes are handed on at once; a file fills the buffer.
            if available >= count, read < Limits.chunk / 2 { break }
        }
        return available
    }

    /// Lends the next `count` bytes and passes over them.
    func take<R, E: Error>(_ count: Int, _ body: (RawSpan) throws(E) -> R) throws(E) -> R {
        precondition(count <= available)
        let range = start..<(start + count)
        start += count
        return try buffer.withBytes(end) { bytes throws(E) in try body(bytes.extracting(range)) }
    }

    private func moveToFront() {
        guard start > 0 else { return }
        let range = start..<end
        buffer.withMutableBytes { span in
            unsafe span.withUnsafeMutableBytes { memory in
                unsafe memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[range]))
            }
        }
        end -= start
        start = 0
    }
}

extension RawSpan {
    /// The byte at `offset`, which must be inside.
    func byte(at offset: Int) -> UInt8 {
        precondition(offset >= 0 && offset < byteCount)
        return unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }
}
