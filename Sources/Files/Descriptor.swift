// SPDX-License-Identifier: Apache-2.0

import Glibc
import Octets

/// Open files, by the kernel's number for them.
package enum Descriptor {
    /// Writes all of `bytes`, however little of them the kernel takes at a time.
    ///
    /// At `offset`, or where nil at the file's position, which moves on. `path` is for the error alone.
    package static func write(
        _ bytes: RawSpan,
        to descriptor: Int32,
        at offset: UInt64? = nil,
        path: String
    ) throws(FileError) {
        try unsafe bytes.withUnsafeBytes { bytes throws(FileError) in
            var done = 0
            while done < bytes.count {
                let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done...])
                let count =
                    if let offset {
                        unsafe pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset) + off_t(done))
                    } else {
                        unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
                    }
                if count < 0 {
                    guard errno == EINTR else { throw FileError(path: path, errno: errno) }
                    continue
                }
                done += count
            }
        }
    }
}
