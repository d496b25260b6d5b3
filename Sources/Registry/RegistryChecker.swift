// SPDX-License-Identifier: Apache-2.0

import Files
import FoundationEssentials
import GRDB
import Octets

/// Re-reads the whole registry and the whole store from their bytes, sharing no code with what wrote them.
///
/// It changes nothing. It may run beside the service, which can then show a file without a row that is just being filed.
package struct RegistryChecker {
    private let databasePath: String
    private let objects: String

    /// - Parameters:
    ///   - databasePath: the registry's file.
    ///   - storeFolder: the folder of the `SealedStore`.
    package init(databasePath: String, storeFolder: String) {
        self.databasePath = databasePath
        objects = Folder.join(storeFolder, "objects")
    }

    /// Everything that is wrong; empty where all is well.
    ///
    /// - Throws: `RegistryError` where the registry cannot be opened, `FileError` where the store cannot be read.
    package func check() throws -> [RegistryFinding] {
        var findings: [RegistryFinding] = []
        let sizes = try checkRows(&findings)
        try checkFiles(sizes, &findings)
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
                for table in ["received", "handover", "collected"] {
                    try checkReceipts(database, table, &findings)
                }
                var sizes: [String: Int64] = [:]
                let rows = try Row.fetchCursor(
                    database,
                    sql: "SELECT hex(fileDigest), fileSize FROM received WHERE decision = 'filed'"
                )
                while let row = try rows.next() {
                    let digest: String = row[0]
                    sizes[digest.lowercased()] = row[1]
                }
                return sizes
            }
        } catch {
            throw RegistryError(translating: error)
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
            let identity: String = row[0]
            let receipt: Data = row[1]
            let digest: Data = row[2]
            if SHA256Digest(of: Array(receipt)).bytes != Array(digest) {
                findings.append(RegistryFinding(.receiptAltered, identity))
            }
            if identity.utf8.count != 64 { findings.append(RegistryFinding(.rowDamaged, identity)) }
        }
    }

    private func checkFiles(_ sizes: [String: Int64], _ findings: inout [RegistryFinding]) throws {
        var found: Set<String> = []
        for prefix in try Folder.names(in: objects) {
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
                let file = DigestingSource(try FileSource(Folder.join(parent, name), followingLinks: false))
                let sink = Nowhere()
                try file.copy(to: sink)
                if file.digest.hex != digest { findings.append(RegistryFinding(.fileAltered, digest)) }
                switch sizes[digest] {
                case nil: findings.append(RegistryFinding(.fileWithoutRow, digest))
                case .some(let size) where UInt64(size) != file.count:
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

/// Takes bytes that only had to be read.
private final class Nowhere: ByteSink {
    func write(_ bytes: RawSpan) throws {}
    func finish() throws {}
}
