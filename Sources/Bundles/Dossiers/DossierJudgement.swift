// SPDX-License-Identifier: Apache-2.0

import ASiC
package import Dossiers
import Octets
import Signatures

/// What is to be thought of a dossier: its signatures, and apart from them the offices' own rules.
package struct DossierJudgement: Sendable {
    /// What a signature counts for.
    package enum Standing: String, Sendable {
        /// By an officer whom the referral lists.
        case listed
        /// By an officer of an office that the dossier goes to.
        case countersignature
        /// By anybody else: told, and without effect.
        case unlisted
        /// By whoever made the extract that the dossier stands in.
        case maker
    }

    package struct Signature: Sendable {
        package let judged: JudgedSignature
        package let standing: Standing
        package let office: OfficeReference?
    }

    package let signatures: [Signature]
    /// The archive time-stamps, the oldest first.
    package let archive: [JudgedStamp]
    /// What speaks against the dossier beyond its signatures: who still owes a signature, rules about content.
    package let rules: [Reason]
    package let warnings: [Reason]
    /// The listed signers who have not signed, in the order of the referral.
    package let owed: [Signer]
    /// The numbers of the signatures of which a roster that is not here may say whose they are.
    private let mayBeListed: Set<Int>
    package let verdict: Verdict

    /// Judges `dossier`.
    ///
    /// Signatures are judged for `moment`, the rules about content that apply at `stage` for `rulesAt`: that of sharing,
    /// not that of looking. `withdrawals` are those on record about the dossier. `unread` says what attachments count for that were passed over;
    /// `outside` is evidence of time that does not stand in the dossier.
    init(
        _ dossier: DossierContainer,
        trust: TrustStore,
        at moment: Timestamp,
        stage: DossierRules.Stage,
        rulesAt: Timestamp,
        withdrawals: [Withdrawal] = [],
        unread: SignatureJudge.Unread = .unknown,
        outside: OutsideEvidence = .none
    ) {
        let referral = dossier.referral
        let judge = SignatureJudge(trust, at: moment, in: dossier.contents, unread: unread, outside: outside)
        let signatures = dossier.contents.signatures.map { signature in
            let judged = judge.judge(signature, in: .dossier)
            let office = trust.office(of: judged)
            return Signature(
                judged: judged,
                standing: Self.standing(judged, office, referral, trust),
                office: office
            )
        }
        self.signatures = signatures
        archive = judge.archive.stamps

        var verdict = Verdict.valid
        var broken = signatures.flatMap(\.judged.brokenStamps) + judge.archive.brokenStamps
        var owed: [Signer] = []
        // Whose a national certificate is, only the office's roster says: where that is not to be had, nobody can say
        // either that the signer is owed.
        let isKnown = trust.card(of: referral.from) != nil
        let mayBeListed = signatures.filter {
            $0.standing == .unlisted && $0.judged.mayBeListed(officeIsKnown: isKnown)
        }
        self.mayBeListed = Set(mayBeListed.map(\.judged.number))
        for signer in referral.signers {
            let own = signatures.filter { $0.standing == .listed && $0.judged.claims(signer) }
            guard let best = own.map({ Verdict(of: $0.judged) }).min() else {
                owed.append(signer)
                if mayBeListed.count >= owed.count {
                    verdict = max(verdict, .indeterminate)
                    continue
                }
                broken.append(Reason(.signerOwed, ["officer": signer.officer, "role": signer.role]))
                continue
            }
            verdict = max(verdict, best)
        }
        let listed =
            (referral.documents.map(\.name) + referral.attachments.map(\.name) + referral.parts.map(\.name))
        let held = dossier.contents.payload.map(\.name).filter {
            ![.root, .padding, .checkpoint].contains(NeutralName.kind(of: $0))
        }
        if listed.sorted() != held.sorted() { broken.append(Reason(.listMismatch)) }
        var warnings: [Reason] = []
        for finding in Self.findings(dossier, trust, stage: stage, at: rulesAt, withdrawals) {
            if finding.severity == .error {
                broken.append(Reason(finding))
            } else {
                warnings.append(Reason(finding))
            }
        }
        rules = broken
        self.owed = owed
        self.warnings = warnings
        self.verdict = broken.isEmpty ? verdict : .invalid
    }

    /// Refuses a dossier that is not to be shared or taken.
    ///
    /// Stricter than the verdict: an unlisted signature is refused too.
    ///
    /// - Throws: `BundleError` with `signerOwed`, `rulesBroken`, `unlistedSignature`, `signatureInvalid` or
    ///   `signatureIndeterminate`, with the reasons.
    package func requireGood() throws(BundleError) {
        if let owed = rules.first(where: { $0.code == BundleError.Code.signerOwed.rawValue }) {
            throw BundleError(.signerOwed, owed.arguments, reasons: rules)
        }
        let open = owed.isEmpty ? [] : mayBeListed
        if signatures.contains(where: { $0.standing == .unlisted && !open.contains($0.judged.number) }) {
            throw BundleError(.unlistedSignature)
        }
        let reasons = signatures.flatMap(\.judged.reasons)
        let counted = signatures.map { Verdict(of: $0.judged) }.max() ?? .indeterminate
        if counted == .invalid { throw BundleError(.signatureInvalid, reasons: reasons) }
        if counted == .indeterminate {
            // What waiting can never settle, such as a revoked signer without proof of an earlier time, is refused: the
            // sender can do something about it, the receiver cannot.
            let isHopeless = signatures.contains {
                !$0.judged.isPassed && $0.judged.refusal == .signatureInvalid
            }
            throw BundleError(isHopeless ? .signatureInvalid : .signatureIndeterminate, reasons: reasons)
        }
        guard rules.isEmpty else { throw BundleError(.rulesBroken, reasons: rules) }
    }

    /// Refuses to add a signature to a dossier that no good one stands on.
    ///
    /// Further signatures may be owed still to a co-signer, but not once the dossier is with the other office.
    func requireSignable(asCountersigner: Bool) throws(BundleError) {
        if asCountersigner { return try requireGood() }
        let standing = signatures.filter { $0.standing == .listed }
        let reasons = signatures.flatMap(\.judged.reasons)
        guard standing.count == signatures.count, !standing.isEmpty else {
            throw BundleError(.unlistedSignature)
        }
        guard standing.allSatisfy(\.judged.isPassed) else {
            throw BundleError(.signatureInvalid, reasons: reasons)
        }
        let others = rules.filter { $0.code != BundleError.Code.signerOwed.rawValue }
        guard others.isEmpty else { throw BundleError(.rulesBroken, reasons: others) }
    }

    private static func findings(
        _ dossier: DossierContainer,
        _ trust: TrustStore,
        stage: DossierRules.Stage,
        at moment: Timestamp,
        _ withdrawals: [Withdrawal]
    ) -> [Finding] {
        DossierRules.check(
            root: dossier.referral.json,
            documents: dossier.documents.map { ($0.name, $0.value) },
            stage: stage,
            at: moment,
            offices: trust.knownOffices,
            withdrawals: withdrawals
        )
    }

    static func standing(
        _ judged: JudgedSignature,
        _ office: OfficeReference?,
        _ referral: Referral,
        _ trust: TrustStore
    ) -> Standing {
        if referral.signers.contains(where: { judged.claims($0) }) {
            // A signature that did not pass has no office; it still stands for the signer that it claims.
            if office == nil || office == referral.from { return .listed }
        }
        if let office, referral.to.contains(office) { return .countersignature }
        // Another receiver's officer, whose card is not here: whether he is one cannot be said until it is.
        let claimed = referral.to.first { $0.office == judged.signer?.subject.office }
        if let claimed, judged.subIndication == .noCertificateChainFound, trust.card(of: claimed) == nil {
            return .countersignature
        }
        return .unlisted
    }
}

extension JudgedSignature {
    /// Whether a roster that is not here, or not yet, may say whose the signature is.
    func mayBeListed(officeIsKnown: Bool) -> Bool {
        let open: [SignatureError.Code] =
            [.notListed, .rosterMissing] + (officeIsKnown ? [] : [.authorityUnknown, .noAnchors])
        return !isPassed && officer == nil && reasons.contains { open.map(\.rawValue).contains($0.code) }
    }

    /// Whether the certificate names this officer in this role.
    func claims(_ listed: Signer) -> Bool {
        officer == listed
    }
}
