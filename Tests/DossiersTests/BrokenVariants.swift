// SPDX-License-Identifier: Apache-2.0

import Dossiers
import JSONSchema
import Octets

extension BrokenVariant {
    static let all = documents + papers + bases + children + signers

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

    private static let part: JSONValue = [
        "name": "parts/01.asice.age", "class": "health",
        "recipients": [.string(ExampleDossier.ranong.authority.hex)],
        "manifests": [.string(ExampleDossier.ranong.authority.hex)],
    ]

    // MARK: The documents themselves

    static let documents: [BrokenVariant] = [
        .invalid("referral.json", "/reference", in: .victim, .set("referral.json", ["reference"], "")),
        .invalid("referral.json", "/urgency", in: .victim, .set("referral.json", ["urgency"], "soon")),
        .invalid("referral.json", "/secrecy", in: .suspect, .cut("referral.json", ["secrecy"])),
        .invalid(
            "referral.json",
            "/overrides/0/reason",
            in: .victim,
            .set(
                "referral.json",
                ["overrides"],
                [
                    [
                        "rule": "quorum-not-met", "officer": "wichai", "role": "head", "reason": "",
                        "decided": "2026-11-22T12:00:00Z",
                    ]
                ]
            )
        ),
        .invalid(
            "identity.json",
            "/names/surname",
            in: .victim,
            .set("identity.json", ["names", "surname"], "Latt")
        ),
        .invalid(
            "identity.json",
            "/papers/0/kind",
            in: .victim,
            .set("identity.json", ["papers", "0", "kind"], "card")
        ),
        .invalid(
            "identity.json",
            "/names",
            in: .thaiSuspect,
            .set("identity.json", ["names"], ["honorific": "Mr"])
        ),
        .invalid("screening.json", "/result", in: .victim, .cut("screening.json", ["result"])),
        .invalid("screening.json", "/held", in: .suspect, .cut("screening.json", ["held"])),
        .invalid("screening.json", "/team", in: .child, .set("screening.json", ["team"], [])),
        .invalid("screening.json", "/industry", in: .victim, .set("screening.json", ["industry"], "fishing")),
        .invalid("consent.json", "/told/purpose", in: .victim, .cut("consent.json", ["told", "purpose"])),
        .invalid("consent.json", "/form", in: .victim, .set("consent.json", ["form"], "stamp")),
        .invalid("consent.json", "/guardian", in: .child, .cut("consent.json", ["guardian"])),
        .invalid("family-tracing.json", "/outcome", in: .victim, .cut("family-tracing.json", ["outcome"])),
        .invalid("nationality.json", "/verifiedBy", in: .victim, .cut("nationality.json", ["verifiedBy"])),
        .invalid("health.json", "/fitness", in: .victim, .set("health.json", ["fitness"], "good")),
        .invalid(
            "health.json",
            "/medication/0/supplyDays",
            in: .suspect,
            .set("health.json", ["medication", "0", "supplyDays"], 400)
        ),
        .invalid("risk.json", "/level", in: .victim, .set("risk.json", ["level"], "very high")),
        .invalid(
            "belongings.json",
            "/items/2/amount",
            in: .victim,
            .set("belongings.json", ["items", "2", "amount"], "86,400")
        ),
        .invalid("manifest.json", "/planned", in: .victim, .cut("manifest.json", ["planned"])),
        .invalid(
            "handover-receipt.json",
            "/condition",
            in: .childHandedOver,
            .cut("handover-receipt.json", ["condition"])
        ),
        .invalid(
            "suspect-transfer.json",
            "/warrant",
            in: .suspect,
            .cut("suspect-transfer.json", ["warrant"])
        ),
        .invalid(
            "suspect-transfer.json",
            "/custodyNotices/0/to",
            in: .thaiSuspect,
            .set("suspect-transfer.json", ["custodyNotices", "0", "to"], "mayor")
        ),
        .invalid(
            "legal-basis.json",
            "/notTold",
            in: .suspect,
            .set("legal-basis.json", ["personTold"], false)
        ),
        .invalid("answer.json", "/reason", in: .victimAnswer, .set("answer.json", ["decision"], "rejected")),
        .invalid("follow-up.json", "/seen", in: .victimFollowUp, .cut("follow-up.json", ["seen"])),
        .invalid("follow-up.json", "/outcome", in: .suspectOutcome, .cut("follow-up.json", ["outcome"])),
        .invalid(
            "withdrawal.json",
            "/dossiers",
            in: .victimWithdrawal,
            .set("withdrawal.json", ["dossiers"], [])
        ),
        BrokenVariant(
            .kindUnknown,
            "family-tracing.json",
            at: "/type",
            in: .suspect,
            .set("family-tracing.json", ["type"], "urn:andaman:family-tracing:2")
        ),
        BrokenVariant(
            .kindNotInDossier,
            "waybill.json",
            at: "/type",
            in: .victim,
            .add("waybill.json", ["type": "urn:andaman:waybill:1"])
        ),
        BrokenVariant(
            .caseDiffers,
            "screening.json",
            at: "/case",
            in: .victim,
            .set("screening.json", ["case"], "RN-2569-0123")
        ),
        BrokenVariant(
            .manifestTotalsDiffer,
            "manifest.json",
            at: "/totals/male",
            .warning,
            in: .victim,
            .set("manifest.json", ["totals", "male"], 3)
        ),
        BrokenVariant(
            .manifestWithoutPerson,
            "manifest.json",
            at: "/persons",
            in: .victim,
            .set("manifest.json", ["persons", "0", "code"], "RN-2569-0118")
        ),
    ]

