// SPDX-License-Identifier: Apache-2.0

package import Octets
package import TransparencyLog

/// What a registry in memory knows of logs.
struct MemoryLogContent: Sendable {
    var log = MemoryLog()
    var head: SignedCheckpoint?
    var cosigned: [CosignedHead] = []
    var witnessed: [String: WitnessedHead] = [:]
    var restoredAt: Timestamp?

    var state: LogState {
        guard let restoredAt, !cosigned.isEmpty else { return .open }
        return .restored(at: restoredAt)
    }

    mutating func append(_ leaf: LogLeaf, _ signer: NoteSigner) throws -> LogProof {
        guard state == .open else { throw RegistryError(.readOnly) }
        let proof = try log.append(leaf, signedBy: signer)
        head = proof.checkpoint
        return proof
    }
}

extension MemoryRegistry {
    package func append(_ leaf: LogLeaf, signedBy signer: NoteSigner) throws(RegistryError) -> LogProof {
        do {
            return try withLog { try $0.append(leaf, signer) }
        } catch {
            throw RegistryError(translating: error)
        }
    }

    package func beginLog(signedBy signer: NoteSigner) throws(RegistryError) {
        do {
            try withLog { content in
                if let head = content.head, (try? head.verify(signer.verifierKey)) != nil { return }
                if let head = content.head, head.checkpoint.origin != signer.verifierKey.name {
                    content.restoredAt = nil
                }
                content.head = try content.log.head(signedBy: signer)
            }
        } catch {
            throw RegistryError(translating: error)
        }
    }

    package func logHead() throws(RegistryError) -> SignedCheckpoint? {
        do {
            return try withLog { content in
                guard var head = content.head else { return nil }
                for cosigned in content.cosigned where cosigned.head.checkpoint == head.checkpoint {
                    for line in try cosigned.head.note.verify(cosigned.cosigner) { head.add(line) }
                }
                return head
            }
        } catch {
            throw RegistryError(translating: error)
        }
    }

    package func tile(_ path: TilePath) throws(RegistryError) -> [UInt8]? {
        do {
            return try withLog { try $0.log.tile(path, size: $0.log.leafCount()) }
        } catch {
            throw RegistryError(translating: error)
        }
    }

    package func consistencyProof(
        from size: Int,
        to head: Int
    ) throws(RegistryError) -> [SHA256Digest]? {
        do {
            return try withLog { content in
                guard size <= head, head <= content.log.leafCount() else { return nil }
                return try content.log.consistencyProof(from: size, to: head)
            }
        } catch {
            throw RegistryError(translating: error)
        }
    }

    package func inclusionProof(
        of index: Int,
        in size: Int
    ) throws(RegistryError) -> [SHA256Digest]? {
        do {
            return try withLog { content in
                guard (0..<size).contains(index), size <= content.log.leafCount() else { return nil }
                return try content.log.inclusionProof(index: index, size: size)
            }
        } catch {
            throw RegistryError(translating: error)
        }
    }

    package func keepCosigned(
        _ head: SignedCheckpoint,
        by cosigner: VerifierKey
    ) throws(RegistryError) {
        let cosigned = try CosignedHead(head, by: cosigner)
        try withLog { content throws(RegistryError) in
            let checkpoint = head.checkpoint
            guard checkpoint.origin == content.head?.checkpoint.origin,
                checkpoint.root == (try? content.log.root(size: checkpoint.size))
            else { throw RegistryError(.unfit, ["name": "head"]) }
            content.restoredAt = nil
            if let index = content.cosigned.firstIndex(where: { $0.cosigner == cosigner }) {
                guard content.cosigned[index].head.checkpoint.size <= checkpoint.size else { return }
                content.cosigned[index] = cosigned
            } else {
                content.cosigned.append(cosigned)
            }
        }
    }

    package func cosignedHeads() -> [CosignedHead] {
        withLog { $0.cosigned }
    }

    package func witness(
        _ request: AddCheckpointRequest,
        of key: VerifierKey,
        signedBy signer: NoteSigner,
        at time: Timestamp
    ) throws -> NoteSignature {
        try withLog { content in
            let head = try (content.witnessed[key.name] ?? .none).extended(by: request, of: key)
            content.witnessed[key.name] = head
            return try signer.sign(request.checkpoint.note.text, at: time)
        }
    }

    package func markRestored(at time: Timestamp) {
        withLog { $0.restoredAt = time }
    }

    package func logState() -> LogState {
        withLog { $0.state }
    }
}
