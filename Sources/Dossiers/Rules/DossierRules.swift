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
        /// Packed, before or after its signatures; also what an office checks that receives it.
        case signing
        /// About to be sealed for these offices.
        case sealing(to: [OfficeReference])
    }

    /// The root's name in findings.
    package static let rootName = DocumentKind.referral.fileName

    /// Checks the dossier with this root and these documents as of `moment`.
    ///
    /// `documents` bear the names that findings are to use: file names in a folder, `documents/01.json` in a container.
    package static func check(
        root: JSONValue,
        documents: [(name: String, value: JSONValue)],
        stage: Stage,
        at moment: Timestamp
    ) -> [Finding] {
        let form: DocumentForm = stage == .draft ? .draft : .packed
        let dossier = DossierUnderRules(root: root, documents: documents, stage: stage, moment: moment)
        var findings = SchemaRule.findings(root: root, documents: documents, form: form)
        findings += OfficeRule.findings(in: dossier)
        findings += PaperRule.findings(in: dossier)
        findings += ManifestRule.findings(in: dossier)
        findings += SignerRule.findings(in: dossier)
        findings += ConsentRule.findings(in: dossier)
        findings += ChildRule.findings(in: dossier)
        findings += PeopleRule.findings(in: dossier)
        return findings
    }
}

extension [Finding] {
    /// Whether a rule is broken.
    package var hasErrors: Bool { contains { $0.severity == .error } }
}
