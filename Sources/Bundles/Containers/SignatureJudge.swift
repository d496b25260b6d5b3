// SPDX-License-Identifier: Apache-2.0

import ASiC
import Octets
import Signatures

/// Judges the signatures of a container: cryptography, path and purpose, and whether what they cover is intact.
struct SignatureJudge {
    let trust: SignatureTrust
    /// Nil where one authority is believed and no evidence of time.
    private let store: TrustStore?
    private let time: TimeTrust
    /// What the container carries as proof that it was signed later.
    private let checkpoint: [UInt8]?
    private let outside: OutsideEvidence
    /// What is proven of every signature of the container, by stamps over the whole of it.
    let archive: ArchiveChain
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

    /// Judges the signatures of `contents` by the pinned authorities of `store`, and the revocation lists of their cards.
    ///
    /// `contents` is nil for an envelope that is shown ahead of its bundle; `outside` is evidence of time that does not
    /// stand in the container.
    init(
        _ store: TrustStore,
        at moment: Timestamp,
        in contents: ContainerContents?,
        unread: Unread = .unknown,
        outside: OutsideEvidence = .none
    ) {
        self.store = store
        self.outside = outside
        checkpoint = contents?.kept[CarriedCheckpoint.name]
        trust = store.signatures
        time = store.time
        archive = ArchiveChain(
            contents,
            trust: store.time,
            at: moment,
            proven: ProvenInterval(notAfter: outside.stamp?.provenNotAfter)
        )
        at = moment
        self.unread = unread
    }

    /// Judges by one authority, and by no evidence of time.
    init(
        authority: Certificate,
        revocations: RevocationList,
        at moment: Timestamp,
        in contents: ContainerContents
    ) {
        trust = SignatureTrust(anchors: [authority], revocationLists: [revocations])
        store = nil
        outside = .none
        checkpoint = nil
        time = .nobody
        archive = ArchiveChain(contents, trust: .nobody, at: moment)
        at = moment
        unread = .unknown
    }

