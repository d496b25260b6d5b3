// SPDX-License-Identifier: Apache-2.0

import Dossiers
import JSONSchema
import Testing

/// One valid packed document of each kind; persons are invented.
enum SampleDocuments {
    static func all() throws -> [DocumentKind: JSONValue] {
        var documents: [DocumentKind: JSONValue] = [
            .waybill: EnvelopeDocumentTests.waybill.json(), .receipt: EnvelopeDocumentTests.receipt.json(),
            .reasons: EnvelopeDocumentTests.reasons.json(), .card: EnvelopeDocumentTests.card.json(),
            .part: EnvelopeDocumentTests.part.json(),
            .extract: EnvelopeDocumentTests.extract.json(), .report: report,
        ]
        let example = try ExampleDossier.packed()
        documents[.referral] = example.root
        for (_, value) in example.documents { documents[try #require(DocumentKind(of: value))] = value }
        for (kind, members) in papers {
            var object = try #require(members.object)
            object["type"] = .string(kind.typeURN)
            object["salt"] = .string(EnvelopeDocumentTests.salt)
            object["case"] = "RN-2569-0117"
            documents[kind] = .object(object)
        }
        return documents
    }

    private static let words: JSONValue = ["en": "It is.", "th": "ใช่", "my": "ဟုတ်"]
    private static let digest: JSONValue = .string(String(repeating: "0", count: 64))

    private static let report: JSONValue = [
        "type": "urn:andaman:report:1", "salt": .string(EnvelopeDocumentTests.salt), "made": time,
        "program": "andaman 0.1.0",
        "file": ["name": "case.asice", "size": 1, "sha256": digest],
        "kind": "dossier", "verdict": "valid", "at": time,
        "facts": [["words": words, "value": "ranong"]],
        "reasons": [["code": "HASH_FAILURE", "words": words]], "rules": [], "remarks": [],
        "signatures": [
            [
                "file": "META-INF/signature001.p7s", "manifest": "META-INF/ASiCManifest001.xml",
                "manifestSHA256": digest, "now": ["indication": "TOTAL-PASSED"], "covers": ["referral.json"],
                "reasons": [], "remarks": [],
            ]
        ],
        "documents": [["name": "referral.json", "sha256": digest, "state": "intact"]],
        "trust": [], "checks": [["words": words, "commands": "true"]],
    ]

    private static let officer: JSONValue = ["name": ["latin": "Preeya Thongsuk"], "agency": "Ranong office"]
    private static let pier: JSONValue = ["country": "MM", "detail": "Myoma pier"]
    private static let time: JSONValue = "2026-11-20T03:00:00Z"

    private static let papers: [DocumentKind: JSONValue] = [
        .familyTracing: [
            "stage": "result", "status": "verified", "outcome": "successful", "assessor": officer,
            "visited": "2026-11-18", "method": "visit", "recommendation": "return",
            "family": [["name": ["my": "ခင်သန်းထွေး"], "relation": "mother", "carer": true]],
        ],
        .nationality: [
            "stage": "result", "claimed": "MM", "shown": [["kind": "household-list"]], "reply": "confirmed",
            "verifiedBy": "immigration-population", "decided": "2026-11-18",
        ],
        .health: [
            "examined": time, "clinician": officer, "fitness": "fit",
            "medication": [["name": "Paracetamol", "supplyDays": 3]],
        ],
        .suspectTransfer: [
            "basis": "police-agreement", "facts": "As in the warrant.",
            "identityProof": "Fingerprints compared.",
            "warrant": ["number": "17/2026", "issued": "2026-10-01", "issuer": "Township court"],
            "charges": [["offence": "Trafficking in persons", "law": "Law of 2005, section 24"]],
            "custodySince": time,
            "custodyNotices": [["to": "prosecutor", "number": "1/2569", "time": time]],
            "rights": ["told": true, "language": "mya", "consulateTold": true],
            "assurances": ["deathPenalty": true, "torture": true],
        ],
        .belongings: [
            "listed": time, "agreed": true, "giver": officer,
            "items": [
                [
                    "line": 1, "kind": "money", "description": "Notes", "quantity": 3, "currency": "MMK",
                    "amount": "15000",
                ]
            ],
        ],
        .manifest: [
            "number": "RN-KT-2569-11", "planned": time, "place": pier,
            "persons": [["code": "RN-2569-0117", "sex": "female", "ageClass": "child"]],
            "totals": ["all": 1, "female": 1, "male": 0, "children": 1],
        ],
        .answer: [
            "decision": "accepted", "decided": time, "officer": officer,
            "reception": ["time": time, "place": pier],
        ],
        .followUp: [
            "kind": "after-reunification", "day": 30, "held": "2027-01-04", "officer": officer,
            "status": "follow-up",
            "seen": true,
        ],
        .withdrawal: [
            "withdrawn": time, "by": "guardian", "scope": "all", "asked": ["stop-sharing", "erase"],
            "dossiers": [["dossier": "019a6a0e-5c00-7a11-8b22-3c44d5e6f701"]],
        ],
        .legalBasis: [
            "code": "pdpa-26-legal-claims", "law": "PDPA section 26 (4)", "grounds": "A court asks for it.",
            "authority": "Provincial court", "decided": "2026-11-18", "personTold": true,
        ],
    ]
}
