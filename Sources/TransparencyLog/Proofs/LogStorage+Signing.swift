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
        let index = try append(leaf.bytes)
        return LogProof(
            index: index,
            hashes: try inclusionProof(index: index, size: index + 1),
            checkpoint: try head(signedBy: signer)
        )
    }

    /// The head of the whole tree, signed.
    package func head(signedBy signer: NoteSigner) throws -> SignedCheckpoint {
        let size = try leafCount()
        return try SignedCheckpoint(size: size, root: root(size: size), signer: signer)
    }
}
