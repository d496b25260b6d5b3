// SPDX-License-Identifier: Apache-2.0

import Files
import JSONSchema
import Octets
import TransparencyLog

/// A backup on disk: the home's files under their own names, `backup.json`, `SHA256SUMS`, which `sha256sum -c` reads too, and
/// its signature.
///
/// ```
/// backup.json    whose it is, from when, and whether the private keys are in it
/// SHA256SUMS     every file with its digest
/// backup.note    a note (C2SP signed-note) of the digest of SHA256SUMS, signed by the log's key
/// home/…         the files
/// ```
///
/// The note's text cannot be taken for a head of the log: a head has a number in its second line.
final class BackupFolder {
    static let type = "urn:andaman:backup:1"
    private static let aboutName = "backup.json"
    private static let sumsName = "SHA256SUMS"
    private static let noteName = "backup.note"
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
    ///
    /// `signer` is the key of the office's log; without one the backup is not signed.
    func place(about: [UInt8], signedBy signer: NoteSigner?, at now: Timestamp) throws -> Int {
        try folder.write(about, as: Self.aboutName)
        sums += Array("\(SHA256Digest(of: about).hex)  \(Self.aboutName)\n".utf8)
        try folder.write(sums, as: Self.sumsName)
        if let signer {
            let text = Self.noteText(sums: SHA256Digest(of: sums))
            let note = try Note(text: text, signatures: [signer.sign(text, at: now)])
            try folder.write(note.bytes, as: Self.noteName)
        }
        try folder.place()
        return count
    }

    private static func noteText(sums: SHA256Digest) -> String {
        "andaman/backup/1\nSHA256SUMS \(sums.hex)\n"
    }

    // MARK: Reading

    /// A backup whose every file was found to be what was backed up.
    struct Checked {
        let office: String
        let authority: String
        /// When it was made, as it says itself.
        let created: String
        /// Where the home's files are; only those in `names` were looked at.
        var home: String { folder }
        /// The names of the home's files.
        let names: [String]
        private let folder: String
        /// The digest of the list of digests, and the note about it.
        private let sums: SHA256Digest
        private let note: [UInt8]?

        /// Reads every file of the backup.
        ///
        /// - Throws: `CommandError` with `notBackup` or `backupAltered`; `FileError`.
        init(_ path: String) throws {
            let notBackup = CommandError(.notBackup, ["path": path])
            let aboutPath = Folder.join(path, aboutName)
            guard Folder.exists(aboutPath), Folder.exists(Folder.join(path, sumsName)),
                let about = try? JSON.parse(Folder.read(aboutPath, limit: Limits.document)),
                about["type"]?.string == BackupFolder.type, let office = about["office"]?.string,
                let authority = about["authority"]?.string, let created = about["created"]?.string
            else { throw notBackup }
            self.created = created
            folder = Folder.join(path, filesName)
            (self.office, self.authority) = (office, authority)
            let file = try FileSource(Folder.join(path, sumsName), followingLinks: false)
            let list = try file.readAll(limit: Int(file.size))
            sums = SHA256Digest(of: list)
            let notePath = Folder.join(path, noteName)
            note =
                Folder.exists(notePath)
                ? try Folder.read(notePath, limit: Limits.note, followingLinks: false) : nil
            var names: [String] = []
            for line in list.split(separator: UInt8(ascii: "\n")) {
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

        /// Tells whether one of `keys` signed the list of digests as it is.
        func isSigned(by keys: [VerifierKey]) -> Bool {
            guard let note = note.flatMap({ try? Note(parsing: $0) }),
                note.text == noteText(sums: sums)
            else { return false }
            return keys.contains { (try? note.verify($0)) != nil }
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
