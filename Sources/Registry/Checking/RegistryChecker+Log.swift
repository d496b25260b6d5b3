// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GRDB
import Octets
import TransparencyLog

extension RegistryChecker {
    /// Works the log out anew from its leaves and holds hashes, head, cosignatures and receipts against it.
    func checkLog(_ database: Database, _ findings: inout [RegistryFinding]) throws {
        let tree = try checkLeaves(database, &findings)
        try checkHashes(database, tree, &findings)
        let heads = try Data.fetchAll(database, sql: "SELECT checkpoint FROM logHead")
        if heads.isEmpty, tree.size > 0 { findings.append(RegistryFinding(.headWrong, "")) }
        for head in heads {
            let checkpoint = try? SignedCheckpoint(parsing: Array(head))
            guard let checkpoint, checkpoint.checkpoint.size == tree.size, isOurs(checkpoint, tree) else {
                findings.append(RegistryFinding(.headWrong, ""))
                continue
            }
        }
        try checkCosignatures(database, tree, &findings)
        guard logKeys != nil else { return }
        for table in ["received", "handover"] { try checkReceipts(database, table, tree, &findings) }
        for kept in logged
        where !isLogged(kept.document, as: kept.kind, try? LogProof(parsing: kept.proof), tree) {
            findings.append(RegistryFinding(.changeNotLogged, kept.name))
        }
    }

    /// Tells whether the line of `document` is where `proof` says, under a head of ours that the tree has had.
    private func isLogged(
        _ document: [UInt8],
        as kind: String,
        _ proof: LogProof?,
        _ tree: RecomputedTree
    ) -> Bool {
        guard let proof, proof.index < proof.checkpoint.checkpoint.size, isOurs(proof.checkpoint, tree) else {
            return false
        }
        let line = Array("andaman/\(kind)/1 \(SHA256Digest(of: document).hex)".utf8)
        return tree.hash(level: 0, position: proof.index) == SHA256Digest(of: [0] + line).bytes
    }

    private func checkLeaves(
        _ database: Database,
        _ findings: inout [RegistryFinding]
    ) throws -> RecomputedTree {
        var tree = RecomputedTree()
        let rows = try Row.fetchCursor(database, sql: "SELECT position, leaf FROM logLeaf ORDER BY position")
        while let row = try rows.next() {
            let position = try row.decode(Int.self, atIndex: 0)
            let leaf = try row.decode(Data.self, atIndex: 1)
            if position != tree.size { findings.append(RegistryFinding(.leafWrong, String(tree.size))) }
            if (try? LogLeaf(parsing: Array(leaf))) == nil {
                findings.append(RegistryFinding(.leafWrong, String(position)))
            }
            tree.add(Array(leaf))
        }
        return tree
    }

    private func checkHashes(
        _ database: Database,
        _ tree: RecomputedTree,
        _ findings: inout [RegistryFinding]
    ) throws {
        var count = 0
        let rows = try Row.fetchCursor(database, sql: "SELECT level, position, hash FROM logHash")
        while let row = try rows.next() {
            let (level, position) = (
                try row.decode(Int.self, atIndex: 0), try row.decode(Int.self, atIndex: 1)
            )
            let hash = try row.decode(Data.self, atIndex: 2)
            count += 1
            if tree.hash(level: level, position: position) != Array(hash) {
                findings.append(RegistryFinding(.hashWrong, "\(level)/\(position)"))
            }
        }
        if count != tree.hashCount { findings.append(RegistryFinding(.hashWrong, "")) }
    }

    /// Tells whether a checkpoint is of our log, signed, and of this tree.
    ///
    /// Without keys only the last of these can be said.
    private func isOurs(_ signed: SignedCheckpoint, _ tree: RecomputedTree) -> Bool {
        guard tree.root(size: signed.checkpoint.size) == signed.checkpoint.root.bytes else { return false }
        guard let logKeys else { return true }
        return logKeys.contains { (try? signed.verify($0)) != nil }
    }

    private func checkCosignatures(
        _ database: Database,
        _ tree: RecomputedTree,
        _ findings: inout [RegistryFinding]
    ) throws {
        let rows = try Row.fetchCursor(
            database,
            sql: "SELECT cosigner, size, cosignedAt, checkpoint FROM logCosignature"
        )
        while let row = try rows.next() {
            let text = try row.decode(String.self, atIndex: 0)
            let (size, time) = (try row.decode(Int.self, atIndex: 1), try row.decode(Int64.self, atIndex: 2))
            let bytes = try row.decode(Data.self, atIndex: 3)
            guard let key = try? VerifierKey(parsing: text),
                let signed = try? SignedCheckpoint(parsing: Array(bytes)), isOurs(signed, tree),
                signed.checkpoint.size == size,
                (try? signed.cosignedAt(by: key))?.secondsSinceEpoch == time
            else {
                findings.append(RegistryFinding(.cosignatureWrong, ""))
                continue
            }
        }
    }

    /// Each receipt that we gave must have its leaf where its proof says, under a head of ours that the tree has had.
    private func checkReceipts(
        _ database: Database,
        _ table: String,
        _ tree: RecomputedTree,
        _ findings: inout [RegistryFinding]
    ) throws {
        let rows = try Row.fetchCursor(
            database,
            sql: "SELECT lower(hex(identity)), receipt FROM \(table)"
        )
        while let row = try rows.next() {
            let identity = try row.decode(String.self, atIndex: 0)
            let bytes = try row.decode(Data.self, atIndex: 1)
            guard let entries = StoredEntries(Array(bytes)), let document = entries["receipt.json"],
                isLogged(
                    document,
                    as: "receipt",
                    entries["receipt.tlog-proof"].flatMap { try? LogProof(parsing: $0) },
                    tree
                )
            else {
                findings.append(RegistryFinding(.receiptNotLogged, identity))
                continue
            }
        }
    }
}
