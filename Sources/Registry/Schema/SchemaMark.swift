// SPDX-License-Identifier: Apache-2.0

import GRDB
import Octets

/// A number in the registry's file by which an opening knows that its tables and triggers were put in order before.
///
/// To ask each table takes longer than all else that a short command wants of the registry. SQLite counts every change
/// of the schema (`PRAGMA schema_version`), so the mark, which is made of that count and of what this version of the
/// program puts in order, fits no longer once anything was changed; and then all is asked.
enum SchemaMark {
    /// Whether the registry is as `set` left it.
    static func isSet(_ database: Database, _ steps: [String]) throws -> Bool {
        let row = try Row.fetchOne(database, sql: "PRAGMA user_version")
        return try row?[0] == number(database, steps)
    }

    static func set(_ database: Database, _ steps: [String]) throws {
        try database.execute(sql: "PRAGMA user_version = \(number(database, steps))")
    }

    private static func number(_ database: Database, _ steps: [String]) throws -> Int64 {
        let row = try Row.fetchOne(database, sql: "PRAGMA schema_version")
        let count: Int64 = row?[0] ?? 0
        let text = (["\(count)", RowSeals.form] + steps).joined(separator: "\n")
        // Of 31 bits, because SQLite keeps 32 with a sign.
        return SHA256Digest(of: Array(text.utf8)).bytes.prefix(4).reduce(0) { $0 << 8 | Int64($1) } >> 1
    }
}
