// SPDX-License-Identifier: Apache-2.0

extension RegistrySchema {
    /// What can be searched for, what is asked again, and what of ours was erased.
    ///
    /// `searchMark` holds keyed digests alone (`SearchKey`): without the key nobody can try names against it. An outgoing
    /// bundle that was delivered goes on having a time for its next question, which those delivered before get at once;
    /// `asksAnswer` is null until its receipt says whether people are to answer.
    static let search = """
        CREATE TABLE searchMark (
            mark BLOB NOT NULL CHECK (length(mark) = 32),
            identity BLOB NOT NULL CHECK (length(identity) = 32),
            PRIMARY KEY (mark, identity)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX searchMarkByIdentity ON searchMark (identity);

        ALTER TABLE outgoing ADD COLUMN asksAnswer INTEGER CHECK (asksAnswer IN (0, 1));
        ALTER TABLE outgoing ADD COLUMN erasedAt INTEGER;
        UPDATE outgoing SET nextAttemptAt = coalesce(answeredAt, createdAt) WHERE state = 'delivered';
        DROP INDEX outgoingToTry;
        CREATE INDEX outgoingToTry ON outgoing (nextAttemptAt) WHERE nextAttemptAt IS NOT NULL;
        CREATE INDEX outgoingByBundle ON outgoing (bundle);
        CREATE INDEX receivedByBundle ON received (bundle);
        CREATE INDEX receivedOpen ON received (sequence)
            WHERE decision = 'filed' AND state IN ('waiting', 'opened') AND erasedAt IS NULL;
        """
}
