// SPDX-License-Identifier: Apache-2.0

import Delivery
import Files
import Octets
import Offices
import Registry

/// What the office's service keeps: the registry and the store of sealed files.
struct ServiceFolder {
    let registry: SQLiteRegistry
    let store: SealedStore
    let outbox: Outbox
    /// When it was restored from a backup; nil where it was not, or where its log was shown to be whole since.
    let restoredAt: Timestamp?

    /// Opens the folder, or makes it, and erases again what a restore or a crash brought back.
    ///
    /// - Parameters:
    ///   - office: the office whose folder it is.
    ///   - now: the moment it is.
    ///   - isStarting: whether the service starts: then everything is checked, and what a crash left is cleared away.
    /// - Throws: `RegistryError`, `FileError`, and what reading the office's trust throws.
    init(_ office: Office, at now: Timestamp, isStarting: Bool = false) throws {
        let folder = office.serviceFolder
        try Folder.create(folder)
        registry = try SQLiteRegistry(
            path: Folder.join(folder, Self.registryName),
            checkingWhole: isStarting
        )
        store = try SealedStore(Folder.join(folder, Self.storeName))
        outbox = try Outbox(office, registry: registry, at: now)
        restoredAt = if case .restored(let time) = try registry.logState() { time } else { nil }
        _ = try ErasureNotices(folder: office.erasuresFolder)
            .apply(to: registry, store, trust: { try office.trust() })
        guard isStarting else { return }
        let registry = registry
        _ = try store.sweep(now: now) { try registry.holdsFile($0) }
    }

    static let registryName = "registry.sqlite"
    static let storeName = "store"

    static func registryPath(_ office: Office) -> String { Folder.join(office.serviceFolder, registryName) }
    static func storePath(_ office: Office) -> String { Folder.join(office.serviceFolder, storeName) }

    /// Refuses to write where the log may not be whole.
    ///
    /// - Throws: `CommandError` with `restored`.
    func requireWritable() throws(CommandError) {
        if let restoredAt { throw CommandError(.restored, ["time": restoredAt.description]) }
    }
}
