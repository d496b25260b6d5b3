// SPDX-License-Identifier: Apache-2.0

import JSONSchema

/// Those who sign may sign this step, in the order that the procedure wants.
enum SignerRule {
    static func findings(in dossier: DossierUnderRules) -> [Finding] {
        guard let step = dossier.step else { return [] }
        let signers = dossier.root["signers"]?.array ?? []
        // A draft may leave the signers to the tool; that a packed dossier has some is the schema's to say.
        guard !signers.isEmpty else { return [] }
        var findings: [Finding] = []
        var group = 0
        var filled: Set<Int> = []
        var seen: Set<String> = []
        for (index, signer) in signers.enumerated() {
            guard let officer = signer["officer"]?.string, let role = signer["role"]?.string else { continue }
            let pointer = JSONPointer(["signers", String(index)])
            let arguments = [
                "step": step.code, "officer": Finding.code(officer), "role": Finding.code(role),
            ]
            func report(_ code: Finding.Code) {
                findings.append(Finding(code, in: DossierRules.rootName, at: pointer, arguments))
            }
            if !seen.insert(officer).inserted { report(.signerTwice) }
            let places = step.signers.indices.filter { step.signers[$0].roles.contains(role) }
            // A place that is filled is left where a later one fits, so that the head comes last.
            let later = places.first { $0 > group || $0 == group && !filled.contains(group) }
            if let next = later ?? places.first(where: { $0 == group }) {
                filled.insert(next)
                group = next
            } else {
                report(places.isEmpty ? .signerNotEntitled : .signerOutOfOrder)
            }
        }
        for (index, group) in step.signers.enumerated() where group.isRequired && !filled.contains(index) {
            let arguments = ["step": step.code, "roles": group.roles.joined(separator: ", ")]
            findings.append(Finding(.signerMissing, in: DossierRules.rootName, at: ["signers"], arguments))
        }
        return findings
    }
}