    // MARK: The procedure and its papers

    static let papers: [BrokenVariant] = [
        .missing(.identity, in: .victim), .missing(.screening, in: .victim),
        .missing(.familyTracing, in: .victim), .missing(.nationality, in: .victim),
        .missing(.health, in: .victim), .missing(.risk, in: .victim), .missing(.belongings, in: .victim),
        .missing(.handoverReceipt, in: .victim), .missing(.legalBasis, in: .suspect),
        .missing(.suspectTransfer, in: .suspect), .missing(.suspectTransfer, in: .thaiSuspect),
        .missing(.screening, in: .thaiSuspect), .missing(.answer, in: .victimAnswer),
        .missing(.followUp, in: .victimFollowUp), .missing(.followUp, in: .suspectOutcome),
        .missing(.withdrawal, in: .victimWithdrawal), .missing(.handoverReceipt, in: .childHandedOver),
        .missing(.risk, in: .child),
        BrokenVariant(
            .procedureUnknown,
            at: "/procedure",
            in: .victim,
            .set("referral.json", ["procedure"], "X")
        ),
        BrokenVariant(.stepUnknown, at: "/step", in: .victim, .set("referral.json", ["step"], "departure")),
        BrokenVariant(
            .categoryNotOfProcedure,
            at: "/person/category",
            in: .victim,
            .set("referral.json", ["person", "category"], "at-risk")
        ),
        BrokenVariant(
            .paperNotAllowed,
            "answer.json",
            kind: .answer,
            in: .victim,
            .enclose("answer.json", from: .victimAnswer, as: "answer.json")
        ),
        BrokenVariant(
            .paperNotAllowed,
            "identity.json",
            kind: .identity,
            in: .victimWithdrawal,
            .enclose("identity.json", from: .victim, as: "identity.json")
        ),
        BrokenVariant(
            .paperNotAllowed,
            at: "/parts/0/class",
            kind: .health,
            in: .victimWithdrawal,
            .set("referral.json", ["parts"], [part])
        ),
        BrokenVariant(
            .classUnknown,
            at: "/parts/0/class",
            in: .victim,
            .set("referral.json", ["parts"], [part.setting(["class"], "police")])
        ),
        BrokenVariant(
            .victimPaperInSuspectDossier,
            "consent.json",
            at: "/type",
            in: .suspect,
            .enclose("consent.json", from: .victim, as: "consent.json")
        ),
        BrokenVariant(
            .victimPaperInSuspectDossier,
            "screening.json",
            at: "/result",
            in: .thaiSuspect,
            .set("screening.json", ["result"], "victim")
        ),
        BrokenVariant(
            .suspectPaperInVictimDossier,
            "transfer.json",
            at: "/type",
            in: .victim,
            .enclose("suspect-transfer.json", from: .suspect, as: "transfer.json")
        ),
        BrokenVariant(
            .suspectPaperInVictimDossier,
            "follow-up-2.json",
            at: "/kind",
            in: .victimFollowUp,
            .enclose("follow-up.json", from: .suspectOutcome, as: "follow-up-2.json")
        ),
        BrokenVariant(
            .replyMissing,
            at: "/inReplyTo",
            in: .victimAnswer,
            .cut("referral.json", ["inReplyTo"])
        ),
        BrokenVariant(
            .handoverNotCompleted,
            "handover-receipt.json",
            at: "/status",
            in: .childHandedOver,
            .set("handover-receipt.json", ["status"], "prepared")
        ),
        BrokenVariant(
            .quorumNotMet,
            "screening.json",
            at: "/team",
            in: .victim,
            .set(
                "screening.json",
                ["team"],
                [
                    ["name": ["latin": "Preeya Thongsuk"], "agency": "Ranong office"],
                    ["name": ["latin": "Wichai Kaewmanee"], "agency": "RANONG OFFICE"],
                    ["name": ["latin": "Suda Jaidee"]],
                ]
            )
        ),
        BrokenVariant(
            .quorumNotMet,
            "screening.json",
            at: "/team",
            in: .thaiSuspect,
            .set("screening.json", ["team"], [["name": ["latin": "Tun Lin Zaw"], "agency": "Police"]])
        ),
        BrokenVariant(
            .officesSame,
            at: "/to/0/office",
            in: .victim,
            .set("referral.json", ["to", "0", "office"], "ranong")
        ),
        BrokenVariant(
            .officeNotOfProcedure,
            at: "/from/office",
            in: .suspect,
            .set("referral.json", ["from", "office"], "kawthaung"),
            .set("referral.json", ["to", "0", "office"], "myeik")
        ),
    ]

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
