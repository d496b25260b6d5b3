// SPDX-License-Identifier: Apache-2.0

import ASiC
import Bundles
import Catalogue
import Dossiers
import JSONSchema
import Octets
import Registry
import Signatures

extension Verification {
    /// The verdict for programs (`docs/commands.md`, "verify --json"); names may be added and none removed.
    func json(
        _ file: String,
        _ withdrawals: [RecordedWithdrawal],
        _ session: Session,
        _ compared: [StockComparison.Result] = []
    ) -> JSONValue {
        .members([
            ("file", .string(file)),
            ("verdict", .string(verdict.rawValue)),
            ("kind", .string(kind?.rawValue ?? "foreign")),
            ("reasons", .array((indications + reasons).map { Self.object($0, session) })),
            ("rules", .array(rules.map { Self.object($0, session) })),
            ("warnings", .array(warnings.map { Self.object($0, session) })),
            ("withdrawals", .array(withdrawals.map(\.json))),
            ("signatures", .array(signatures.map { Self.object($0, session) })),
            ("owed", .array(owed.map { $0.json() })),
            ("stamps", .array(stamps.map { Self.object($0, session) })),
            (
                "documents",
                .array(
                    documents.map { document in
                        .members([
                            ("name", .string(document.name)),
                            ("sha256", document.sha256.map { .string($0.hex) } ?? .null),
                            ("intact", .bool(document.isIntact)),
                            ("withheld", document.state == .withheld ? .bool(true) : nil),
                        ])
                    }
                )
            ),
            (
                "comparison",
                compared.isEmpty
                    ? nil
                    : .array(
                        compared.map { result in
                            .members([
                                ("file", .string(result.file)), ("andaman", .bool(result.ours)),
                                ("openssl", .bool(result.theirs)), ("agree", .bool(result.agrees)),
                            ])
                        }
                    )
            ),
        ])
    }

    /// The standard's word for each signature that counts and did not pass, once.
    private var indications: [Reason] {
        var seen: Set<Reason> = []
        return signatures.filter { $0.standing != .unlisted }
            .compactMap { $0.judged.subIndication.map { Reason($0) } }
            .filter { seen.insert($0).inserted }
    }

    /// Whether receipts or log entries say anything about its signatures.
    var isTimedByOthers: Bool {
        signatures.contains { signature in
            signature.judged.evidence.contains { [.receipt, .logEntry].contains($0.kind) }
        }
    }

    static func object(_ reason: Reason, _ session: Session) -> JSONValue {
        .members([("code", .string(reason.publicCode)), ("text", .string(session.sentence(reason)))])
    }

    private static func object(_ stamp: JudgedStamp, _ session: Session) -> JSONValue {
        .members([
            ("kind", .string(stamp.kind.rawValue)),
            ("time", stamp.claimedTime.map { .string($0.description) } ?? .null),
            ("authority", stamp.authority.map { .string($0) } ?? .null),
            ("provenNotAfter", stamp.provenNotAfter.map { .string($0.description) } ?? .null),
            ("broken", .bool(stamp.isBroken)),
            ("reasons", .array(stamp.reasons.map { object($0, session) })),
        ])
    }

    private static func object(_ evidence: TimeEvidence, _ session: Session) -> JSONValue {
        .members([
            ("end", .string(evidence.end.rawValue)), ("kind", .string(evidence.kind.rawValue)),
            ("time", .string(evidence.time.description)), ("witness", .string(evidence.witness)),
            ("text", .string(session.sentence(evidence.words))),
        ])
    }

    private static func object(_ signature: Signature, _ session: Session) -> JSONValue {
        let judged = signature.judged
        let signer = judged.signer.map { certificate in
            JSONValue.members([
                ("name", .string(certificate.subject.name ?? "")),
                ("office", .string(signature.office?.office ?? certificate.subject.office ?? "")),
                ("officer", judged.officer.map { .string($0.officer) }),
                ("role", judged.officer.map { .string($0.role) }),
                ("certificateSHA256", .string(certificate.fingerprint.hex)),
            ])
        }
        return .members([
            ("indication", .string(judged.indication.rawValue)),
            ("subIndication", judged.subIndication.map { .string($0.rawValue) } ?? .null),
            ("signer", signer ?? .null),
            ("standing", signature.standing.map { .string($0.rawValue) }),
            ("commitment", judged.commitment.map { .string($0.rawValue) }),
            ("claimedSigningTime", judged.claimedSigningTime.map { .string($0.description) } ?? .null),
            ("provenNotBefore", judged.proven.notBefore.map { .string($0.description) } ?? .null),
            ("provenNotAfter", judged.proven.notAfter.map { .string($0.description) } ?? .null),
            ("evidence", .array(judged.evidence.map { object($0, session) })),
            ("subIndicationNow", judged.subIndicationNow.map { .string($0.rawValue) } ?? .null),
            ("stamps", .array(judged.stamps.map { object($0, session) })),
            ("covers", .array(judged.covers.map { .string($0) })),
            (
                "reasons",
                .array(
                    ((judged.subIndication.map { [Reason($0)] } ?? []) + judged.reasons).map {
                        object($0, session)
                    }
                )
            ),
            ("remarks", .array(judged.remarks.map { object($0, session) })),
            ("file", .string(judged.source.signatureName)),
            (
                "then",
                judged.then.map { then in
                    .members([
                        ("at", .string(then.at.description)),
                        ("indication", .string(then.indication.rawValue)),
                        ("subIndication", then.subIndication.map { .string($0.rawValue) } ?? .null),
                    ])
                } ?? .null
            ),
        ])
    }
}

