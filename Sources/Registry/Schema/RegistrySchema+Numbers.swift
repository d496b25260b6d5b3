// SPDX-License-Identifier: Apache-2.0

extension RegistrySchema {
    /// Numbers without gaps, so that a row that was deleted leaves one.
    ///
    /// No row of a table that SQLite numbers is ever deleted here, and none is refused for a conflict after it was given a
    /// number. So the numbers are those from one to SQLite's counter, and `RegistryChecker` finds the row that is missing,
    /// which takes its own seal along where somebody deletes it by SQL. Earlier versions used up numbers by conflicts in
    /// three tables; nothing refers to these but pages of a list that is being shown.
    static let numbers = ["outgoing", "collected", "passing"].map { table in
        """
        UPDATE \(table) SET sequence = -numbered.number
            FROM (SELECT sequence AS former, row_number() OVER (ORDER BY sequence) AS number FROM \(table)) AS numbered
            WHERE numbered.former = \(table).sequence;
        UPDATE \(table) SET sequence = -sequence;
        UPDATE sqlite_sequence SET seq = (SELECT count(*) FROM \(table)) WHERE name = '\(table)';
        """
    }
    .joined(separator: "\n")
}
