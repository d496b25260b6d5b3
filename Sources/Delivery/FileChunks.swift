// SPDX-License-Identifier: Apache-2.0

import Files
import NIOCore
import NIOPosix
import Octets

/// The bytes of a file as a request's body, read chunk by chunk on a thread that may wait for the disk.
///
/// A file that changes under way gives a body that the service refuses by its digest.
struct FileChunks: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    let path: String
    let size: UInt64
    /// Where the bytes begin that are wanted.
    var start: UInt64 = 0
    /// Called with the bytes handed out so far and the bytes in all.
    let progress: @Sendable (UInt64, UInt64) -> Void

    struct Iterator: AsyncIteratorProtocol {
        let chunks: FileChunks
        var position: UInt64

        mutating func next() async throws -> ByteBuffer? {
            let (path, size) = (chunks.path, chunks.size)
            let offset = position
            guard offset < size else { return nil }
            let length = Swift.min(size - offset, UInt64(Limits.chunk))
            let buffer = try await NIOThreadPool.singleton.runIfActive {
                let source = try FileSource(path, from: offset, length: length)
                return try ByteBuffer(bytes: source.readAll(limit: Limits.chunk))
            }
            position += UInt64(buffer.readableBytes)
            guard buffer.readableBytes > 0 else { throw FileError(.changed, path: path) }
            chunks.progress(position, size)
            return buffer
        }
    }

    func makeAsyncIterator() -> Iterator {
        Iterator(chunks: self, position: start)
    }
}
