// SPDX-License-Identifier: Apache-2.0

import Files
import FoundationEssentials
import GRDB
import Glibc
import Octets

/// The registry in one SQLite file (with its `-wal` and `-shm` beside it), usable by several processes at once.
///
/// WAL with `synchronous=FULL`: a transaction that has returned survives a loss of power. One writer at a time; readers
/// do not wait for it.
package final class SQLiteRegistry: BundleRegistry {
    let connections: any DatabaseWriter
    private let path: String
    /// The file that was opened: its device and number.
    private let file: (device: UInt64, number: UInt64)

    /// Opens the registry at `path`, or makes it, and brings its tables up to date.
    ///
    /// - Parameters:
    ///   - path: the registry's file.
    ///   - checkingWhole: whether every page and every foreign key is checked, as the service does at its start; it
    ///     takes as long as reading the file.
    ///   - briefly: whether a few calls follow, one at a time and none within another, as in a command that signs or
    ///     seals; one connection does for these, and takes a tenth of the time to open.
    /// - Throws: `RegistryError`; `damaged` where SQLite's integrity check or a foreign key fails, `newer` where a later
    ///   version made it.
    package init(
        path: String,
        checkingWhole: Bool = true,
        briefly: Bool = false
    ) throws(RegistryError) {
        // SQLite makes a missing file with the process's mask; the files beside it take this one's permissions.
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw RegistryError(.unavailable, ["number": String(errno)]) }
        let isNew = lseek(descriptor, 0, SEEK_END) == 0
        var status = stat()
        let isKnown = unsafe fstat(descriptor, &status) == 0
        Glibc.close(descriptor)
        guard isKnown else { throw RegistryError(.unavailable) }
        self.path = path
        file = (UInt64(status.st_dev), UInt64(status.st_ino))
        do {
            try Folder.synchronise(Folder.split(path).folder)
            var configuration = Configuration()
            configuration.label = "registry"
            configuration.foreignKeysEnabled = true
            configuration.busyMode = .timeout(10)
            configuration.prepareDatabase { try RowSeals.prepare($0) }
            // A pool turns a new file to WAL, which the file then keeps; and writes to one whose WAL is empty.
            connections =
                briefly && !isNew
                ? try DatabaseQueue(path: path, configuration: configuration)
                : try DatabasePool(path: path, configuration: configuration)
            // The pool sets NORMAL, under which a commit may be lost with the power; so FULL comes after opening.
            try connections.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            let migrator = RegistrySchema.migrator
            if try checkingWhole || !connections.read({ try SchemaMark.isSet($0, migrator.migrations) }) {
                try Self.arrange(connections, migrator)
            }
            guard checkingWhole else { return }
            try connections.read { database in
                let answers = try String.fetchAll(database, sql: "PRAGMA integrity_check(1)")
                guard answers == ["ok"] else { throw RegistryError(.damaged) }
                try database.checkForeignKeys()
            }
        } catch is FileError {
            throw RegistryError(.unavailable)
        } catch {
            throw RegistryError(translating: error)
        }
    }

    /// Brings tables and triggers up to date.
    private static func arrange(_ connections: any DatabaseWriter, _ migrator: DatabaseMigrator) throws {
        guard try !connections.read(migrator.hasBeenSuperseded) else { throw RegistryError(.newer) }
        if try !connections.read(migrator.hasCompletedMigrations) {
            try connections.write { try RowSeals.uninstall($0) }
            try migrator.migrate(connections)
        }
        if try !connections.read(RowSeals.areInstalled) { try connections.write { try RowSeals.install($0) } }
        if try !connections.read({ try SchemaMark.isSet($0, migrator.migrations) }) {
            try connections.write { try SchemaMark.set($0, migrator.migrations) }
        }
    }

    /// SQLite's `synchronous` setting of the connection that writes: 2 is FULL.
    package func synchronousSetting() throws(RegistryError) -> Int? {
        do {
            return try connections.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") }
        } catch {
            throw RegistryError(translating: error)
        }
    }

    package func check() throws(RegistryError) {
        // An empty write transaction takes the lock and so needs a file that can be written.
        try write { database in
            _ = try Row.fetchOne(database, sql: "SELECT 1 FROM received ORDER BY sequence DESC LIMIT 1")
        }
    }

    package func figures() throws(RegistryError) -> RegistryFigures {
        let isAwaitingReceipt = """
            NOT EXISTS (SELECT 1 FROM collected WHERE collected.identity = outgoing.identity
                AND collected.recipientAuthority = outgoing.recipientAuthority)
            """
        return try read { database in
            var figures = RegistryFigures()
            let received = try Row.fetchOne(
                database,
                sql: """
                    SELECT count(*) FILTER (WHERE decision = 'filed' AND erasedAt IS NULL) AS filed,
                        count(*) FILTER (WHERE decision = 'refused') AS refused,
                        count(*) FILTER (WHERE erasedAt IS NOT NULL) AS erased,
                        count(*) FILTER (WHERE state = 'waiting' AND erasedAt IS NULL) AS waiting,
                        coalesce(sum(fileSize) FILTER (WHERE decision = 'filed' AND erasedAt IS NULL), 0) AS bytes
                    FROM received
                    """
            )
            if let received {
                figures.filed = received["filed"]
                figures.refused = received["refused"]
                figures.erased = received["erased"]
                figures.waiting = received["waiting"]
                figures.filedBytes = received["bytes"]
            }
            figures.outgoing = try Int64.fetchOne(database, sql: "SELECT count(*) FROM outgoing") ?? 0
            figures.awaitingReceipt =
                try Int64.fetchOne(
                    database,
                    sql: "SELECT count(*) FROM outgoing WHERE \(isAwaitingReceipt)"
                ) ?? 0
            return figures
        }
    }

    func read<Value>(_ body: (Database) throws -> Value) throws(RegistryError) -> Value {
        do {
            return try connections.read(body)
        } catch {
            throw RegistryError(translating: error)
        }
    }

    func write<Value>(_ body: (Database) throws -> Value) throws(RegistryError) -> Value {
        try requirePlace()
        do {
            return try connections.write(body)
        } catch {
            throw RegistryError(translating: error)
        }
    }

    /// A write whose errors come out as they are, but for the database's own.
    func writeAndPassErrors<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try requirePlace()
        do {
            return try connections.write(body)
        } catch let error as DatabaseError {
            throw RegistryError(translating: error)
        }
    }

    /// Refuses to write where another file, or none, has the registry's name by now.
    ///
    /// A service that was not stopped for a restore would else acknowledge into a file that nobody sees any more. SQLite looks
    /// for that only without a WAL.
    private func requirePlace() throws(RegistryError) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0,
            file == (UInt64(status.st_dev), UInt64(status.st_ino))
        else { throw RegistryError(.unavailable) }
    }
}
