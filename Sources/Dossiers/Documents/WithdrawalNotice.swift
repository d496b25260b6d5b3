// SPDX-License-Identifier: Apache-2.0

package import JSONSchema
import Octets

/// The paper that tells an office that got papers that the consent was withdrawn.
package struct WithdrawalNotice: Hashable, Sendable {
    /// A dossier that went out under the consent, and by which bundle.
    package struct Subject: Hashable, Sendable {
        package let dossier: String
        package let bundle: BundleReference?

        package init(dossier: String, bundle: BundleReference?) {
            self.dossier = dossier
            self.bundle = bundle
        }
    }

    package let caseNumber: String
    package let withdrawal: Withdrawal
    /// Who withdrew: `individual`, `guardian` or `protector`.
    package let by: String
    package let channel: String?
    package let dossiers: [Subject]
    /// What the office is asked to do.
    package let asked: [String]

    package init(
        caseNumber: String,
        withdrawal: Withdrawal,
        by: String,
        channel: String?,
        dossiers: [Subject],
        asked: [String]
    ) {
        self.caseNumber = caseNumber
        self.withdrawal = withdrawal
        self.by = by
        self.channel = channel
        self.dossiers = dossiers
        self.asked = asked
    }

    /// - Throws: `DossierError` with `notADocument`, naming the place.
    package init(_ document: JSONValue) throws(DossierError) {
        let reader = try DocumentReader(document, kind: .withdrawal)
        var subjects: [Subject] = []
        for entry in reader.elements("dossiers") {
            var bundle: BundleReference?
            if let member = entry.optionalObject("bundle") { bundle = try BundleReference(member) }
            subjects.append(Subject(dossier: try entry.string("dossier"), bundle: bundle))
        }
        let purposes = try reader.strings("purposes")
        let categories = try reader.strings("categories")
        // A part that is not named leaves nothing out: in doubt a person has taken back everything.
        let scope: Withdrawal.Scope =
            switch try reader.string("scope") {
            case "purposes" where !purposes.isEmpty: .purposes(purposes)
            case "categories" where !categories.isEmpty: .categories(categories)
            default: .all
            }
        self.init(
            caseNumber: try reader.string("case"),
            withdrawal: Withdrawal(at: try reader.time("withdrawn"), scope: scope),
            by: try reader.string("by"),
            channel: reader.optionalString("channel"),
            dossiers: subjects,
            asked: try reader.strings("asked")
        )
    }

    /// The paper as a folder has it; the salt comes with the packing.
    package func draft() -> JSONValue {
        var members: [(String, JSONValue?)] = [
            ("type", .string(DocumentKind.withdrawal.typeURN)), ("case", .string(caseNumber)),
            ("withdrawn", .time(withdrawal.at)), ("by", .string(by)),
            ("channel", channel.map { .string($0) }),
            (
                "dossiers",
                .array(
                    dossiers.map { subject in
                        .members([
                            ("dossier", .string(subject.dossier)), ("bundle", subject.bundle?.json()),
                        ])
                    }
                )
            ),
        ]
        switch withdrawal.scope {
        case .all: members.append(("scope", "all"))
        case .purposes(let purposes):
            members += [("scope", "purposes"), ("purposes", .strings(purposes))]
        case .categories(let categories):
            members += [("scope", "categories"), ("categories", .strings(categories))]
        }
        members.append(("asked", .strings(asked)))
        return .members(members)
    }

    /// The root of the dossier that carries the notice, as a folder has it, after the root of one that it is about.
    ///
    /// `subject` and `reason` are what people read; everything else is the earlier dossier's.
    package static func root(
        after earlier: JSONValue,
        dossier: String,
        from office: String,
        to receiver: String,
        signer: Signer,
        subject: String,
        reason: String
    ) -> JSONValue {
        .members([
            ("type", .string(DocumentKind.referral.typeURN)), ("case", earlier["case"]),
            ("dossier", .string(dossier)), ("from", .members([("office", .string(office))])),
            ("to", .array([.members([("office", .string(receiver))])])),
            ("procedure", earlier["procedure"]), ("step", .string(step)), ("urgency", "urgent"),
            ("secrecy", earlier["secrecy"]), ("reference", earlier["reference"]),
            ("subject", .string(subject)), ("person", earlier["person"]), ("reason", .string(reason)),
            ("signers", .array([signer.json()])), ("attachments", .array([])),
        ])
    }

    /// The step of a procedure that carries the notice.
    package static let step = "withdrawal"
}
