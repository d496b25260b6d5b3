// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GRDB
package import Octets

extension SQLiteRegistry {
    package func record(_ outgoing: OutgoingBundle) throws(RegistryError) {
        try outgoing.check()
        try write { database in try Self.insert(database, outgoing) }
    }

    /// Keeps a row that is not there yet; a conflict would use up a number (`RegistrySchema.numbers`).
    static func insert(_ database: Database, _ outgoing: OutgoingBundle) throws {
        try database.execute(
            sql: """
                INSERT INTO outgoing (identity, recipientAuthority, recipientOffice, bundle, fileDigest,
                    fileSize, createdAt, expiresAt, answerHours, state, nextAttemptAt, address, isEnded)
                SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, EXISTS (SELECT 1 FROM received
                    WHERE replyTo = ?1 AND replyOutcome IS NOT NULL AND decision = 'filed'
                        AND senderAuthority = ?2)
                WHERE NOT EXISTS (SELECT 1 FROM outgoing WHERE identity = ?1 AND recipientAuthority = ?2)
                """,
            arguments: [
                outgoing.identity.data, outgoing.recipientAuthority.data, outgoing.recipientOffice,
                outgoing.bundle, outgoing.fileDigest.data, Int64(outgoing.fileSize),
                outgoing.createdAt.secondsSinceEpoch, outgoing.expiresAt.secondsSinceEpoch,
                outgoing.answerHours, outgoing.progress.state.rawValue,
                outgoing.progress.nextAttemptAt?.secondsSinceEpoch, outgoing.progress.address,
            ]
        )
    }

    package func outgoing(
        identity: SHA256Digest,
        recipientAuthority: SHA256Digest
    ) throws(RegistryError) -> OutgoingBundle? {
        try read { database in
            try Row.fetchOne(
                database,
                sql: "SELECT * FROM outgoing WHERE identity = ? AND recipientAuthority = ?",
                arguments: [identity.data, recipientAuthority.data]
            ).map { try OutgoingBundle($0) }
        }
    }

