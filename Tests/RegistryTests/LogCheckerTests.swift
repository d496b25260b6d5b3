// SPDX-License-Identifier: Apache-2.0

import Files
import Foundation
import GRDB
import Octets
import Registry
import Testing
import TransparencyLog

/// What the checker finds in a registry with a log and receipts that are in it.
@Suite struct LogCheckerTests {
    private static func fill(_ folder: String) throws {
        let store = try SealedStore(folder + "/store")
        let registry = try SQLiteRegistry(path: folder + "/registry.sqlite")
        try registry.beginLog(signedBy: Sample.logger)
        for number in 1...6 {
            try Sample.store(number, in: store)
            _ = try registry.file(Sample.facts(number), logged: number)
        }
        _ = try registry.recordHandover(of: Sample.identity(2), by: "tunlin", at: Sample.time) {
            try Sample.receipt(20, $0)
        }
        try registry.record(Sample.outgoing(1))
        _ = try registry.append(.receipt([1]), signedBy: Sample.logger)
        var head = try #require(try registry.logHead())
        head.add(try Sample.witness.sign(head.note.text, at: Sample.time))
        try registry.keepCosigned(head, by: Sample.witness.verifierKey)
        _ = try registry.file(Sample.facts(7, decision: .refused), logged: 7)
        _ = try registry.erase(Sample.erasure(6)).map { try store.remove($0) }
    }

    private static func check(_ folder: String) throws -> [RegistryFinding] {
        try RegistryChecker(
            databasePath: folder + "/registry.sqlite",
            storeFolder: folder + "/store",
            logKeys: [Sample.logger.verifierKey]
        ).check()
    }

    private func findings(after change: (Database) throws -> Void) async throws -> Set<RegistryFinding.Code> {
        try await withTemporaryFolder { folder in
            try Self.fill(folder)
            #expect(try Self.check(folder) == [])
            try tamper(folder, change)
            return Set(try Self.check(folder).map(\.code))
        }
    }

    @Test(arguments: [
        ("UPDATE received SET senderOffice = 'x' WHERE sequence = 1", RegistryFinding.Code.rowAltered),
        ("UPDATE received SET state = 'decided' WHERE sequence = 1", .rowAltered),
        ("UPDATE received SET fileSize = 1 WHERE decision = 'refused'", .rowAltered),
        ("UPDATE handover SET officer = 'x'", .rowAltered),
        ("UPDATE outgoing SET createdAt = 1", .rowAltered),
        ("UPDATE erasure SET erasedAt = 1", .rowAltered), ("DELETE FROM erasure", .rowLost),
        ("DELETE FROM handover", .rowLost),
        ("DELETE FROM received WHERE decision = 'refused'", .rowLost),
        (
            "INSERT INTO handover SELECT 9, identity, openedAt, officer, receipt, receiptDigest FROM handover",
            .rowStray
        ),
        ("UPDATE rowSeal SET digest = zeroblob(32) WHERE tableName = 'outgoing'", .rowAltered),
        ("INSERT INTO rowSeal VALUES ('nothing', 1, zeroblob(32))", .rowLost),
        ("UPDATE logLeaf SET leaf = cast(replace(leaf, '0', '1') AS BLOB) WHERE position = 3", .hashWrong),
        ("UPDATE logLeaf SET leaf = x'00' WHERE position = 3", .leafWrong),
        ("DELETE FROM logLeaf WHERE position = 7", .headWrong),
        ("DELETE FROM logLeaf WHERE position = 0", .leafWrong),
        ("DELETE FROM logHash WHERE level = 2", .hashWrong),
        ("UPDATE logHash SET hash = zeroblob(32) WHERE level = 1 AND position = 1", .hashWrong),
        ("INSERT INTO logHash VALUES (5, 0, zeroblob(32))", .hashWrong),
        ("DELETE FROM logHead", .headWrong),
        ("UPDATE logHead SET checkpoint = (SELECT checkpoint FROM logCosignature)", .headWrong),
        ("UPDATE logCosignature SET cosignedAt = 1", .cosignatureWrong),
        ("UPDATE logCosignature SET size = 3", .cosignatureWrong),
        ("DROP INDEX receivedByFile", .schemaAltered), ("CREATE TABLE more (a)", .schemaAltered),
    ])
    func `one changed value is found`(sql: String, code: RegistryFinding.Code) async throws {
        let found = try await findings { try $0.execute(sql: sql) }
        #expect(found.contains(code), "\(found)")
    }

