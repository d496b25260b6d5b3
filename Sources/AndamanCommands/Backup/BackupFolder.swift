// SPDX-License-Identifier: Apache-2.0

import Files
import JSONSchema
import Octets

/// A backup on disk: the home's files under their own names, `backup.json`, and `SHA256SUMS`, which `sha256sum -c` reads too.
///
/// ```
/// backup.json    whose it is, from when, and whether the private keys are in it
/// SHA256SUMS     every file with its digest: written last, so that a backup without it is none
/// home/…         the files
/// ```
final class BackupFolder {
    static let type = "urn:andaman:backup:1"
    private static let aboutName = "backup.json"
    private static let sumsName = "SHA256SUMS"
    private static let filesName = "home"

    private let folder: PendingFolder
    private var sums: [UInt8] = []
    private var count = 0

    /// - Throws: `FileError` with `exists` where `path` is taken.
    init(creating path: String) throws(FileError) {
        folder = try PendingFolder(path)
        try Folder.create(Folder.join(folder.partial, Self.filesName))
    }

    /// Where the home's file of this name is.
    func path(_ name: String) -> String {
        Folder.join(Folder.join(folder.partial, Self.filesName), name)
    }

    /// Copies a file; one that is gone since it was listed was erased, and is left out.
    func take(_ name: String, from source: String) throws {
        do {
            let file = try FileSource(source, followingLinks: false)
            try Folder.create(Folder.split(path(name)).folder)
            let digesting = DigestingSource(file)
            let copy = try PendingFile(path(name))
            try digesting.copy(to: copy)
            // Sticks (FAT) know no links.
            try copy.place(existing: .replace)
            add(name, digesting.digest)
        } catch let error as FileError where error.code == .missing && error.path == source {
            return
        }
    }

    /// Lists a file that was put here by other means.
    func note(_ name: String) throws {
        add(name, try Self.digest(path(name)))
    }

    private func add(_ name: String, _ digest: SHA256Digest) {
        sums += Array("\(digest.hex)  \(Self.filesName)/\(name)\n".utf8)
        count += 1
    }

    /// Gives the folder its name and tells how many files of the home are in it.
    func place(about: [UInt8]) throws -> Int {
        try folder.write(about, as: Self.aboutName)
        sums += Array("\(SHA256Digest(of: about).hex)  \(Self.aboutName)\n".utf8)
        try folder.write(sums, as: Self.sumsName)
        try folder.place()
        return count
    }

    // MARK: Reading

    /// A backup whose every file was found to be what was backed up.
    struct Checked {
        let office: String
        let authority: String
        /// The names of the home's files.
        let names: [String]
        private let folder: String

        /// Reads every file of the backup.
        ///
        /// - Throws: `CommandError` with `notBackup` or `backupAltered`; `FileError`.
        init(_ path: String) throws {
            let notBackup = CommandError(.notBackup, ["path": path])
            let aboutPath = Folder.join(path, aboutName)
            guard Folder.exists(aboutPath), Folder.exists(Folder.join(path, sumsName)),
                let about = try? JSON.parse(Folder.read(aboutPath, limit: Limits.document)),
                about["type"]?.string == BackupFolder.type, let office = about["office"]?.string,
                let authority = about["authority"]?.string
            else { throw notBackup }
            folder = Folder.join(path, filesName)
            (self.office, self.authority) = (office, authority)
            let sums = try FileSource(Folder.join(path, sumsName), followingLinks: false)
            var names: [String] = []
            for line in try sums.readAll(limit: Int(sums.size)).split(separator: UInt8(ascii: "\n")) {
                let line = String(decoding: line, as: UTF8.self)
                guard let digest = SHA256Digest(hex: String(line.prefix(64))),
                    line.dropFirst(64).hasPrefix("  ")
                else { throw notBackup }
                let name = String(line.dropFirst(66))
                // Nothing outside the backup is read or written, whatever the list says.
                guard
                    name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy({
                        !$0.isEmpty && !$0.hasPrefix(".")
                    })
                else { throw notBackup }
                let found = try? BackupFolder.digest(Folder.join(path, name))
                guard found == digest else { throw CommandError(.backupAltered, ["path": name]) }
                if name.hasPrefix(filesName + "/") {
                    names.append(String(name.dropFirst(filesName.count + 1)))
                }
            }
            guard names.contains(HomeTree.registry), names.contains("office.json") else { throw notBackup }
            self.names = names
        }

        /// Copies the home's file of this name to a path that is free.
        func copy(_ name: String, to target: String) throws {
            try Folder.create(Folder.split(target).folder)
            let file = try PendingFile(target)
            try FileSource(Folder.join(folder, name), followingLinks: false).copy(to: file)
            try file.place(existing: .replace)
        }
    }

    private static func digest(_ path: String) throws -> SHA256Digest {
        let source = DigestingSource(try FileSource(path, followingLinks: false))
        let buffer = Buffer(capacity: Limits.chunk)
        while try buffer.fill(from: source) > 0 {}
        return source.digest
    }
}
