// SPDX-License-Identifier: Apache-2.0

import Files
import Octets
import Subprocess
import Testing

/// A disk that can be full or, in part, refuse to be written: a file system in memory where the test may mount one, else a
/// plain folder that has no faults.
final class MachineDisk: Sendable {
    let folder: String
    /// Whether it can have faults.
    let isReal: Bool
    private let size: String

    /// - Parameters:
    ///   - folder: where it is to be; made.
    ///   - size: as `mount` wants it.
    /// - Throws: `FileError`.
    init(_ folder: String, size: String) async throws {
        self.folder = folder
        self.size = size
        try Folder.create(folder)
        isReal = try await Self.run("mount", "-t", "tmpfs", "-o", "size=" + size, "none", folder)
    }

    /// Makes `part`, a folder of the disk, one that can be made read-only by itself.
    func separate(_ part: String) async throws {
        guard isReal else { return }
        try #require(await Self.run("mount", "--bind", part, part))
    }

    /// No more room than what is used, and `slack` bytes.
    @discardableResult
    func fill(leaving slack: Int = 0) async throws -> Bool {
        guard isReal else { return false }
        let volume = try Volume(of: folder)
        return try await resize(to: String(volume.size - volume.free + UInt64(slack)))
    }

    /// From now on `part` cannot be written; false where somebody is writing to it this moment.
    func protect(_ part: String) async throws -> Bool {
        guard isReal else { return false }
        return try await Self.run("mount", "-o", "remount,bind,ro", part)
    }

    /// All faults are over.
    func heal(_ part: String? = nil) async throws {
        guard isReal else { return }
        try #require(await resize(to: size))
        guard let part else { return }
        try #require(await Self.run("mount", "-o", "remount,bind,rw", part))
    }

    func unmount() async throws {
        guard isReal else { return }
        _ = try await Self.run("umount", "-l", "-R", folder)
    }

    private func resize(to size: String) async throws -> Bool {
        try await Self.run("mount", "-o", "remount,size=" + size, folder)
    }

    private static func run(_ words: String...) async throws -> Bool {
        let result = try await Subprocess.run(
            .name(words[0]),
            arguments: Arguments(Array(words.dropFirst())),
            output: .discarded,
            error: .discarded
        )
        return result.terminationStatus.isSuccess
    }
}
