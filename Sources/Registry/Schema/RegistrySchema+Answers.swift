// SPDX-License-Identifier: Apache-2.0

extension RegistrySchema {
    /// Who answered what, and what was erased.
    ///
    /// The columns `reply…` come from the dossier that was judged: which bundle of ours it answers, and how. `answer` holds
    /// what was decided here, and the bundle that tells it. `erased` of the first step was never filled by a released
    /// program; `erasure` takes its place, and holds too what has no row in `received`, as after the restore of an older
    /// backup.
    static let answers = """
        ALTER TABLE received ADD COLUMN replyTo BLOB CHECK (length(replyTo) = 32);
        ALTER TABLE received ADD COLUMN replyOutcome TEXT
            CHECK (replyOutcome IN ('accepted', 'questions', 'rejected'));
        ALTER TABLE received ADD COLUMN replyDecidedAt INTEGER;
        ALTER TABLE received ADD COLUMN replyOfficer TEXT;
        ALTER TABLE received ADD COLUMN erasedAt INTEGER;
        CREATE INDEX receivedByReply ON received (replyTo) WHERE replyTo IS NOT NULL;

        CREATE TABLE answer (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            identity BLOB NOT NULL REFERENCES received (identity),
            outcome TEXT NOT NULL CHECK (outcome IN ('accepted', 'questions', 'rejected')),
            decidedAt INTEGER NOT NULL,
            officer TEXT NOT NULL,
            answerIdentity BLOB NOT NULL UNIQUE CHECK (length(answerIdentity) = 32),
            answerBundle TEXT NOT NULL CHECK (length(answerBundle) = 36)
        ) STRICT;
        CREATE INDEX answerByIdentity ON answer (identity);

        DROP TABLE erased;
        CREATE TABLE erasure (
            identity BLOB NOT NULL PRIMARY KEY CHECK (length(identity) = 32),
            senderAuthority BLOB NOT NULL CHECK (length(senderAuthority) = 32),
            bundle TEXT NOT NULL CHECK (length(bundle) = 36),
            reason TEXT NOT NULL,
            erasedAt INTEGER NOT NULL,
            receipt BLOB NOT NULL CHECK (length(receipt) > 0),
            receiptDigest BLOB NOT NULL CHECK (length(receiptDigest) = 32),
            UNIQUE (senderAuthority, bundle)
        ) STRICT;
        """
}
