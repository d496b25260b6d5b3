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
        guard case .sealing(let receivers) = dossier.stage else { return findings }
        let named = (dossier.root["to"]?.array ?? []).map { [$0["office"]?.string, $0["authority"]?.string] }
        // The authority counts, not the id alone: an id can be taken by anybody.
        for receiver in receivers where !named.contains([receiver.office, receiver.authority.hex]) {
            findings.append(Finding(.receiverNotNamed, in: rootName, at: ["to"], ["office": receiver.office]))
        }
        return findings
    }
}
