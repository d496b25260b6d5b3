// SPDX-License-Identifier: Apache-2.0

import Delivery
import Files
import Octets
import Offices
import Registry
import TransparencyLog

/// What the office's service keeps: the registry, the store of sealed files, and the outbox.
///
/// A command opens it once and passes it on.
struct ServiceFolder {
    let office: Office
    let registry: SQLiteRegistry
    let store: SealedStore
    let outbox: Outbox
    /// When it was restored from a backup; nil where it was not, or where its log was shown to be whole since.
    let restoredAt: Timestamp?
    /// The moment at which it was opened.
    let now: Timestamp

    /// Opens the folder, or makes it, and erases again what a restore or a crash brought back.
    ///
    /// - Parameters:
    ///   - office: the office whose folder it is.
    ///   - now: the moment it is.
    ///   - isStarting: whether the service starts: then everything is checked, and what a crash left is cleared away.
    /// - Throws: `RegistryError`, `FileError`, and what reading the office's trust throws.
    init(_ office: Office, at now: Timestamp, isStarting: Bool = false) throws {
        self.office = office
        self.now = now
        registry = try Self.registry(of: office, checkingWhole: isStarting, briefly: false)
        store = try SealedStore(office.service.storeFolder)
        outbox = try Outbox(office, registry: registry, at: now)
        restoredAt = if case .restored(let time) = try registry.logState() { time } else { nil }
        try applyErasures()
        guard isStarting else { return }
        let registry = registry
        _ = try store.sweep(now: now) { try registry.holdsFile($0) }
    }

    /// The notices of what was erased.
    var notices: ErasureNotices { ErasureNotices(folder: office.erasuresFolder) }

    /// Erases what was erased and is not.
    func applyErasures() throws {
        _ = try notices.apply(to: registry, store, outbox, trust: { try office.trust() })
    }

    /// Refuses to write where the log may not be whole.
    ///
    /// - Throws: `CommandError` with `restored`.
    func requireWritable() throws(CommandError) {
        if let restoredAt { throw CommandError(.restored, ["time": restoredAt.description]) }
    }

    // MARK: The registry alone

    /// The registry for a command that needs nothing else of the folder; made where there is none.
    ///
    /// `briefly` is as in `SQLiteRegistry`.
    static func registry(
        of office: Office,
        checkingWhole: Bool = false,
        briefly: Bool = true
    ) throws -> SQLiteRegistry {
        try Folder.create(office.service.folder)
        return try SQLiteRegistry(
            path: office.service.registryPath,
            checkingWhole: checkingWhole,
            briefly: briefly
        )
    }

    /// The registry; nil where the office has kept nothing yet, and so has nothing on record.
    static func existingRegistry(of office: Office) throws -> SQLiteRegistry? {
        Folder.exists(office.service.registryPath) ? try registry(of: office) : nil
    }
}

extension RegistryChecker {
    /// Checks what an office's service keeps.
    init(_ layout: ServiceLayout, logKeys: [VerifierKey]? = nil, logged: [LoggedDocument] = []) {
        self.init(
            databasePath: layout.registryPath,
            storeFolder: layout.storeFolder,
            outboxFolder: layout.outboxFolder,
            logKeys: logKeys,
            logged: logged
        )
    }
}
