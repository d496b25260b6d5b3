// SPDX-License-Identifier: Apache-2.0

package import Octets
package import TransparencyLog

/// The office's log, and what it knows of other offices' logs.
///
/// Whoever makes evidence appends its leaf in the transaction that keeps the evidence: `BundleRegistry.file` and
/// `recordHandover` hand in a `LogAppending` for that, and `append` here is for evidence that has no row.
package protocol OfficeLog: Sendable {
    // MARK: Our own log

    /// Appends a leaf in a transaction of its own; the leaf and the new head are durable on return.
    ///
    /// - Throws: `RegistryError`; `readOnly` as long as `logState` says so.
    func append(_ leaf: LogLeaf, signedBy signer: NoteSigner) throws(RegistryError) -> LogProof

    /// Makes sure that there is a head under this key: of an empty log before the first leaf, and after a change of key.
    ///
    /// A log under a new name owes nothing to those who knew the old one, so it ends a restore.
    func beginLog(signedBy signer: NoteSigner) throws(RegistryError)

    /// The newest head, with the cosignatures over it that came so far; nil before `beginLog`.
    func logHead() throws(RegistryError) -> SignedCheckpoint?

    /// A tile or bundle of entries; nil where the log does not have it, or not yet.
    func tile(_ path: TilePath) throws(RegistryError) -> [UInt8]?

    /// What shows the head to extend the first `size` leaves; nil where the log has not had so many.
    func consistencyProof(from size: Int, to head: Int) throws(RegistryError) -> [SHA256Digest]?

    /// What shows that the leaf at `index` is among the first `size`; nil where the log has not had so many.
    func inclusionProof(of index: Int, in size: Int) throws(RegistryError) -> [SHA256Digest]?

    // MARK: Cosignatures over it

    /// Keeps a head of ours that `cosigner` has cosigned, unless a later one is kept, and ends a restore: a witness
    /// cosigns only what extends all that it cosigned before.
    ///
    /// - Throws: `RegistryError`; `unfit` where the head is not one of this log, or not cosigned by this key.
    func keepCosigned(_ head: SignedCheckpoint, by cosigner: VerifierKey) throws(RegistryError)

    /// The latest cosigned head of each cosigner.
    func cosignedHeads() throws(RegistryError) -> [CosignedHead]

    // MARK: Other offices' logs

    /// Cosigns the head of the log of `key` where it extends the one cosigned last; the new head is durable on return.
    ///
    /// - Throws: `WitnessRefusal`, `RegistryError`.
    func witness(
        _ request: AddCheckpointRequest,
        of key: VerifierKey,
        signedBy signer: NoteSigner,
        at time: Timestamp
    ) throws -> NoteSignature

    // MARK: After a restore

    /// Notes that the registry comes from a backup, which may be older than what others have seen.
    func markRestored(at time: Timestamp) throws(RegistryError)

    /// Whether leaves may be appended.
    func logState() throws(RegistryError) -> LogState
}

extension OfficeLog {
    /// The head that was cosigned last and not after `moment`: what is signed along, to show that it was signed later.
    package func newestCosignedHead(at moment: Timestamp) throws(RegistryError) -> CosignedHead? {
        try cosignedHeads().filter { $0.cosignedAt <= moment }.max { $0.cosignedAt < $1.cosignedAt }
    }
}

/// A head of ours that another office cosigned.
package struct CosignedHead: Hashable, Sendable {
    package let cosigner: VerifierKey
    package let cosignedAt: Timestamp
    package let head: SignedCheckpoint

    package init(cosigner: VerifierKey, cosignedAt: Timestamp, head: SignedCheckpoint) {
        self.cosigner = cosigner
        self.cosignedAt = cosignedAt
        self.head = head
    }

    /// - Throws: `RegistryError` with `unfit` where `head` does not hold a cosignature of this key.
    init(_ head: SignedCheckpoint, by cosigner: VerifierKey) throws(RegistryError) {
        guard let time = try? head.cosignedAt(by: cosigner) else {
            throw RegistryError(.unfit, ["name": "cosignature"])
        }
        self.init(cosigner: cosigner, cosignedAt: time, head: head)
    }
}

/// Whether the log may grow.
package enum LogState: Hashable, Sendable {
    case open
    /// The registry was restored from a backup at this time, and no cosigner has said since that the log extends what it
    /// has seen (`DESIGN.md` §2 "Log").
    case restored(at: Timestamp)
}