extension Reason {
    /// A sub-indication of EN 319 102-1 as a reason, with a sentence of its own.
    init(_ subIndication: SignatureVerdict.SubIndication) {
        self.init(
            domain: "indication",
            code: subIndication.rawValue.lowercased().replacing("_", with: "-")
        )
    }

    /// The code for programs: a sub-indication as the standard spells it.
    var publicCode: String {
        domain == "indication" ? code.uppercased().replacing("-", with: "_") : code
    }
}

extension Session {
    /// The verdict for people.
    func say(_ verification: Verification, about file: String) {
        say(verdictLine(Outcome(verification.verdict), file))
        say(kindName(verification.kind))
        for signature in verification.signatures {
            let judged = signature.judged
            let subject = judged.signer?.subject
            let role = judged.officer.map { word("role", $0.role) }
            let who = [subject?.name, role, signature.office?.office ?? subject?.office].compactMap {
                $0
            }
            print(
                "  "
                    + [judged.indication.rawValue, judged.subIndication?.rawValue].compactMap { $0 }.joined(
                        separator: " / "
                    )
            )
            say(
                .commandSignatureLine(
                    name: who.isEmpty ? "—" : who.joined(separator: ", "),
                    time: judged.claimedSigningTime?.description ?? "—"
                ),
                indent: 4
            )
            say(.commandSignatureCovers(count: String(judged.covers.count)), indent: 4)
            if let time = judged.proven.notBefore {
                say(.commandProvenNotBefore(time: time.description), indent: 4)
            }
            if let time = judged.proven.notAfter {
                say(.commandProvenNotAfter(time: time.description), indent: 4)
            }
            for evidence in judged.evidence { print("      " + sentence(evidence.words)) }
            if judged.restsOnProof { say(.commandRestsOnProof, indent: 4) }
            if signature.standing == .unlisted { say(.commandSignatureUnlisted, indent: 4) }
            if signature.standing == .countersignature { say(.commandSignatureCounter, indent: 4) }
            if signature.standing == .maker { say(.commandSignatureMaker, indent: 4) }
            for reason in judged.reasons { print("    - " + sentence(reason)) }
            for remark in judged.remarks { print("    · " + sentence(remark)) }
        }
        let told = Set(verification.signatures.flatMap(\.judged.reasons))
        for reason in verification.reasons where !told.contains(reason) { print("  - " + sentence(reason)) }
        for signer in verification.owed {
            say(
                .commandSignatureOwed(
                    office: verification.referral?.from.office ?? "",
                    officer: signer.officer,
                    role: word("role", signer.role)
                ),
                indent: 2
            )
        }
        for stamp in verification.stamps { say(stamp) }
        // Those who owe a signature stand above.
        let owed = BundleError.Code.signerOwed.rawValue
        for reason in verification.rules where reason.code != owed { print("  - " + sentence(reason)) }
        for document in verification.documents where !document.isIntact && document.state != .withheld {
            say(.commandDocumentNotIntact(name: document.name), indent: 2)
        }
        for document in verification.documents where document.state == .withheld {
            say(.commandDocumentWithheld(name: document.name), indent: 2)
        }
        for reason in verification.warnings { print("  - " + sentence(reason)) }
    }

    /// Where `openssl` agrees and where not.
    func say(_ compared: [StockComparison.Result]) {
        func result(_ isAccepted: Bool) -> String { isAccepted ? "✓" : "✗" }
        for compared in compared {
            say(
                compared.agrees
                    ? .commandCompareAgrees(file: compared.file, result: result(compared.theirs))
                    : .commandCompareDiffers(
                        file: compared.file,
                        ours: result(compared.ours),
                        theirs: result(compared.theirs)
                    ),
                indent: 2
            )
        }
    }

    /// The table of a run over several files: one line each, and how many of each verdict.
    func say(_ results: [(file: String, kind: ContainerKind?, outcome: Outcome)], passedOver: Int) {
        print("")
        for (file, _, outcome) in results { say(verdictLine(outcome, file)) }
        func count(_ outcome: Outcome) -> Int { results.count { $0.outcome == outcome } }
        let judged = count(.done) + count(.invalid) + count(.indeterminate)
        say(
            .commandVerifySummary(
                indeterminate: String(count(.indeterminate)),
                invalid: String(count(.invalid)),
                unreadable: String(results.count - judged),
                valid: String(count(.done))
            )
        )
        if passedOver > 0 { say(.commandVerifyPassedOver(count: String(passedOver))) }
    }

    private func verdictLine(_ outcome: Outcome, _ file: String) -> Message {
        switch outcome {
        case .done: .commandVerdictValid(path: file)
        case .invalid: .commandVerdictInvalid(path: file)
        case .indeterminate: .commandVerdictIndeterminate(path: file)
        default: .commandVerdictUnreadable(path: file)
        }
    }

    private func say(_ stamp: JudgedStamp) {
        guard stamp.provenNotAfter != nil, let time = stamp.claimedTime?.description else { return }
        let name = stamp.authority ?? "—"
        switch stamp.kind {
        // Told among what proves the signature's time.
        case .signature, .content: break
        case .archive: say(.commandStampOfArchive(name: name, time: time), indent: 2)
        case .file: say(.commandStampBeside(name: name, time: time), indent: 2)
        }
    }

    func kindName(_ kind: ContainerKind?) -> Message {
        switch kind {
        case .dossier: .commandKindDossier
        case .sealedBundle: .commandKindSealedBundle
        case .receipt: .commandKindReceipt
        case .card: .commandKindCard
        case .extract: .commandKindExtract
        case .part: .commandKindPart
        case .report: .commandKindReport
        case nil: .commandKindForeign
        }
    }
}
