// SPDX-License-Identifier: Apache-2.0

import Files
import FoundationEssentials
import GRDB
import Octets
package import TransparencyLog

/// Re-reads the whole registry, the whole log and the whole store from their bytes, sharing no code with what wrote them.
///
/// A changed bit, a missing or added row or file, and another order are found wherever they change what registry, log or
/// store say. Not found is what changes nothing: free pages and slack of the database, SQLite's counters. Nor can be
/// found that the newest rows went together with their leaves and head, as an older copy of everything has it: against
/// that stand the cosigned heads and the receipts that others hold.
///
/// It changes nothing. It may run beside the service, which can then show a file without a row that is just being filed.
package struct RegistryChecker {
    private let databasePath: String
    private let storeFolder: String
    /// The keys of the office's logs, old and new; nil where signatures and receipts are not to be looked at.
    let logKeys: [VerifierKey]?

    /// What stands outside the registry and has a line in the log.
    let logged: [LoggedDocument]

    /// - Parameters:
    ///   - databasePath: the registry's file.
    ///   - storeFolder: the folder of the `SealedStore`.
    ///   - logKeys: the keys of the office's logs, old and new. Without them it is not asked who signed the head, nor
    ///     whether the receipts are in the log.
    ///   - logged: documents outside the registry, each with the proof that its line is in the log.
    package init(
        databasePath: String,
        storeFolder: String,
        logKeys: [VerifierKey]? = nil,
        logged: [LoggedDocument] = []
    ) {
        self.logged = logged
        self.databasePath = databasePath
        self.storeFolder = storeFolder
        self.logKeys = logKeys
    }

    /// Everything that is wrong; empty where all is well.
    ///
    /// - Throws: `RegistryError` where the registry cannot be opened, `FileError` where the store cannot be read.
    package func check() throws -> [RegistryFinding] {
        var findings: [RegistryFinding] = []
        let sizes = try checkRows(&findings)
        try checkFiles(sizes, &findings)
        try checkQuarantine(&findings)
        return findings
    }

    /// Checks the rows and returns the size of each sealed file that must be there, by its digest in hexadecimal.
    private func checkRows(_ findings: inout [RegistryFinding]) throws(RegistryError) -> [String: Int64] {
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
                try Self.readingValues(&findings) { try checkLog(database, &$0) }
                for table in ["received", "handover", "collected", "erasure"] {
                    try Self.readingValues(&findings) { try checkReceipts(database, table, &$0) }
                }
                var sizes: [String: Int64] = [:]
                let rows = try Row.fetchCursor(
                    database,
                    sql: """
                        SELECT hex(fileDigest), fileSize FROM received
                        WHERE decision = 'filed' AND erasedAt IS NULL
                        """
                )
                try Self.readingValues(&findings) { _ in
                    while let row = try rows.next() {
                        let digest = try row.decode(String.self, atIndex: 0)
                        sizes[digest.lowercased()] = try row.decode(Int64.self, atIndex: 1)
                    }
                }
                return sizes
            }
        } catch {
            throw RegistryError(translating: error)
        }
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

    private func checkFiles(_ sizes: [String: Int64], _ findings: inout [RegistryFinding]) throws {
        let objects = Folder.join(storeFolder, "objects")
        var found: Set<String> = []
        for prefix in try Self.names(in: objects) {
            let parent = Folder.join(objects, prefix)
            guard Folder.isFolder(parent) else {
                findings.append(RegistryFinding(.strayName, prefix))
                continue
            }
            for name in try Folder.names(in: parent) {
                let digest = prefix + name
                guard prefix.utf8.count == 2, SHA256Digest(hex: digest) != nil else {
                    findings.append(RegistryFinding(.strayName, digest))
                    continue
                }
                found.insert(digest)
                let (actual, count) = try measure(Folder.join(parent, name))
                if actual != digest { findings.append(RegistryFinding(.fileAltered, digest)) }
                switch sizes[digest] {
                case nil: findings.append(RegistryFinding(.fileWithoutRow, digest))
                case .some(let size) where UInt64(size) != count:
                    findings.append(RegistryFinding(.sizeDiffers, digest))
                case .some: break
                }
            }
        }
        for digest in sizes.keys.sorted() where !found.contains(digest) {
            findings.append(RegistryFinding(.fileMissing, digest))
        }
    }
}

extension RegistryChecker {
    /// Files that were set aside are named by their digests too.
    private func checkQuarantine(_ findings: inout [RegistryFinding]) throws {
        let folder = Folder.join(storeFolder, "quarantine")
        for name in try Self.names(in: folder) where name.hasSuffix(".sealed.asice") {
            let digest = String(name.dropLast(13))
            guard SHA256Digest(hex: digest) != nil else { continue }
            if try measure(Folder.join(folder, name)).digest != digest {
                findings.append(RegistryFinding(.quarantinedAltered, digest))
            }
        }
    }

    /// The names in a folder of the store; none where it is not there.
    ///
    /// An office that has only sent has no store. Where there are rows, each of their files is missed all the same.
    private static func names(in folder: String) throws(FileError) -> [String] {
        do {
            return try Folder.names(in: folder)
        } catch {
            guard error.code == .missing else { throw error }
            return []
        }
    }

    private func measure(_ path: String) throws -> (digest: String, count: UInt64) {
        let file = DigestingSource(try FileSource(path, followingLinks: false))
        try file.copy(to: Nowhere())
        return (file.digest.hex, file.count)
    }
}

/// Takes bytes that only had to be read.
private final class Nowhere: ByteSink {
    func write(_ bytes: RawSpan) throws {}
    func finish() throws {}
}
