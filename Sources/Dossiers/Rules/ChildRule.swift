// SPDX-License-Identifier: Apache-2.0

import JSONSchema
import Octets

/// What the papers of a child must have: somebody who acts for the child, and the child's own voice.
///
/// Screening follows the Palermo Protocol, article 3 (c): means are of no account for a child and are not asked.
enum ChildRule {
    /// The age at which nobody is a child by the Protocol, article 3 (d).
    private static let adulthood: Int64 = 18

    static func findings(in dossier: DossierUnderRules) -> [Finding] {
        guard dossier.isChild else { return ageFindings(in: dossier) }
        var findings: [Finding] = []
        let consents = dossier.documents(.consent)
        let identities = dossier.documents(.identity)
        // A reply brings back what happened, and a child may withdraw alone: who acts stands in what was sent before.
        let isForward = dossier.step == nil || dossier.step?.direction == .forward
        let acting = (identities + consents).contains { document in
            document.value["guardian"]?.object != nil || document.value["protector"]?.object != nil
        }
        if isForward, !acting {
            findings.append(
                Finding(
                    .childWithoutGuardian,
                    in: identities.first?.name ?? DossierRules.rootName,
                    at: identities.isEmpty ? nil : ["guardian"]
                )
            )
        }
        for consent in consents where consent.value["decision"]?.string == "given" {
            if consent.value["givenBy"]?.string == "individual" {
                findings.append(Finding(.childConsentsAlone, in: consent.name, at: ["givenBy"]))
            }
            switch consent.value["assent"]?["given"]?.bool {
            case nil: findings.append(Finding(.childWithoutAssent, in: consent.name, at: ["assent"]))
            case false?:
                // Against the child's word only with a reason that somebody answers for.
                if consent.value["bestInterests"]?.string == nil {
                    findings.append(Finding(.childAssentRefused, in: consent.name, at: ["assent", "given"]))
                }
            case true?:
                if consent.value["bestInterests"] == nil {
                    findings.append(
                        Finding(.childWithoutBestInterests, in: consent.name, at: ["bestInterests"])
                    )
                }
            }
        }
        for screening in dossier.documents(.screening) where screening.value["means"] != nil {
            findings.append(Finding(.childScreenedForMeans, in: screening.name, at: ["means"]))
        }
        return findings
    }

    /// Where the referral says adult but a document leaves it open: in doubt a person is a child.
    private static func ageFindings(in dossier: DossierUnderRules) -> [Finding] {
        let handedOver = dossier.documents(.handoverReceipt)
            .filter { $0.value["person"]?["ageClass"]?.string == "child" }
            .map { Finding(.childNotMarked, in: $0.name, at: ["person", "ageClass"]) }
        return handedOver
            + dossier.documents(.identity).compactMap { identity in
                let years = [
                    yearsSince(latestDay(of: identity.value["born"]), at: dossier.moment),
                    ageNow(identity.value["age"], at: dossier.moment),
                ].compactMap(\.self).min()
                guard let years, years < adulthood else { return nil }
                return Finding(
                    .childNotMarked,
                    in: identity.name,
                    at: identity.value["born"] == nil ? ["age"] : ["born"]
                )
            }
    }

    /// The last day that a date of a year, a month or a day can mean, as year, month, day.
    private static func latestDay(of born: JSONValue?) -> [Int64]? {
        guard let text = born?["date"]?.string else { return nil }
        let parts = text.split(separator: "-").compactMap { Int64($0) }
        guard let year = parts.first, parts.count <= 3 else { return nil }
        return [year, parts.count > 1 ? parts[1] : 12, parts.count > 2 ? parts[2] : 31]
    }

    private static func yearsSince(_ day: [Int64]?, at moment: Timestamp) -> Int64? {
        guard let day else { return nil }
        let today = date(moment.description)
        let hadBirthday = (today[1], today[2]) >= (day[1], day[2])
        return today[0] - day[0] - (hadBirthday ? 0 : 1)
    }

    /// The least age now of a person who was so many years old on a day.
    private static func ageNow(_ age: JSONValue?, at moment: Timestamp) -> Int64? {
        guard let years = age?["years"]?.integer, let asOf = age?["asOf"]?.string else { return nil }
        let day = date(asOf)
        guard day.count == 3, let since = yearsSince(day, at: moment) else { return nil }
        return Int64(years) + max(0, since)
    }

    private static func date(_ text: String) -> [Int64] {
        text.prefix(10).split(separator: "-").compactMap { Int64($0) }
    }
}
