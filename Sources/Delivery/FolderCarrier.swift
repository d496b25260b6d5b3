// SPDX-License-Identifier: Apache-2.0

package import Files
import Octets

/// Carries bundles and receipts in a folder: on a stick, a shared drive, a card in an envelope.
///
/// What lies in such a folder was put there by anybody. Links are not followed, and nothing is trusted for its name. What is
/// put there is sealed or a receipt, made to be read at the other end: anybody may read its file.
package enum FolderCarrier {
    /// How a sealed bundle's name ends.
    package static let bundleSuffix = ".sealed.asice"
    /// How a receipt's name ends.
    package static let receiptSuffix = ".receipt.asice"
    /// The permissions of what is carried: whoever has the stick has the bytes, and a carrier who is no user of this computer
    /// must be able to read what he carries.
    package static let mode: UInt32 = 0o644

    /// Puts a copy of the bundle at `path` into `folder` under its id, whole and durable, and returns where it is.
    ///
    /// The name that people gave the file may tell about a person, and may be none that a stick can write down; the id does
    /// neither. The same bytes there already are left as they are. No hard link is made, which sticks cannot keep (FAT),
    /// and nothing is renamed over.
    ///
    /// - Throws: `DeliveryError` with `nameTaken` where another file has the name; `FileError`.
    package static func put(_ path: String, as bundle: String, into folder: String) throws -> String {
        let target = Folder.join(folder, bundle + bundleSuffix)
        if Folder.exists(target) {
            guard try digest(target) == digest(path) else {
                throw DeliveryError(.nameTaken, ["path": target])
            }
            return target
        }
        let file = try PendingFile(target)
        try FileSource(path).copy(to: file)
        try file.place(mode: mode)
        return target
    }

    /// Keeps a receipt as `BASE.receipt.asice` and returns its path.
    ///
    /// A receipt is proof and is never overwritten, whatever an office answers later: where another file has the name,
    /// the receipt goes beside it as `BASE.2.receipt.asice` and so on. The same receipt is kept once.
    package static func keep(receipt bytes: [UInt8], as base: String) throws -> String {
        var number = 1
        while true {
            let path = base + (number == 1 ? "" : ".\(number)") + receiptSuffix
            guard Folder.exists(path) else {
                try Folder.write(bytes, to: path, mode: mode)
                return path
            }
            if let kept = try? Folder.read(path, limit: Limits.receipt), kept == bytes { return path }
            number += 1
        }
    }

    /// What a folder holds that is to be carried, and what of it is passed over.
    package struct Finds: Equatable, Sendable {
        /// The paths of the sealed bundles, in the order of their names.
        package fileprivate(set) var bundles: [String] = []
        /// The paths of the receipts, in the order of their names.
        package fileprivate(set) var receipts: [String] = []
        /// How many have the name of a bundle or a receipt and are no files: links, pipes, folders.
        package fileprivate(set) var notFiles = 0
        /// How many files there are beyond `Limits.carriedFiles`.
        package fileprivate(set) var beyond = 0
        /// How many names cannot be read.
        package fileprivate(set) var unreadableNames = 0
    }

    /// The bundles and receipts in `folder`.
    ///
    /// - Parameters:
    ///   - folder: the folder or stick.
    ///   - limit: how many bundles are looked at, and how many receipts.
    /// - Returns: them, and how many there are of what is not looked at.
    /// - Throws: `FileError`.
    package static func finds(
        in folder: String,
        limit: Int = Limits.carriedFiles
    ) throws(FileError) -> Finds {
        let listing = try Folder.listing(of: folder)
        var finds = Finds()
        finds.unreadableNames = listing.unreadable
        // A name that begins with a dot is a file that is still being written, or a system's own.
        for name in listing.names where !name.hasPrefix(".") {
            let kind: WritableKeyPath<Finds, [String]>
            if name.hasSuffix(bundleSuffix) {
                kind = \.bundles
            } else if name.hasSuffix(receiptSuffix) {
                kind = \.receipts
            } else {
                continue
            }
            let path = Folder.join(folder, name)
            if !Folder.isPlainFile(path) {
                finds.notFiles += 1
            } else if finds[keyPath: kind].count == limit {
                finds.beyond += 1
            } else {
                finds[keyPath: kind].append(path)
            }
        }
        return finds
    }

    /// Reads a receipt that was found; it is not verified yet.
    ///
    /// - Throws: `FileError`; `OctetsError` with `tooLong` where it is larger than a receipt may be.
    package static func unverifiedReceipt(at path: String) throws -> [UInt8] {
        try FileSource(path, followingLinks: false).readAll(limit: Limits.receipt)
    }

    private static func digest(_ path: String) throws -> SHA256Digest {
        let source = DigestingSource(try FileSource(path, followingLinks: false))
        let buffer = Buffer(capacity: Limits.chunk)
        while try buffer.fill(from: source) > 0 {}
        return source.digest
    }
}
