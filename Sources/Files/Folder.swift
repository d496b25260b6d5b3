// SPDX-License-Identifier: Apache-2.0

import Glibc
import Octets

/// Paths and folders.
package enum Folder {
    /// `folder/name`; the present folder needs no naming.
    package static func join(_ folder: String, _ name: String) -> String {
        if folder == "." { return name }
        return folder.isEmpty || folder.hasSuffix("/") ? folder + name : folder + "/" + name
    }

    /// The folder that `path` lies in (`.` where it names none) and its last name; slashes at the end do not count.
    package static func split(_ path: String) -> (folder: String, name: String) {
        var path = path[...]
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        guard let slash = path.lastIndex(of: "/") else { return (".", String(path)) }
        let folder = slash == path.startIndex ? "/" : String(path[..<slash])
        return (folder, String(path[path.index(after: slash)...]))
    }

    /// Tells whether anything has this name, a dangling link included.
    package static func exists(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0
    }

    /// Tells whether `path` is a symbolic link.
    package static func isLink(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    /// Tells whether `path` is a file and no link, pipe, device or folder.
    package static func isPlainFile(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// The path of something that exists, from the root, through no link.
    ///
    /// - Throws: `FileError`.
    package static func absolute(_ path: String) throws(FileError) -> String {
        guard let pointer = unsafe realpath(path, nil) else { throw FileError(path: path, errno: errno) }
        defer { unsafe free(pointer) }
        return unsafe String(cString: pointer)
    }

    /// Tells whether `path` is a folder.
    package static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Makes the folder `path`, for its owner alone, and those above it where missing; durable on return.
    ///
    /// - Throws: `FileError`; `exists` where the folder exists and `existing` says to refuse that.
    package static func create(_ path: String, existing: PendingFile.Existing = .replace) throws(FileError) {
        if isFolder(path) {
            if existing == .refuse { throw FileError(.exists, path: path) }
            return
        }
        let parent = split(path).folder
        if parent != path { try create(parent) }
        if unsafe mkdir(path, 0o700) != 0 {
            let number = errno
            // Another process made it meanwhile.
            guard number == EEXIST, existing == .replace, isFolder(path) else {
                throw FileError(path: path, errno: number)
            }
        }
        try synchronise(parent)
    }

    /// The names in the folder `path`, sorted by their bytes, without `.` and `..`.
    ///
    /// - Throws: `FileError`; `unreadableName` where a name is not UTF-8, so that nothing is passed over unnoticed.
    package static func names(in path: String) throws(FileError) -> [String] {
        let listing = try listing(of: path)
        guard listing.unreadable == 0 else { throw FileError(.unreadableName, path: path) }
        return listing.names
    }

    /// The names in the folder `path` that can be read, sorted by their bytes, and how many others there are.
    ///
    /// A name that is not UTF-8 is never mended: the mended name could be another file's, which would then be taken twice
    /// and this one never.
    package static func listing(of path: String) throws(FileError) -> (names: [String], unreadable: Int) {
        guard let stream = unsafe opendir(path) else { throw FileError(path: path, errno: errno) }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        var unreadable = 0
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(validatingCString: $0)
                }
            }
            guard let name else {
                unreadable += 1
                continue
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return (names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }, unreadable)
    }

    /// Makes the folder's list of names durable.
    package static func synchronise(_ path: String) throws(FileError) {
        let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(path: path, errno: errno) }
        defer { close(descriptor) }
        // Some file systems have nothing to do for a folder and say EINVAL.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw FileError(path: path, errno: errno) }
    }

    /// Gives the file or folder another name in one step; the new name must be free.
    package static func rename(_ path: String, to target: String) throws(FileError) {
        guard !exists(target) else { throw FileError(.exists, path: target) }
        guard unsafe Glibc.rename(path, target) == 0 else { throw FileError(path: target, errno: errno) }
        try synchronise(split(target).folder)
    }

    /// Deletes a file, durably; a file that is not there is no error.
    package static func deleteFile(_ path: String) throws(FileError) {
        guard unsafe unlink(path) == 0 || errno == ENOENT else { throw FileError(path: path, errno: errno) }
        try synchronise(split(path).folder)
    }

    /// Deletes a folder and everything in it, following no link.
    package static func deleteTree(_ path: String) throws(FileError) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            guard unsafe unlink(path) == 0 else { throw FileError(path: path, errno: errno) }
            return
        }
        for name in try names(in: path) { try deleteTree(join(path, name)) }
        guard unsafe rmdir(path) == 0 else { throw FileError(path: path, errno: errno) }
    }

    /// Reads the whole file at `path`, at most `limit` bytes.
    package static func read(
        _ path: String,
        limit: Int,
        followingLinks: Bool = true
    ) throws -> [UInt8] {
        try FileSource(path, followingLinks: followingLinks).readAll(limit: limit)
    }

    /// Writes the whole file at `path`, whole or not at all.
    package static func write(
        _ bytes: [UInt8],
        to path: String,
        existing: PendingFile.Existing = .refuse,
        mode: UInt32 = 0o600
    ) throws {
        let file = try PendingFile(path, existing: existing)
        try file.write(bytes)
        try file.place(existing: existing, mode: mode)
    }
}
