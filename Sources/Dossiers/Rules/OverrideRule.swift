// SPDX-License-Identifier: Apache-2.0

import JSONSchema

/// A rule is set aside only where the procedure allows it, by an officer who signs the dossier, with a reason.
///
/// The override stands in the referral, so it is in the bytes that the officer signs. What it sets aside is no error
/// any more; that it was set aside is told as a warning, to the receiving office too.
enum OverrideRule {
    static func applied(to findings: [Finding], in dossier: DossierUnderRules) -> [Finding] {
        guard let step = dossier.step else { return findings }
        var findings = findings
        // What an override lacks is the schema's to say; it sets nothing aside until then.
        for (index, override) in (dossier.root["overrides"]?.array ?? []).enumerated() {
            guard let rule = override["rule"]?.string, let officer = override["officer"]?.string,
                let role = override["role"]?.string, override["reason"]?.string.map(\.isEmpty) == false
            else { continue }
            let pointer = JSONPointer(["overrides", String(index)])
            let arguments = [
                "rule": Finding.code(rule), "officer": Finding.code(officer), "role": Finding.code(role),
                "step": step.code,
            ]
            func told(_ code: Finding.Code, _ severity: Finding.Severity) -> Finding {
                Finding(code, severity, in: DossierRules.rootName, at: pointer, arguments)
            }
            let isAllowed = step.overrides.contains { $0.rule == rule && $0.roles.contains(role) }
            guard isAllowed, signs(officer, role, dossier) else {
                findings.append(told(.overrideNotAllowed, .error))
                continue
            }
            let before = findings.count
            findings.removeAll { $0.severity == .error && $0.codeName == rule }
            if findings.count < before { findings.append(told(.overridden, .warning)) }
        }
        return findings
    }

    private static func signs(_ officer: String, _ role: String, _ dossier: DossierUnderRules) -> Bool {
        let signers = dossier.root["signers"]?.array ?? []
        // A draft may leave the signers to the tool; whoever signs is asked again then.
        if signers.isEmpty { return dossier.stage == .draft }
        return signers.contains { $0["officer"]?.string == officer && $0["role"]?.string == role }
    }
}
