// SPDX-License-Identifier: Apache-2.0

import GRDB

/// The log's tables.
enum LogSchema {
    static let name = "log: leaves, hashes, head, cosignatures, witnessed heads, restores; seals of rows"

    static func migrate(_ database: Database) throws {
        try database.execute(sql: tables)
    }

    /// Leaves and hashes only ever grow.
    ///
    /// The hash at a level and position is that of the complete subtree there
    /// (`TreeHashes`).
    ///
    /// `logCosignature` has the latest head of ours that each cosigner cosigned, `witnessed` the latest head of each
    /// other office's log that we did, and `logRestore` a row from a restore on until the log is known to have lost
    /// nothing that others have seen. `rowSeal` is `RowSeals`'.
    private static let tables = """
        CREATE TABLE logLeaf (
            position INTEGER PRIMARY KEY CHECK (position >= 0),
            leaf BLOB NOT NULL
        ) STRICT;

        CREATE TABLE logHash (
            level INTEGER NOT NULL,
            position INTEGER NOT NULL,
            hash BLOB NOT NULL CHECK (length(hash) = 32),
            PRIMARY KEY (level, position)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE logHead (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            checkpoint BLOB NOT NULL
        ) STRICT;

        CREATE TABLE logCosignature (
            id INTEGER PRIMARY KEY,
            cosigner TEXT NOT NULL UNIQUE,
            size INTEGER NOT NULL CHECK (size >= 0),
            cosignedAt INTEGER NOT NULL,
            checkpoint BLOB NOT NULL
        ) STRICT;

        CREATE TABLE witnessed (
            id INTEGER PRIMARY KEY,
            origin TEXT NOT NULL UNIQUE,
            size INTEGER NOT NULL CHECK (size >= 0),
            root BLOB NOT NULL CHECK (length(root) = 32),
            cosignedAt INTEGER NOT NULL,
            checkpoint BLOB NOT NULL
        ) STRICT;

        CREATE TABLE logRestore (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            restoredAt INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE rowSeal (
            tableName TEXT NOT NULL,
            rowKey ANY NOT NULL,
            digest BLOB NOT NULL CHECK (length(digest) = 32),
            PRIMARY KEY (tableName, rowKey)
        ) STRICT, WITHOUT ROWID;
        """
}
