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
                    sql: "SELECT * FROM received WHERE senderAuthority = ? AND bundle = ? AND isReplay = 0"
                ),
                arguments: [senderAuthority.data, bundle]
            ).map { try ReceivedBundle($0) }
        }
    }

    package func receivedBundles(
        onlyOpen: Bool,
        before: Int64?,
        limit: Int
    ) throws(RegistryError) -> ListedBundles<ReceivedBundle> {
        // As the index `receivedOpen` has it.
        let open = "decision = 'filed' AND state IN ('waiting', 'opened') AND erasedAt IS NULL"
        return try read { database in
            try Self.list(database, "received", where: onlyOpen ? open : "TRUE", before, limit) {
                try ReceivedBundle($0)
            }
        }
    }

    /// The newest rows of a table that is numbered by `sequence`.
    static func list<Bundle: Sendable>(
        _ database: Database,
        _ table: String,
        where condition: String,
        _ before: Int64?,
        _ limit: Int,
        _ read: (Row) throws -> Bundle
    ) throws -> ListedBundles<Bundle> {
        let count = max(limit, 1)
        // One row more than asked for tells whether there is more.
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT * FROM \(table) WHERE sequence < ? AND (\(condition)) ORDER BY sequence DESC LIMIT ?
                """,
            arguments: [before ?? Int64.max, Int64(count) + 1]
        )
        let shown = rows.prefix(count)
        return ListedBundles(
            bundles: try shown.map(read),
            before: rows.count > count ? shown.last?["sequence"] : nil
        )
    }

    package func received(named name: String) throws(RegistryError) -> [ReceivedBundle] {
        try read { database in
            try Self.named(name, database, "received", idHolds: "isReplay = 0", limit: 2)
                .map { try ReceivedBundle($0) }
        }
    }

    /// The rows of this bundle id, of those where it holds, or of an identity that begins so.
    static func named(
        _ name: String,
        _ database: Database,
        _ table: String,
        idHolds condition: String = "TRUE",
        limit: Int
    ) throws -> [Row] {
        // As a range of the index: every identity that begins with these digits lies between them and all ones after.
        let isPrefix = !name.isEmpty && name.utf8.count <= 64 && name.utf8.allSatisfy(isDigit)
        func end(_ digit: String) -> Data? {
            guard isPrefix else { return nil }
            return SHA256Digest(hex: name + String(repeating: digit, count: 64 - name.utf8.count))?.data
        }
        return try Row.fetchAll(
            database,
            sql: """
                SELECT * FROM \(table) WHERE bundle = ? AND \(condition) OR identity BETWEEN ? AND ?
                ORDER BY sequence LIMIT ?
                """,
            arguments: [name, end("0"), end("f"), limit]
        )
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
