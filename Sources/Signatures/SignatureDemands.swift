// SPDX-License-Identifier: Apache-2.0

/// What a verifier asks of a signature beyond its arithmetic; there is no default.
package struct SignatureDemands: Hashable, Sendable {
    /// What is asked of revocation lists.
    package enum Revocation: Hashable, Sendable {
        /// A fresh list of each authority on the path, else TRY_LATER.
        case required
        /// What lists there are count; a missing or stale one is told and excused.
        case whereAvailable
    }

    /// The profiles whose certificates may sign; nil asks nothing of the certificate's purpose.
    let signers: Set<CertificateProfile>?
    /// What the signer must stand by, one of these; nil asks nothing.
    let commitments: Set<Commitment>?
    let revocation: Revocation

    /// Demands on a signature of ours; an empty set lets nobody sign.
    package init(
        signers: Set<CertificateProfile>,
        commitments: Set<Commitment>? = nil,
        revocation: Revocation
    ) {
        self.signers = signers
        self.commitments = commitments
        self.revocation = revocation
    }

    private init() {
        signers = nil
        commitments = nil
        revocation = .whereAvailable
    }

    /// Asks nothing of the certificate but a path to an anchor: for other people's signatures.
    package static let withoutSignerPurpose = SignatureDemands()
}
