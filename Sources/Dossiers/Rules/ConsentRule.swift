// SPDX-License-Identifier: Apache-2.0

import JSONSchema
import Octets

/// Papers go to an office only by a consent that names it and the purpose and is in force, or by a recorded legal basis.
///
/// Consent and legal basis are recorded apart (PDPA sections 19, 24, 26): a basis is not made up when consent was
/// refused, so a dossier that has both draws a warning.
enum ConsentRule {
    static func findings(in dossier: DossierUnderRules) -> [Finding] {
        guard let procedure = dossier.procedure, let step = dossier.step else { return [] }
        let consents = dossier.documents(.consent)
        if procedure.basis == .legal {
            if dossier.hasLegalBasis { return [] }
            let arguments = ["procedure": procedure.code]
            return [Finding(.legalBasisMissing, in: DossierRules.rootName, at: ["legalBasis"], arguments)]
        }
        if dossier.hasLegalBasis {
            return consents.filter {
                $0.value["decision"]?.string == "refused" || $0.value["withdrawal"] != nil
            }
            .map { Finding(.legalBasisAfterRefusal, .warning, in: $0.name) }
        }
        guard !step.purposes.isEmpty else { return [] }
        var findings: [Finding] = []
        for office in dossier.receivers {
            // Of several consents one that allows it is enough; where none does, the nearest tells why.
            let candidates = consents.map { obstacles(in: $0, to: office, step.purposes, of: dossier) }
            guard let nearest = candidates.min(by: { errors($0) < errors($1) }) else {
                findings.append(
                    Finding(.consentMissing, in: DossierRules.rootName, ["office": Finding.code(office)])
                )
                continue
            }
            findings += nearest
        }
        return findings
    }

    private static func errors(_ findings: [Finding]) -> Int {
        findings.count { $0.severity == .error }
    }

    /// Why `consent` does not let the papers go to `office`; nothing where it does.
    private static func obstacles(
        in consent: DossierUnderRules.Document,
        to office: String,
        _ purposes: [String],
        of dossier: DossierUnderRules
    ) -> [Finding] {
        let value = consent.value
        let moment = dossier.moment
        var findings: [Finding] = []
        func report(_ code: Finding.Code, _ pointer: JSONPointer, _ arguments: [String: String] = [:]) {
            let arguments = arguments.merging(["office": Finding.code(office)]) { $1 }
            findings.append(Finding(code, in: consent.name, at: pointer, arguments))
        }
        if value["decision"]?.string != "given" { report(.consentRefused, ["decision"]) }
        // A withdrawal counts from when it is known, whatever time it names.
        if value["withdrawal"] != nil { report(.consentWithdrawn, ["withdrawal"]) }
        if let expires = time(value["expires"]), expires > moment {
        } else {
            report(.consentExpired, ["expires"])
        }
        if let taken = time(value["taken"]), taken <= moment {
        } else {
            report(.consentNotYetTaken, ["taken"])
        }
        let receivers = (value["receivers"]?.array ?? []).map { $0["office"]?.string }
        if !receivers.contains(office) { report(.consentOtherOffice, ["receivers"]) }
        let allowed = (value["purposes"]?.array ?? []).map(\.string)
        for purpose in purposes where !allowed.contains(purpose) {
            report(.consentOtherPurpose, ["purposes"], ["purpose": purpose])
        }
        let categories = (value["categories"]?.array ?? []).map(\.string)
        for document in dossier.documents {
            let schema = DocumentCatalog.shared.source(of: document.kind)
            guard let category = schema?["x-consent-category"]?.string, !categories.contains(category) else {
                continue
            }
            let arguments = ["office": Finding.code(office), "category": category]
            findings.append(Finding(.consentOtherCategory, in: document.name, arguments))
        }
        if findings.isEmpty, value["protectionWarning"]?.bool != true {
            let arguments = ["office": Finding.code(office)]
            findings.append(
                Finding(
                    .consentWithoutWarning,
                    .warning,
                    in: consent.name,
                    at: ["protectionWarning"],
                    arguments
                )
            )
        }
        return findings
    }

    private static func time(_ value: JSONValue?) -> Timestamp? {
        value?.string.flatMap { Timestamp($0) }
    }
}
