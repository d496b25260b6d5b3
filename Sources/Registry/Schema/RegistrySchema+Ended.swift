// SPDX-License-Identifier: Apache-2.0

extension RegistrySchema {
    /// Whether a delivered bundle waits for nothing more, since its answer or the notice of its erasure has come.
    ///
    /// It follows from `received` and `collected`, and is kept beside the row so that an index holds what is open: an office
    /// that has sent for years has few such among very many.
    static let ended = """
        ALTER TABLE outgoing ADD COLUMN isEnded INTEGER NOT NULL DEFAULT 0 CHECK (isEnded IN (0, 1));
        UPDATE outgoing SET isEnded = 1 WHERE \(hasAnswer) OR EXISTS (SELECT 1 FROM collected
            WHERE collected.identity = outgoing.identity
                AND collected.recipientAuthority = outgoing.recipientAuthority AND event = 'ContentErasure');
        CREATE INDEX outgoingOpen ON outgoing (sequence) WHERE \(isOpen);
        """

    /// No receipt yet; or delivered, where an answer is wanted and neither it nor an erasure has come.
    static let isOpen = """
        state IN ('waiting', 'carried', 'stopped', 'expired')
            OR state = 'delivered' AND asksAnswer IS NOT 0 AND isEnded = 0
        """

    private static let hasAnswer = """
        EXISTS (SELECT 1 FROM received WHERE replyTo = outgoing.identity AND replyOutcome IS NOT NULL
            AND decision = 'filed' AND senderAuthority = outgoing.recipientAuthority)
        """
}
