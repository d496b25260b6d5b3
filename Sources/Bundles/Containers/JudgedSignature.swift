// SPDX-License-Identifier: Apache-2.0

package import ASiC
package import Dossiers
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
    /// What an office's roster says of a signer with a national authority's certificate.
    package let listing: SignerListing?
    package let claimedSigningTime: Timestamp?
    package let commitment: Commitment?
    /// The documents that it covers.
    package let covers: [String]
    /// The signature and what it is over, as they stand in the container.
    package let source: ContainerSignature
    /// How it was computed; nil where it could not be read.
    package let algorithm: String?
    /// What stands beside it, of which a reader must know and that changes no verdict.
    package let remarks: [Reason]
    /// What would hold if the signature was made when its signer says: that is claimed, and so is this.
    package private(set) var then: Then?

    /// The verdict at the claimed time.
    package struct Then: Hashable, Sendable {
        package let at: Timestamp
        package let indication: SignatureVerdict.Indication
        package let subIndication: SignatureVerdict.SubIndication?
    }

    /// Between which moments it is proven to have been made; nothing else about time is more than claimed.
    package let proven: ProvenInterval
    /// What proves it: everything that there is, not only what gives the two ends.
    package let evidence: [TimeEvidence]
    /// The time-stamps in it.
    package let stamps: [JudgedStamp]
    /// What the certificates alone would say at the moment that is asked about, without any proof of time; absent where
    /// they would pass.
    package let subIndicationNow: SignatureVerdict.SubIndication?

    /// Whether the verdict rests on proof that the signature is older than that moment.
    package var restsOnProof: Bool { isPassed && subIndicationNow != nil }

    /// The moment at which its certificates must hold for it to pass when `asked` is the one that is asked about: where
    /// they do not hold any more, the latest at which the signature is proven to have existed.
    package func decisiveMoment(asked: Timestamp) -> Timestamp {
        restsOnProof ? min(asked, proven.notAfter ?? asked) : asked
    }

    /// Time-stamps in it that are damaged or are over something else.
    var brokenStamps: [Reason] {
        stamps.filter(\.isBroken).map { _ in Reason(.stampBroken, ["place": String(number)]) }
    }

    package var isPassed: Bool { indication == .passed }

    /// The officer as referrals list him: as the roster says, else his certificate.
    package var officer: Signer? {
        listing.map { Signer(officer: $0.officer, role: $0.role) } ?? signer?.subject.listing
    }

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
        // The sender's newer card may list it, and may not have come yet.
        case .chainConstraintsFailure
        where reasons.contains { $0.code == SignatureError.Code.notListed.rawValue }:
            .signatureIndeterminate
        // Passed, but of another office than it should be.
        case nil: .unknownSender
        default: .signatureInvalid
        }
    }

    /// `then` is the verdict for the time that the signer claims, `now` the one without any proof of time.
    init(
        _ signature: ContainerSignature,
        _ verdict: SignatureVerdict,
        _ proven: ProvenTime = ProvenTime([], claimed: nil),
        _ evidence: [TimeEvidence] = [],
        _ stamps: [JudgedStamp] = [],
        counterSignatures: [Reason] = [],
        now: SignatureVerdict,
        then: SignatureVerdict? = nil
    ) {
        self.proven = proven.interval
        self.evidence = evidence
        self.stamps = stamps
        subIndicationNow = now.subIndication
        number = signature.number
        indication = verdict.indication
        subIndication = verdict.subIndication
        reasons = verdict.reasons.map { Reason($0) } + stamps.filter { !$0.isBroken }.flatMap(\.reasons)
        signer = verdict.signer
        listing = verdict.listing
        claimedSigningTime = verdict.claimedSigningTime
        commitment = verdict.commitment
        covers =
            signature.manifest == nil
            ? [signature.signedName] : signature.references.map(\.reference.name)
        source = signature
        algorithm = verdict.algorithm
        remarks =
            counterSignatures + verdict.attachments.map { Reason(domain: "attachment", code: $0.rawValue) }
            + verdict.remarks.map { Reason($0) } + proven.remarks
        self.then = then.flatMap { then in
            then.claimedSigningTime.map {
                Then(at: $0, indication: then.indication, subIndication: then.subIndication)
            }
        }
    }

    /// Adds what was found about a covered document.
    ///
    /// A failure outweighs an open question. Whether the data are there and intact is asked before the path (EN 319
    /// 102-1 §5.3.4), so it also comes before what was found there.
    mutating func add(
        _ found: SignatureVerdict.SubIndication,
        _ code: BundleError.Code,
        _ reference: CheckedReference
    ) {
        reasons.append(Reason(code, ["document": reference.reference.name]))
        if Self.isOutweighed(indication, subIndication, by: found) {
            indication = found.indication
            subIndication = found
        }
        if let then, Self.isOutweighed(then.indication, then.subIndication, by: found) {
            self.then = Then(at: then.at, indication: found.indication, subIndication: found)
        }
    }

    private static func isOutweighed(
        _ indication: SignatureVerdict.Indication,
        _ subIndication: SignatureVerdict.SubIndication?,
        by found: SignatureVerdict.SubIndication
    ) -> Bool {
        switch (indication, found.indication) {
        case (.passed, _), (.indeterminate, .failed): true
        case (.indeterminate, .indeterminate):
            switch subIndication {
            case .noSigningCertificateFound, .signedDataNotFound, .policyProcessingError, .generic: false
            default: true
            }
        default: false
        }
    }
}
