// SPDX-License-Identifier: Apache-2.0

import Files
import Octets

/// The files that `verify` is to look at: those that are named, and the containers in the folders that are named.
struct VerifyInputs {
    private(set) var files: [String] = []
    /// Files of the folders that have no container's ending.
    private(set) var passedOver = 0
    /// Folders in which something lies whose name cannot be read: it may be a container, and no verdict is given on it.
    private(set) var unreadable: [FileError] = []

    /// What containers are called: our own kinds, and those of EN 319 162-1 §4.3.3.1 and §4.4.4.1.
    private static let endings = [".asice", ".sce", ".asics", ".scs"]

    /// - Throws: `FileError`; `CommandError` with `nothingToVerify` for a folder without a container, so that an empty
    ///   folder never passes for a valid one.
    init(_ paths: [String]) throws {
        for path in paths {
            guard Folder.isFolder(path) else {
                files.append(path)
                continue
            }
            let before = files.count
            try gather(path, depth: 0)
            guard files.count > before || !unreadable.isEmpty else {
                throw CommandError(.nothingToVerify, ["path": path])
            }
        }
    }

    private mutating func gather(_ folder: String, depth: Int) throws {
        guard depth < Limits.foreignNameDepth else { throw FileError(.failed, path: folder) }
        let listing = try Folder.listing(of: folder)
        if listing.unreadable > 0 { unreadable.append(FileError(.unreadableName, path: folder)) }
        for name in listing.names where !name.hasPrefix(".") {
            let path = Folder.join(folder, name)
            if Folder.isFolder(path) {
                try gather(path, depth: depth + 1)
            } else if Self.endings.contains(where: name.lowercased().hasSuffix) {
                guard files.count < Limits.carriedFiles else { throw FileError(.failed, path: folder) }
                files.append(path)
            } else {
                passedOver += 1
            }
        }
    }
}
