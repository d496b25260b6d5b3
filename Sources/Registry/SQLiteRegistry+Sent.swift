// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GRDB
package import Octets

extension SQLiteRegistry {
    package func record(_ outgoing: OutgoingBundle) throws(RegistryError) {
        try outgoing.check()
        try write { database in try Self.insert(database, outgoing) }
    }

    static func insert(_ database: Database, _ outgoing: OutgoingBundle) throws {
        try database.execute(
            sql: """
                INSERT INTO outgoing (identity, recipientAuthority, recipientOffice, bundle, fileDigest,
                    fileSize, createdAt, expiresAt, answerHours, state, nextAttemptAt, address)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (identity, recipientAuthority) DO NOTHING
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

    package func dueBundles(at time: Timestamp) throws(RegistryError) -> [OutgoingBundle] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM outgoing WHERE state IN ('waiting', 'carried') AND nextAttemptAt <= ?
                    ORDER BY nextAttemptAt, sequence
                    """,
                arguments: [time.secondsSinceEpoch]
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

    package func outgoingBundles(awaitingReceipt: Bool) throws(RegistryError) -> [OutgoingBundle] {
        try read { database in
            let condition = awaitingReceipt ? Self.isAwaitingReceipt : "TRUE"
            return try Row.fetchAll(
                database,
                sql: "SELECT * FROM outgoing WHERE \(condition) ORDER BY sequence"
            ).map { try OutgoingBundle($0) }
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
                        attempts = attempts + ?, attemptedAt = coalesce(?, attemptedAt),
                        attemptCode = coalesce(?, attemptCode)
                    WHERE identity = ? AND recipientAuthority = ?
                    """,
                arguments: [
                    progress.state.rawValue, progress.nextAttemptAt?.secondsSinceEpoch, progress.address,
                    progress.upload, progress.answeredAt?.secondsSinceEpoch, attempt == nil ? 0 : 1,
                    attempt?.at.secondsSinceEpoch, attempt?.code, identity.data, recipientAuthority.data,
                ]
            )
            guard database.changesCount == 1 else { throw RegistryError(.unknown) }
        }
    }

    package func record(_ receipt: CollectedReceipt) throws(RegistryError) {
        try receipt.check()
        try write { database in
            let isSent = try Row.fetchOne(
                database,
                sql: "SELECT 1 FROM outgoing WHERE identity = ? AND recipientAuthority = ?",
                arguments: [receipt.identity.data, receipt.recipientAuthority.data]
            )
            guard isSent != nil else { throw RegistryError(.unknown) }
            try database.execute(
                sql: """
                    INSERT INTO collected (identity, recipientAuthority, event, collectedAt, receipt, receiptDigest)
                    VALUES (?, ?, ?, ?, ?, ?)
                    ON CONFLICT (identity, recipientAuthority, receiptDigest) DO NOTHING
                    """,
                arguments: [
                    receipt.identity.data, receipt.recipientAuthority.data, receipt.event,
                    receipt.collectedAt.secondsSinceEpoch, Data(receipt.bytes),
                    SHA256Digest(of: receipt.bytes).data,
                ]
            )
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
