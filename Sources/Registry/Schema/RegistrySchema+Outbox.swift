// SPDX-License-Identifier: Apache-2.0

extension RegistrySchema {
    /// What the outbox needs of each outgoing bundle to go on where it was.
    ///
    /// A row from before the outbox was never tried by it: it waits, and expires at once where its end is not known.
    static let outbox = """
        ALTER TABLE outgoing ADD COLUMN state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN
            ('waiting', 'carried', 'delivered', 'refused', 'stopped', 'expired'));
        ALTER TABLE outgoing ADD COLUMN expiresAt INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE outgoing ADD COLUMN answerHours INTEGER NOT NULL DEFAULT 336;
        ALTER TABLE outgoing ADD COLUMN nextAttemptAt INTEGER;
        ALTER TABLE outgoing ADD COLUMN address TEXT;
        ALTER TABLE outgoing ADD COLUMN upload TEXT;
        ALTER TABLE outgoing ADD COLUMN answeredAt INTEGER;
        UPDATE outgoing SET state = 'delivered' WHERE EXISTS (SELECT 1 FROM collected
            WHERE collected.identity = outgoing.identity
                AND collected.recipientAuthority = outgoing.recipientAuthority);
        CREATE INDEX outgoingToTry ON outgoing (nextAttemptAt) WHERE state IN ('waiting', 'carried');
        CREATE INDEX outgoingByFile ON outgoing (fileDigest);
        """
}
