// SPDX-License-Identifier: Apache-2.0

package import ASiC
package import Dossiers
import JSONSchema
package import Octets
package import Signatures

/// The verdict on a file, with everything that led to it.
package struct Verification: Sendable {
    /// A document in the container.
    package struct Document: Sendable {
        package let name: String
        /// Nil where it is missing or was not read.
        package let sha256: SHA256Digest?
        /// Whether it is what every signature over it says.
        package let isIntact: Bool
        /// What became of it, the worst over the signatures that cover it; nil where none does.
        package let state: CheckedReference.State?
    }

    package struct Signature: Sendable {
        package let judged: JudgedSignature
        /// The office whose authority issued the signer's certificate; nil where the signature did not pass.
        package let office: OfficeReference?
        /// Only in dossiers and extracts.
        package let standing: DossierJudgement.Standing?
    }

    /// What the file says of itself, as far as its root document could be read.
    package enum Subject: Sendable {
        case dossier(Referral)
        case sealedBundle(Waybill)
        case receipt(ReceiptDocument)
        case card(CardDocument)
        /// With the original's referral where it is shown, and the enclosed receipts that are good.
        case extract(ExtractDocument, Referral?, [ReceiptDocument])
        case other
    }

    /// Nil for a container that is not one of ours.
    package let kind: ContainerKind?
    package let verdict: Verdict
    package let reasons: [Reason]
    package let rules: [Reason]
    /// What a person should know and the verdict does not hang on.
    package let warnings: [Reason]
    package let signatures: [Signature]
    /// The listed signers of a dossier who have not signed.
    package let owed: [Signer]
    package let documents: [Document]
    /// Time-stamps over the whole container: in it, the oldest first, then the one beside the file.
    package let stamps: [JudgedStamp]
    package let subject: Subject
    /// The moment for which the verdict is given.
    package let at: Timestamp

    /// The same with doubts that somebody else has: no longer valid, and no better than it was.
    package func doubting(_ doubts: [Reason]) -> Verification {
        guard !doubts.isEmpty else { return self }
        return Verification(
            kind: kind,
            verdict: max(verdict, .indeterminate),
            reasons: reasons + doubts,
            rules: rules,
            warnings: warnings,
            signatures: signatures,
            owed: owed,
            documents: documents,
            stamps: stamps,
            subject: subject,
            at: at
        )
    }

    /// Where something newer about the signers' certificates is to be had.
    package func revocationSources(_ trust: TrustStore) -> [RevocationSource] {
        var seen: Set<RevocationSource> = []
        return signatures.flatMap { signature in
            let all = try? CMSSignature.signatures(in: signature.judged.source.signature, form: .foreign)
            return (all ?? []).flatMap { $0.revocationSources(trust.signatures) }
        }
        .filter { seen.insert($0).inserted }
    }

    /// The root of a dossier, also of one in an extract that shows it; nil of other kinds.
    package var referral: Referral? {
        switch subject {
        case .dossier(let referral): referral
        case .extract(_, let referral, _): referral
        default: nil
        }
    }
}

