// SPDX-License-Identifier: Apache-2.0

package import JSONSchema
package import Octets

/// The dossier that answers a referral, as an officer's decision makes it: a referral back, and the answer.
///
/// It tells nothing but the decision, its reason and its questions, to the office that asked; so it goes by a recorded
/// basis of its own and not by the person's consent, which names those whom the papers go to. An answer with papers in it is
/// made by hand (`dossier new --step answer`).
package struct AnswerDraft {
    /// What the officer decided.
    package enum Decision: Hashable, Sendable {
        case accepted(note: String?)
        case questions([String])
        /// `code` is one of `AnswerDocument.reasons`.
        case rejected(code: String, note: String?)

        package var outcome: AnswerDocument.Outcome {
            switch self {
            case .accepted: .accepted
            case .questions: .questions
            case .rejected: .rejected
            }
        }
    }

    /// Who decided: the officer's name as the certificate has it, and the office.
    package struct Officer: Sendable {
        package let name: String
        package let office: String
        package let agency: String

        package init(name: String, office: String, agency: String) {
            self.name = name
            self.office = office
            self.agency = agency
        }
    }

    package let referral: Referral
    /// The bundle that the referral came in.
    package let bundle: BundleReference
    package let decision: Decision
    package let officer: Officer
    package let decided: Timestamp
    /// The answer's own id, a UUID of version 7.
    package let dossier: String

    package init(
        to referral: Referral,
        in bundle: BundleReference,
        decision: Decision,
        by officer: Officer,
        at decided: Timestamp,
        dossier: String
    ) {
        self.referral = referral
        self.bundle = bundle
        self.decision = decision
        self.officer = officer
        self.decided = decided
        self.dossier = dossier
    }

    /// The step of every procedure in which an office answers.
    private static let step = "answer"

    /// The root, as a folder would have it.
    package var root: JSONValue {
        let person = JSONValue.members([
            ("child", .bool(referral.isChild)), ("category", .string(referral.category)),
        ])
        let earlier = JSONValue.members([
            ("dossier", .string(referral.dossier)), ("bundle", bundle.json()),
        ])
        return .members([
            ("type", .string(DocumentKind.referral.typeURN)), ("case", .string(referral.caseNumber)),
            ("dossier", .string(dossier)), ("from", .members([("office", .string(officer.office))])),
            ("to", .array([.members([("office", .string(referral.from.office))])])),
            ("procedure", .string(referral.procedure)), ("step", .string(Self.step)),
            ("urgency", .string(referral.urgency.rawValue)), ("secrecy", referral.json["secrecy"]),
            ("reference", .string(referral.reference)), ("subject", .string(referral.subject)),
            ("person", person), ("reason", .string(Self.purpose)), ("legalBasis", legalBasis),
            ("inReplyTo", earlier),
        ])
    }

    /// The answer itself.
    package var answer: JSONValue {
        let officer = JSONValue.members([
            ("name", .members([(script, .string(self.officer.name))])),
            ("agency", .string(self.officer.agency)), ("office", .string(self.officer.office)),
        ])
        var answer: [(String, JSONValue?)] = [
            ("type", .string(DocumentKind.answer.typeURN)), ("case", .string(referral.caseNumber)),
            ("decision", .string(decision.outcome.rawValue)), ("decided", .time(decided)),
            ("officer", officer),
        ]
        switch decision {
        case .accepted(let note):
            answer.append(("notes", note.map { .string($0) }))
        case .questions(let questions):
            answer.append(("questions", .strings(questions)))
        case .rejected(let code, let note):
            answer.append(("reasonCode", .string(code)))
            answer.append(("reason", .string(note ?? Self.words(for: code))))
        }
        return .members(answer)
    }

    private static let purpose = """
        The answer to a referral.
        คำตอบต่อการส่งต่อ
        ညွှန်းပို့မှုအပေါ် အကြောင်းပြန်ခြင်း
        """

    private var legalBasis: JSONValue {
        .members([
            ("code", .string("other-law")),
            (
                "text",
                .string(
                    """
                    An office that was asked answers the office that asked. Nothing is told beyond the decision, its \
                    reason and its questions.
                    """
                )
            ),
            ("authority", .string(officer.agency)),
        ])
    }

    private static func words(for code: String) -> String {
        guard let label = AnswerDocument.reasons.first(where: { $0.code == code })?.label else { return code }
        return [label.english, label.thai, label.burmese].joined(separator: " / ")
    }

    /// The script that the name is in, as the schema keeps names apart.
    private var script: String {
        for scalar in officer.name.unicodeScalars {
            switch scalar.value {
            case 0x0E00...0x0E7F: return "th"
            case 0x1000...0x109F: return "my"
            default: continue
            }
        }
        return "latin"
    }
}
