// SPDX-License-Identifier: Apache-2.0

import Files
import Glibc
import Octets

/// What a loss of power may do to a disk: all that was written and not yet synchronised may be there, be gone, or be torn.
///
/// It reads the journal that `Tests/Faults/machine.c` keeps. A change is safe once an `fsync` of its file, or of its
/// folder for a name, has begun after it and ended.
struct PowerCut: Sendable {
    private struct Write {
        let offset: Int
        let length: Int
    }

    private struct Naming {
        let inode: String
        /// The former name; nil for a folder that was made.
        let old: String?
        let new: String
    }

    /// Changes in their order, of which the first become safe.
    private struct Changes<Change: Sendable>: Sendable {
        private(set) var unsafe: [Change] = []
        private var countOfSafe = 0

        var count: Int { countOfSafe + unsafe.count }
        mutating func append(_ change: Change) { unsafe.append(change) }
        mutating func settle(first count: Int) {
            guard count > countOfSafe else { return }
            unsafe.removeFirst(count - countOfSafe)
            countOfSafe = count
        }
    }

    private let journal: String
    private var writes: [String: Changes<Write>] = [:]
    /// By the inode of the folder that holds the new name.
    private var namings: [String: Changes<Naming>] = [:]
    /// How many changes each `fsync` under way found, by thread and inode.
    private var begun: [String: (writes: Int, namings: Int)] = [:]
    /// What was lost or torn, in all.
    private(set) var damage = 0

    init(journal: String) throws {
        self.journal = journal
        try Folder.write([], to: journal)
    }

    /// Takes in what was done to the disk; for when no program runs.
    mutating func read() throws {
        let bytes = try Folder.read(journal, limit: 1 << 30)
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") { take(line) }
        begun = [:]
        // Emptied in place: it is open by its name alone.
        _ = unsafe truncate(journal, 0)
    }

    /// All is safe, as after `sync`.
    mutating func synchronise() throws {
        try read()
        (writes, namings) = ([:], [:])
    }

    private mutating func take(_ line: Substring) {
        let parts = line.split(separator: "\t")
        let words = (parts.first ?? "").split(separator: " ", maxSplits: 3).map(String.init)
        guard words.count >= 2 else { return }
        switch words[0] {
        case "C": writes[words[1]] = nil
        case "W" where words.count == 4:
            guard let offset = Int(words[2]), let length = Int(words[3]) else { return }
            writes[words[1], default: Changes()].append(Write(offset: offset, length: length))
        case "D":
            namings[words[1], default: Changes()]
                .append(Naming(inode: "", old: nil, new: words[2...].joined(separator: " ")))
        case "R" where parts.count == 3:
            namings[words[1], default: Changes()]
                .append(Naming(inode: words[2], old: String(parts[1]), new: String(parts[2])))
        case "B":
            begun[words[1] + " " + words[2]] = (
                writes[words[2]]?.count ?? 0, namings[words[2]]?.count ?? 0
            )
        case "S":
            guard let safe = begun.removeValue(forKey: words[1] + " " + words[2]) else { return }
            writes[words[2]]?.settle(first: safe.writes)
            namings[words[2]]?.settle(first: safe.namings)
        default: break
        }
    }

    /// Does to the disk at `root` what its loss of power may do; for when no program runs.
    mutating func strike(_ root: String, using generator: inout some RandomNumberGenerator) throws {
        try read()
        let paths = try Self.paths(root)
        for (inode, changes) in writes.sorted(by: { $0.key < $1.key }) {
            guard let path = paths[inode], !changes.unsafe.isEmpty else { continue }
            try tear(path, changes.unsafe, using: &generator)
        }
        for naming in namings.sorted(by: { $0.key < $1.key }).flatMap(\.value.unsafe).reversed() {
            guard Bool.random(using: &generator) else { continue }
            try undo(naming)
        }
        try synchronise()
    }

    private mutating func tear(
        _ path: String,
        _ unsynchronised: [Write],
        using generator: inout some RandomNumberGenerator
    ) throws {
        let size = Int(try FileSource(path).size)
        // Writes reach a disk in any order: of each, everything, a part, or nothing is there.
        let file = unsafe open(path, O_RDWR)
        guard file >= 0 else { throw FileError(path: path, errno: errno) }
        defer { close(file) }
        let isCut = Bool.random(using: &generator)
        for write in unsynchronised where Int.random(in: 0..<3, using: &generator) > 0 {
            let kept = Int.random(in: 0...write.length, using: &generator)
            let (start, end) = (write.offset + kept, min(size, write.offset + write.length))
            guard start < end else { continue }
            damage += 1
            if isCut, end == size {
                ftruncate(file, off_t(start))
                return
            }
            let rubbish = (start..<end).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let zeros = [UInt8](repeating: 0, count: end - start)
            let bytes = Bool.random(using: &generator) ? rubbish : zeros
            _ = unsafe pwrite(file, bytes, bytes.count, off_t(start))
        }
    }

    private mutating func undo(_ naming: Naming) throws {
        var status = stat()
        guard unsafe lstat(naming.new, &status) == 0,
            naming.old == nil || String(status.st_ino) == naming.inode
        else { return }
        damage += 1
        if let old = naming.old {
            // A file that had both names for a moment loses the new one.
            if Folder.exists(old) {
                _ = unsafe unlink(naming.new)
            } else {
                _ = unsafe Glibc.rename(naming.new, old)
            }
        } else {
            try Folder.deleteTree(naming.new)
        }
    }

    /// The files under `root` by their inodes.
    private static func paths(_ root: String) throws -> [String: String] {
        var paths: [String: String] = [:]
        for name in try Folder.names(in: root) {
            let path = root + "/" + name
            if Folder.isFolder(path), !Folder.isLink(path) {
                paths.merge(try Self.paths(path)) { first, _ in first }
                continue
            }
            var status = stat()
            if unsafe lstat(path, &status) == 0 { paths[String(status.st_ino)] = path }
        }
        return paths
    }
}
