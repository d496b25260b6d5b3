// SPDX-License-Identifier: Apache-2.0

import GRDB

/// The registry's tables, as a list of steps that only ever grows: a step that was released is never changed.
enum RegistrySchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1: received, handover, erased, outgoing, collected") { database in
            try database.execute(sql: first)
        }
        migrator.registerMigration(LogSchema.name, migrate: LogSchema.migrate)
        migrator.registerMigration("consents: caseSalt, passing, withdrawal, withdrawnDossier") { database in
            try database.execute(sql: withdrawals)
        }
        migrator.registerMigration("outbox: what waits, and how it goes on") { database in
            try database.execute(sql: outbox)
        }
        migrator.registerMigration("answers: who answered what, and what was erased") { database in
            try database.execute(sql: answers)
        }
        migrator.registerMigration("search: marks, questions, erasures of what was sent, long lists") {
            database in
            try database.execute(sql: search)
        }
        migrator.registerMigration("replays: a row for what is refused under a used id") { database in
            try database.execute(sql: replays)
        }
        migrator.registerMigration("ended: what was sent and waits for nothing more") { database in
            try database.execute(sql: ended)
        }
        migrator.registerMigration("numbers: without gaps") { database in
            try database.execute(sql: numbers)
        }
        return migrator
    }

    /// The tables of the first version.
    ///
    /// Digests are 32 bytes, times seconds since 1970, ids text. The two unique keys of `received` are the identity and
    /// the replay key (THREATS 22); `receiptDigest` lets the checker find a receipt whose bytes decayed.
    private static let first = """
        CREATE TABLE received (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            identity BLOB NOT NULL UNIQUE CHECK (length(identity) = 32),
            senderAuthority BLOB NOT NULL CHECK (length(senderAuthority) = 32),
            senderOffice TEXT NOT NULL,
            bundle TEXT NOT NULL CHECK (length(bundle) = 36),
            fileDigest BLOB NOT NULL CHECK (length(fileDigest) = 32),
            fileSize INTEGER NOT NULL CHECK (fileSize >= 0),
            receivedAt INTEGER NOT NULL,
            decision TEXT NOT NULL CHECK (decision IN ('filed', 'refused')),
            state TEXT NOT NULL CHECK (state IN ('waiting', 'opened', 'decided')),
            receipt BLOB NOT NULL CHECK (length(receipt) > 0),
            receiptDigest BLOB NOT NULL CHECK (length(receiptDigest) = 32),
            UNIQUE (senderAuthority, bundle)
        ) STRICT;
        CREATE INDEX receivedByFile ON received (fileDigest);

        CREATE TABLE handover (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            identity BLOB NOT NULL REFERENCES received (identity) ON DELETE CASCADE,
            openedAt INTEGER NOT NULL,
            officer TEXT NOT NULL,
            receipt BLOB NOT NULL CHECK (length(receipt) > 0),
            receiptDigest BLOB NOT NULL CHECK (length(receiptDigest) = 32)
        ) STRICT;
        CREATE INDEX handoverByIdentity ON handover (identity);

        CREATE TABLE erased (
            identity BLOB NOT NULL PRIMARY KEY CHECK (length(identity) = 32),
            senderAuthority BLOB NOT NULL CHECK (length(senderAuthority) = 32),
            bundle TEXT NOT NULL CHECK (length(bundle) = 36),
            erasedAt INTEGER NOT NULL,
            UNIQUE (senderAuthority, bundle)
        ) STRICT;

        CREATE TABLE outgoing (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            identity BLOB NOT NULL CHECK (length(identity) = 32),
            recipientAuthority BLOB NOT NULL CHECK (length(recipientAuthority) = 32),
            recipientOffice TEXT NOT NULL,
            bundle TEXT NOT NULL CHECK (length(bundle) = 36),
            fileDigest BLOB NOT NULL CHECK (length(fileDigest) = 32),
            fileSize INTEGER NOT NULL CHECK (fileSize >= 0),
            createdAt INTEGER NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            attemptedAt INTEGER,
            attemptCode TEXT,
            UNIQUE (identity, recipientAuthority)
        ) STRICT;

        CREATE TABLE collected (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            identity BLOB NOT NULL,
            recipientAuthority BLOB NOT NULL,
            event TEXT NOT NULL,
            collectedAt INTEGER NOT NULL,
            receipt BLOB NOT NULL CHECK (length(receipt) > 0),
            receiptDigest BLOB NOT NULL CHECK (length(receiptDigest) = 32),
            UNIQUE (identity, recipientAuthority, receiptDigest),
            FOREIGN KEY (identity, recipientAuthority) REFERENCES outgoing (identity, recipientAuthority)
        ) STRICT;
        """
}
