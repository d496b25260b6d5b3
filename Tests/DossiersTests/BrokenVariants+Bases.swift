// SPDX-License-Identifier: Apache-2.0

import Dossiers
import JSONSchema

extension BrokenVariant {
    private static let basis: JSONValue = [
        "code": "pdpa-26-vital-interest", "text": "He is unconscious and in danger.",
        "authority": "Provincial court of Ranong",
    ]

    private static func override(_ rule: String, _ officer: String, _ role: String) -> JSONValue {
        [
            [
                "rule": .string(rule), "officer": .string(officer), "role": .string(role),
                "reason": "The boat leaves tonight.", "decided": "2026-11-22T12:00:00Z",
            ]
        ]
    }

    // MARK: Consent, or a legal basis

    static let bases: [BrokenVariant] = [
        BrokenVariant(.consentMissing, in: .victim, .drop("consent.json")),
        BrokenVariant(.consentMissing, in: .victimAnswer, .drop("consent.json")),
        BrokenVariant(
            .consentRefused,
            "consent.json",
            at: "/decision",
            in: .victim,
            .set("consent.json", ["decision"], "refused")
        ),
        BrokenVariant(
            .consentWithdrawn,
            "consent.json",
            at: "/withdrawal",
            in: .victim,
            .set("consent.json", ["withdrawal"], ["withdrawn": "2026-11-20T00:00:00Z"])
        ),
        BrokenVariant(
            .consentExpired,
            "consent.json",
            at: "/expires",
            in: .victim,
            .set("consent.json", ["expires"], "2026-11-22T23:59:59Z")
        ),
        BrokenVariant(
            .consentNotYetTaken,
            "consent.json",
            at: "/taken",
            in: .victim,
            .set("consent.json", ["taken"], "2026-11-23T00:00:01Z")
        ),
        BrokenVariant(
            .consentOtherOffice,
            "consent.json",
            at: "/receivers",
            in: .victim,
            .set("consent.json", ["receivers", "0", "office"], "myeik")
        ),
        BrokenVariant(
            .consentOtherOffice,
            "consent.json",
            at: "/receivers",
            in: .victimFollowUp,
            .cut("consent.json", ["receivers", "1"])
        ),
        BrokenVariant(
            .consentOtherPurpose,
            "consent.json",
            at: "/purposes",
            in: .victim,
            .set("consent.json", ["purposes"], ["share-information"])
        ),
        BrokenVariant(
            .consentOtherPurpose,
            "consent.json",
            at: "/purposes",
            in: .victimFollowUp,
            .set("consent.json", ["purposes"], ["share-information", "return"])
        ),
        BrokenVariant(
            .consentOtherCategory,
            "health.json",
            in: .victim,
            .cut("consent.json", ["categories", "4"])
        ),
        BrokenVariant(
            .consentOtherCategory,
            "belongings.json",
            in: .victim,
            .cut("consent.json", ["categories", "6"])
        ),
        BrokenVariant(
            .consentOtherCategory,
            "identity.json",
            at: "/portrait",
            in: .victim,
            .cut("consent.json", ["categories", "7"])
        ),
        BrokenVariant(
            .consentOtherCategory,
            at: "/parts/0",
            in: .child,
            .cut("consent.json", ["categories", "4"]),
            .set("referral.json", ["parts"], [part])
        ),
        BrokenVariant(
            .consentWithoutWarning,
            "consent.json",
            at: "/protectionWarning",
            .warning,
            in: .victim,
            .set("consent.json", ["protectionWarning"], false)
        ),
        BrokenVariant(
            .legalBasisMissing,
            at: "/legalBasis",
            in: .suspect,
            .cut("referral.json", ["legalBasis"])
        ),
        BrokenVariant(
            .legalBasisMissing,
            at: "/legalBasis",
            in: .suspectOutcome,
            .cut("referral.json", ["legalBasis"])
        ),
        BrokenVariant(
            .legalBasisDiffers,
            "legal-basis.json",
            at: "/code",
            in: .suspect,
            .set("legal-basis.json", ["code"], "pdpa-26-law")
        ),
        BrokenVariant(
            .legalBasisNotRecorded,
            "legal-basis.json",
            at: "/type",
            in: .victim,
            .enclose("legal-basis.json", from: .suspect, as: "legal-basis.json")
        ),
        BrokenVariant(
            .legalBasisBesideConsent,
            at: "/legalBasis",
            in: .victim,
            .set("referral.json", ["legalBasis"], basis)
        ),
        BrokenVariant(
            .legalBasisAfterRefusal,
            "consent.json",
            at: "/decision",
            in: .victim,
            .set("consent.json", ["decision"], "refused"),
            .set("referral.json", ["legalBasis"], basis)
        ),
        BrokenVariant(
            .legalBasisAfterRefusal,
            "consent.json",
            at: "/withdrawal",
            in: .victimAnswer,
            .set("consent.json", ["withdrawal"], ["withdrawn": "2026-11-16T00:00:00Z"]),
            .set("referral.json", ["legalBasis"], basis)
        ),
    ]

