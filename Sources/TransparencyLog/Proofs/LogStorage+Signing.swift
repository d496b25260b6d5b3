// SPDX-License-Identifier: Apache-2.0

import Octets

/// How whoever makes evidence puts its leaf into the log: the leaf is kept, the new head signed, and the proof returned.
///
/// The three happen in the transaction in which the evidence itself is kept, so that neither is ever there alone.
package typealias LogAppending = (_ leaf: LogLeaf, _ signer: NoteSigner) throws -> LogProof

extension LogStorage {
    /// Appends a leaf, signs the head that it makes, and proves that it is there.
    ///
    /// - Throws: what the storage throws.
    package mutating func append(_ leaf: LogLeaf, signedBy signer: NoteSigner) throws -> LogProof {
        try append([leaf], signedBy: signer)[0]
    }

    /// Appends leaves, signs the head that they make together, and proves that each is there.
    ///
    /// - Throws: what the storage throws.
    package mutating func append(_ leaves: [LogLeaf], signedBy signer: NoteSigner) throws -> [LogProof] {
        var indices: [Int] = []
        for leaf in leaves { indices.append(try append(leaf.bytes)) }
        let head = try head(signedBy: signer)
        return try indices.map { index in
            LogProof(
                index: index,
                hashes: try inclusionProof(index: index, size: head.checkpoint.size),
                checkpoint: head
            )
        }
    }

    /// The head of the whole tree, signed.
    package func head(signedBy signer: NoteSigner) throws -> SignedCheckpoint {
        let size = try leafCount()
        return try SignedCheckpoint(size: size, root: root(size: size), signer: signer)
    }
}
