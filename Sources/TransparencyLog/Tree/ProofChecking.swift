// SPDX-License-Identifier: Apache-2.0

package import Octets

/// Checks of proofs, which share nothing with the code that makes them.
package enum ProofChecking {
    /// Checks that a leaf stands at `index` in the tree of `size` leaves with this root (RFC 9162 §2.1.3.2).
    ///
    /// - Throws: `LogError` with `proofInvalid`.
    package static func checkInclusion(
        of leaf: SHA256Digest,
        index: Int,
        size: Int,
        root: SHA256Digest,
        proof: [SHA256Digest]
    ) throws(LogError) {
        guard index >= 0, index < size else { throw LogError(.proofInvalid) }
        var (first, last) = (index, size - 1)
        var hash = leaf
        for sibling in proof {
            guard last != 0 else { throw LogError(.proofInvalid) }
            if first & 1 == 1 || first == last {
                hash = Merkle.node(sibling, hash)
                while first & 1 == 0, first != 0 {
                    first >>= 1
                    last >>= 1
                }
            } else {
                hash = Merkle.node(hash, sibling)
            }
            first >>= 1
            last >>= 1
        }
        guard last == 0, hash == root else { throw LogError(.proofInvalid) }
    }

    /// Checks that the tree of `old` leaves is the beginning of the tree of `size` leaves (RFC 9162 §2.1.4.2).
    ///
    /// Every tree begins with the empty one, whose root must be the one that it has; that needs no proof, and none may
    /// be given.
    ///
    /// - Throws: `LogError` with `proofInvalid`.
    package static func checkConsistency(
        old: Int,
        oldRoot: SHA256Digest,
        size: Int,
        root: SHA256Digest,
        proof: [SHA256Digest]
    ) throws(LogError) {
        guard old >= 0, old <= size else { throw LogError(.proofInvalid) }
        guard old > 0, old < size else {
            guard proof.isEmpty, old == 0 ? oldRoot == Merkle.emptyRoot : oldRoot == root,
                size > 0 || root == Merkle.emptyRoot
            else { throw LogError(.proofInvalid) }
            return
        }
        var rest = proof[...]
        // A complete subtree is not repeated in the proof.
        guard let start = old & (old - 1) == 0 ? oldRoot : rest.popFirst() else {
            throw LogError(.proofInvalid)
        }
        var (first, last) = (old - 1, size - 1)
        while first & 1 == 1 {
            first >>= 1
            last >>= 1
        }
        var (oldHash, hash) = (start, start)
        for sibling in rest {
            guard last != 0 else { throw LogError(.proofInvalid) }
            if first & 1 == 1 || first == last {
                oldHash = Merkle.node(sibling, oldHash)
                hash = Merkle.node(sibling, hash)
                while first & 1 == 0, first != 0 {
                    first >>= 1
                    last >>= 1
                }
            } else {
                hash = Merkle.node(hash, sibling)
            }
            first >>= 1
            last >>= 1
        }
        guard last == 0, oldHash == oldRoot, hash == root else { throw LogError(.proofInvalid) }
    }
}