    /// Judges a signature of ours, whose signer must be one that may sign containers of this kind.
    func judge(_ signature: ContainerSignature, in kind: ContainerKind) -> JudgedSignature {
        judge(
            signature,
            Result { () throws(SignatureError) in try CMSSignature(der: signature.signature, form: .profile)
            },
            SignatureDemands(signers: kind.signers, revocation: .required),
            kind
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
                judge(signature, .success($0), demands, nil)
            }
        } catch {
            return [judge(signature, .failure(error), demands, nil)]
        }
    }

    /// Judges for the moment that is asked about by what is proven of the time, and for the one that the signer claims.
    private func judge(
        _ signature: ContainerSignature,
        _ read: Result<CMSSignature, SignatureError>,
        _ demands: SignatureDemands,
        _ kind: ContainerKind?
    ) -> JudgedSignature {
        switch read {
        case .failure(let error):
            let unreadable = SignatureVerdict(unreadable: error)
            return judged(signature, JudgedSignature(signature, unreadable, now: unreadable))
        case .success(let cms):
            let archives = cms.archiveStamps(
                over: signature.signedBytes,
                trust: time,
                at: at,
                proven: archive.proven
            )
            let stamps = stamps(in: cms, over: signature.signedBytes, archives)
            func verdict(
                at moment: Timestamp,
                _ proven: ProvenInterval = .unknown,
                on read: CMSSignature? = nil
            ) -> SignatureVerdict {
                (read ?? cms).verify(
                    content: signature.signedBytes,
                    trust: trust,
                    demands: demands,
                    at: moment,
                    proven: proven
                )
            }
            let bare = verdict(at: at)
            let evidence = evidence(on: signature, stamps, in: kind, by: bare.signer)
            let proven = ProvenTime(evidence, claimed: cms.claimedSigningTime)
            var decisive = proven.interval == .unknown ? bare : verdict(at: at, proven.interval)
            // What rests on an archive time-stamp inside rests on what that covers, and on nothing put in later.
            if decisive.isPassed, !bare.isPassed, archives.contains(where: \.verdict.isPassed) {
                let others = self.stamps(in: cms, over: signature.signedBytes, [])
                let without = ProvenTime(
                    self.evidence(on: signature, others, in: kind, by: bare.signer),
                    claimed: nil
                )
                if !verdict(at: at, without.interval).isPassed {
                    decisive = verdict(at: at, proven.interval, on: cms.keeping(provenBy: archives))
                }
            }
            let found = JudgedSignature(
                signature,
                decisive,
                proven,
                evidence,
                stamps,
                counterSignatures: cms.counterSignatures.flatMap {
                    remarks(on: $0, over: cms.signatureValue, demands, proven.interval)
                },
                now: bare,
                then: cms.claimedSigningTime.map { verdict(at: $0) }
            )
            return judged(signature, found)
        }
    }

    /// Judges the time-stamps in a signature; those that it holds itself existed when those over it were made.
    private func stamps(
        in cms: CMSSignature,
        over content: [UInt8],
        _ archives: [ArchiveStamp]
    ) -> [JudgedStamp] {
        let over =
            cms.stamps(trust: time, at: at, proven: archive.proven, archives: archives)
            .map { JudgedStamp(.signature, $0) } + archives.map { JudgedStamp(.archive, $0.verdict) }
        return cms.contentStamps(
            over: content,
            trust: time,
            at: at,
            proven: archive.proven.ending(by: over.map(\.provenNotAfter))
        )
        .map { JudgedStamp(.content, $0) } + over
    }

    /// What shows when the signature was made, leaving out what only the signer's own office says.
    private func evidence(
        on signature: ContainerSignature,
        _ stamps: [JudgedStamp],
        in kind: ContainerKind?,
        by signer: Certificate?
    ) -> [TimeEvidence] {
        var evidence = (stamps + archive.stamps).compactMap { TimeEvidence($0) }
        guard let store else { return evidence }
        evidence += outside.evidence(for: signature, in: kind, store)
        let isCarried = signature.references.contains {
            $0.reference.name == CarriedCheckpoint.name && $0.state == .intact
        }
        if isCarried, let checkpoint { evidence += CarriedCheckpoint.evidence(in: checkpoint, store) }
        let own = signer.flatMap { store.office(claimedBy: $0) }
        var seen: Set<TimeEvidence> = []
        return evidence.filter { ($0.office == nil || $0.office != own) && seen.insert($0).inserted }
    }

    /// Judges a counter-signature like any other signature, over the value of the one that it stands in.
    ///
    /// Whatever is found is told and changes no verdict: it is not signed by whom it stands with.
    private func remarks(
        on counterSignature: Result<CMSSignature, SignatureError>,
        over value: [UInt8],
        _ demands: SignatureDemands,
        _ proven: ProvenInterval
    ) -> [Reason] {
        let verdict =
            switch counterSignature {
            case .success(let read):
                read.verify(content: value, trust: trust, demands: demands, at: at, proven: proven)
            case .failure(let error): SignatureVerdict(unreadable: error)
            }
        let code =
            switch verdict.indication {
            case .passed: "counter-signature-passed"
            case .failed: "counter-signature-failed"
            case .indeterminate: "counter-signature-indeterminate"
            }
        let told = Reason(
            domain: "attachment",
            code: code,
            arguments: [
                "name": verdict.signer?.subject.name ?? "?",
                "indication": verdict.subIndication?.rawValue ?? "",
            ]
        )
        let further = verdict.attachments.filter { $0 == .counterSignature }
        return [told] + further.map { Reason(domain: "attachment", code: $0.rawValue) }
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

    private func judged(_ signature: ContainerSignature, _ found: JudgedSignature) -> JudgedSignature {
        var judged = found
        // EN 319 102-1 §5.2.7: what is there and differs is a failure; what is not there leaves the question open.
        for reference in signature.references where reference.state == .missing {
            judged.add(.signedDataNotFound, .documentMissing, reference)
        }
        if unread == .unknown {
            for reference in signature.references where reference.state == .notRead {
                judged.add(.signedDataNotFound, .documentUnread, reference)
            }
        }
        for reference in signature.references where reference.state == .unknownMethod {
            judged.add(.cryptographicConstraintsFailureNoProof, .digestUnknown, reference)
        }
        for reference in signature.references where reference.reference.method?.isWeak == true {
            judged.add(.cryptographicConstraintsFailureNoProof, .digestWeak, reference)
        }
        for reference in signature.references where reference.state == .altered {
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
