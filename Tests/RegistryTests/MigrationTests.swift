// SPDX-License-Identifier: Apache-2.0

import Files
import GRDB
import Octets
import Registry
import Testing

/// A registry that an earlier version made goes on being used: its tables come from the SQL of that version, kept here as
/// it was released.
@Suite struct MigrationTests {
    static let released = (try? Folder.names(in: Folder.split(#filePath).folder + "/Released")) ?? []

    private func digest(_ digit: String) throws -> SHA256Digest {
        try #require(SHA256Digest(hex: String(repeating: digit, count: 64)))
    }

    @Test func `there are registries of earlier versions to try`() {
        #expect(Set(Self.released).isSuperset(of: (1...6).map { "\($0).sql" }))
    }

    @Test(arguments: released)
    func `a registry of an earlier version keeps what it holds and takes what is new`(name: String)
        async throws
    {
        try await withTemporaryFolder { folder in
            let path = folder + "/registry.sqlite"
            let sql = try Folder.read(Folder.split(#filePath).folder + "/Released/" + name, limit: 1 << 20)
            do {
                let earlier = try DatabaseQueue(path: path)
                try await earlier.write { try $0.execute(sql: String(decoding: sql, as: UTF8.self)) }
                try earlier.close()
            }
            let registry = try SQLiteRegistry(path: path)
            let (first, second, third) = (try digest("1"), try digest("2"), try digest("3"))
            let filed = try #require(try registry.received(identity: first))
            #expect(filed.receipt == [1] && filed.state == .opened && filed.erasedAt == nil)
            #expect(filed.facts.reply == nil)
            #expect(try registry.received(identity: second)?.facts.decision == .refused)
            #expect(try registry.handovers(of: first).map(\.officer) == ["aung"])
            #expect(
                try registry.outgoingBundles(onlyOpen: false, before: nil, limit: 100).bundles.map(\.identity)
                    == [third]
            )
            #expect(try registry.collectedReceipts(of: third).map(\.bytes) == [[4]])

            let answer = CaseAnswer(
                identity: first,
                decision: CaseDecision(.accepted, decidedAt: Sample.time, officer: "aung"),
                answerIdentity: Sample.identity(21),
                answerBundle: Sample.bundleID(21)
            )
            try registry.decide(answer, sending: Sample.outgoing(21))
            _ = try registry.file(Sample.facts(30)) { Sample.receipt(30) }
            #expect(try registry.erase(Sample.erasure(30)) == Sample.facts(30).fileDigest)
            // A second opening finds nothing to do.
            #expect(try SQLiteRegistry(path: path).answers(to: first) == [answer])
        }
    }

    @Test(arguments: released)
    func `gaps that an earlier version left between numbers are no missing rows`(name: String) async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/registry.sqlite"
            let sql = try Folder.read(Folder.split(#filePath).folder + "/Released/" + name, limit: 1 << 20)
            do {
                let earlier = try DatabaseQueue(path: path)
                try await earlier.write { database in
                    try database.execute(sql: String(decoding: sql, as: UTF8.self))
                    // What follows happened before there were triggers, or with others.
                    let triggers = "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
                    for name in try String.fetchAll(database, sql: triggers) {
                        try database.execute(sql: "DROP TRIGGER \(name)")
                    }
                    try database.execute(
                        sql: """
                            UPDATE outgoing SET sequence = sequence + 3;
                            UPDATE collected SET sequence = sequence + 1;
                            UPDATE sqlite_sequence SET seq = seq + 5 WHERE name IN ('outgoing', 'collected');
                            """
                    )
                }
                try earlier.close()
            }
            let registry = try SQLiteRegistry(path: path)
            #expect(try registry.collectedReceipts(of: digest("3")).map(\.bytes) == [[4]])
            try registry.record(Sample.outgoing(21))
            let findings = try RegistryChecker(databasePath: path, storeFolder: folder + "/store").check()
            #expect(
                !findings.contains { [.rowLost, .rowAltered, .rowStray].contains($0.code) },
                "\(findings)"
            )
        }
    }

    @Test(arguments: released)
    func `the tables are the same as of a registry that is made today`(name: String) async throws {
        try await withTemporaryFolder { folder in
            let sql = try Folder.read(Folder.split(#filePath).folder + "/Released/" + name, limit: 1 << 20)
            do {
                let earlier = try DatabaseQueue(path: folder + "/earlier.sqlite")
                try await earlier.write { try $0.execute(sql: String(decoding: sql, as: UTF8.self)) }
                try earlier.close()
            }
            var tables: [[String]] = []
            for name in ["earlier", "new"] {
                let path = folder + "/\(name).sqlite"
                _ = try SQLiteRegistry(path: path)
                tables.append(
                    try await DatabaseQueue(path: path).read { database in
                        try String.fetchAll(
                            database,
                            sql: """
                                SELECT replace(sql, '\"', '') FROM sqlite_master
                                WHERE sql IS NOT NULL AND name <> 'grdb_migrations' ORDER BY type, name
                                """
                        )
                    }
                )
            }
            #expect(tables[0] == tables[1])
        }
    }
}
