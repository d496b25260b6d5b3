// SPDX-License-Identifier: Apache-2.0

import JSONSchema
import Octets

/// Papers go to an office only by a consent that names it and the purpose and is in force, or by a recorded legal basis.
///
/// A consent counts within its receivers, categories, purposes and time, and no further (PDPA sections 19 and 26).
enum ConsentRule {
    static func findings(in dossier: DossierUnderRules) -> [Finding] {
        guard let procedure = dossier.procedure, let step = dossier.step else { return [] }
        let consents = dossier.documents(.consent)
        guard procedure.basis == .consent, !dossier.hasLegalBasis, !step.purposes.isEmpty else { return [] }
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
        let shown = shownCategories(in: dossier)
        for withdrawal in dossier.withdrawals
        where value["withdrawal"] == nil && withdrawal.ends(takenAt: time(value["taken"]))
            && withdrawal.concerns(purposes: purposes, categories: shown.map(\.category))
        {
            // What went out before the person spoke was rightly sent; it is told all the same.
            findings.append(
                Finding(
                    .withdrawalRecorded,
                    withdrawal.at <= moment ? .error : .warning,
                    in: consent.name,
                    at: ["taken"],
                    ["office": Finding.code(office), "time": withdrawal.at.description]
                )
            )
            break
        }
        let categories = (value["categories"]?.array ?? []).map(\.string)
        for (category, place) in shown where !categories.contains(category) {
            let arguments = ["office": Finding.code(office), "category": category]
            findings.append(Finding(.consentOtherCategory, in: place.document, at: place.pointer, arguments))
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

    /// Whether a withdrawal that is on record takes back what the dossier needs.
    static func isWithdrawn(in dossier: DossierUnderRules) -> Bool {
        guard let step = dossier.step, !step.purposes.isEmpty else { return false }
        let categories = shownCategories(in: dossier).map(\.category)
        return dossier.withdrawals.contains {
            $0.at <= dossier.moment && $0.concerns(purposes: step.purposes, categories: categories)
        }
    }

    /// The categories of data in the papers, each with its place: of a document, of a member that has one of its own
    /// (a portrait), of a sealed part by the kinds that its class is for.
    private static func shownCategories(
        in dossier: DossierUnderRules
    ) -> [(category: String, place: (document: String, pointer: JSONPointer?))] {
        let catalog = DocumentCatalog.shared
        func category(_ schema: JSONValue?) -> String? { schema?["x-consent-category"]?.string }
        var shown: [(String, (String, JSONPointer?))] = []
        for document in dossier.documents {
            let schema = catalog.source(of: document.kind)
            if let category = category(schema) { shown.append((category, (document.name, nil))) }
            for (name, property) in schema?["properties"]?.object?.members ?? []
            where document.value[name] != nil {
                if let category = category(property) { shown.append((category, (document.name, [name]))) }
            }
        }
        for (index, readers) in dossier.parts.enumerated()
        where readers != DocumentCatalog.generalReaders && dossier.isUnread(readers) {
            for kind in catalog.kinds(readBy: readers) {
                guard let category = category(catalog.source(of: kind)) else { continue }
                shown.append((category, (DossierRules.rootName, JSONPointer(["parts", String(index)]))))
            }
        }
        return shown
    }

    private static func time(_ value: JSONValue?) -> Timestamp? {
        value?.string.flatMap { Timestamp($0) }
    }
}
