// SPDX-License-Identifier: Apache-2.0

import JSONSchema

/// A return list has the person on it, and its totals are those of its lines.
///
/// At the pier people are counted by hand and the figures often do not agree; that is worth a look, and no reason to
/// hold anybody back.
enum ManifestRule {
    static func findings(in dossier: DossierUnderRules) -> [Finding] {
        dossier.documents(.manifest).flatMap { presence(in: $0, of: dossier) + totals(in: $0) }
    }

    /// A list without the person of this dossier is another boat's.
    private static func presence(
        in manifest: DossierUnderRules.Document,
        of dossier: DossierUnderRules
    ) -> [Finding] {
        guard let number = dossier.root["case"]?.string, let persons = manifest.value["persons"]?.array,
            !persons.contains(where: { $0["code"]?.string == number })
        else { return [] }
        return [Finding(.manifestWithoutPerson, in: manifest.name, at: ["persons"])]
    }

    private static func totals(in manifest: DossierUnderRules.Document) -> [Finding] {
        let persons = manifest.value["persons"]?.array ?? []
        func count(_ member: String, _ code: JSONValue) -> Int { persons.count { $0[member] == code } }
        let counted = [
            ("all", persons.count), ("female", count("sex", "female")), ("male", count("sex", "male")),
            ("children", count("ageClass", "child")),
        ]
        return counted.compactMap { name, count in
            guard let total = manifest.value["totals"]?[name]?.integer, total != count else { return nil }
            let arguments = ["total": name, "counted": String(count)]
            return Finding(
                .manifestTotalsDiffer,
                .warning,
                in: manifest.name,
                at: ["totals", name],
                arguments
            )
        }
    }
}
