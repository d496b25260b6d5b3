// SPDX-License-Identifier: Apache-2.0

import GRDB
import Octets

/// A digest beside each row of the registry, by which `RegistryChecker` finds a row that decayed, went or came by itself.
///
/// SQLite finds damage to its pages' structure, and not a changed value in a cell. So triggers keep the SHA-256 of every
/// row of every table in `rowSeal`. They are made when the registry is opened, for whatever tables and columns there are
/// then: no table can be forgotten. Rows are sealed as they are only where their table has no seals at all, which a
/// migration sees to before it changes tables: a trigger that was gone is made again, and what was written without it stays
/// to be found.
///
/// Leaves and hashes of the log have no seals; the signed head says what they must be. Nor are these seals a defence
/// against somebody who writes the file on purpose and can make them too: against him stand the signatures of receipts
/// and heads, and what other offices have of them.
enum RowSeals {
    static let function = "row_digest"
    /// To be changed with whatever changes the triggers, which are else taken for those that are wanted; with a migration
    /// too where the digest changes.
    static let form = "row seals 2"
    private static let exempt = ["logLeaf", "logHash", "rowSeal", "grdb_migrations"]

    /// Gives a connection the function that the triggers call.
    static func prepare(_ database: Database) throws {
        database.add(
            function: DatabaseFunction(function, pure: true) { values in digest(of: values).data }
        )
        // Else a row that REPLACE takes away would leave its seal.
        try database.execute(sql: "PRAGMA recursive_triggers = ON")
    }

    /// Makes the triggers that are missing or others, and seals the rows of tables that have no seals.
    static func install(_ database: Database) throws {
        for table in try sealedTables(database) {
            let (wanted, present) = (try triggers(table, database), try presentTriggers(table, database))
            guard present != wanted else { continue }
            for name in present.keys {
                try database.execute(sql: "DROP TRIGGER \(name.quotedDatabaseIdentifier)")
            }
            let seal = try Row.fetchOne(
                database,
                sql: "SELECT 1 FROM rowSeal WHERE tableName = ? LIMIT 1",
                arguments: [table]
            )
            if seal == nil {
                try database.execute(
                    sql: insertion(table, database, row: "", from: "FROM \(table.quotedDatabaseIdentifier)")
                )
            }
            for sql in wanted.values { try database.execute(sql: sql) }
        }
    }

    /// Takes triggers and seals away before tables are changed, which a trigger on a column could forbid.
    static func uninstall(_ database: Database) throws {
        let names = try String.fetchAll(
            database,
            sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name GLOB 'rowSeal*'"
        )
        for name in names { try database.execute(sql: "DROP TRIGGER \(name.quotedDatabaseIdentifier)") }
        if try database.tableExists("rowSeal") { try database.execute(sql: "DELETE FROM rowSeal") }
    }

    /// Whether every table has its triggers.
    static func areInstalled(_ database: Database) throws -> Bool {
        try sealedTables(database).allSatisfy { table in
            try presentTriggers(table, database) == triggers(table, database)
        }
    }

    private static func presentTriggers(_ table: String, _ database: Database) throws -> [String: String] {
        let rows = try Row.fetchAll(
            database,
            sql:
                "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ? AND name GLOB 'rowSeal*'",
            arguments: [table]
        )
        return Dictionary(uniqueKeysWithValues: rows.map { ($0[0] as String, $0[1] as String) })
    }

    /// The tables whose rows have seals.
    static func sealedTables(_ database: Database) throws -> [String] {
        try String.fetchAll(
            database,
            sql:
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*' ORDER BY name"
        )
        .filter { !exempt.contains($0) }
    }

    private static func triggers(_ table: String, _ database: Database) throws -> [String: String] {
        let deletion = """
            DELETE FROM rowSeal WHERE tableName = \(literal(table)) AND rowKey = \(try key(table, database, row: "OLD."));
            """
        // The conflict clause of the statement outside would be put in the place of one in here, so there is none.
        let clearing = """
            DELETE FROM rowSeal WHERE tableName = \(literal(table)) AND rowKey = \(try key(table, database, row: "NEW."));
            """
        let insertion = try insertion(table, database, row: "NEW.", from: "") + ";"
        var triggers: [String: String] = [:]
        for (event, statements) in [
            ("INSERT", [clearing, insertion]), ("UPDATE", [deletion, clearing, insertion]),
            ("DELETE", [deletion]),
        ] {
            let name = "rowSeal\(event)\(table)"
            triggers[name] = """
                CREATE TRIGGER \(name.quotedDatabaseIdentifier) AFTER \(event) ON \(table.quotedDatabaseIdentifier) BEGIN
                \(statements.joined(separator: "\n"))
                END
                """
        }
        return triggers
    }

    private static func insertion(_ table: String, _ database: Database, row: String, from: String) throws
        -> String
    {
        let columns = try database.columns(in: table).map { row + $0.name.quotedDatabaseIdentifier }
        let digest = "\(function)(\(([literal(table)] + columns).joined(separator: ", ")))"
        return
            "INSERT INTO rowSeal SELECT \(literal(table)), \(try key(table, database, row: row)), \(digest) \(from)"
    }

    /// What a row is found by: its number where that is its primary key and so stays, else a digest of the key.
    ///
    /// The plus takes the number's affinity away: SQLite else compares as numbers, which the key of `rowSeal` is not sorted
    /// by, and reads every seal of the table for each row that is written.
    private static func key(_ table: String, _ database: Database, row: String) throws -> String {
        let key = try database.primaryKey(table)
        let columns = key.columns.map { row + $0.quotedDatabaseIdentifier }
        return key.rowIDColumn != nil
            ? "+" + columns[0] : "\(function)(\(([literal(table)] + columns).joined(separator: ", ")))"
    }

    private static func literal(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }

    /// The digest over values, each with its type and length before it.
    private static func digest(of values: [DatabaseValue]) -> SHA256Digest {
        var bytes = Array("andaman/row/1\n".utf8)
        func append(_ type: UInt8, _ content: some Collection<UInt8>) {
            bytes.append(type)
            bytes.append(contentsOf: bigEndian(UInt64(content.count)))
            bytes.append(contentsOf: content)
        }
        for value in values {
            switch value.storage {
            case .null: append(0, [])
            case .int64(let number): append(1, bigEndian(UInt64(bitPattern: number)))
            case .double(let number): append(2, bigEndian(number.bitPattern))
            case .string(let text): append(3, text.utf8)
            case .blob(let data): append(4, data)
            }
        }
        return SHA256Digest(of: bytes)
    }

    private static func bigEndian(_ number: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * UInt64($0))) }
    }
}
