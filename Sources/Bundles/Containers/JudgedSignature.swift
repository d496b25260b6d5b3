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

    /// Between which moments it is proven to have been made; nothing else about time is more than claimed.
    package let proven: ProvenInterval
    /// The time-stamps in it.
    package let stamps: [JudgedStamp]
    /// What the certificates alone would say at the moment that is asked about, without any proof of time; absent where
    /// they would pass.
    package let subIndicationNow: SignatureVerdict.SubIndication?

    /// Whether the verdict rests on proof that the signature is older than that moment.
    package var restsOnProof: Bool { isPassed && subIndicationNow != nil }

    /// Time-stamps in it that are damaged or are over something else.
    var brokenStamps: [Reason] {
        stamps.filter(\.isBroken).map { _ in Reason(.stampBroken, ["place": String(number)]) }
    }

    package var isPassed: Bool { indication == .passed }

    /// Why an office's container is refused that this signature, which did not pass, stands on.
    ///
    /// Told apart, because people do different things about them (`THREATS.md` 26): a card that is not here, one that
    /// is past its end, and a seal that is not good.
    package var refusal: BundleError.Code {
        switch subIndication {
        case .noCertificateChainFound, .noSigningCertificateFound: .unknownSender
        case .tryLater, .noProof: .signatureIndeterminate
        // Waiting helps a certificate that is not valid yet, or a clock that is slow; one that has ended stays so.
        case .outOfBoundsNoProof:
            reasons.contains { $0.code == SignatureError.Code.certificateNotYetValid.rawValue }
                ? .signatureIndeterminate : .signatureInvalid
        // Passed, but of another office than it should be.
        case nil: .unknownSender
        default: .signatureInvalid
        }
    }

    init(
        _ signature: ContainerSignature,
        _ verdict: SignatureVerdict,
        _ proven: ProvenInterval,
        _ stamps: [JudgedStamp],
        now: SignatureVerdict
    ) {
        self.proven = proven
        self.stamps = stamps
        subIndicationNow = now.subIndication
        number = signature.number
        indication = verdict.indication
        subIndication = verdict.subIndication
        reasons = verdict.reasons.map { Reason($0) } + stamps.filter { !$0.isBroken }.flatMap(\.reasons)
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
