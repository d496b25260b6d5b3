// SPDX-License-Identifier: Apache-2.0

import Catalogue
import Dossiers
import JSONSchema
import Octets
import Testing

@Suite struct DossierRulesTests {
    /// One change to the good example, and the one finding that it must draw.
    struct Case: CustomTestStringConvertible, Sendable {
        let code: Finding.Code
        let document: String
        let changes: [(document: String, pointer: JSONPointer, value: JSONValue?)]
        let pointer: String?
        let severity: Finding.Severity

        init(
            _ code: Finding.Code,
            _ document: String,
            at pointer: String? = nil,
            severity: Finding.Severity = .error,
            _ changes: [(String, JSONPointer, JSONValue?)]
        ) {
            self.code = code
            self.document = document
            self.pointer = pointer
            self.severity = severity
            self.changes = changes
        }

        var testDescription: String { code.rawValue + " " + (pointer ?? "") }
    }

    static let basis: JSONValue = [
        "code": "pdpa-26-vital-interest", "text": "The girl is in danger.", "authority": "Provincial court",
    ]

    static let cases: [Case] = [
        Case(
            .kindUnknown,
            "identity.json",
            at: "/type",
            [("identity.json", ["type"], "urn:andaman:identity:2")]
        ),
        Case(
            .kindNotInDossier,
            "consent.json",
            at: "/type",
            [("consent.json", ["type"], "urn:andaman:waybill:1")]
        ),
        Case(.caseDiffers, "screening.json", at: "/case", [("screening.json", ["case"], "RN-2569-0118")]),
        Case(.procedureUnknown, "referral.json", at: "/procedure", [("referral.json", ["procedure"], "X")]),
        Case(.stepUnknown, "referral.json", at: "/step", [("referral.json", ["step"], "departure")]),
        Case(
            .categoryNotOfProcedure,
            "referral.json",
            at: "/person/category",
            [("referral.json", ["person", "category"], "victim")]
        ),
        Case(
            .replyMissing,
            "referral.json",
            at: "/inReplyTo",
            [("referral.json", ["step"], "handover-return")]
        ),
        Case(
            .officesSame,
            "referral.json",
            at: "/to/0/office",
            [("referral.json", ["to", "0", "office"], "ranong")]
        ),
        Case(.consentRefused, "consent.json", at: "/decision", [("consent.json", ["decision"], "refused")]),
        Case(
            .consentWithdrawn,
            "consent.json",
            at: "/withdrawal",
            [("consent.json", ["withdrawal"], ["withdrawn": "2026-11-20T00:00:00Z"])]
        ),
        Case(
            .consentExpired,
            "consent.json",
            at: "/expires",
            [("consent.json", ["expires"], "2026-11-23T00:00:00Z")]
        ),
        Case(
            .consentNotYetTaken,
            "consent.json",
            at: "/taken",
            [("consent.json", ["taken"], "2026-11-23T00:00:01Z")]
        ),
        Case(
            .consentOtherOffice,
            "consent.json",
            at: "/receivers",
            [("consent.json", ["receivers", "0", "office"], "myeik")]
        ),
        Case(
            .consentOtherPurpose,
            "consent.json",
            at: "/purposes",
            [("consent.json", ["purposes"], ["share-information", "family-tracing"])]
        ),
        Case(
            .consentOtherCategory,
            "risk.json",
            [("consent.json", ["categories"], ["identity", "screening", "travel"])]
        ),
        Case(
            .consentWithoutWarning,
            "consent.json",
            at: "/protectionWarning",
            severity: .warning,
            [("consent.json", ["protectionWarning"], false)]
        ),
        Case(
            .legalBasisAfterRefusal,
            "consent.json",
            at: "/decision",
            [("consent.json", ["decision"], "refused"), ("referral.json", ["legalBasis"], basis)]
        ),
        Case(
            .childWithoutGuardian,
            "identity.json",
            at: "/guardian",
            [
                ("identity.json", ["guardian"], nil), ("consent.json", ["guardian"], nil),
                ("consent.json", ["decision"], "refused"), ("referral.json", ["legalBasis"], basis),
            ]
        ),
        Case(
            .childConsentsAlone,
            "consent.json",
            at: "/givenBy",
            [("consent.json", ["givenBy"], "individual")]
        ),
        Case(.childWithoutAssent, "consent.json", at: "/assent", [("consent.json", ["assent"], nil)]),
        Case(
            .childAssentRefused,
            "consent.json",
            at: "/assent/given",
            [("consent.json", ["assent", "given"], false), ("consent.json", ["bestInterests"], nil)]
        ),
        Case(
            .childScreenedForMeans,
            "screening.json",
            at: "/means",
            [("screening.json", ["means"], ["deception"])]
        ),
        Case(
            .childNotMarked,
            "identity.json",
            at: "/born",
            [
                ("referral.json", ["person", "child"], false),
                ("handover-receipt.json", ["person", "ageClass"], "adult"),
            ]
        ),
        Case(
            .childNotMarked,
            "handover-receipt.json",
            at: "/person/ageClass",
            [
                ("referral.json", ["person", "child"], false), ("identity.json", ["age"], nil),
                ("identity.json", ["born"], ["date": "1990", "precision": "year", "estimated": true]),
            ]
        ),
        Case(
            .signerNotEntitled,
            "referral.json",
            at: "/signers/1",
            [("referral.json", ["signers", "1", "role"], "interpreter")]
        ),
        Case(
            .signerOutOfOrder,
            "referral.json",
            at: "/signers/2",
            [
                (
                    "referral.json", ["signers"],
                    [
                        ["officer": "preeya", "role": "caseworker"], ["officer": "wichai", "role": "head"],
                        ["officer": "anan", "role": "labour-officer"],
                    ]
                )
            ]
        ),
        Case(
            .signerMissing,
            "referral.json",
            at: "/signers",
            [("referral.json", ["signers"], [["officer": "anan", "role": "labour-officer"]])]
        ),
        Case(
            .signerTwice,
            "referral.json",
            at: "/signers/1",
            [("referral.json", ["signers", "1", "officer"], "preeya")]
        ),
    ]

