// SPDX-License-Identifier: Apache-2.0

extension RegistrySchema {
    /// A row for each bundle that is refused because its sender used its id before.
    ///
    /// The replay key was a constraint of the table, which SQLite cannot take away: so the rows move into a table whose
    /// key is an index that leaves those rows out. The columns have the order that they got by `answers`.
    static let replays = """
        CREATE TABLE receivedAnew (
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
            replyTo BLOB CHECK (length(replyTo) = 32),
            replyOutcome TEXT CHECK (replyOutcome IN ('accepted', 'questions', 'rejected')),
            replyDecidedAt INTEGER,
            replyOfficer TEXT,
            erasedAt INTEGER,
            isReplay INTEGER NOT NULL DEFAULT 0 CHECK (isReplay = 0 OR isReplay = 1 AND decision = 'refused')
        ) STRICT;
        INSERT INTO receivedAnew SELECT *, 0 FROM received;
        DROP TABLE received;
        ALTER TABLE receivedAnew RENAME TO received;
        CREATE UNIQUE INDEX receivedReplayKey ON received (senderAuthority, bundle) WHERE isReplay = 0;
        CREATE INDEX receivedByFile ON received (fileDigest);
        CREATE INDEX receivedByReply ON received (replyTo) WHERE replyTo IS NOT NULL;
        CREATE INDEX receivedByBundle ON received (bundle);
        CREATE INDEX receivedOpen ON received (sequence)
            WHERE decision = 'filed' AND state IN ('waiting', 'opened') AND erasedAt IS NULL;
        """
}
