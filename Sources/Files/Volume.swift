// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The room on the file system that a folder is on.
package struct Volume: Sendable {
    /// What may still be written, in bytes.
    package let free: UInt64
    /// All of it, in bytes.
    package let size: UInt64
    /// What is left free for the registry and the office's own work, in bytes: 1 GiB, or a twentieth of a smaller disk.
    package var reserve: UInt64 { min(1 << 30, size / 20) }

    /// - Throws: `FileError`.
    package init(of folder: String) throws(FileError) {
        var status = statvfs()
        guard unsafe statvfs(folder, &status) == 0 else { throw FileError(path: folder, errno: errno) }
        free = UInt64(status.f_bavail) * UInt64(status.f_frsize)
        size = UInt64(status.f_blocks) * UInt64(status.f_frsize)
    }
}
