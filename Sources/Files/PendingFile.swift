// SPDX-License-Identifier: Apache-2.0

import Glibc
import Octets

/// A file that is written under a temporary name and appears under its own name whole, or not at all.
///
/// Order of system calls: create `.NAME.RANDOM.partial` beside the target (mode 0600), write, patch, `fsync` the
/// file, `link` or `rename` it to its name, `fsync` the folder. A crash before the rename leaves only the partial file.
package final class PendingFile: PatchableSink {
    package enum Existing: Sendable {
        /// Refuses a name that is taken.
        case refuse
        /// Replaces what has the name.
        case replace
    }

    /// The end of a temporary name.
    package static let suffix = ".partial"

    package let path: String
    private let temporaryPath: String
    private let descriptor: Int32
    private var isPlaced = false
    /// How many bytes were written.
    package private(set) var count: UInt64 = 0

    /// Creates the temporary file.
    ///
    /// - Throws: `FileError`; `exists` where `path` is taken and `existing` says to refuse that; `wrongKind` for what no
    ///   file may take the place of.
    package init(_ path: String, existing: Existing = .refuse) throws(FileError) {
        switch existing {
        case .refuse: if Folder.exists(path) { throw FileError(.exists, path: path) }
        case .replace: try Self.checkReplaceable(path)
        }
        var generator = SystemRandomNumberGenerator()
        let (folder, name) = Folder.split(path)
        let mark = String(generator.next(), radix: 36)
        temporaryPath = Folder.join(folder, ".\(name).\(mark)" + Self.suffix)
        descriptor = unsafe open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileError(path: path, errno: errno) }
        self.path = path
    }

    deinit {
        close(descriptor)
        if !isPlaced { unsafe unlink(temporaryPath) }
    }

    package func write(_ bytes: RawSpan) throws {
        try Descriptor.write(bytes, to: descriptor, at: count, path: path)
        count += UInt64(bytes.byteCount)
    }

    package func finish() throws {}

    package func patch(_ bytes: [UInt8], at offset: UInt64) throws {
        precondition(offset + UInt64(bytes.count) <= count)
        try bytes.withBytes { span in
            try Descriptor.write(span, to: descriptor, at: offset, path: path)
        }
    }

    /// Makes the file durable and gives it its name.
    ///
    /// - Parameters:
    ///   - existing: as in `init`; a name taken meanwhile is refused too.
    ///   - mode: the file's permissions.
    /// - Throws: `FileError`.
    package func place(existing: Existing = .refuse, mode: UInt32 = 0o600) throws(FileError) {
        // A stick (FAT) has no permissions of its own and may refuse; the file was made for its owner alone.
        if fchmod(descriptor, mode) != 0, ![EPERM, ENOTSUP, ENOSYS].contains(errno) {
            throw FileError(path: path, errno: errno)
        }
        try check(fsync(descriptor))
        switch existing {
        case .refuse:
            // `link` refuses a name that is taken, which `rename` does not. A stick (FAT) knows no `link`: there the name
            // is looked at before, and two writers at one moment are not told apart.
            if unsafe link(temporaryPath, path) == 0 {
                try check(unsafe unlink(temporaryPath))
            } else if [EPERM, ENOTSUP, ENOSYS].contains(errno) {
                guard !Folder.exists(path) else { throw FileError(.exists, path: path) }
                try check(unsafe rename(temporaryPath, path))
            } else {
                throw FileError(path: path, errno: errno)
            }
        case .replace:
            try Self.checkReplaceable(path)
            try check(unsafe rename(temporaryPath, path))
        }
        isPlaced = true
        try Folder.synchronise(Folder.split(path).folder)
    }

    /// Refuses a name that is a device's, a pipe's or a folder's: `rename` would put a file in the place of `/dev/null`.
    private static func checkReplaceable(_ path: String) throws(FileError) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFREG else { throw FileError(.wrongKind, path: path) }
    }

    private func check(_ result: Int32) throws(FileError) {
        guard result == 0 else { throw FileError(path: path, errno: errno) }
    }
}
