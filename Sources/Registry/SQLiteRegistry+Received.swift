// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GRDB
package import Octets
package import TransparencyLog

extension SQLiteRegistry {
    package func received(identity: SHA256Digest) throws(RegistryError) -> ReceivedBundle? {
        try read { database in try Self.received(database, identity) }
    }

    package func received(
        senderAuthority: SHA256Digest,
        bundle: String
    ) throws(RegistryError) -> ReceivedBundle? {
        try read { database in
            try Row.fetchOne(
                database.cachedStatement(
                    sql: "SELECT * FROM received WHERE senderAuthority = ? AND bundle = ?"
                ),
                arguments: [senderAuthority.data, bundle]
            ).map { try ReceivedBundle($0) }
        }
    }

    package func receivedBundles(
        _ filter: ReceivedFilter,
        from next: Int64?,
        limit: Int
    ) throws(RegistryError) -> ReceivedPage {
        try read { database in
            let count = max(limit, 1)
            // One row more than asked for tells where the next page begins.
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM received WHERE sequence >= :next
                        AND (:decision IS NULL OR decision = :decision)
                        AND (:state IS NULL OR state = :state)
                        AND (:authority IS NULL OR senderAuthority = :authority)
                    ORDER BY sequence LIMIT :limit
                    """,
                arguments: [
                    "next": next ?? 0, "limit": Int64(count) + 1, "decision": filter.decision?.rawValue,
                    "state": filter.state?.rawValue, "authority": filter.senderAuthority?.data,
                ]
            )
            return ReceivedPage(
                bundles: try rows.prefix(count).map { try ReceivedBundle($0) },
                next: rows.dropFirst(count).first?["sequence"]
            )
        }
    }

    package func received(named name: String) throws(RegistryError) -> [ReceivedBundle] {
        // As a range of the index: every identity that begins with these digits lies between them and all ones after.
        let isPrefix = !name.isEmpty && name.utf8.count <= 64 && name.utf8.allSatisfy(Self.isDigit)
        let low = isPrefix ? name + String(repeating: "0", count: 64 - name.utf8.count) : nil
        let high = isPrefix ? name + String(repeating: "f", count: 64 - name.utf8.count) : nil
        return try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM received WHERE bundle = :name
                        OR identity BETWEEN :low AND :high
                    ORDER BY sequence LIMIT 2
                    """,
                arguments: [
                    "name": name, "low": low.flatMap { SHA256Digest(hex: $0) }?.data,
                    "high": high.flatMap { SHA256Digest(hex: $0) }?.data,
                ]
            ).map { try ReceivedBundle($0) }
        }
    }

    private static func isDigit(_ character: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(character)
            || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(character)
    }

    package func record(_ handover: Handover) throws(RegistryError) {
        try write { database in try Self.insert(database, handover) }
    }

    package func recordHandover(
        of identity: SHA256Digest,
        by officer: String,
        at time: Timestamp,
        makeReceipt: (LogAppending) throws -> [UInt8]
    ) throws -> Handover {
        try writeAndPassErrors { database in
            let handover = Handover(
                identity: identity,
                openedAt: time,
                officer: officer,
                receipt: try makeReceipt(SQLiteLog(database).appending)
            )
            try Self.insert(database, handover)
            return handover
        }
    }

    package func handovers(of identity: SHA256Digest) throws(RegistryError) -> [Handover] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT * FROM handover WHERE identity = ? ORDER BY sequence",
                arguments: [identity.data]
            ).map { try Handover($0) }
        }
    }

    package func holdsFile(_ digest: SHA256Digest) throws(RegistryError) -> Bool {
        try read { database in
            try Row.fetchOne(
                database,
                sql:
                    "SELECT 1 FROM received WHERE fileDigest = ? AND decision = 'filed' AND erasedAt IS NULL",
                arguments: [digest.data]
            ) != nil
        }
    }

    static func received(_ database: Database, _ identity: SHA256Digest) throws -> ReceivedBundle? {
        try Row.fetchOne(
            database.cachedStatement(sql: "SELECT * FROM received WHERE identity = ?"),
            arguments: [identity.data]
        ).map { try ReceivedBundle($0) }
    }

    private static func insert(_ database: Database, _ handover: Handover) throws {
        try handover.check()
        try requireFile(database, handover.identity)
        try database.execute(
            sql: """
                INSERT INTO handover (identity, openedAt, officer, receipt, receiptDigest)
                VALUES (?, ?, ?, ?, ?)
                """,
            arguments: [
                handover.identity.data, handover.openedAt.secondsSinceEpoch, handover.officer,
                Data(handover.receipt), SHA256Digest(of: handover.receipt).data,
            ]
        )
        try database.execute(
            sql: "UPDATE received SET state = 'opened' WHERE identity = ? AND state = 'waiting'",
            arguments: [handover.identity.data]
        )
    }

    /// Refuses an act upon a bundle whose sealed file is not here.
    static func requireFile(_ database: Database, _ identity: SHA256Digest) throws {
        guard let bundle = try received(database, identity), bundle.facts.decision == .filed else {
            throw RegistryError(.unknown)
        }
        guard bundle.erasedAt == nil else { throw RegistryError(.erased) }
    }
}
