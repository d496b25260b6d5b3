// SPDX-License-Identifier: Apache-2.0

import ASiC
package import Octets
package import Signatures

/// What became of one signature of a container.
package struct JudgedSignature: Sendable {
    /// The number in its name, from 1.
    package let number: Int
    package private(set) var indication: SignatureVerdict.Indication
    /// Absent where the signature passed.
    package private(set) var subIndication: SignatureVerdict.SubIndication?
    package private(set) var reasons: [Reason]
    /// The certificate that it was checked with; nobody to be believed unless the signature passed.
    package let signer: Certificate?
    package let claimedSigningTime: Timestamp?
    package let commitment: Commitment?
    /// The documents that it covers.
    package let covers: [String]

    package var isPassed: Bool { indication == .passed }

    /// Why an office's container is refused that this signature, which did not pass, stands on.
    ///
    /// Told apart, because people do different things about them (`THREATS.md` 26): a card that is not here, one that
    /// is past its end, and a seal that is not good.
    package var refusal: BundleError.Code {
        switch subIndication {
        case .noCertificateChainFound, .noSigningCertificateFound: .unknownSender
        case .tryLater, .outOfBoundsNoProof, .noProof: .signatureIndeterminate
        // Passed, but of another office than it should be.
        case nil: .unknownSender
        default: .signatureInvalid
        }
    }

    init(_ signature: ContainerSignature, _ verdict: SignatureVerdict) {
        number = signature.number
        indication = verdict.indication
        subIndication = verdict.subIndication
        reasons = verdict.reasons.map { Reason($0) }
        signer = verdict.signer
        claimedSigningTime = verdict.claimedSigningTime
        commitment = verdict.commitment
        covers =
            signature.manifest == nil
            ? [signature.signedName] : signature.references.map(\.reference.name)
    }

    /// Adds what was found about a covered document; a failure outweighs an open question, the first of its kind stays.
    mutating func add(
        _ found: SignatureVerdict.SubIndication,
        _ code: BundleError.Code,
        _ reference: CheckedReference
    ) {
        reasons.append(Reason(code, ["document": reference.reference.name]))
        let isWorse = indication == .passed || indication == .indeterminate && found.indication == .failed
        guard isWorse else { return }
        indication = found.indication
        subIndication = found
    }
}
