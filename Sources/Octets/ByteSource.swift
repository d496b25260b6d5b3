// SPDX-License-Identifier: Apache-2.0

/// Something that bytes are read from, in order, once.
package protocol ByteSource: AnyObject {
    /// Reads at least one byte into the front of `buffer` and returns how many; 0 means the end.
    ///
    /// Fewer bytes than the buffer holds is not the end. `buffer` is never empty.
    func read(into buffer: inout MutableRawSpan) throws -> Int

    /// Passes over `count` bytes without handing them out, and returns how many there were before the end.
    func skip(_ count: UInt64) throws -> UInt64
}

extension ByteSource {
    package func skip(_ count: UInt64) throws -> UInt64 {
        let buffer = Buffer(capacity: Int(min(count, UInt64(Limits.chunk))))
        var left = count
        while left > 0 {
            let read = try buffer.fill(from: self, upTo: Int(min(left, UInt64(buffer.capacity))))
            if read == 0 { break }
            left -= UInt64(read)
        }
        return count - left
    }

    /// Everything up to the end.
    ///
    /// - Throws: `OctetsError` with `tooLong` where more than `limit` bytes come.
    package func readAll(limit: Int) throws -> [UInt8] {
        let sink = MemorySink(limit: limit)
        try copy(to: sink)
        return sink.bytes
    }

    /// Writes everything up to the end into `sink`, which is not finished, and returns how many bytes that were.
    ///
    /// While one full piece is written, the next is read beside it.
    @discardableResult
    package func copy(to sink: any ByteSink) throws -> UInt64 {
        var buffer = Buffer(capacity: Limits.chunk)
        var ahead = Buffer(capacity: Limits.chunk)
        var total: UInt64 = 0
        var count = try buffer.fill(from: self)
        while count > 0 {
            var next = 0
            if count == buffer.capacity {
                try SideBySide.run({ try buffer.withBytes(count) { bytes in try sink.write(bytes) } }) {
                    next = try ahead.fill(from: self)
                }
            } else {
                try buffer.withBytes(count) { bytes in try sink.write(bytes) }
            }
            total += UInt64(count)
            count = next
            swap(&buffer, &ahead)
        }
        return total
    }
}

/// Something that bytes are written to, in order.
package protocol ByteSink: AnyObject {
    /// Takes all of `bytes`.
    func write(_ bytes: RawSpan) throws

    /// Says that nothing more comes; what is buffered is handed on. Called once, last.
    func finish() throws
}

extension ByteSink {
    /// Takes all of `bytes`.
    package func write(_ bytes: [UInt8]) throws {
        try bytes.withBytes { span in try write(span) }
    }
}
