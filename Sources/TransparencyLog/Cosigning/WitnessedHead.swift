// SPDX-License-Identifier: Apache-2.0

package import Octets

/// The head of another office's log that a witness cosigned last.
package struct WitnessedHead: Hashable, Sendable {
    package let size: Int
    package let root: SHA256Digest

    package init(size: Int, root: SHA256Digest) {
        self.size = size
        self.root = root
    }

    /// Before the first cosignature.
    package static let none = WitnessedHead(size: 0, root: Merkle.emptyRoot)
}

/// Why a witness does not cosign; each has its own status (C2SP tlog-witness, "add-checkpoint").
package enum WitnessRefusal: Error, Hashable, Sendable {
    /// No signature under the checkpoint is the log's: 403.
    case notTheLogs
    /// The old size is beyond the checkpoint's: 400.
    case sizesSwapped
    /// The witness cosigned another size last, or another root at this size: 409.
    case conflict(latest: Int)
    /// The checkpoint does not extend the one cosigned last: 422.
    case inconsistent
}

extension WitnessedHead {
    /// The head that is to be cosigned, where `request` is of the log of `key` and extends this head.
    ///
    /// The caller keeps the new head before it answers, in one transaction with having read this one.
    ///
    /// - Throws: `WitnessRefusal`.
    package func extended(
        by request: AddCheckpointRequest,
        of key: VerifierKey
    ) throws(WitnessRefusal) -> WitnessedHead {
        do {
            try request.checkpoint.verify(key)
        } catch {
            throw .notTheLogs
        }
        let checkpoint = request.checkpoint.checkpoint
        guard request.oldSize <= checkpoint.size else { throw .sizesSwapped }
        guard request.oldSize == size, checkpoint.size != size || size == 0 || checkpoint.root == root else {
            throw .conflict(latest: size)
        }
        do {
            try ProofChecking.checkConsistency(
                old: size,
                oldRoot: root,
                size: checkpoint.size,
                root: checkpoint.root,
                proof: request.proof
            )
        } catch {
            throw .inconsistent
        }
        return WitnessedHead(size: checkpoint.size, root: checkpoint.root)
    }
}
