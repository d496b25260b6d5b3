// SPDX-License-Identifier: Apache-2.0

import Files
import Glibc
package import Octets
import Synchronization

/// A file that a bundle is written to while it comes in, hashed on the way.
///
/// It is locked (`flock`) as long as this object lives, which tells the sweep at start that its writer is alive; a
/// writer that was killed holds no lock. When the object goes, the file goes, unless the store has adopted it; who has
/// to say that it is gone calls `discard`, because when an object goes is nobody's to say.
package final class SpoolFile: ByteSink, Sendable {
    private struct Progress {
        let hasher = SHA256Hasher()
        var count: UInt64 = 0
    }

    package let path: String
    private let descriptor: Int32
    private let progress = Mutex(Progress())

    /// Creates a file of a random name in `folder`, for its owner alone.
    init(in folder: String) throws(FileError) {
        var generator = SystemRandomNumberGenerator()
        while true {
            let name = String(generator.next(), radix: 36) + String(generator.next(), radix: 36)
            let path = Folder.join(folder, name)
            let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw FileError(path: path, errno: errno) }
            var status = stat()
            // Another process's sweep may have come between the two calls and deleted the file: then anew.
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0, unsafe fstat(descriptor, &status) == 0,
                status.st_nlink == 1
            {
                self.path = path
                self.descriptor = descriptor
                return
            }
            close(descriptor)
        }
    }

    deinit {
        discard()
        close(descriptor)
    }

    /// Deletes the file, unless the store has adopted it, which leaves nothing at `path`.
    package func discard() {
        unsafe unlink(path)
    }

    /// How many bytes were written.
    package var count: UInt64 { progress.withLock { $0.count } }

    /// The digest of what was written so far.
    package var digest: SHA256Digest { progress.withLock { $0.hasher.finalize() } }

    package func write(_ bytes: RawSpan) throws {
        try Descriptor.write(bytes, to: descriptor, path: path)
        progress.withLock { progress in
            progress.hasher.update(bytes)
            progress.count += UInt64(bytes.byteCount)
        }
    }

    package func finish() throws {}

    /// Deletes the spool files in `folder` whose writers are dead, and tells how many those were.
    static func deleteAbandoned(in folder: String) throws(FileError) -> Int {
        var count = 0
        for name in try Folder.names(in: folder) {
            let path = Folder.join(folder, name)
            let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
            guard descriptor >= 0 else { continue }
            defer { close(descriptor) }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { continue }
            if unsafe unlink(path) == 0 { count += 1 }
        }
        return count
    }
}
