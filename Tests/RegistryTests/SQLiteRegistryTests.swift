// SPDX-License-Identifier: Apache-2.0

import Files
import GRDB
import Glibc
import Octets
import Registry
import Testing

@Suite struct SQLiteRegistryTests {
    @Test func `a commit waits for the disk`() async throws {
        try await withTemporaryFolder { folder in
            let registry = try SQLiteRegistry(path: folder + "/registry.sqlite")
            // 2 is FULL.
            #expect(try registry.synchronousSetting() == 2)
            let queue = try DatabaseQueue(path: folder + "/registry.sqlite")
            #expect(try await queue.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
        }
    }

    @Test func `a registry that is opened briefly waits for the disk, and is made as any other`() async throws
    {
        try await withTemporaryFolder { folder in
            let path = folder + "/registry.sqlite"
            for _ in 1...2 {
                let registry = try SQLiteRegistry(path: path, checkingWhole: false, briefly: true)
                #expect(try registry.synchronousSetting() == 2)
                let queue = try DatabaseQueue(path: path)
                #expect(try await queue.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
            }
            _ = try SQLiteRegistry(path: path).file(Sample.facts(1)) { Sample.receipt(1) }
        }
    }

    @Test func `a trigger that went is there again, however the registry is opened`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/registry.sqlite"
            func triggers() throws -> Int? {
                try DatabaseQueue(path: path).read {
                    try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'")
                }
            }
            _ = try SQLiteRegistry(path: path, checkingWhole: false, briefly: true)
            let wanted = try triggers()
            for briefly in [true, false] {
                _ = try SQLiteRegistry(path: path, checkingWhole: false, briefly: briefly)
                try await DatabaseQueue(path: path).write {
                    try $0.execute(sql: "DROP TRIGGER rowSealINSERTreceived")
                }
                _ = try SQLiteRegistry(path: path, checkingWhole: false, briefly: briefly)
                #expect(try triggers() == wanted)
            }
        }
    }

    @Test(arguments: ["received", "outgoing"])
    func `what is open is found by its index, however much is done with`(table: String) async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/registry.sqlite"
            _ = try SQLiteRegistry(path: path)
            try await DatabaseQueue(path: path).read { database in
                // The list's own condition, which is the index's.
                let index = try String.fetchOne(
                    database,
                    sql: "SELECT sql FROM sqlite_schema WHERE name = ?",
                    arguments: [table + "Open"]
                )
                let condition = try #require(index?.split(separator: " WHERE ", maxSplits: 1).last)
                let steps = try Row.fetchAll(
                    database,
                    sql: """
                        EXPLAIN QUERY PLAN SELECT * FROM \(table) WHERE sequence < 9 AND (\(condition))
                        ORDER BY sequence DESC LIMIT 9
                        """
                )
                #expect(
                    steps.map { $0["detail"] as String } == [
                        "SEARCH \(table) USING INDEX \(table)Open (sequence<?)"
                    ]
                )
            }
        }
    }

    @Test func `the seal of a row is found by its key, however many rows there are`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/registry.sqlite"
            _ = try SQLiteRegistry(path: path)
            try await DatabaseQueue(path: path).write { database in
                database.add(function: DatabaseFunction("row_digest") { _ in nil })
                let tables = try String.fetchAll(
                    database,
                    sql: "SELECT DISTINCT tbl_name FROM sqlite_schema WHERE name GLOB 'rowSealINSERT*'"
                )
                #expect(tables.count > 10)
                for table in tables {
                    let steps = try Row.fetchAll(database, sql: "EXPLAIN INSERT INTO \(table) DEFAULT VALUES")
                    // The triggers' own steps come after those of the statement; `Next` goes on to another row.
                    let begin = try #require(steps.lastIndex { $0["addr"] as Int == 0 })
                    let names = steps[begin...].map { $0["opcode"] as String }
                    #expect(begin > 0 && names.contains("Delete") && !names.contains("Next"), "\(table)")
                }
            }
        }
    }

    @Test func `nothing is acknowledged into a file that is no longer in its place`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/registry.sqlite"
            let registry = try SQLiteRegistry(path: path)
            _ = try registry.file(Sample.facts(1)) { Sample.receipt(1) }
            #expect(unsafe rename(path, path + ".moved") == 0)
            for isReplaced in [false, true] {
                if isReplaced { try Folder.write([], to: path) }
                #expect(throws: RegistryError(.unavailable)) { try registry.check() }
                #expect(throws: RegistryError(.unavailable)) {
                    try registry.file(Sample.facts(2)) { Sample.receipt(2) }
                }
            }
            #expect(unsafe rename(path + ".moved", path) == 0)
            try registry.check()
            _ = try registry.file(Sample.facts(2)) { Sample.receipt(2) }
        }
    }

    @Test func `the files are for their owner alone`() async throws {
        try await withTemporaryFolder { folder in
            let registry = try SQLiteRegistry(path: folder + "/registry.sqlite")
            _ = try registry.file(Sample.facts(1)) { Sample.receipt(1) }
            for name in try Folder.names(in: folder) {
                var status = stat()
                #expect(unsafe stat(folder + "/" + name, &status) == 0)
                #expect(status.st_mode & 0o777 == 0o600, "\(name)")
            }
        }
    }

    @Test func `what was filed is there after opening anew`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/registry.sqlite"
            _ = try SQLiteRegistry(path: path).file(Sample.facts(1)) { Sample.receipt(1) }
            #expect(try SQLiteRegistry(path: path).received(identity: Sample.identity(1)) != nil)
        }
    }

    @Test func `a file that is no registry is damaged`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/registry.sqlite"
            try Folder.write(Array(repeating: 7, count: 10_000), to: path)
            #expect(
                try #require(throws: RegistryError.self) { try SQLiteRegistry(path: path) }.code == .damaged
            )
        }
    }

    @Test func `a registry with a broken page is damaged`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/registry.sqlite"
            do {
                let registry = try SQLiteRegistry(path: path)
                for number in 1...50 {
                    _ = try registry.file(Sample.facts(number)) { Sample.receipt(number) }
                }
            }
            var bytes = try Folder.read(path, limit: 1 << 24)
            for offset in 4096..<bytes.count where offset % 4096 < 16 { bytes[offset] = 0xff }
            try Folder.write(bytes, to: path, existing: .replace)
            #expect(
                try #require(throws: RegistryError.self) { try SQLiteRegistry(path: path) }.code == .damaged
            )
        }
    }

    @Test(arguments: ["answerHours = 9223372036854775807", "answerHours = -1"])
    func `a number that no office writes is damage, and ends no process`(change: String) async throws {
        try await withTemporaryFolder { folder in
            let registry = try SQLiteRegistry(path: folder + "/registry.sqlite")
            try registry.record(Sample.outgoing(1))
            try tamper(folder) { try $0.execute(sql: "UPDATE outgoing SET \(change)") }
            let error = #expect(throws: RegistryError.self) {
                try registry.outgoingBundles(onlyOpen: false, before: nil, limit: 9)
            }
            #expect(error?.code == .damaged)
        }
    }

    @Test func `a registry of a later version is left alone`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/registry.sqlite"
            _ = try SQLiteRegistry(path: path)
            try await DatabaseQueue(path: path).write {
                try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99: later')")
            }
            #expect(throws: RegistryError(.newer)) { try SQLiteRegistry(path: path) }
        }
    }

    @Test func `a backup is whole and of one moment, though bundles are filed meanwhile`() async throws {
        try await withTemporaryFolder { folder in
            let registry = try SQLiteRegistry(path: folder + "/registry.sqlite")
            for number in 1...50 { _ = try registry.file(Sample.facts(number)) { Sample.receipt(number) } }
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask {
                    for number in 51...100 {
                        _ = try registry.file(Sample.facts(number)) { Sample.receipt(number) }
                    }
                }
                tasks.addTask { try registry.backUp(to: folder + "/copy.sqlite") }
                try await tasks.waitForAll()
            }
            #expect(!Folder.exists(folder + "/copy.sqlite-wal"))
            let copy = try SQLiteRegistry(path: folder + "/copy.sqlite")
            let count = Int(try copy.figures().filed)
            #expect((50...100).contains(count))
            for number in 1...count {
                #expect(
                    try copy.received(identity: Sample.identity(number))?.receipt == Sample.receipt(number)
                )
            }
            #expect(throws: RegistryError.self) { try registry.backUp(to: folder + "/copy.sqlite") }
        }
    }

    @Test func `a registry in a folder that is not there is unavailable`() throws {
        let error = try #require(throws: RegistryError.self) {
            try SQLiteRegistry(path: "/nonexistent/r.sqlite")
        }
        #expect(error.code == .unavailable)
    }
}
