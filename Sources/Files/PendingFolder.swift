// SPDX-License-Identifier: Apache-2.0

/// A folder that is filled under a hidden name and appears under its own name whole, or not at all.
///
/// The hidden folder lies beside the target; one that is given up is deleted.
package final class PendingFolder {
    package let path: String
    /// The folder as long as it has not its name.
    package let partial: String
    private var isPlaced = false

    /// - Throws: `FileError` with `exists` where `path` is taken.
    package init(_ path: String) throws(FileError) {
        guard !Folder.exists(path) else { throw FileError(.exists, path: path) }
        var generator = SystemRandomNumberGenerator()
        let (folder, name) = Folder.split(path)
        self.path = path
        partial = Folder.join(folder, ".\(name).\(String(generator.next(), radix: 36)).partial")
        try Folder.create(partial)
    }

    deinit {
        if !isPlaced { try? Folder.deleteTree(partial) }
    }

    /// Writes a file into the folder.
    package func write(_ bytes: [UInt8], as name: String) throws {
        try Folder.write(bytes, to: Folder.join(partial, name))
    }

    /// Gives the folder its name.
    package func place() throws(FileError) {
        try Folder.rename(partial, to: path)
        isPlaced = true
    }
}
