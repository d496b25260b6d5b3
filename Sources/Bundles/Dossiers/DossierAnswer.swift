// SPDX-License-Identifier: Apache-2.0

package import Dossiers

/// Which bundle a dossier answers, and how.
package struct DossierAnswer: Sendable {
    /// What was decided, and the officer who answers for it.
    package struct Decision: Sendable {
        package let document: AnswerDocument
        package let officer: String
    }

    package let bundle: BundleReference
    /// Nil where the dossier brings further papers and no decision.
    package let decision: Decision?
}

extension DossierContainer {
    /// Which bundle the dossier answers; nil where it answers none.
    ///
    /// Whether that one was ever sent to this dossier's sender is for a registry to say.
    package var answer: DossierAnswer? {
        guard let bundle = referral.inReplyTo?.bundle else { return nil }
        let paper = documents.first { DocumentKind(of: $0.value) == .answer }
        guard let paper, let document = try? AnswerDocument(paper.value),
            // The last to sign answers for it.
            let officer = referral.signers.last?.officer
        else { return DossierAnswer(bundle: bundle, decision: nil) }
        return DossierAnswer(
            bundle: bundle,
            decision: DossierAnswer.Decision(document: document, officer: officer)
        )
    }
}
