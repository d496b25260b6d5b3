// SPDX-License-Identifier: Apache-2.0

import Files
import Glibc
import Octets

/// Everything in a folder, kept in memory: to be compared, or to be written out again elsewhere.
struct FileTree: Hashable, Sendable {
    private var folders: Set<String> = []
    private(set) var files: [String: [UInt8]] = [:]

    init(_ root: String) throws {
        try add(root, "")
    }

    private mutating func add(_ root: String, _ folder: String) throws {
        for name in try Folder.names(in: root + folder) {
            let path = folder + "/" + name
            if Folder.isFolder(root + path) {
                folders.insert(path)
                try add(root, path)
            } else {
                files[path] = try Folder.read(root + path, limit: 1 << 26)
            }
        }
    }

    func write(to root: String) throws {
        for folder in folders.sorted() { try Folder.create(root + folder) }
        for (path, bytes) in files { try Folder.write(bytes, to: root + path) }
    }

    /// The rest, where files whose paths contain `part` are left out.
    func without(_ part: String) -> FileTree {
        var rest = self
        rest.files = files.filter { !$0.key.contains(part) }
        return rest
    }

    func contains(_ text: String) -> Bool {
        files.values.contains { bytes in
            let wanted = Array(text.utf8)
            return bytes.indices.contains { start in
                bytes[start] == wanted[0] && bytes[start...].starts(with: wanted)
            }
        }
    }
}

/// Lends a fresh folder and deletes it afterwards.
func withTemporaryFolder<R>(_ body: (String) async throws -> R) async throws -> R {
    var generator = SystemRandomNumberGenerator()
    let folder = "/tmp/andaman-commands-" + String(generator.next(), radix: 36)
    try Folder.create(folder)
    defer { try? Folder.deleteTree(folder) }
    return try await body(folder)
}

func replace(_ old: String, by new: String, in path: String) throws {
    let text = String(decoding: try Folder.read(path, limit: 1 << 20), as: UTF8.self)
    try Folder.write(
        Array(text.replacing(old, with: new, maxReplacements: 1).utf8),
        to: path,
        existing: .replace
    )
}
