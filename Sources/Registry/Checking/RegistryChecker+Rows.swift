// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GRDB
import Octets

extension RegistryChecker {
    /// Holds the tables and triggers against those that this version makes: one that is gone or changed would let
    /// later rows in unseen.
    ///
    /// - Throws: `RegistryError` with `older` or `newer` where another version made the registry.
    func checkSchema(_ database: Database, _ findings: inout [RegistryFinding]) throws {
        let migrator = RegistrySchema.migrator
        guard try !migrator.hasBeenSuperseded(database) else { throw RegistryError(.newer) }
        guard try migrator.hasCompletedMigrations(database) else { throw RegistryError(.older) }
        let fresh = try DatabaseQueue()
        try migrator.migrate(fresh)
        let wanted = try fresh.write { fresh in
            try RowSeals.prepare(fresh)
            try RowSeals.install(fresh)
            return try schema(fresh)
        }
        let found = try schema(database)
        for name in Set(wanted.keys).union(found.keys).sorted() where wanted[name] != found[name] {
            findings.append(RegistryFinding(.schemaAltered, name))
        }
    }

    private func schema(_ database: Database) throws -> [String: String] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT name, type || ' ' || tbl_name || ' ' || coalesce(sql, '') || ' ' || typeof(name) || typeof(type)
                    || typeof(tbl_name) || typeof(sql) FROM sqlite_schema
                """
        )
        return Dictionary(
            try rows.map { (try $0.decode(String.self, atIndex: 0), try $0.decode(String.self, atIndex: 1)) },
            uniquingKeysWith: { $0 + $1 }
        )
    }

    /// Holds every row of every table against its seal (`RowSeals`), and every seal against its row.
    func checkSeals(_ database: Database, _ findings: inout [RegistryFinding]) throws {
        let exempt: Set = ["grdb_migrations", "logHash", "logLeaf", "rowSeal"]
        let tables = try String.fetchAll(
            database,
            sql:
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_' ORDER BY name"
        )
        var known: Set<String> = []
        for table in tables where !exempt.contains(table) {
            known.insert(table)
            var seals: [DatabaseValue: Data] = [:]
            let rows = try Row.fetchCursor(
                database,
                sql: "SELECT rowKey, digest FROM rowSeal WHERE tableName = ?",
                arguments: [table]
            )
            while let row = try rows.next() { seals[row[0]] = try row.decode(Data.self, atIndex: 1) }
            try check(table, database, &seals, &findings)
            for _ in seals { findings.append(RegistryFinding(.rowLost, table)) }
        }
        for table in try String.fetchAll(database, sql: "SELECT DISTINCT tableName FROM rowSeal")
        where !known.contains(table) {
            findings.append(RegistryFinding(.rowLost, table))
        }
    }

    /// Holds the numbers of rows against SQLite's counters: rows that SQLite numbers are never deleted, so that the numbers
    /// are those from one on, without a gap.
    ///
    /// Who deletes a row by SQL deletes its seal with it, by the trigger; the gap stays.
    func checkNumbers(_ database: Database, _ findings: inout [RegistryFinding]) throws {
        let tables = try String.fetchAll(
            database,
            sql: """
                SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%' ORDER BY name
                """
        )
        for table in tables {
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT count(*), coalesce(min(rowid), 1), coalesce(max(rowid), 0),
                        coalesce((SELECT max(seq) FROM sqlite_sequence WHERE name = ?), 0)
                    FROM \(table.quotedDatabaseIdentifier)
                    """,
                arguments: [table]
            )
            let numbers = try (0..<4).map { try row?.decode(Int64.self, atIndex: $0) }
            guard numbers[1] != 1 || Set([numbers[0], numbers[2], numbers[3]]).count > 1 else { continue }
            let finding = RegistryFinding(.rowLost, table)
            if !findings.contains(finding) { findings.append(finding) }
        }
    }

    /// Takes the seal of each row out of `seals`.
    private func check(
        _ table: String,
        _ database: Database,
        _ seals: inout [DatabaseValue: Data],
        _ findings: inout [RegistryFinding]
    ) throws {
        let columns = try Row.fetchAll(
            database,
            sql: "SELECT name, type, pk FROM pragma_table_info(?) ORDER BY cid",
            arguments: [table]
        )
        let keys = columns.indices.filter { (columns[$0]["pk"] as Int) > 0 }
            .sorted { (columns[$0]["pk"] as Int) < (columns[$1]["pk"] as Int) }
        let isNumbered = keys.count == 1 && (columns[keys[0]]["type"] as String).uppercased() == "INTEGER"
        // A table without a key of its own is counted by SQLite.
        let number = keys.isEmpty ? ", rowid" : ""
        let rows = try Row.fetchCursor(
            database,
            sql: "SELECT *\(number) FROM \(table.quotedDatabaseIdentifier)"
        )
        while let row = try rows.next() {
            let values = columns.indices.map { row[$0] as DatabaseValue }
            let keyValues = keys.isEmpty ? [row[columns.count] as DatabaseValue] : keys.map { values[$0] }
            let key =
                isNumbered ? keyValues[0] : Data(Self.digest(table, keyValues)).databaseValue
            guard let seal = seals.removeValue(forKey: key) else {
                findings.append(RegistryFinding(.rowStray, table))
                continue
            }
            if Array(seal) != Self.digest(table, values) {
                findings.append(RegistryFinding(.rowAltered, table))
            }
        }
    }

    /// The digest that a row's seal must be: the table's name and the values, each with a byte for its type (NULL, integer,
    /// real, text, blob) and eight of its length.
    private static func digest(_ table: String, _ values: [DatabaseValue]) -> [UInt8] {
        var bytes = Array("andaman/row/1\n".utf8)
        for value in [table.databaseValue] + values {
            let (type, content): (UInt8, [UInt8]) =
                switch value.storage {
                case .null: (0, [])
                case .int64(let number): (1, octets(of: number.bigEndian))
                case .double(let number): (2, octets(of: number.bitPattern.bigEndian))
                case .string(let text): (3, Array(text.utf8))
                case .blob(let data): (4, Array(data))
                }
            bytes += [type] + octets(of: UInt64(content.count).bigEndian) + content
        }
        return SHA256Digest(of: bytes).bytes
    }

    private static func octets(of number: some FixedWidthInteger) -> [UInt8] {
        unsafe withUnsafeBytes(of: number) { unsafe Array($0) }
    }
}
