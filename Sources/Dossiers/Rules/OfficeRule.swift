// SPDX-License-Identifier: Apache-2.0

import JSONSchema
import Octets

/// The referral names both offices, and is sealed for none but those that it names.
enum OfficeRule {
    static func findings(in dossier: DossierUnderRules) -> [Finding] {
        var findings: [Finding] = []
        let rootName = DossierRules.rootName
        for (index, office) in dossier.to.enumerated() where office == dossier.from {
            let pointer = JSONPointer(["to", String(index), "office"])
            findings.append(
                Finding(.officesSame, in: rootName, at: pointer, ["office": Finding.code(office)])
            )
        }
        findings += wayFindings(in: dossier)
        guard let receivers = dossier.stage.receivers else { return findings }
        let named = (dossier.root["to"]?.array ?? []).map { [$0["office"]?.string, $0["authority"]?.string] }
        // The authority counts, not the id alone: an id can be taken by anybody.
        for receiver in receivers where !named.contains([receiver.office, receiver.authority.hex]) {
            findings.append(Finding(.receiverNotNamed, in: rootName, at: ["to"], ["office": receiver.office]))
        }
        return findings
    }

    /// Each office whose country is known lies at the end of the way where the procedure has it.
    private static func wayFindings(in dossier: DossierUnderRules) -> [Finding] {
        guard let procedure = dossier.procedure, let step = dossier.step else { return [] }
        var findings: [Finding] = []
        func check(_ office: String?, _ seat: Procedure.Seat?, _ pointer: JSONPointer) {
            guard let office, let seat, let country = dossier.offices[office]?.country,
                country != seat.country
            else { return }
            let arguments = [
                "office": Finding.code(office), "procedure": procedure.code, "step": step.code,
                "country": seat.country,
            ]
            findings.append(
                Finding(.officeNotOfProcedure, in: DossierRules.rootName, at: pointer, arguments)
            )
        }
        check(dossier.from, procedure.sender(of: step), ["from", "office"])
        for (index, office) in dossier.to.enumerated() where office != dossier.from {
            check(office, procedure.receiver(of: step), JSONPointer(["to", String(index), "office"]))
        }
        return findings
    }
}