    // MARK: A child

    static let children: [BrokenVariant] = [
        BrokenVariant(
            .childWithoutGuardian,
            "identity.json",
            at: "/guardian",
            in: .child,
            .cut("identity.json", ["guardian"]),
            .drop("consent.json"),
            .set("referral.json", ["legalBasis"], basis)
        ),
        BrokenVariant(
            .childConsentsAlone,
            "consent.json",
            at: "/givenBy",
            in: .child,
            .set("consent.json", ["givenBy"], "individual")
        ),
        BrokenVariant(
            .childWithoutAssent,
            "consent.json",
            at: "/assent",
            in: .child,
            .cut("consent.json", ["assent"])
        ),
        BrokenVariant(
            .childAssentRefused,
            "consent.json",
            at: "/assent/given",
            in: .child,
            .set("consent.json", ["assent", "given"], false),
            .cut("consent.json", ["bestInterests"])
        ),
        BrokenVariant(
            .childWithoutBestInterests,
            "consent.json",
            at: "/bestInterests",
            in: .child,
            .cut("consent.json", ["bestInterests"])
        ),
        BrokenVariant(
            .childScreenedForMeans,
            "screening.json",
            at: "/means",
            in: .child,
            .set("screening.json", ["means"], ["deception"])
        ),
        BrokenVariant(
            .childNotMarked,
            "identity.json",
            at: "/born",
            in: .victim,
            .set("identity.json", ["born", "date"], "2009")
        ),
        BrokenVariant(
            .childNotMarked,
            "handover-receipt.json",
            at: "/person/ageClass",
            in: .victim,
            .set("handover-receipt.json", ["person", "ageClass"], "child")
        ),
    ]

    // MARK: The signers

    static let signers: [BrokenVariant] = [
        BrokenVariant(
            .signerNotEntitled,
            at: "/signers/1",
            in: .suspect,
            .set("referral.json", ["signers", "1", "role"], "labour-officer")
        ),
        BrokenVariant(
            .signerNotEntitled,
            at: "/signers/1",
            in: .victim,
            .set("referral.json", ["signers", "1", "role"], "immigration-officer")
        ),
        BrokenVariant(
            .signerOutOfOrder,
            at: "/signers/2",
            in: .victim,
            .set(
                "referral.json",
                ["signers"],
                [
                    ["officer": "preeya", "role": "social-worker"], ["officer": "wichai", "role": "head"],
                    ["officer": "suda", "role": "police-officer"],
                ]
            )
        ),
        BrokenVariant(
            .signerMissing,
            at: "/signers",
            in: .victim,
            .set("referral.json", ["signers"], [["officer": "suda", "role": "police-officer"]])
        ),
        BrokenVariant(
            .signerTwice,
            at: "/signers/1",
            in: .suspect,
            .set("referral.json", ["signers", "1", "officer"], "narong")
        ),
        BrokenVariant(
            .overrideNotAllowed,
            at: "/overrides/0",
            in: .victim,
            .set("referral.json", ["overrides"], override("consent-expired", "wichai", "head"))
        ),
        BrokenVariant(
            .overrideNotAllowed,
            at: "/overrides/0",
            in: .victim,
            .set("referral.json", ["overrides"], override("quorum-not-met", "preeya", "social-worker"))
        ),
        BrokenVariant(
            .overrideNotAllowed,
            at: "/overrides/0",
            in: .victim,
            .set("referral.json", ["overrides"], override("quorum-not-met", "nobody", "head"))
        ),
        BrokenVariant(
            .overridden,
            at: "/overrides/0",
            .warning,
            in: .victim,
            .set("screening.json", ["team"], [["name": ["latin": "Preeya Thongsuk"], "agency": "Office"]]),
            .set("referral.json", ["overrides"], override("quorum-not-met", "wichai", "head"))
        ),
        BrokenVariant(
            .overridden,
            at: "/overrides/0",
            .warning,
            in: .victim,
            .set("consent.json", ["decision"], "refused"),
            .set("referral.json", ["legalBasis"], basis),
            .set("referral.json", ["overrides"], override("legal-basis-after-refusal", "wichai", "head"))
        ),
    ]
}
