// SPDX-License-Identifier: Apache-2.0

import Glibc
package import Octets

/// A file or a pipe with a secret in its first line: a passphrase that a shell, a password store or systemd hands over.
package enum SecretFile {
    /// Reads the first line of what `path` names, up to its end, and wipes everything that was read.
    ///
    /// A pipe is waited for, as every program does that reads from one: `/dev/fd/63`, as shells name a pipe to another
    /// program. Terminals are refused, where the secret would be shown, and so are all devices, some of which never end.
    ///
    /// - Parameters:
    ///   - path: a file, a pipe, or a link to either.
    ///   - limit: how many bytes it may have.
    /// - Returns: the line without its end; empty where there is none.
    /// - Throws: `FileError`; `wrongKind` for what is neither; `OctetsError` with `tooLong`.
    package static func firstLine(of path: String, limit: Int) throws -> SecretBytes {
        // What a pipe is opened for must be known before: opening a device may do something, and waiting without end for
        // somebody to write is right for a pipe alone.
        try check(path) { unsafe stat(path, &$0) }
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { throw FileError(path: path, errno: errno) }
        defer { close(descriptor) }
        try check(path) { unsafe fstat(descriptor, &$0) }
        var bytes = [UInt8](repeating: 0, count: limit + 1)
        defer { _ = SecretBytes(taking: &bytes) }
        var count = 0
        while count < bytes.count {
            let read = unsafe bytes.withUnsafeMutableBytes {
                unsafe Glibc.read(descriptor, $0.baseAddress?.advanced(by: count), $0.count - count)
            }
            if read < 0, errno == EINTR { continue }
            guard read >= 0 else { throw FileError(path: path, errno: errno) }
            if read == 0 { break }
            count += read
        }
        guard count <= limit else { throw OctetsError(.tooLong, ["limit": String(limit)]) }
        let end = bytes[..<count].firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
        return bytes.withBytes { SecretBytes(copying: $0.extracting(first: end ?? count)) }
    }

    /// Tells whether `path` is a pipe, which can be read once.
    package static func isPipe(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
    }

    private static func check(_ path: String, _ ask: (inout stat) -> Int32) throws(FileError) {
        var status = stat()
        guard ask(&status) == 0 else { throw FileError(path: path, errno: errno) }
        guard [S_IFREG, S_IFIFO].contains(status.st_mode & S_IFMT) else {
            throw FileError(.wrongKind, path: path)
        }
    }
}
