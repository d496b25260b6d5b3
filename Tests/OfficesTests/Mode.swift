// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

/// Permissions of files.
enum Mode {
    static func of(_ path: String) throws -> UInt32 {
        var status = Glibc.stat()
        try #require(unsafe stat(path, &status) == 0)
        return status.st_mode & 0o777
    }
}