    package func dueBundles(at time: Timestamp, limit: Int) throws(RegistryError) -> [OutgoingBundle] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM outgoing WHERE nextAttemptAt <= ? ORDER BY nextAttemptAt, sequence LIMIT ?
                    """,
                arguments: [time.secondsSinceEpoch, limit]
            ).map { try OutgoingBundle($0) }
        }
    }

    package func needsOutgoingFile(_ digest: SHA256Digest) throws(RegistryError) -> Bool {
        try read { database in
            try Row.fetchOne(
                database,
                sql: "SELECT 1 FROM outgoing WHERE fileDigest = ? AND state IN ('waiting', 'carried')",
                arguments: [digest.data]
            ) != nil
        }
    }

    package func outgoingBundles(
        onlyOpen: Bool,
        before: Int64?,
        limit: Int
    ) throws(RegistryError) -> ListedBundles<OutgoingBundle> {
        try read { database in
            try Self.list(
                database,
                "outgoing",
                where: onlyOpen ? RegistrySchema.isOpen : "TRUE",
                before,
                limit
            ) {
                try OutgoingBundle($0)
            }
        }
    }

    /// Keeps that nothing more is awaited for a bundle, where it is one of ours.
    static func end(_ database: Database, _ identity: SHA256Digest, _ recipientAuthority: SHA256Digest) throws
    {
        try database.cachedStatement(
            sql:
                "UPDATE outgoing SET isEnded = 1 WHERE identity = ? AND recipientAuthority = ? AND isEnded = 0"
        ).execute(arguments: [identity.data, recipientAuthority.data])
    }

    package func outgoing(named name: String) throws(RegistryError) -> [OutgoingBundle] {
        try read { database in
            try Self.named(name, database, "outgoing", limit: -1).map { try OutgoingBundle($0) }
        }
    }

    package func eraseOutgoing(
        _ identity: SHA256Digest,
        at time: Timestamp
    ) throws(RegistryError) -> SHA256Digest? {
        try write { database in
            try database.execute(
                sql: """
                    UPDATE outgoing SET erasedAt = ?1, nextAttemptAt = CASE state WHEN 'delivered' THEN nextAttemptAt END,
                        attemptedAt = iif(state IN ('waiting', 'carried'), ?1, attemptedAt),
                        attemptCode = iif(state IN ('waiting', 'carried'), 'registry.erased', attemptCode),
                        state = iif(state IN ('waiting', 'carried'), 'stopped', state), upload = NULL
                    WHERE identity = ?2 AND erasedAt IS NULL
                    """,
                arguments: [time.secondsSinceEpoch, identity.data]
            )
            return try Row.fetchOne(
                database,
                sql: "SELECT fileDigest FROM outgoing WHERE identity = ?",
                arguments: [identity.data]
            ).map { try $0.digest("fileDigest") }
        }
    }

    package func record(
        _ progress: OutgoingBundle.Progress,
        after attempt: OutgoingBundle.Attempt?,
        identity: SHA256Digest,
        recipientAuthority: SHA256Digest
    ) throws(RegistryError) {
        try write { database in
            try database.execute(
                sql: """
                    UPDATE outgoing SET state = ?, nextAttemptAt = ?, address = ?, upload = ?, answeredAt = ?,
                        asksAnswer = ?,
                        attempts = attempts + ?, attemptedAt = coalesce(?, attemptedAt),
                        attemptCode = coalesce(?, attemptCode)
                    WHERE identity = ? AND recipientAuthority = ?
                    """,
                arguments: [
                    progress.state.rawValue, progress.nextAttemptAt?.secondsSinceEpoch, progress.address,
                    progress.upload, progress.answeredAt?.secondsSinceEpoch, progress.asksAnswer,
                    attempt == nil ? 0 : 1,
                    attempt?.at.secondsSinceEpoch, attempt?.code, identity.data, recipientAuthority.data,
                ]
            )
            guard database.changesCount == 1 else { throw RegistryError(.unknown) }
        }
    }

    package func record(_ receipt: CollectedReceipt) throws(RegistryError) {
        try receipt.check()
        try write { database in
            let office = try String.fetchOne(
                database,
                sql: "SELECT recipientOffice FROM outgoing WHERE identity = ? AND recipientAuthority = ?",
                arguments: [receipt.identity.data, receipt.recipientAuthority.data]
            )
            guard let office else { throw RegistryError(.unknown) }
            let kept = try Row.fetchOne(
                database,
                sql: """
                    SELECT coalesce(sum(length(receipt)), 0), coalesce(max(receiptDigest = ?), 0) FROM collected
                    WHERE identity = ? AND recipientAuthority = ?
                    """,
                arguments: [
                    SHA256Digest(of: receipt.bytes).data, receipt.identity.data,
                    receipt.recipientAuthority.data,
                ]
            )
            let (size, isKept): (Int, Bool) = (kept?[0] ?? 0, kept?[1] ?? false)
            guard !isKept else { return }
            try receipt.check(besides: size, from: office)
            try database.execute(
                sql: """
                    INSERT INTO collected (identity, recipientAuthority, event, collectedAt, receipt, receiptDigest)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    receipt.identity.data, receipt.recipientAuthority.data, receipt.event,
                    receipt.collectedAt.secondsSinceEpoch, Data(receipt.bytes),
                    SHA256Digest(of: receipt.bytes).data,
                ]
            )
            guard receipt.event == "ContentErasure" else { return }
            try Self.end(database, receipt.identity, receipt.recipientAuthority)
        }
    }

    package func collectedReceipts(of identity: SHA256Digest) throws(RegistryError) -> [CollectedReceipt] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT * FROM collected WHERE identity = ? ORDER BY sequence",
                arguments: [identity.data]
            ).map { try CollectedReceipt($0) }
        }
    }
}
