// SPDX-License-Identifier: Apache-2.0

package import Files
import Glibc
package import Octets

/// The sealed files that were received, by the SHA-256 of the file.
///
/// ```
/// FOLDER/spool/NAME          being received; locked by its writer
/// FOLDER/objects/ab/cdef…    whole and durable; the name is the digest, two digits and sixty-two
/// FOLDER/quarantine/HEX.sealed.asice
///                            a bundle that could not be judged yet, or an object that had no row in the registry when
///                            the service started
/// ```
///
/// A bundle is filed in this order, and only in this order:
///
/// 1. write the spool file,
/// 2. `fsync` the spool file,
/// 3. make `objects/ab` where missing, `fsync` its parent,
/// 4. `rename` the spool file to its object name,
/// 5. `fsync` `objects/ab`,
/// 6. the registry's transaction: row, log leaf, receipt (`BundleRegistry.file`),
/// 7. answer with the receipt.
///
/// A crash before 4 leaves a spool file without a lock, which `sweep` deletes. A crash between 4 and 6 leaves an object
/// without a row: nothing shows it, nobody was told of it, and the sender's next try adopts it again. After 6 everything
/// is there, and the sender who missed the answer gets the same receipt.
package final class SealedStore: Sendable {
    private let folder: String

    /// Opens the store in `folder`, making what is missing.
    package init(_ folder: String) throws(FileError) {
        self.folder = folder
        for name in [Name.spool, Name.objects, Name.quarantine, Name.uploads] {
            try Folder.create(Folder.join(folder, name))
        }
    }

    enum Name {
        static let spool = "spool"
        static let objects = "objects"
        static let quarantine = "quarantine"
        static let uploads = "uploads"
        /// So that `andaman receive` finds the file there.
        static let quarantineSuffix = ".sealed.asice"
    }

    /// The uploads that are not complete, beside the spool.
    package func makeUploadStore() throws(FileError) -> UploadStore {
        try UploadStore(Folder.join(folder, Name.uploads))
    }

    /// The room on the store's disk.
    package func volume() throws(FileError) -> Volume {
        try Volume(of: folder)
    }

    /// A fresh file for a bundle to be written to.
    package func makeSpoolFile() throws(FileError) -> SpoolFile {
        try SpoolFile(in: Folder.join(folder, Name.spool))
    }

    /// Moves the file at `spoolPath`, whose digest the caller computed while writing it, to its place for good.
    ///
    /// Where the store has the digest already, the spool file is only deleted. Durable on return.
    package func adopt(_ spoolPath: String, digest: SHA256Digest) throws(FileError) {
        let target = path(of: digest)
        let parent = Folder.split(target).folder
        if contains(digest) {
            try Folder.deleteFile(spoolPath)
            // Whoever adopted it first may not have come to the last step yet.
            return try Folder.synchronise(parent)
        }
        let descriptor = unsafe open(spoolPath, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw FileError(path: spoolPath, errno: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw FileError(path: spoolPath, errno: errno) }
        try createFolder(parent)
        guard unsafe rename(spoolPath, target) == 0 else { throw FileError(path: target, errno: errno) }
        try Folder.synchronise(parent)
    }

    /// Where the file of this digest is, or would be.
    package func path(of digest: SHA256Digest) -> String {
        let hex = digest.hex
        return Folder.join(
            Folder.join(Folder.join(folder, Name.objects), String(hex.prefix(2))),
            String(hex.dropFirst(2))
        )
    }

    package func contains(_ digest: SHA256Digest) -> Bool {
        Folder.exists(path(of: digest))
    }

    /// Opens the file of this digest; it is not hashed again here, `RegistryChecker` does that.
    package func source(of digest: SHA256Digest) throws(FileError) -> FileSource {
        try FileSource(path(of: digest), followingLinks: false)
    }

    /// Deletes the file of this digest, and a copy of it in quarantine; one that is not there is no error.
    package func remove(_ digest: SHA256Digest) throws(FileError) {
        for path in [path(of: digest), quarantinePath(of: digest)] where Folder.exists(path) {
            try Folder.deleteFile(path)
        }
    }

    private func quarantinePath(of digest: SHA256Digest) -> String {
        Folder.join(Folder.join(folder, Name.quarantine), digest.hex + Name.quarantineSuffix)
    }

    /// Finds out whether the store can be written.
    package func check() throws(FileError) {
        _ = try makeSpoolFile()
    }

    // MARK: Quarantine

    /// Keeps the spool file of a bundle that cannot be judged yet, where `receive` finds it again; durable on return.
    ///
    /// - Returns: false where `Limits.quarantinedFiles` are there already; the spool file is left then.
    package func setAside(_ spoolPath: String, digest: SHA256Digest) throws(FileError) -> Bool {
        let target = quarantinePath(of: digest)
        guard !Folder.exists(target) else {
            try Folder.deleteFile(spoolPath)
            return true
        }
        guard try quarantined().count < Limits.quarantinedFiles else { return false }
        let descriptor = unsafe open(spoolPath, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw FileError(path: spoolPath, errno: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw FileError(path: spoolPath, errno: errno) }
        guard unsafe rename(spoolPath, target) == 0 else { throw FileError(path: target, errno: errno) }
        try Folder.synchronise(Folder.split(target).folder)
        return true
    }

    /// The files in quarantine, by path, in the order of their names.
    package func quarantined() throws(FileError) -> [String] {
        let quarantine = Folder.join(folder, Name.quarantine)
        return try Folder.names(in: quarantine).filter { $0.hasSuffix(Name.quarantineSuffix) }
            .map { Folder.join(quarantine, $0) }
    }

    // MARK: After a crash

    /// What a sweep did.
    package struct Sweep: Equatable, Sendable {
        /// Spool files of dead writers, now deleted.
        package var abandoned = 0
        /// Objects without a row, now in quarantine.
        package var quarantined = 0
    }

    /// Clears away what a crash left behind; for the start of the service.
    ///
    /// An object without a row is kept, in quarantine: after a restore of an older registry it may be one that was
    /// acknowledged, and can be received again from there; once it has a row, its copy in quarantine goes. Where
    /// `keepsUnknown` is false it is deleted instead, as in an outbox, whose files are copies.
    ///
    /// `grace` is how many seconds an object stays though it has no row, since another process may be about to file it;
    /// `isKnown` tells whether a filed bundle has the file of that digest.
    package func sweep(
        now: Timestamp,
        grace: Int64 = 3600,
        keepsUnknown: Bool = true,
        isKnown: (SHA256Digest) throws -> Bool
    ) throws -> Sweep {
        var sweep = Sweep()
        sweep.abandoned = try SpoolFile.deleteAbandoned(in: Folder.join(folder, Name.spool))
        let objects = Folder.join(folder, Name.objects)
        for prefix in try Folder.names(in: objects) {
            let parent = Folder.join(objects, prefix)
            for name in try Folder.names(in: parent) {
                guard let digest = SHA256Digest(hex: prefix + name), try !isKnown(digest) else { continue }
                let path = Folder.join(parent, name)
                var status = stat()
                guard unsafe lstat(path, &status) == 0 else { continue }
                guard Int64(status.st_ctim.tv_sec) + grace <= now.secondsSinceEpoch else { continue }
                guard keepsUnknown else {
                    try Folder.deleteFile(path)
                    continue
                }
                let target = quarantinePath(of: digest)
                guard unsafe rename(path, target) == 0 else { throw FileError(path: target, errno: errno) }
                try Folder.synchronise(Folder.split(target).folder)
                try Folder.synchronise(parent)
                sweep.quarantined += 1
            }
        }
        // Its sender sent it again, and it was filed: a second copy would outlive its erasure.
        for name in try Folder.names(in: Folder.join(folder, Name.quarantine)) {
            guard name.hasSuffix(Name.quarantineSuffix),
                let digest = SHA256Digest(hex: String(name.dropLast(Name.quarantineSuffix.count))),
                contains(digest), try isKnown(digest)
            else { continue }
            try Folder.deleteFile(quarantinePath(of: digest))
        }
        return sweep
    }

    /// Makes a folder that another filing may be making at the same moment.
    private func createFolder(_ path: String) throws(FileError) {
        do {
            try Folder.create(path)
        } catch  where error.code == .exists {
            try Folder.synchronise(Folder.split(path).folder)
        }
    }
}
