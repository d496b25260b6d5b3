// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GRDB
import Octets
import TransparencyLog

/// The log's leaves and hashes inside a transaction of the registry.
///
/// Any write of `SQLiteRegistry` that makes evidence appends to the log through this, beside its own rows:
/// `SQLiteLog(database).appending` is the `LogAppending` to hand on.
struct SQLiteLog: LogStorage {
    let database: Database
    /// Hashes that this value has read or written: leaves that come together share most of their proofs.
    private let known = KnownHashes()

    init(_ database: Database) {
        self.database = database
    }

    private final class KnownHashes {
        struct Place: Hashable {
            let level: Int
            let position: Int
        }
        var hashes: [Place: SHA256Digest] = [:]
    }

    /// Appends as `LogAppending` says, and refuses while the log is read-only.
    var appending: LogAppending {
        { [self] leaf, signer in try appendAndKeepHead([leaf], signer)[0] }
    }

    /// Appends leaves under one head, which is kept.
    ///
    /// - Throws: `RegistryError` with `readOnly`; what SQLite throws.
    func appendAndKeepHead(_ leaves: [LogLeaf], _ signer: NoteSigner) throws -> [LogProof] {
        var log = self
        guard try log.state() == .open else { throw RegistryError(.readOnly) }
        let proofs = try log.append(leaves, signedBy: signer)
        if let head = proofs.last?.checkpoint { try log.keep(head: head) }
        return proofs
    }

    // MARK: Tree

    func leafCount() throws -> Int {
        try Int.fetchOne(
            database.cachedStatement(sql: "SELECT coalesce(max(position) + 1, 0) FROM logLeaf")
        ) ?? 0
    }

    func hashes(level: Int, positions: Range<Int>) throws -> [SHA256Digest] {
        guard positions.count == 1 else { return try storedHashes(level: level, positions: positions) }
        let place = KnownHashes.Place(level: level, position: positions.lowerBound)
        if let hash = known.hashes[place] { return [hash] }
        let hashes = try storedHashes(level: level, positions: positions)
        known.hashes[place] = hashes[0]
        return hashes
    }

    private func storedHashes(level: Int, positions: Range<Int>) throws -> [SHA256Digest] {
        let hashes = try Data.fetchAll(
            database.cachedStatement(
                sql:
                    "SELECT hash FROM logHash WHERE level = ? AND position >= ? AND position < ? ORDER BY position"
            ),
            arguments: [level, positions.lowerBound, positions.upperBound]
        )
        .compactMap { SHA256Digest(bytes: Array($0)) }
        guard hashes.count == positions.count else { throw LogError(.storageDamaged) }
        return hashes
    }

    func leaves(_ range: Range<Int>) throws -> [[UInt8]] {
        let leaves = try Data.fetchAll(
            database.cachedStatement(
                sql: "SELECT leaf FROM logLeaf WHERE position >= ? AND position < ? ORDER BY position"
            ),
            arguments: [range.lowerBound, range.upperBound]
        )
        guard leaves.count == range.count else { throw LogError(.storageDamaged) }
        return leaves.map { Array($0) }
    }

    func append(_ leaf: [UInt8], at index: Int, completing hashes: [SHA256Digest]) throws {
        try database.cachedStatement(sql: "INSERT INTO logLeaf (position, leaf) VALUES (?, ?)")
            .execute(arguments: [index, Data(leaf)])
        let insertion = try database.cachedStatement(
            sql: "INSERT INTO logHash (level, position, hash) VALUES (?, ?, ?)"
        )
        for (level, hash) in hashes.enumerated() {
            try insertion.execute(arguments: [level, index >> level, hash.data])
            known.hashes[KnownHashes.Place(level: level, position: index >> level)] = hash
        }
    }

    // MARK: Head

    func head() throws -> SignedCheckpoint? {
        let bytes = try Data.fetchOne(database, sql: "SELECT checkpoint FROM logHead")
        return try bytes.map { try SignedCheckpoint(parsing: Array($0)) }
    }

    func keep(head: SignedCheckpoint) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO logHead (id, checkpoint) VALUES (1, ?)
                ON CONFLICT (id) DO UPDATE SET checkpoint = excluded.checkpoint
                """
        )
        .execute(arguments: [Data(head.bytes)])
    }

    func cosignedHeads() throws -> [CosignedHead] {
        try Row.fetchAll(database, sql: "SELECT * FROM logCosignature ORDER BY id").map { row in
            CosignedHead(
                cosigner: try VerifierKey(parsing: row["cosigner"]),
                cosignedAt: row.time("cosignedAt"),
                head: try SignedCheckpoint(parsing: row.bytes("checkpoint"))
            )
        }
    }

    // MARK: State

    func state() throws -> LogState {
        let restoredAt = try Int64.fetchOne(
            database.cachedStatement(
                // A log that nobody has cosigned has nothing to be held against.
                sql: "SELECT restoredAt FROM logRestore WHERE EXISTS (SELECT 1 FROM logCosignature)"
            )
        )
        return restoredAt.map { .restored(at: Timestamp(secondsSinceEpoch: $0)) } ?? .open
    }

    func endRestore() throws {
        try database.execute(sql: "DELETE FROM logRestore")
    }
}