    /// As with SQLite's own shell, which knows nothing of this program: triggers do what they do.
    private func bySQL(_ path: String, _ sql: String) async throws {
        let database = try DatabaseQueue(path: path)
        try await database.write { try $0.execute(sql: sql) }
        try database.close()
    }

    @Test(arguments: [
        "DELETE FROM outgoing", "DELETE FROM handover", "DELETE FROM received WHERE sequence = 7",
        "UPDATE sqlite_sequence SET seq = 9 WHERE name = 'outgoing'",
        "DELETE FROM sqlite_sequence WHERE name = 'outgoing'",
    ])
    func `a row that was deleted together with its seal is found by its number`(sql: String) async throws {
        try await withTemporaryFolder { folder in
            try Self.fill(folder)
            try await bySQL(folder + "/registry.sqlite", sql)
            #expect(try Self.check(folder).map(\.code).contains(.rowLost))
        }
    }

    @Test func `what is kept again and refused leaves no gap`() async throws {
        try await withTemporaryFolder { folder in
            try Self.fill(folder)
            let registry = try SQLiteRegistry(path: folder + "/registry.sqlite")
            for number in [1, 1, 2] { try registry.record(Sample.outgoing(number)) }
            let receipt = CollectedReceipt(
                identity: Sample.outgoing(1).identity,
                recipientAuthority: Sample.outgoing(1).recipientAuthority,
                event: "ContentConsignment",
                collectedAt: Sample.time,
                bytes: [1]
            )
            for _ in 0..<3 { try registry.record(receipt) }
            #expect(throws: RegistryError.self) {
                try registry.file(Sample.facts(8, bundle: Sample.bundleID(1))) { Sample.receipt(8) }
            }
            #expect(try Self.check(folder) == [])
        }
    }

    @Test(arguments: [
        ("INSERT", "INSERT INTO outgoing SELECT * FROM added", RegistryFinding.Code.rowStray),
        ("UPDATE", "UPDATE outgoing SET recipientOffice = 'x'", .rowAltered),
        ("DELETE", "DELETE FROM outgoing", .rowLost),
    ])
    func `a trigger that is gone is found, and what was done without it also after it is there again`(
        event: String,
        sql: String,
        code: RegistryFinding.Code
    ) async throws {
        try await withTemporaryFolder { folder in
            try Self.fill(folder)
            let path = folder + "/registry.sqlite"
            try await bySQL(
                path,
                """
                CREATE TEMP TABLE added AS SELECT * FROM outgoing;
                UPDATE added SET sequence = 2, identity = zeroblob(32);
                DROP TRIGGER rowSeal\(event)outgoing;
                \(sql)
                """
            )
            #expect(try Set(Self.check(folder).map(\.code)) == [.schemaAltered, code])
            try SQLiteRegistry(path: path).check()
            #expect(try Set(Self.check(folder).map(\.code)) == [code])
        }
    }

    @Test func `leaves in another order are found even where their hashes were made anew`() async throws {
        let found = try await findings { database in
            var log = MemoryLog()
            var leaves = try Data.fetchAll(database, sql: "SELECT leaf FROM logLeaf ORDER BY position")
            leaves.swapAt(2, 5)
            try database.execute(sql: "DELETE FROM logLeaf; DELETE FROM logHash")
            for (position, leaf) in leaves.enumerated() {
                _ = try log.append(Array(leaf))
                try database.execute(sql: "INSERT INTO logLeaf VALUES (?, ?)", arguments: [position, leaf])
            }
            for level in 0..<4 {
                for position in 0..<(leaves.count >> level) {
                    let hash = try log.hashes(level: level, positions: position..<position + 1)[0]
                    try database.execute(
                        sql: "INSERT INTO logHash VALUES (?, ?, ?)",
                        arguments: [level, position, Data(hash.bytes)]
                    )
                }
            }
        }
        #expect(found == [.headWrong, .receiptNotLogged, .cosignatureWrong])
    }

    @Test func `a receipt that has no leaf is found, though its row is whole`() async throws {
        try await withTemporaryFolder { folder in
            try Self.fill(folder)
            let registry = try SQLiteRegistry(path: folder + "/registry.sqlite")
            var elsewhere = MemoryLog()
            let receipt = try Sample.receipt(9) { try elsewhere.append($0, signedBy: $1) }
            _ = try registry.file(Sample.facts(9, decision: .refused)) { receipt }
            #expect(
                try Self.check(folder) == [RegistryFinding(.receiptNotLogged, Sample.identity(9).hex)]
            )
        }
    }

    @Test func `a head and receipts under another key are found`() async throws {
        try await withTemporaryFolder { folder in
            try Self.fill(folder)
            let other = try NoteSigner(name: "andaman/other", use: .log, seed: Sample.seed(9))
            let found = try RegistryChecker(
                databasePath: folder + "/registry.sqlite",
                storeFolder: folder + "/store",
                logKeys: [other.verifierKey]
            ).check().map(\.code)
            #expect(Set(found) == [.headWrong, .cosignatureWrong, .receiptNotLogged])
        }
    }

    @Test func `a file in quarantine that decayed is found`() async throws {
        try await withTemporaryFolder { folder in
            try Self.fill(folder)
            let name = SHA256Digest(of: [1]).hex
            try Folder.write([1], to: "\(folder)/store/quarantine/\(name).sealed.asice")
            #expect(try Self.check(folder) == [])
            try Folder.write([2], to: "\(folder)/store/quarantine/\(name).sealed.asice", existing: .replace)
            #expect(try Self.check(folder) == [RegistryFinding(.quarantinedAltered, name)])
        }
    }

    /// All that the registry says: every table's rows and the schema.
    ///
    /// SQLite's own counters for new rows are left out: they say how many rows there are, which the rows do too.
    private static func content(_ path: String) throws -> [String] {
        var configuration = Configuration()
        configuration.readonly = true
        return try DatabaseQueue(path: path, configuration: configuration).read { database in
            let tables = try String.fetchAll(
                database,
                sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*'"
            )
            let queries =
                tables.map { "SELECT * FROM \($0)" } + ["SELECT type, name, tbl_name, sql FROM sqlite_schema"]
            return try queries.flatMap { sql in
                try Row.fetchAll(database, sql: sql).map { row in
                    row.map {
                        "\($0) = \($1.storage)" + (Data.fromDatabaseValue($1).map { "\(Array($0))" } ?? "")
                    }
                    .joined(separator: ", ")
                }
                .sorted()
            }
        }
    }

    @Test func `every flipped bit of the database that changes what it says is found`() async throws {
        try await withTemporaryFolder { folder in
            try Self.fill(folder)
            let path = folder + "/registry.sqlite"
            let good = try Folder.read(path, limit: 1 << 24)
            let content = try Self.content(path)
            var random = SystemRandomNumberGenerator()
            // What is kept stands at the pages' ends, and a random bit in a page is mostly in a gap; so half of the bits are
            // looked for where there is something.
            let filled = good.indices.filter { good[$0] != 0 }
            var found = 0
            for round in 0..<300 {
                let offset =
                    round % 2 == 0 ? Int.random(in: good.indices, using: &random) : filled.randomElement()!
                var bytes = good
                bytes[offset] ^= 1 << Int.random(in: 0..<8, using: &random)
                try Folder.write(bytes, to: path, existing: .replace)
                let isFound = (try? Self.check(folder).isEmpty) != true
                if isFound { found += 1 }
                let changed = Result { try Self.content(path) }
                let isChanged = (try? changed.get()) != content
                if isChanged, !isFound {
                    let differences = (try? changed.get()).map { Set($0).symmetricDifference(content) }
                    Issue.record("offset \(offset): \(differences ?? [])")
                }
                for suffix in ["-wal", "-shm", "-journal"] { try? Folder.deleteFile(path + suffix) }
            }
            #expect(found > 100)
            try Folder.write(good, to: path, existing: .replace)
            #expect(try Self.check(folder) == [])
        }
    }
}
