// SPDX-License-Identifier: Apache-2.0

import JSONSchema

/// A recorded legal basis stands apart from consent, and neither is dressed up as the other.
///
/// Where a person was asked and refused, a basis is not made up afterwards (PDPA sections 19, 24 and 26), unless an
/// officer who answers for it says why; and a dossier never leaves open which of the two it goes by.
enum LegalBasisRule {
    static func findings(in dossier: DossierUnderRules) -> [Finding] {
        guard let procedure = dossier.procedure, dossier.step != nil else { return [] }
        let papers = dossier.documents(.legalBasis)
        let rootName = DossierRules.rootName
        guard dossier.hasLegalBasis else {
            if procedure.basis == .legal {
                let arguments = ["procedure": procedure.code]
                return [Finding(.legalBasisMissing, in: rootName, at: ["legalBasis"], arguments)]
            }
            return papers.map { Finding(.legalBasisNotRecorded, in: $0.name, at: ["type"]) }
        }
        let code = dossier.root["legalBasis"]?["code"]?.string
        var findings = papers.filter { $0.value["code"]?.string != code }
            .map { Finding(.legalBasisDiffers, in: $0.name, at: ["code"]) }
        guard procedure.basis == .consent else { return findings }
        let consents = dossier.documents(.consent)
        // What the person took back is not taken from another pocket, even where the consent itself is left out.
        if consents.isEmpty, ConsentRule.isWithdrawn(in: dossier) {
            findings.append(Finding(.legalBasisAfterRefusal, in: rootName, at: ["legalBasis"]))
        }
        for consent in consents {
            if consent.value["decision"]?.string == "refused" {
                findings.append(Finding(.legalBasisAfterRefusal, in: consent.name, at: ["decision"]))
            } else if consent.value["withdrawal"] != nil {
                findings.append(Finding(.legalBasisAfterRefusal, in: consent.name, at: ["withdrawal"]))
            } else {
                let arguments = ["consent": consent.name]
                findings.append(
                    Finding(.legalBasisBesideConsent, in: rootName, at: ["legalBasis"], arguments)
                )
            }
        }
        return findings
    }
}