/// Verifies containers of every kind.
///
/// Trust and the moment are given; the network is never asked.
package struct Verifier {
    package let trust: TrustStore
    /// The moment for which the verdict is given.
    package let at: Timestamp
    /// Evidence of time that lies beside the file.
    package let outside: OutsideEvidence

    package init(trust: TrustStore, at moment: Timestamp, outside: OutsideEvidence = .none) {
        self.trust = trust
        at = moment
        self.outside = outside
    }

    /// Verifies one of our own containers.
    ///
    /// - Throws: what reading a container throws, for bytes that are none; `BundleError` with `unknownKind`.
    package func verify(_ source: any ByteSource) throws -> Verification {
        var left = Limits.documents
        let contents = try ContainerReader(source).read { name, size in
            let limit = Self.isReceipt(name) ? Limits.receipt : Limits.document
            guard Self.isRead(name), size <= UInt64(min(left, limit)) else { return .digest }
            left -= Int(size)
            return .keep(limit: Int(size))
        }
        return switch contents.kind {
        case .dossier: try dossier(contents)
        case .sealedBundle: try sealedBundle(contents)
        case .receipt: try receipt(contents)
        case .card: try card(contents)
        case .part: sealed(contents, kind: .part, rules: [])
        case .extract: try extract(contents)
        case .report: try report(contents)
        case nil: throw BundleError(.unknownKind)
        }
    }

    private static func isReceipt(_ name: String) -> Bool { name.hasPrefix(ExtractMaking.receipts + "/") }

    /// Whether an entry is looked into, or only held against its digest.
    private static func isRead(_ name: String) -> Bool {
        name.hasSuffix(".json") || name.hasPrefix("bundle/") || name == Receipt.logProofName
            || name == CarriedCheckpoint.name
            || name == ExtractMaking.original + "/" + CarriedCheckpoint.name
            || isReceipt(name)
            || name.hasPrefix(ExtractMaking.original + "/META-INF/")
    }

    /// Verifies other people's container.
    package func verifyForeign(_ contents: ContainerContents) -> Verification {
        let judge = SignatureJudge(trust, at: at, in: contents, outside: outside)
        let judged = contents.signatures.flatMap { judge.judgeForeign($0) }
        var reasons: [Reason] = []
        let uncovered =
            contents.signatures.isEmpty
            ? []
            : contents.payload.map(\.name).filter { name in
                !judged.contains { $0.covers.contains(name) }
            }
        if !uncovered.isEmpty || contents.signatures.isEmpty { reasons.append(Reason(.notCovered)) }
        // Whoever broke a stamp, this is not the file that was stamped; what it proved is lost, and nothing else.
        reasons += judged.flatMap(\.brokenStamps) + judge.archive.brokenStamps
        if outside.stamp?.isBroken ?? false { reasons.append(Reason(.stampBroken, ["place": "file"])) }
        var remarks: [Reason] = []
        for name in contents.unaccounted {
            switch ForeignMetaInf(name) {
            case .signature: reasons.append(Reason(.signatureUnread, ["entry": name]))
            case .evidenceRecord:
                remarks.append(Reason(domain: "remark", code: "evidence-record", arguments: ["name": name]))
            case .other:
                remarks.append(Reason(domain: "remark", code: "unaccounted", arguments: ["name": name]))
            }
        }
        let verdict = judged.map { Verdict(of: $0) }.max() ?? .indeterminate
        return result(
            contents,
            kind: nil,
            verdict: reasons.isEmpty ? verdict : max(verdict, .indeterminate),
            reasons: reasons,
            warnings: remarks,
            signatures: judged.map { ($0, nil) },
            stamps: judge.archive.stamps
        )
    }

    // MARK: Kinds

    private func dossier(_ contents: ContainerContents) throws -> Verification {
        let dossier = try DossierContainer(contents: contents)
        let judgement = DossierJudgement(
            dossier,
            trust: trust,
            at: at,
            stage: .received(by: dossier.referral.to),
            rulesAt: dossier.referral.created,
            outside: outside
        )
        return result(
            contents,
            kind: .dossier,
            verdict: judgement.verdict,
            rules: judgement.rules,
            warnings: judgement.warnings,
            subject: .dossier(dossier.referral),
            signatures: judgement.signatures.map { ($0.judged, $0.standing) },
            owed: judgement.owed,
            stamps: judgement.archive
        )
    }

    private func extract(_ contents: ContainerContents) throws -> Verification {
        let judgement = try ExtractJudgement(contents, trust: trust, at: at, outside: outside)
        let names = judgement.document.shown + judgement.document.withheld
        let papers = names.map { entry in
            let own = judgement.references.filter { $0.reference.name == entry.name }.map(\.state)
            let name = ExtractMaking.original + "/" + entry.name
            return Verification.Document(
                name: name,
                sha256: contents.entry(name)?.sha256 ?? entry.sha256,
                isIntact: !own.isEmpty && own.allSatisfy { $0 == .intact },
                state: Self.worst(own)
            )
        }
        return result(
            contents,
            kind: .extract,
            verdict: judgement.verdict,
            rules: judgement.rules,
            warnings: judgement.remarks,
            subject: .extract(judgement.document, judgement.referral, judgement.receipts.map(\.document)),
            signatures: judgement.maker.map { ($0, .maker) }
                + judgement.originals,
            owed: judgement.owed,
            stamps: judgement.archive,
            documents: papers
        )
    }

    private func report(_ contents: ContainerContents) throws -> Verification {
        guard let json = contents.kept[ContainerKind.report.rootDocument] else {
            throw BundleError(.unknownKind)
        }
        guard Set(contents.payload.map(\.name)).isSubset(of: SealedReport.names) else {
            throw BundleError(.wrongKind, ["kind": ContainerKind.report.rawValue])
        }
        try DocumentKind.report.check(JSON.parse(json))
        return sealed(
            contents,
            kind: .report,
            rules: [],
            warnings: [Reason(domain: "remark", code: "report-only")]
        )
    }

    private func sealedBundle(_ contents: ContainerContents) throws -> Verification {
        let bundle = try SealedBundle(contents, trust: trust, at: at, outside: outside)
        let isBound = bundle.sender == nil || bundle.sender?.reference == bundle.waybill.from
        return sealed(
            contents,
            kind: .sealedBundle,
            rules: isBound ? [] : [Reason(.binding)],
            subject: .sealedBundle(bundle.waybill)
        )
    }

    private func receipt(_ contents: ContainerContents) throws -> Verification {
        let receipt = try Receipt(contents, bytes: [], trust: trust, at: at, outside: outside)
        var rules: [Reason] = []
        if receipt.seal.isPassed, receipt.giver == nil { rules.append(Reason(.binding)) }
        if receipt.isSenderSealForged { rules.append(Reason(.receiptMismatch)) }
        if let failure = receipt.logFailure { rules += [Reason(.notLogged), Reason(failure)] }
        return sealed(
            contents,
            kind: .receipt,
            rules: rules,
            subject: .receipt(receipt.document),
            outside: receipt.outside
        )
    }

    private func card(_ contents: ContainerContents) throws -> Verification {
        guard let json = contents.kept[ContainerKind.card.rootDocument] else {
            throw BundleError(.unknownKind)
        }
        let document = try CardDocument(JSON.parse(json))
        var rules: [Reason] = []
        let judge = SignatureJudge(trust, at: at, in: contents, outside: outside)
        let named = OfficeReference(office: document.office, authority: document.authority)
        // Another office that is trusted cannot speak for this one (`THREATS.md` 35).
        let isOwn = contents.signatures.map { judge.judge($0, in: .card) }.allSatisfy { judged in
            !judged.isPassed || trust.office(of: judged) == named
        }
        if !isOwn || SHA256Digest(of: document.authorityCertificate) != document.authority {
            rules.append(Reason(.cardNotSigned))
        }
        if !(document.issued...max(document.issued, document.expires)).contains(at) {
            rules.append(
                Reason(.cardExpired, ["office": document.office, "time": document.expires.description])
            )
        }
        return sealed(contents, kind: .card, rules: rules, subject: .card(document))
    }

    /// A container under one signature of an office.
    private func sealed(
        _ contents: ContainerContents,
        kind: ContainerKind,
        rules: [Reason],
        warnings: [Reason] = [],
        subject: Verification.Subject = .other,
        outside: OutsideEvidence? = nil
    ) -> Verification {
        let outside = outside ?? self.outside
        let judge = SignatureJudge(trust, at: at, in: contents, outside: outside)
        let judged = contents.signatures.map { judge.judge($0, in: kind) }
        let isBroken = outside.stamp?.isBroken ?? false
        let rules =
            rules + judged.flatMap(\.brokenStamps) + judge.archive.brokenStamps
            + (isBroken ? [Reason(.stampBroken, ["place": "file"])] : [])
        let verdict = judged.map { Verdict(of: $0) }.max() ?? .indeterminate
        return result(
            contents,
            kind: kind,
            verdict: rules.isEmpty ? verdict : .invalid,
            rules: rules,
            warnings: warnings,
            subject: subject,
            signatures: judged.map { ($0, nil) },
            stamps: judge.archive.stamps
        )
    }

    private func result(
        _ contents: ContainerContents,
        kind: ContainerKind?,
        verdict: Verdict,
        reasons: [Reason] = [],
        rules: [Reason] = [],
        warnings: [Reason] = [],
        subject: Verification.Subject = .other,
        signatures: [(judged: JudgedSignature, standing: DossierJudgement.Standing?)],
        owed: [Signer] = [],
        stamps: [JudgedStamp] = [],
        documents papers: [Verification.Document] = []
    ) -> Verification {
        let stamps = stamps + (outside.stamp.map { [$0] } ?? [])
        let references = contents.signatures.flatMap(\.references)
        var documents = contents.payload.map { entry in
            let own = references.filter { $0.reference.name == entry.name }
            return Verification.Document(
                name: entry.name,
                sha256: entry.sha256,
                isIntact: !own.isEmpty && own.allSatisfy { $0.state == .intact },
                state: Self.worst(own.map(\.state))
            )
        }
        // In an extract the papers of the original stand for themselves.
        let listed = Set(papers.map(\.name))
        documents.removeAll { listed.contains($0.name) }
        documents += papers
        for name in Set(references.filter { $0.state == .missing }.map(\.reference.name)).sorted() {
            documents.append(
                Verification.Document(name: name, sha256: nil, isIntact: false, state: .missing)
            )
        }
        return Verification(
            kind: kind,
            verdict: verdict,
            reasons: reasons + signatures.filter { $0.standing != .unlisted }.flatMap(\.judged.reasons)
                + stamps.flatMap(\.reasons),
            rules: rules,
            warnings: warnings,
            signatures: signatures.map { signature in
                Verification.Signature(
                    judged: signature.judged,
                    office: trust.office(of: signature.judged),
                    standing: signature.standing
                )
            },
            owed: owed,
            documents: documents,
            stamps: stamps,
            subject: subject,
            at: at
        )
    }

    private static func worst(_ states: [CheckedReference.State]) -> CheckedReference.State? {
        let order: [CheckedReference.State] = [
            .altered, .missing, .unknownMethod, .notRead, .withheld, .intact,
        ]
        return order.first { states.contains($0) }
    }
}
