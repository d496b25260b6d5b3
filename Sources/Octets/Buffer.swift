// SPDX-License-Identifier: Apache-2.0

/// A piece of memory of a fixed size that bytes pass through.
@safe
package final class Buffer {
    package let capacity: Int
    private let memory: UnsafeMutableRawBufferPointer

    /// - Parameter capacity: in bytes, at least 1.
    package init(capacity: Int) {
        self.capacity = max(capacity, 1)
        unsafe memory = UnsafeMutableRawBufferPointer.allocate(byteCount: max(capacity, 1), alignment: 64)
    }

    deinit {
        unsafe memory.deallocate()
    }

    /// Lends the first `count` bytes.
    package func withBytes<R, E: Error>(_ count: Int, _ body: (RawSpan) throws(E) -> R) throws(E) -> R {
        precondition(count <= capacity)
        return try body(unsafe RawSpan(_unsafeBytes: UnsafeRawBufferPointer(rebasing: memory[..<count])))
    }

    /// Lends the bytes from `offset` on, to be written.
    package func withMutableBytes<R, E: Error>(
        from offset: Int = 0,
        _ body: (inout MutableRawSpan) throws(E) -> R
    ) throws(E) -> R {
        precondition(offset <= capacity)
        var span = unsafe MutableRawSpan(
            _unsafeBytes: UnsafeMutableRawBufferPointer(rebasing: memory[offset...])
        )
        return try body(&span)
    }

    /// Reads until `limit` bytes stand in the buffer or the source ends, and returns how many there are.
    package func fill(from source: any ByteSource, upTo limit: Int = .max) throws -> Int {
        let wanted = min(limit, capacity)
        var count = 0
        while count < wanted {
            let read = try withMutableBytes(from: count) { span in
                var part = span._mutatingExtracting(first: wanted - count)
                return try source.read(into: &part)
            }
            if read == 0 { break }
            count += read
        }
        return count
    }
}
