// SPDX-License-Identifier: Apache-2.0

import Dossiers
import JSONSchema
import Octets

extension BrokenVariant {
    static let all = documents + papers + people + bases + children + signers

    static let part: JSONValue = [
        "name": "parts/01.asice.age", "class": "health",
        "recipients": [.string(ExampleDossier.ranong.authority.hex)],
        "manifests": [.string(ExampleDossier.ranong.authority.hex)],
    ]

    // MARK: The documents themselves

    static let documents: [BrokenVariant] = [
        .unfilled("referral.json", "/reference", in: .victim, .set("referral.json", ["reference"], "")),
        .invalid("referral.json", "/urgency", in: .victim, .set("referral.json", ["urgency"], "soon")),
        .invalid("referral.json", "/secrecy", in: .suspect, .cut("referral.json", ["secrecy"])),
        .unfilled(
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
        .unfilled("screening.json", "/team", in: .child, .set("screening.json", ["team"], [])),
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
        .unfilled(
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

    // MARK: Names, numbers and dates

    static let people: [BrokenVariant] = [
        BrokenVariant(
            .buddhistYear,
            "risk.json",
            at: "/assessed",
            in: .suspect,
            .set("risk.json", ["assessed"], "2569-11-16")
        ),
        BrokenVariant(
            .thaiIDCheck,
            "nationality.json",
            at: "/shown/0/number",
            .warning,
            in: .thaiSuspect,
            .set("nationality.json", ["shown", "0", "number"], "3-8501-00123-45-5")
        ),
        BrokenVariant(
            .nrcUnparsed,
            "nationality.json",
            at: "/shown/0/number",
            .warning,
            in: .victim,
            .set("nationality.json", ["shown", "0", "number"], "၆/ဘပန")
        ),
        BrokenVariant(
            .paperNumberDiffers,
            "identity.json",
            at: "/papers/0/normalized",
            .warning,
            in: .victim,
            .set("identity.json", ["papers", "0", "normalized"], "6/BAPANA(N)000123")
        ),
        BrokenVariant(
            .nameScript,
            "identity.json",
            at: "/father/latin",
            .warning,
            in: .victim,
            .set("identity.json", ["father", "latin"], "လှအောင်")
        ),
        BrokenVariant(
            .phoneForm,
            "identity.json",
            at: "/phone",
            .warning,
            in: .victim,
            .set("identity.json", ["phone"], "+66800001")
        ),
    ]
}
