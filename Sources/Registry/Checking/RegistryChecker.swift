// SPDX-License-Identifier: Apache-2.0

import Files
import FoundationEssentials
import GRDB
import Octets
package import TransparencyLog

/// Re-reads the whole registry, the whole log and the whole store from their bytes, sharing no code with what wrote them.
///
/// A changed bit, a missing or added row or file, and another order are found wherever they change what registry, log or
/// store say. Not found is what changes nothing: free pages and slack of the database. Nor can be
/// found that the newest rows went together with their leaves and head, as an older copy of everything has it: against
/// that stand the cosigned heads and the receipts that others hold.
///
/// It changes nothing. It may run beside the service, which can then show a file without a row that is just being filed.
package struct RegistryChecker {
    private let databasePath: String
    private let storeFolder: String
    private let outboxFolder: String?
    /// The keys of the office's logs, old and new; nil where signatures and receipts are not to be looked at.
    let logKeys: [VerifierKey]?

    /// What stands outside the registry and has a line in the log.
    let logged: [LoggedDocument]

    /// - Parameters:
    ///   - databasePath: the registry's file.
    ///   - storeFolder: the folder of the `SealedStore`.
    ///   - outboxFolder: the folder of what is to be sent; nil where there is none to be looked at.
    ///   - logKeys: the keys of the office's logs, old and new. Without them it is not asked who signed the head, nor
    ///     whether the receipts are in the log.
    ///   - logged: documents outside the registry, each with the proof that its line is in the log.
    package init(
        databasePath: String,
        storeFolder: String,
        outboxFolder: String? = nil,
        logKeys: [VerifierKey]? = nil,
        logged: [LoggedDocument] = []
    ) {
        self.logged = logged
        self.databasePath = databasePath
        self.storeFolder = storeFolder
        self.outboxFolder = outboxFolder
        self.logKeys = logKeys
    }

    /// Everything that is wrong; empty where all is well.
    ///
    /// - Throws: `RegistryError` where the registry cannot be opened, `FileError` where the store cannot be read.
    package func check() throws -> [RegistryFinding] {
        var findings: [RegistryFinding] = []
        let (received, outgoing) = try checkRows(&findings)
        try checkFiles(storeFolder, received, &findings)
        if let outboxFolder { try checkFiles(outboxFolder, outgoing, &findings) }
        try checkQuarantine(storeFolder, &findings)
        try checkUploads(storeFolder, &findings)
        return findings
    }

    /// The size of each sealed file that must be in a folder, by its digest in hexadecimal.
    private typealias Sizes = [String: Int64]

    /// Checks the rows and returns which sealed files must be in the store and in the outbox.
    private func checkRows(
        _ findings: inout [RegistryFinding]
    ) throws(RegistryError) -> (received: Sizes, outgoing: Sizes) {
        var configuration = Configuration()
        configuration.readonly = true
        do {
            return try DatabaseQueue(path: databasePath, configuration: configuration).read { database in
                for answer in try String.fetchAll(database, sql: "PRAGMA integrity_check")
                where answer != "ok" {
                    findings.append(RegistryFinding(.databaseDamaged, "integrity"))
                }
                for table in try String.fetchAll(
                    database,
                    sql: "SELECT \"table\" FROM pragma_foreign_key_check"
                ) {
                    findings.append(RegistryFinding(.databaseDamaged, table))
                }
                try Self.readingValues(&findings) { try checkSchema(database, &$0) }
                try Self.readingValues(&findings) { try checkSeals(database, &$0) }
                try Self.readingValues(&findings) { try checkNumbers(database, &$0) }
                try Self.readingValues(&findings) { try checkLog(database, &$0) }
                for table in ["received", "handover", "collected", "erasure"] {
                    try Self.readingValues(&findings) { try checkReceipts(database, table, &$0) }
                }
                let received = try sizes(
                    database,
                    "received WHERE decision = 'filed' AND erasedAt IS NULL",
                    &findings
                )
                let outgoing = try sizes(
                    database,
                    "outgoing WHERE state IN ('waiting', 'carried')",
                    &findings
                )
                return (received, outgoing)
            }
        } catch {
            throw RegistryError(translating: error)
        }
    }

    private func sizes(
        _ database: Database,
        _ rows: String,
        _ findings: inout [RegistryFinding]
    ) throws -> Sizes {
        var sizes: Sizes = [:]
        let rows = try Row.fetchCursor(database, sql: "SELECT hex(fileDigest), fileSize FROM \(rows)")
        try Self.readingValues(&findings) { _ in
            while let row = try rows.next() {
                let digest = try row.decode(String.self, atIndex: 0)
                sizes[digest.lowercased()] = try row.decode(Int64.self, atIndex: 1)
            }
        }
        return sizes
    }

    /// A value of another type than its column's is damage too, and ends the check that met it, not the program.
    private static func readingValues(
        _ findings: inout [RegistryFinding],
        _ check: (inout [RegistryFinding]) throws -> Void
    ) throws {
        do {
            try check(&findings)
        } catch is RowDecodingError {
            findings.append(RegistryFinding(.databaseDamaged, "value"))
        }
    }

    private func checkReceipts(
        _ database: Database,
        _ table: String,
        _ findings: inout [RegistryFinding]
    ) throws {
        let rows = try Row.fetchCursor(
            database,
            sql: "SELECT lower(hex(identity)), receipt, receiptDigest FROM \(table)"
        )
        while let row = try rows.next() {
            let identity = try row.decode(String.self, atIndex: 0)
            let receipt = try row.decode(Data.self, atIndex: 1)
            let digest = try row.decode(Data.self, atIndex: 2)
            if SHA256Digest(of: Array(receipt)).bytes != Array(digest) {
                findings.append(RegistryFinding(.receiptAltered, identity))
            }
            if identity.utf8.count != 64 { findings.append(RegistryFinding(.rowDamaged, identity)) }
        }
    }
}