    @Test(arguments: cases) func `each rule is refused at its place`(_ example: Case) throws {
        var dossier = try ExampleDossier()
        for change in example.changes { dossier.set(change.document, change.pointer, change.value) }
        let findings = dossier.findings().filter {
            $0.code == example.code && $0.document == example.document
        }
        let finding = try #require(findings.first)
        #expect(findings.count == 1)
        #expect(finding.severity == example.severity)
        if let pointer = example.pointer { #expect(finding.pointer == pointer) }
    }

    @Test func `the example has nothing to mend`() throws {
        #expect(try ExampleDossier().findings() == [])
        #expect(try ExampleDossier.packed().findings(.signing) == [])
        #expect(try ExampleDossier.packed().findings(.sealing(to: [ExampleDossier.kawthaung])) == [])
    }

    @Test func `every code has its sentence, with no placeholder left open`() throws {
        for code in Finding.Code.allCases {
            #expect(Catalogue.contains(domain: Finding.domain, code: code.rawValue), "\(code)")
        }
        for code in DossierError.Code.allCases {
            #expect(Catalogue.contains(domain: DossierError.domain, code: code.rawValue), "\(code)")
        }
        for example in Self.cases {
            var dossier = try ExampleDossier()
            for change in example.changes { dossier.set(change.document, change.pointer, change.value) }
            for finding in dossier.findings() {
                for language in Language.allCases {
                    let message = Message(
                        domain: Finding.domain,
                        code: finding.codeName,
                        arguments: finding.arguments
                    )
                    #expect(!message.text(in: language).contains("{"), "\(finding.code)")
                }
            }
        }
    }

    @Test func `papers that the step needs are demanded, those without a schema not yet`() throws {
        var dossier = try ExampleDossier()
        for name in ["identity.json", "screening.json", "risk.json"] {
            dossier.remove(name)
        }
        let missing = dossier.findings().filter { $0.code == .paperMissing }
        #expect(missing.compactMap { $0.arguments["kind"] }.sorted() == ["identity", "risk", "screening"])
    }

    @Test func `without consent nothing goes anywhere, but by a recorded legal basis`() throws {
        var dossier = try ExampleDossier.packed()
        let stage = DossierRules.Stage.sealing(to: [ExampleDossier.kawthaung])
        let consent = try #require(dossier.documents.first { DocumentKind(of: $0.value) == .consent }).name
        dossier.remove(consent)
        let entries = try #require(dossier.root["documents"]?.array).filter { $0["name"]?.string != consent }
        dossier.set("referral.json", ["documents"], .array(entries))
        #expect(dossier.codes(stage) == [.consentMissing])
        dossier.set("referral.json", ["legalBasis"], Self.basis)
        #expect(dossier.codes(stage) == [])
    }

    @Test func `a consent for one office is none for another, and several may be enclosed`() throws {
        var dossier = try ExampleDossier()
        let third: JSONValue = [["office": "kawthaung"], ["office": "myeik"]]
        dossier.set("referral.json", ["to"], third)
        let finding = try #require(dossier.findings().first)
        #expect(finding.code == .consentOtherOffice)
        #expect(finding.arguments["office"] == "myeik")
        let consent = try #require(dossier.documents.first { $0.name == "consent.json" }?.value)
        dossier.documents.append(("consent-2.json", consent.setting(["receivers", "0", "office"], "myeik")))
        #expect(dossier.codes() == [])
    }

    @Test func `a dossier is sealed for the offices that it names and no namesake`() throws {
        let dossier = try ExampleDossier.packed()
        let namesake = OfficeReference(office: "kawthaung", authority: SHA256Digest(of: [3]))
        #expect(dossier.codes(.sealing(to: [namesake])) == [.receiverNotNamed])
    }

    @Test func `a victim's papers and a suspect's never travel together`() throws {
        var dossier = try ExampleDossier()
        let transfer: JSONValue = ["type": "urn:andaman:suspect-transfer:1", "case": "RN-2569-0117"]
        dossier.documents.append(("transfer.json", transfer))
        #expect(dossier.codes().contains(.suspectPaperInVictimDossier))

        var suspect = try ExampleDossier()
        suspect.set("referral.json", ["procedure"], "A")
        suspect.set("referral.json", ["person", "category"], "suspect")
        suspect.set("referral.json", ["legalBasis"], Self.basis)
        suspect.set("screening.json", ["result"], "victim")
        let mixed = suspect.findings().filter { $0.code == .victimPaperInSuspectDossier }
        #expect(mixed.compactMap(\.document).sorted() == ["consent.json", "screening.json"])
        #expect(!suspect.codes().contains(.consentMissing))
        suspect.set("referral.json", ["legalBasis"], nil)
        #expect(suspect.codes().contains(.legalBasisMissing))
    }

    @Test func `a paper that the step does not name is not allowed`() throws {
        var dossier = try ExampleDossier()
        dossier.set("referral.json", ["step"], "handover-return")
        let findings = dossier.findings().filter { $0.code == .paperNotAllowed }
        #expect(findings.compactMap(\.document).sorted() == ["identity.json", "risk.json", "screening.json"])
    }

    @Test func `the handover receipt goes back completed, in reply, by consent or legal basis`() throws {
        var dossier = try ExampleDossier()
        dossier.set("referral.json", ["step"], "handover-return")
        dossier.set("referral.json", ["from", "office"], "kawthaung")
        dossier.set("referral.json", ["to", "0", "office"], "ranong")
        dossier.set("referral.json", ["signers"], [["officer": "tun", "role": "police-officer"]])
        dossier.set(
            "referral.json",
            ["inReplyTo"],
            ["dossier": "019a6a0e-5c00-7a11-8b22-3c44d5e6f701"]
        )
        for name in ["identity.json", "screening.json", "consent.json", "risk.json"] { dossier.remove(name) }
        #expect(dossier.codes() == [.handoverNotCompleted, .consentMissing])
        let receipt = try #require(dossier.documents.first?.value)
        dossier.set("handover-receipt.json", ["status"], "completed")
        dossier.set("handover-receipt.json", ["actual"], receipt["planned"])
        dossier.set("handover-receipt.json", ["condition"], "Well")
        dossier.set("referral.json", ["legalBasis"], Self.basis)
        #expect(dossier.codes() == [])
        dossier.remove("handover-receipt.json")
        #expect(dossier.codes() == [.paperMissing])
    }

    @Test func `an appointed protector stands in a guardian's place`() throws {
        var dossier = try ExampleDossier()
        let protector: JSONValue = [
            "name": ["latin": "Suda Jaidee"], "agency": "Provincial shelter",
            "reason": "No parent could be found.",
            "appointedBy": "Juvenile court of Ranong", "appointed": "2026-11-05",
        ]
        dossier.set("identity.json", ["guardian"], nil)
        dossier.set("consent.json", ["guardian"], nil)
        dossier.set("consent.json", ["givenBy"], "protector")
        dossier.set("consent.json", ["protector"], protector)
        #expect(dossier.codes() == [])
    }

    @Test func `the root's list and the documents agree`() throws {
        var dossier = try ExampleDossier.packed()
        dossier.set("referral.json", ["documents", "0", "kind"], "health")
        #expect(dossier.codes(.signing) == [.listDiffers])
        dossier = try ExampleDossier.packed()
        dossier.set("referral.json", ["documents", "3"], nil)
        #expect(dossier.codes(.signing) == [.listDiffers])
        dossier = try ExampleDossier.packed()
        dossier.documents.removeLast()
        #expect(dossier.codes(.signing) == [.listDiffers])
    }

    @Test func `a return list whose totals are not those of its lines draws a warning`() throws {
        var dossier = try ExampleDossier()
        dossier.set("referral.json", ["step"], "handover")
        let manifest = try #require(try SampleDocuments.all()[.manifest])
        dossier.documents.append(("manifest.json", manifest))
        #expect(!dossier.codes().contains(.manifestTotalsDiffer))
        dossier.set("manifest.json", ["totals"], ["all": 2, "female": 1, "male": 0, "children": 0])
        let findings = dossier.findings().filter { $0.code == .manifestTotalsDiffer }
        #expect(findings.map(\.pointer) == ["/totals/all", "/totals/children"])
        #expect(findings.allSatisfy { $0.severity == .warning })
    }

    @Test func `each step of each procedure is content with the papers that it names`() throws {
        let samples = try SampleDocuments.all()
        for procedure in Procedure.all {
            for step in procedure.steps {
                var dossier = try ExampleDossier()
                dossier.set("referral.json", ["procedure"], .string(procedure.code))
                dossier.set("referral.json", ["step"], .string(step.code))
                dossier.set("referral.json", ["person", "category"], .string(procedure.categories[0]))
                dossier.set("referral.json", ["signers"], [["officer": "wichai", "role": "head"]])
                let basis = try #require(samples[.legalBasis]?["code"])
                dossier.set("referral.json", ["legalBasis"], Self.basis.setting(["code"], basis))
                if step.direction == .reply {
                    let earlier: JSONValue = ["dossier": "019a6a0e-5c00-7a11-8b22-3c44d5e6f701"]
                    dossier.set("referral.json", ["inReplyTo"], earlier)
                }
                // By law and not by consent: the two never stand together.
                let papers = step.papers.filter { $0.need != .forbidden && $0.kind != .consent }
                dossier.documents = try papers.map { paper in
                    var value = try #require(samples[paper.kind])
                    if paper.kind == .handoverReceipt {
                        value = value.setting(["status"], "completed").setting(["actual"], value["planned"])
                            .setting(["condition"], "Well")
                    }
                    return (paper.kind.fileName, value)
                }
                #expect(dossier.findings() == [], "\(procedure.code) \(step.code)")
            }
        }
    }

    @Test(arguments: [
        ("2008-11-23", "day", false), ("2008-11-24", "day", true), ("2008-11", "month", true),
        ("2008-10", "month", false), ("2008", "year", true), ("2007", "year", false),
    ])
    func `where the age is in doubt a person is a child`(date: String, precision: String, isChild: Bool)
        throws
    {
        var dossier = try ExampleDossier()
        dossier.set("referral.json", ["person", "child"], false)
        dossier.set("handover-receipt.json", ["person", "ageClass"], "adult")
        dossier.set("identity.json", ["age"], nil)
        let born: JSONValue = ["date": .string(date), "precision": .string(precision), "estimated": false]
        dossier.set("identity.json", ["born"], born)
        #expect(dossier.codes() == (isChild ? [.childNotMarked] : []))
    }
}
