// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GRDB
package import Octets
package import TransparencyLog

extension SQLiteRegistry {
    package func append(_ leaf: LogLeaf, signedBy signer: NoteSigner) throws(RegistryError) -> LogProof {
        try write { database in try SQLiteLog(database).appending(leaf, signer) }
    }

    package func beginLog(signedBy signer: NoteSigner) throws(RegistryError) {
        try write { database in
            let log = SQLiteLog(database)
            let head = try log.head()
            if let head, (try? head.verify(signer.verifierKey)) != nil { return }
            try log.keep(head: log.head(signedBy: signer))
            if let head, head.checkpoint.origin != signer.verifierKey.name { try log.endRestore() }
        }
    }

    package func logHead() throws(RegistryError) -> SignedCheckpoint? {
        try read { database in
            let log = SQLiteLog(database)
            guard var head = try log.head() else { return nil }
            for cosigned in try log.cosignedHeads() where cosigned.head.checkpoint == head.checkpoint {
                for line in try cosigned.head.note.verify(cosigned.cosigner) { head.add(line) }
            }
            return head
        }
    }

    package func tile(_ path: TilePath) throws(RegistryError) -> [UInt8]? {
        try read { database in
            let log = SQLiteLog(database)
            return try log.tile(path, size: log.leafCount())
        }
    }

    package func consistencyProof(
        from size: Int,
        to head: Int
    ) throws(RegistryError) -> [SHA256Digest]? {
        try read { database in
            let log = SQLiteLog(database)
            guard size <= head, head <= (try log.leafCount()) else { return nil }
            return try log.consistencyProof(from: size, to: head)
        }
    }

    package func inclusionProof(
        of index: Int,
        in size: Int
    ) throws(RegistryError) -> [SHA256Digest]? {
        try read { database in
            let log = SQLiteLog(database)
            guard (0..<size).contains(index), size <= (try log.leafCount()) else { return nil }
            return try log.inclusionProof(index: index, size: size)
        }
    }

    // MARK: Cosignatures

    package func keepCosigned(
        _ head: SignedCheckpoint,
        by cosigner: VerifierKey
    ) throws(RegistryError) {
        let cosigned = try CosignedHead(head, by: cosigner)
        try write { database in
            let log = SQLiteLog(database)
            let checkpoint = head.checkpoint
            guard checkpoint.origin == (try log.head()?.checkpoint.origin),
                checkpoint.size <= (try log.leafCount()),
                checkpoint.root == (try log.root(size: checkpoint.size))
            else { throw RegistryError(.unfit, ["name": "head"]) }
            try database.execute(
                sql: """
                    INSERT INTO logCosignature (cosigner, size, cosignedAt, checkpoint) VALUES (?, ?, ?, ?)
                    ON CONFLICT (cosigner) DO UPDATE SET size = excluded.size, cosignedAt = excluded.cosignedAt,
                        checkpoint = excluded.checkpoint WHERE excluded.size >= size
                    """,
                arguments: [
                    cosigner.description, checkpoint.size, cosigned.cosignedAt.secondsSinceEpoch,
                    Data(head.bytes),
                ]
            )
            try log.endRestore()
        }
    }

    package func cosignedHeads() throws(RegistryError) -> [CosignedHead] {
        try read { database in try SQLiteLog(database).cosignedHeads() }
    }

    // MARK: Witnessing

    package func witness(
        _ request: AddCheckpointRequest,
        of key: VerifierKey,
        signedBy signer: NoteSigner,
        at time: Timestamp
    ) throws -> NoteSignature {
        try writeAndPassErrors { database in
            let row = try Row.fetchOne(
                database,
                sql: "SELECT size, root FROM witnessed WHERE origin = ?",
                arguments: [key.name]
            )
            let last = try row.map { WitnessedHead(size: $0["size"], root: try $0.digest("root")) }
            let head = try (last ?? .none).extended(by: request, of: key)
            try database.execute(
                sql: """
                    INSERT INTO witnessed (origin, size, root, cosignedAt, checkpoint) VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT (origin) DO UPDATE SET size = excluded.size, root = excluded.root,
                        cosignedAt = excluded.cosignedAt, checkpoint = excluded.checkpoint
                    """,
                arguments: [
                    key.name, head.size, head.root.data, time.secondsSinceEpoch,
                    Data(request.checkpoint.bytes),
                ]
            )
            return try signer.sign(request.checkpoint.note.text, at: time)
        }
    }

    // MARK: After a restore

    package func markRestored(at time: Timestamp) throws(RegistryError) {
        try write { database in
            try database.execute(
                sql: """
                    INSERT INTO logRestore (id, restoredAt) VALUES (1, ?)
                    ON CONFLICT (id) DO UPDATE SET restoredAt = excluded.restoredAt
                    """,
                arguments: [time.secondsSinceEpoch]
            )
        }
    }

    package func logState() throws(RegistryError) -> LogState {
        try read { database in try SQLiteLog(database).state() }
    }
}
