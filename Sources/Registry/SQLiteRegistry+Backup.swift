// SPDX-License-Identifier: Apache-2.0

import GRDB
import Glibc

extension SQLiteRegistry {
    /// Copies the registry as it is at one moment to a new file at `path`, while it is in use.
    ///
    /// SQLite's own backup: page by page, begun anew where somebody writes meanwhile. The copy is one file, checked whole
    /// and durable on return.
    ///
    /// - Throws: `RegistryError`; `unavailable` where `path` is taken.
    package func backUp(to path: String) throws(RegistryError) {
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw RegistryError(.unavailable, ["number": String(errno)]) }
        defer { Glibc.close(descriptor) }
        do {
            let copy = try DatabaseQueue(path: path)
            try connections.backup(to: copy)
            try copy.writeWithoutTransaction { database in
                // So that the copy needs no other file beside it.
                try database.execute(sql: "PRAGMA journal_mode = DELETE")
                let answers = try String.fetchAll(database, sql: "PRAGMA integrity_check(1)")
                guard answers == ["ok"] else { throw RegistryError(.damaged) }
            }
            try copy.close()
        } catch {
            throw RegistryError(translating: error)
        }
        guard fsync(descriptor) == 0 else { throw RegistryError(.unavailable, ["number": String(errno)]) }
    }

    /// Closes the file, so that its folder can be moved; nothing more can be asked of the registry.
    package func close() throws(RegistryError) {
        do {
            try connections.close()
        } catch {
            throw RegistryError(translating: error)
        }
    }
}
