// SPDX-License-Identifier: Apache-2.0

package import JSONSchema
package import Octets

/// The offices' own rules for a dossier, apart from signatures and encryption.
///
/// They answer with a list and throw nothing: every document is checked against its schema, and the rules read what
/// is there even where a schema is broken, so that a person sees all that is to be mended at once.
package enum DossierRules {
    /// How far the dossier has come.
    package enum Stage: Hashable, Sendable {
        /// A folder of drafts: what the tool fills in may be absent.
        case draft
        /// Packed, before or after its signatures.
        case signing
        /// About to be sealed for these offices.
        case sealing(to: [OfficeReference])
        /// Signed by another office and come to these: what only its writer could mend is told, not refused.
        case received(by: [OfficeReference])

        /// The offices that the papers go to; nil where the root alone says so.
        var receivers: [OfficeReference]? {
            switch self {
            case .draft, .signing: nil
            case .sealing(let offices), .received(let offices): offices
            }
        }
    }

    /// What is known of an office from its card.
    package struct KnownOffice: Hashable, Sendable {
        package let country: String?
        /// The classes of readers that it has recipients for.
        package let readers: Set<String>

        package init(country: String?, readers: Set<String>) {
            self.country = country
            self.readers = readers
        }
    }

    /// The root's name in findings.
    package static let rootName = DocumentKind.referral.fileName

    /// Checks the dossier with this root and these documents as of `moment`.
    ///
    /// `documents` bear the names that findings are to use: file names in a folder, `documents/01.json` in a container.
    /// What an office may receive is asked of those in `offices`, by id; of others it is not known here.
    /// `enclosed` are the documents of sealed parts, for whoever can read them: they are held to the same rules.
    /// `withdrawals` are those on record about this case or dossier: one until `moment` is an error, a later one a warning.
    package static func check(
        root: JSONValue,
        documents: [(name: String, value: JSONValue)],
        enclosed: [(name: String, value: JSONValue)] = [],
        stage: Stage,
        at moment: Timestamp,
        offices: [String: KnownOffice] = [:],
        withdrawals: [Withdrawal] = []
    ) -> [Finding] {
        let form: DocumentForm = stage == .draft ? .draft : .packed
        let dossier = DossierUnderRules(
            root: root,
            documents: documents,
            enclosed: enclosed,
            stage: stage,
            moment: moment,
            offices: offices,
            withdrawals: withdrawals
        )
        var findings = SchemaRule.findings(
            root: root,
            documents: documents,
            enclosed: enclosed,
            form: form
        )
        findings += OfficeRule.findings(in: dossier)
        findings += PaperRule.findings(in: dossier)
        findings += ReaderRule.findings(in: dossier)
        findings += QuorumRule.findings(in: dossier)
        findings += ManifestRule.findings(in: dossier)
        findings += SignerRule.findings(in: dossier)
        findings += LegalBasisRule.findings(in: dossier)
        findings += ConsentRule.findings(in: dossier)
        findings += ChildRule.findings(in: dossier)
        findings += PeopleRule.findings(in: dossier)
        return OverrideRule.applied(to: withoutEchoes(findings), in: dossier)
    }

    /// One fault draws one finding: of what the schema refuses at a place, the rules that stumble over it say no more.
    private static func withoutEchoes(_ findings: [Finding]) -> [Finding] {
        struct Place: Hashable {
            let document: String?
            let pointer: String?
        }
        func place(_ finding: Finding) -> Place {
            Place(document: finding.document, pointer: finding.pointer)
        }
        // The procedure's own rule knows which codes there are.
        let better = Set(findings.filter { $0.code == .procedureUnknown }.map(place))
        func isOfSchema(_ finding: Finding) -> Bool {
            [.documentInvalid, .fieldUnfilled].contains(finding.code)
        }
        let invalid = Set(findings.filter(isOfSchema).map(place)).subtracting(better)
        let unfilled = findings.filter { $0.code == .fieldUnfilled }
        return findings.filter { finding in
            if isOfSchema(finding) { return !better.contains(place(finding)) }
            if invalid.contains(place(finding)) { return false }
            // What is still being filled in breaks no rule yet; the check is asked again when it is.
            guard let around = finding.pointer, !around.isEmpty else { return true }
            return !unfilled.contains {
                $0.document == finding.document && $0.pointer?.hasPrefix(around + "/") == true
            }
        }
    }
}

extension [Finding] {
    /// Whether a rule is broken.
    package var hasErrors: Bool { contains { $0.severity == .error } }
}
