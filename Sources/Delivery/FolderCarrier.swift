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

    /// The sealed bundles in `folder`, by path, in the order of their names.
    ///
    /// - Throws: `FileError`.
    package static func bundles(in folder: String) throws(FileError) -> [String] {
        try files(in: folder, suffix: bundleSuffix)
    }

    /// The receipts in `folder`, by path, in the order of their names.
    ///
    /// - Throws: `FileError`.
    package static func receipts(in folder: String) throws(FileError) -> [String] {
        try files(in: folder, suffix: receiptSuffix)
    }

    /// Reads a receipt that was found; it is not verified yet.
    ///
    /// - Throws: `FileError`; `OctetsError` with `tooLong` where it is larger than a receipt may be.
    package static func unverifiedReceipt(at path: String) throws -> [UInt8] {
        try FileSource(path, followingLinks: false).readAll(limit: Limits.receipt)
    }

    private static func files(in folder: String, suffix: String) throws(FileError) -> [String] {
        // A name that begins with a dot is a file that is still being written, or a system's own.
        try Folder.listing(of: folder).names
            .filter { $0.hasSuffix(suffix) && !$0.hasPrefix(".") }
            .prefix(Limits.carriedFiles)
            .map { Folder.join(folder, $0) }
            .filter { (try? FileSource($0, followingLinks: false)) != nil }
    }

    private static func digest(_ path: String) throws -> SHA256Digest {
        let source = DigestingSource(try FileSource(path, followingLinks: false))
        let buffer = Buffer(capacity: Limits.chunk)
        while try buffer.fill(from: source) > 0 {}
        return source.digest
    }
}
