// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GRDB
package import Octets

extension SQLiteRegistry {
    package func record(_ passing: DossierPassing, caseNumber: String) throws(RegistryError) {
        try passing.check()
        try write { database in try Self.insert(database, passing, caseNumber: caseNumber) }
    }

    package func passings(caseNumber: String, dossiers: [String]) throws(RegistryError) -> [DossierPassing] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM passing WHERE caseMark = ? OR dossier IN (\(Self.marks(dossiers.count)))
                    ORDER BY sequence
                    """,
                arguments: [try Self.mark(caseNumber, database).data] + StatementArguments(dossiers)
            ).map { try DossierPassing($0) }
        }
    }

    package func record(_ withdrawal: RecordedWithdrawal, caseNumber: String) throws(RegistryError) {
        try withdrawal.check()
        try write { database in try Self.insert(database, withdrawal, caseNumber: caseNumber) }
    }

    package func withdrawals(
        caseNumber: String,
        dossiers: [String]
    ) throws(RegistryError) -> [RecordedWithdrawal] {
        try read { database in
            try Self.withdrawals(
                database,
                """
                caseMark = ? OR sequence IN
                    (SELECT withdrawal FROM withdrawnDossier WHERE dossier IN (\(Self.marks(dossiers.count))))
                """,
                [try Self.mark(caseNumber, database).data] + StatementArguments(dossiers)
            )
        }
    }

    package func withdrawals(ofBundle identity: SHA256Digest) throws(RegistryError) -> [RecordedWithdrawal] {
        try read { database in
            try Self.withdrawals(
                database,
                """
                caseMark IN (SELECT caseMark FROM passing WHERE identity = ?) OR sequence IN
                    (SELECT withdrawal FROM withdrawnDossier JOIN passing USING (dossier) WHERE identity = ?)
                """,
                [identity.data, identity.data]
            )
        }
    }

    // MARK: Rows

    static func insert(_ database: Database, _ passing: DossierPassing, caseNumber: String) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO passing (identity, bundle, dossier, caseMark, direction, authority, office, passedAt)
                SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
                WHERE NOT EXISTS (SELECT 1 FROM passing WHERE identity = ?1 AND authority = ?6)
                """
        ).execute(
            arguments: [
                passing.identity.data, passing.bundle, passing.dossier,
                try mark(caseNumber, database).data, passing.direction.rawValue,
                passing.authority.data, passing.office, passing.passedAt.secondsSinceEpoch,
            ]
        )
    }

    static func insert(
        _ database: Database,
        _ withdrawal: RecordedWithdrawal,
        caseNumber: String
    ) throws {
        let mark = try mark(caseNumber, database)
        let known = try withdrawals(database, "caseMark = ?", [mark.data])
        guard !known.contains(where: { $0.repeats(withdrawal) }) else { return }
        let (officer, notice): (String?, Data?) =
            switch withdrawal.source {
            case .officer(let officer): (officer, nil)
            case .notice(let identity): (nil, identity.data)
            }
        try database.execute(
            sql: """
                INSERT INTO withdrawal (caseMark, withdrawnAt, recordedAt, scope, codes, office, officer, notice)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                mark.data, withdrawal.withdrawnAt.secondsSinceEpoch,
                withdrawal.recordedAt.secondsSinceEpoch, withdrawal.scope.rawValue,
                withdrawal.codes.joined(separator: " "), withdrawal.office, officer, notice,
            ]
        )
        let sequence = database.lastInsertedRowID
        for dossier in withdrawal.dossiers {
            try database.execute(
                sql: "INSERT INTO withdrawnDossier (withdrawal, dossier) VALUES (?, ?)",
                arguments: [sequence, dossier]
            )
        }
    }

    private static func mark(_ caseNumber: String, _ database: Database) throws -> SHA256Digest {
        guard let salt = try Data.fetchOne(database.cachedStatement(sql: "SELECT salt FROM caseSalt")) else {
            throw RegistryError(.damaged)
        }
        return caseMark(caseNumber, salt: Array(salt))
    }

    /// So many question marks.
    static func marks(_ count: Int) -> String {
        Array(repeating: "?", count: count).joined(separator: ", ")
    }

    private static func withdrawals(
        _ database: Database,
        _ condition: String,
        _ arguments: StatementArguments
    ) throws -> [RecordedWithdrawal] {
        try Row.fetchAll(
            database.cachedStatement(sql: "SELECT * FROM withdrawal WHERE \(condition) ORDER BY sequence"),
            arguments: arguments
        ).map { row in
            let sequence: Int64 = row["sequence"]
            let dossiers = try String.fetchAll(
                database,
                sql: "SELECT dossier FROM withdrawnDossier WHERE withdrawal = ?",
                arguments: [sequence]
            )
            return try RecordedWithdrawal(row, dossiers: dossiers)
        }
    }
}

extension DossierPassing {
    fileprivate init(_ row: Row) throws(RegistryError) {
        self.init(
            identity: try row.digest("identity"),
            bundle: row["bundle"],
            dossier: row["dossier"],
            direction: try row.word("direction"),
            authority: try row.digest("authority"),
            office: row["office"],
            passedAt: row.time("passedAt")
        )
    }
}

extension RecordedWithdrawal {
    fileprivate init(_ row: Row, dossiers: [String]) throws(RegistryError) {
        let officer: String? = row["officer"]
        let codes: String = row["codes"]
        let source: Source = if let officer { .officer(officer) } else { .notice(try row.digest("notice")) }
        self.init(
            withdrawnAt: row.time("withdrawnAt"),
            recordedAt: row.time("recordedAt"),
            scope: try row.word("scope"),
            codes: codes.split(separator: " ").map(String.init),
            dossiers: dossiers,
            office: row["office"],
            source: source
        )
    }
}
