// SPDX-License-Identifier: Apache-2.0

import Glibc
import Octets

/// Reads a regular file, or a part of one, in order.
package final class FileSource: ByteSource, PositionalSource {
    package let path: String
    /// How many bytes the part has that is read.
    package let size: UInt64
    private let descriptor: Int32
    private let start: UInt64
    private var position: UInt64
    private let end: UInt64

    /// Opens `path`.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - offset: where reading begins, at most the file's size.
    ///   - length: how many bytes are read; to the end where nil.
    ///   - followingLinks: false refuses a symbolic link at the path's end.
    /// - Throws: `FileError`; `changed` where the part reaches beyond the file's end.
    package init(
        _ path: String,
        from offset: UInt64 = 0,
        length: UInt64? = nil,
        followingLinks: Bool = true
    ) throws(FileError) {
        let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | (followingLinks ? 0 : O_NOFOLLOW)
        descriptor = unsafe open(path, flags)
        guard descriptor >= 0 else { throw FileError(path: path, errno: errno) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            let number = errno
            close(descriptor)
            throw FileError(path: path, errno: number)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw FileError(.wrongKind, path: path)
        }
        let fileSize = UInt64(status.st_size)
        guard offset <= fileSize, (length ?? 0) <= fileSize - offset else {
            close(descriptor)
            throw FileError(.changed, path: path)
        }
        self.path = path
        start = offset
        position = offset
        end = length.map { offset + $0 } ?? fileSize
        size = end - offset
        posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
    }

    deinit {
        close(descriptor)
    }

    package func read(into buffer: inout MutableRawSpan) throws -> Int {
        let count = try read(at: position - start, into: &buffer)
        position += UInt64(count)
        return count
    }

    /// Reads from `offset` on, counted from where the part begins; where reading in order stands stays as it is.
    package func read(at offset: UInt64, into buffer: inout MutableRawSpan) throws -> Int {
        guard offset < size else { return 0 }
        let wanted = Int(min(UInt64(buffer.byteCount), size - offset))
        guard wanted > 0 else { return 0 }
        let count = try unsafe buffer.withUnsafeMutableBytes { bytes throws(FileError) in
            while true {
                let count = unsafe pread(descriptor, bytes.baseAddress, wanted, off_t(start + offset))
                if count >= 0 { return count }
                guard errno == EINTR else { throw FileError(path: path, errno: errno) }
            }
        }
        guard count > 0 else { throw FileError(.changed, path: path) }
        return count
    }

    package func skip(_ count: UInt64) throws -> UInt64 {
        let skipped = min(count, end - position)
        position += skipped
        return skipped
    }
}
