// SPDX-License-Identifier: Apache-2.0

import Bundles
import Catalogue
import Dossiers
import JSONSchema
import Octets
import Registry
import Signatures

extension Verification {
    /// The verdict for programs (`docs/commands.md`, "verify --json"); names may be added and none removed.
    func json(_ file: String, _ withdrawals: [RecordedWithdrawal], _ session: Session) -> JSONValue {
        .members([
            ("file", .string(file)),
            ("verdict", .string(verdict.rawValue)),
            ("kind", .string(kind?.rawValue ?? "foreign")),
            ("reasons", .array(reasons.map { Self.object($0, session) })),
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
                        ])
                    }
                )
            ),
        ])
    }

    private static func object(_ reason: Reason, _ session: Session) -> JSONValue {
        .members([("code", .string(reason.code)), ("text", .string(session.sentence(reason)))])
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

    private static func object(_ signature: Signature, _ session: Session) -> JSONValue {
        let judged = signature.judged
        let signer = judged.signer.map { certificate in
            JSONValue.members([
                ("name", .string(certificate.subject.name ?? "")),
                ("office", .string(signature.office?.office ?? certificate.subject.office ?? "")),
                ("officer", certificate.subject.officer.map { .string($0) }),
                ("role", certificate.subject.role.map { .string($0) }),
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
            ("subIndicationNow", judged.subIndicationNow.map { .string($0.rawValue) } ?? .null),
            ("stamps", .array(judged.stamps.map { object($0, session) })),
            ("covers", .array(judged.covers.map { .string($0) })),
            ("reasons", .array(judged.reasons.map { object($0, session) })),
        ])
    }
}

extension Session {
    /// The verdict for people.
    func say(_ verification: Verification, about file: String) {
        let verdict: Message =
            switch verification.verdict {
            case .valid: .commandVerdictValid(path: file)
            case .invalid: .commandVerdictInvalid(path: file)
            case .indeterminate: .commandVerdictIndeterminate(path: file)
            }
        say(verdict)
        say(kindName(verification.kind))
        for signature in verification.signatures {
            let judged = signature.judged
            let subject = judged.signer?.subject
            let role = subject?.role.map { word("role", $0) }
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
            if let time = judged.proven.notAfter {
                say(.commandProvenNotAfter(time: time.description), indent: 4)
            }
            for stamp in judged.stamps { say(stamp) }
            if judged.restsOnProof { say(.commandRestsOnProof, indent: 4) }
            if signature.standing == .unlisted { say(.commandSignatureUnlisted, indent: 4) }
            if signature.standing == .countersignature { say(.commandSignatureCounter, indent: 4) }
            for reason in judged.reasons { print("    - " + sentence(reason)) }
        }
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
        for reason in verification.warnings { print("  - " + sentence(reason)) }
        for document in verification.documents where !document.isIntact {
            say(.commandDocumentNotIntact(name: document.name), indent: 2)
        }
    }

    private func say(_ stamp: JudgedStamp) {
        guard stamp.provenNotAfter != nil, let time = stamp.claimedTime?.description else { return }
        let name = stamp.authority ?? "—"
        switch stamp.kind {
        case .signature: say(.commandStampInSignature(name: name, time: time), indent: 4)
        case .archive: say(.commandStampOfArchive(name: name, time: time), indent: 2)
        case .file: say(.commandStampBeside(name: name, time: time), indent: 2)
        }
    }

    private func kindName(_ kind: ContainerKind?) -> Message {
        switch kind {
        case .dossier: .commandKindDossier
        case .sealedBundle: .commandKindSealedBundle
        case .receipt: .commandKindReceipt
        case .card: .commandKindCard
        case .extract: .commandKindExtract
        case .part: .commandKindPart
        case nil: .commandKindForeign
        }
    }
}
