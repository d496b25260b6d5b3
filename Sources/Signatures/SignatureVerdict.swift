// SPDX-License-Identifier: Apache-2.0

package import Octets

/// The outcome of checking one signature, in the words of ETSI EN 319 102-1 §5.1.3.
package struct SignatureVerdict: Hashable, Sendable {
    /// The main status, as the standard spells it.
    package enum Indication: String, CaseIterable, Sendable {
        case passed = "TOTAL-PASSED"
        case failed = "TOTAL-FAILED"
        case indeterminate = "INDETERMINATE"
    }

    /// Why it was not passed, as the standard spells it.
    package enum SubIndication: String, CaseIterable, Sendable {
        // With TOTAL-FAILED.
        case formatFailure = "FORMAT_FAILURE"
        case hashFailure = "HASH_FAILURE"
        case signatureCryptographicFailure = "SIG_CRYPTO_FAILURE"
        case revoked = "REVOKED"
        case expired = "EXPIRED"
        case notYetValid = "NOT_YET_VALID"
        // With INDETERMINATE.
        case signatureConstraintsFailure = "SIG_CONSTRAINTS_FAILURE"
        case chainConstraintsFailure = "CHAIN_CONSTRAINTS_FAILURE"
        case certificateChainGeneralFailure = "CERTIFICATE_CHAIN_GENERAL_FAILURE"
        case cryptographicConstraintsFailure = "CRYPTO_CONSTRAINTS_FAILURE"
        case cryptographicConstraintsFailureNoProof = "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"
        case policyProcessingError = "POLICY_PROCESSING_ERROR"
        case noSigningCertificateFound = "NO_SIGNING_CERTIFICATE_FOUND"
        case noCertificateChainFound = "NO_CERTIFICATE_CHAIN_FOUND"
        case revokedNoProof = "REVOKED_NO_POE"
        case revokedAuthorityNoProof = "REVOKED_CA_NO_POE"
        case outOfBoundsNoProof = "OUT_OF_BOUNDS_NO_POE"
        case noProof = "NO_POE"
        case tryLater = "TRY_LATER"
        case signedDataNotFound = "SIGNED_DATA_NOT_FOUND"
        case generic = "GENERIC"

        /// The indication that the standard joins to it.
        package var indication: Indication {
            switch self {
            case .formatFailure, .hashFailure, .signatureCryptographicFailure, .revoked, .expired,
                .notYetValid:
                .failed
            default: .indeterminate
            }
        }
    }

    package let indication: Indication
    /// Absent where the signature passed.
    package let subIndication: SubIndication?
    /// What led to the verdict, and what else a reader should know.
    package let reasons: [SignatureError]
    /// The certificate that the signature was checked with, whether or not it may be believed.
    package let signer: Certificate?
    package let claimedSigningTime: Timestamp?
    package let commitment: Commitment?
    /// What stands beside the signature and was not looked into.
    package let attachments: [SignatureAttachment]
    /// How the signature was computed, for people; nil where it could not be read.
    package let algorithm: String?

    /// What an office's roster says of the signer; nil for a certificate that an office issued itself.
    package let listing: SignerListing?
    /// What was relied on beside, of which a reader should know.
    package let remarks: [SignatureError]

    init(
        _ subIndication: SubIndication?,
        reasons: [SignatureError],
        signature: CMSSignature?,
        signer: Certificate?,
        listing: SignerListing? = nil
    ) {
        self.listing = listing
        indication = subIndication?.indication ?? .passed
        self.subIndication = subIndication
        self.reasons = reasons.filter { $0.code != .statusSeen }
        remarks = reasons.filter { $0.code == .statusSeen }
        self.signer = signer
        claimedSigningTime = signature?.claimedSigningTime
        commitment = signature?.commitment
        attachments = signature?.attachments ?? []
        algorithm = signature?.algorithm.name
    }

    /// The verdict on bytes that could not be read as a signature.
    package init(unreadable error: SignatureError) {
        let isWeak = error.code == .algorithmNotAccepted
        self.init(
            isWeak ? .cryptographicConstraintsFailureNoProof : .formatFailure,
            reasons: [error],
            signature: nil,
            signer: nil
        )
    }

    package var isPassed: Bool { indication == .passed }
}
