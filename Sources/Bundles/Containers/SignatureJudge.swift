// SPDX-License-Identifier: Apache-2.0

import ASiC
import Octets
import Signatures

/// Judges the signatures of a container: cryptography, path and purpose, and whether what they cover is intact.
struct SignatureJudge {
    let trust: SignatureTrust
    /// The moment for which the verdict is given.
    let at: Timestamp
    /// What a document counts for that was passed over.
    let unread: Unread

    /// What a document counts for that is there and was passed over.
    enum Unread {
        /// Nothing is known about it, so the question stays open.
        case unknown
        /// It will be read and held against its digest before anything is done with it.
        case checkedLater
    }

    /// Judges by the pinned authorities of `store`, and the revocation lists of their cards.
    init(_ store: TrustStore, at moment: Timestamp, unread: Unread = .unknown) {
        trust = SignatureTrust(
            anchors: store.cards.map(\.authority),
            revocationLists: store.cards.map(\.revocations)
        )
        at = moment
        self.unread = unread
    }

    /// Judges by one authority.
    init(authority: Certificate, revocations: RevocationList, at moment: Timestamp) {
        trust = SignatureTrust(anchors: [authority], revocationLists: [revocations])
        at = moment
        unread = .unknown
    }

    /// Judges a signature of ours, whose signer must be one that may sign containers of this kind.
    func judge(_ signature: ContainerSignature, in kind: ContainerKind) -> JudgedSignature {
        judge(
            signature,
            form: .profile,
            demands: SignatureDemands(signers: kind.signers, revocation: .required)
        )
    }

    /// Judges what is in one signature file of other people's container, in any form of CAdES: one verdict a signer.
    ///
    /// The only authorities here are offices', so a signer who leads to one of them is asked for the purpose that it
    /// gave him: a TLS key signs nothing, in whatever container.
    func judgeForeign(_ signature: ContainerSignature) -> [JudgedSignature] {
        let demands = SignatureDemands(signers: [.officer, .seal], revocation: .required)
        do throws(SignatureError) {
            return try CMSSignature.signatures(in: signature.signature, form: .foreign).map {
                judge(signature, .success($0), demands)
            }
        } catch {
            return [judge(signature, .failure(error), demands)]
        }
    }

    private func judge(
        _ signature: ContainerSignature,
        form: SignatureForm,
        demands: SignatureDemands
    ) -> JudgedSignature {
        judge(
            signature,
            Result { () throws(SignatureError) in try CMSSignature(der: signature.signature, form: form) },
            demands
        )
    }

    /// Judges for the moment that is asked about, and for the one that the signer claims.
    private func judge(
        _ signature: ContainerSignature,
        _ read: Result<CMSSignature, SignatureError>,
        _ demands: SignatureDemands
    ) -> JudgedSignature {
        switch read {
        case .failure(let error): return judged(signature, SignatureVerdict(unreadable: error))
        case .success(let cms):
            func verdict(at moment: Timestamp) -> SignatureVerdict {
                cms.verify(content: signature.signedBytes, trust: trust, demands: demands, at: moment)
            }
            return judged(
                signature,
                verdict(at: at),
                then: cms.claimedSigningTime.map { verdict(at: $0) }
            )
        }
    }

    /// Judges the signature of another container that one of ours repeats, over what it repeats of it.
    func verdict(on signature: [UInt8], over manifest: [UInt8], in kind: ContainerKind) -> SignatureVerdict {
        CMSSignature.verify(
            der: signature,
            form: .profile,
            content: manifest,
            trust: trust,
            demands: SignatureDemands(signers: kind.signers, revocation: .required),
            at: at
        )
    }

    private func judged(
        _ signature: ContainerSignature,
        _ verdict: SignatureVerdict,
        then: SignatureVerdict? = nil
    ) -> JudgedSignature {
        var judged = JudgedSignature(signature, verdict, then: then)
        let states = Dictionary(grouping: signature.references) { $0.state }
        // EN 319 102-1 §5.2.7: what is there and differs is a failure; what is not there leaves the question open.
        for reference in states[.missing, default: []] {
            judged.add(.signedDataNotFound, .documentMissing, reference)
        }
        if unread == .unknown {
            for reference in states[.notRead, default: []] {
                judged.add(.signedDataNotFound, .documentUnread, reference)
            }
        }
        for reference in states[.unknownMethod, default: []] {
            judged.add(.cryptographicConstraintsFailureNoProof, .digestUnknown, reference)
        }
        for reference in signature.references where reference.reference.method?.isWeak == true {
            judged.add(.cryptographicConstraintsFailureNoProof, .digestWeak, reference)
        }
        for reference in states[.altered, default: []] {
            judged.add(.hashFailure, .documentAltered, reference)
        }
        return judged
    }
}

extension ContainerKind {
    /// Whose certificates may sign a container of this kind.
    fileprivate var signers: Set<CertificateProfile> {
        switch self {
        case .dossier, .part: [.officer]
        case .sealedBundle, .receipt: [.seal]
        case .card: [.authority]
        case .extract, .report: [.officer, .seal]
        }
    }
}
