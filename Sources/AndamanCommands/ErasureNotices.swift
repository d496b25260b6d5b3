// SPDX-License-Identifier: Apache-2.0

import Bundles
import Delivery
import Dossiers
import Files
import Octets
import Offices
import Registry

/// The notices of what an office erased, one file for each, which no restore takes back.
///
/// A bundle is erased in this order, and only in this order:
///
/// 0. the notice's leaf into the log; a leaf without a notice tells that it was tried,
/// 1. write the notice into `HOME/erasures` (whole, `fsync`): from here on it counts as erased,
/// 2. the registry's transaction: the row is marked, the notice kept beside its receipts,
/// 3. delete the sealed file from the store.
///
/// A crash after 1, or a backup from before it, is mended by `apply`, which every command that opens the service's folder
/// calls.
struct ErasureNotices {
    private let folder: String

    init(folder: String) {
        self.folder = folder
    }

    /// Keeps what is noted of the erasure of a bundle that was sent, durably.
    func keep(_ erasure: SentErasure) throws -> String {
        try Folder.create(folder)
        let path = Folder.join(folder, erasure.identity.hex + Self.sentSuffix)
        if !Folder.exists(path) { try Folder.write(erasure.bytes, to: path) }
        return path
    }

    private static let sentSuffix = ".sent.json"

    /// Keeps a notice, durably.
    func keep(_ notice: [UInt8], of identity: SHA256Digest) throws -> String {
        try Folder.create(folder)
        let path = path(identity)
        try Folder.write(notice, to: path)
        return path
    }

    /// The notice about this bundle; nil where there is none.
    func notice(of identity: SHA256Digest) throws -> [UInt8]? {
        let path = path(identity)
        return Folder.exists(path) ? try Folder.read(path, limit: Limits.receipt) : nil
    }

    /// Erases what was erased and is not, and tells how many bundles those were.
    func apply(
        to registry: any BundleRegistry,
        _ store: SealedStore,
        _ outbox: Outbox,
        trust: () throws -> TrustStore
    ) throws -> Int {
        guard Folder.exists(folder) else { return 0 }
        var count = 0
        for name in try Folder.names(in: folder) where name.hasSuffix(Self.sentSuffix) {
            let hex = String(name.dropLast(Self.sentSuffix.count))
            guard try registry.outgoing(named: hex).contains(where: { $0.erasedAt == nil }) else { continue }
            let erasure = try SentErasure(Folder.read(Folder.join(folder, name), limit: Limits.document))
            try outbox.erase(erasure.identity, at: erasure.time)
            count += 1
        }
        for name in try Folder.names(in: folder) where name.hasSuffix(FolderCarrier.receiptSuffix) {
            guard let identity = SHA256Digest(hex: String(name.dropLast(FolderCarrier.receiptSuffix.count)))
            else { continue }
            if let erased = try registry.erasure(of: identity) {
                // The row may be from before a crash, or from a backup that has both.
                guard let facts = try registry.received(identity: erased.identity)?.facts else { continue }
                try store.remove(facts.fileDigest)
                continue
            }
            let bytes = try Folder.read(Folder.join(folder, name), limit: Limits.receipt)
            let receipt = try Receipt(container: bytes, trust: trust(), at: Timestamp(secondsSinceEpoch: 0))
            if let file = try registry.erase(Erasure(receipt)) { try store.remove(file) }
            count += 1
        }
        return count
    }

    private func path(_ identity: SHA256Digest) -> String {
        Folder.join(folder, identity.hex + FolderCarrier.receiptSuffix)
    }
}

extension Erasure {
    /// What a notice says.
    init(_ receipt: Receipt) {
        self.init(
            identity: receipt.document.bundle.identity,
            senderAuthority: receipt.document.to.authority,
            bundle: receipt.document.bundle.id,
            reason: receipt.document.codes.first ?? "other",
            erasedAt: receipt.document.time,
            receipt: receipt.bytes
        )
    }
}
