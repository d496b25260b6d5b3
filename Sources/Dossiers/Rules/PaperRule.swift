// SPDX-License-Identifier: Apache-2.0

import JSONSchema

/// The papers that the step of the procedure needs are there, and no others.
///
/// A victim's papers and a suspect's never travel together: the one go to welfare, the others to the police.
enum PaperRule {
    static func findings(in dossier: DossierUnderRules) -> [Finding] {
        let rootName = DossierRules.rootName
        guard let procedure = dossier.procedure else {
            let name = Finding.code(dossier.root["procedure"]?.string)
            return [
                Finding(
                    .procedureUnknown,
                    in: rootName,
                    at: ["procedure"],
                    ["procedure": name]
                )
            ]
        }
        var findings: [Finding] = []
        if let category = dossier.category, !procedure.categories.contains(category) {
            findings.append(
                Finding(
                    .categoryNotOfProcedure,
                    in: rootName,
                    at: ["person", "category"],
                    ["procedure": procedure.code, "category": Finding.code(category)]
                )
            )
        }
        findings += mixedFindings(in: dossier, procedure)
        guard let step = dossier.step else {
            let name = Finding.code(dossier.root["step"]?.string)
            let steps = procedure.steps.map(\.code).joined(separator: ", ")
            findings.append(
                Finding(
                    .stepUnknown,
                    in: rootName,
                    at: ["step"],
                    ["procedure": procedure.code, "step": name, "steps": steps]
                )
            )
            return findings
        }
        let place = ["procedure": procedure.code, "step": step.code]
        if step.direction == .reply, dossier.root["inReplyTo"]?.object == nil {
            findings.append(Finding(.replyMissing, in: rootName, at: ["inReplyTo"], place))
        }
        // Where consent is missing its own rule says so, and for which office.
        for kind in step.demandedKinds(child: dossier.isChild, legalBasis: dossier.hasLegalBasis)
        where !dossier.holds(kind) && kind != .consent {
            findings.append(
                Finding(.paperMissing, in: rootName, place.merging(["kind": kind.rawValue]) { $1 })
            )
        }
        for document in dossier.documents
        where isPaper(document.kind) && step.need(of: document.kind) == .forbidden
            && !isMixed(document, procedure)
        {
            let arguments = place.merging(["kind": document.kind.rawValue]) { $1 }
            findings.append(Finding(.paperNotAllowed, in: document.name, arguments))
        }
        if step.isHandoverReturn {
            for document in dossier.documents(.handoverReceipt)
            where document.value["status"]?.string != "completed" {
                findings.append(Finding(.handoverNotCompleted, in: document.name, at: ["status"]))
            }
        }
        return findings
    }

    /// Whether it can stand in a dossier at all; of what cannot, the schemas' rule tells.
    private static func isPaper(_ kind: DocumentKind) -> Bool {
        DocumentCatalog.shared.knows(kind) && !kind.isEnvelope && kind != .referral
    }

    private static func mixedFindings(in dossier: DossierUnderRules, _ procedure: Procedure) -> [Finding] {
        dossier.documents.filter { isMixed($0, procedure) }.map { document in
            let isSuspects = [.suspectTransfer, .followUp].contains(document.kind)
            let pointer: JSONPointer =
                switch document.kind {
                case .screening: ["result"]
                case .followUp: ["kind"]
                default: ["type"]
                }
            return Finding(
                isSuspects ? .suspectPaperInVictimDossier : .victimPaperInSuspectDossier,
                in: document.name,
                at: pointer
            )
        }
    }

    /// A suspect's paper among a victim's (his transfer sheet, the outcome of his case), or the reverse: a consent, or a
    /// screening that found a victim.
    private static func isMixed(_ document: DossierUnderRules.Document, _ procedure: Procedure) -> Bool {
        guard procedure.categories.contains("suspect") else {
            return document.kind == .suspectTransfer
                || document.kind == .followUp && document.value["kind"]?.string == "case-outcome"
        }
        return document.kind == .consent
            || document.kind == .screening && document.value["result"]?.string == "victim"
    }
}
