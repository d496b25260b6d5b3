// SPDX-License-Identifier: Apache-2.0

import Glibc
import Octets

/// A lock that one holder has at a time, among all threads and processes of this machine, for as long as it lives.
///
/// It is `flock` on a file of its own: a holder that was killed holds nothing.
package final class FileLock: Sendable {
    private let path: String
    private let descriptor: Int32

    /// Takes the lock at `path`, making its file where missing; nil where somebody else has it.
    package init?(_ path: String) throws(FileError) {
        while true {
            let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
            guard descriptor >= 0 else { throw FileError(path: path, errno: errno) }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                let number = errno
                close(descriptor)
                guard number == EWOULDBLOCK else { throw FileError(path: path, errno: number) }
                return nil
            }
            // The holder before may have deleted the file between the two calls: then the lock is on nothing.
            var (held, named) = (stat(), stat())
            if unsafe fstat(descriptor, &held) == 0, unsafe stat(path, &named) == 0,
                held.st_ino == named.st_ino
            {
                self.path = path
                self.descriptor = descriptor
                return
            }
            close(descriptor)
        }
    }

    deinit {
        close(descriptor)
    }

    /// Deletes the lock's file, for what needs no lock any more; the lock itself is held on.
    package func deleteFile() {
        unsafe unlink(path)
    }
}
