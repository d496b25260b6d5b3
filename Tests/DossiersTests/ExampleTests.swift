// SPDX-License-Identifier: Apache-2.0

import Dossiers
import JSONSchema
import Octets
import Testing

@Suite struct ExampleTests {
    @Test(arguments: ExampleFolder.Name.allCases)
    func `an example has nothing to mend`(name: ExampleFolder.Name) throws {
        #expect(try ExampleFolder(name).findings() == [])
    }

    @Test(arguments: ExampleFolder.Name.allCases)
    func `packed, an example has nothing to mend but for papers that belong in a part`(
        name: ExampleFolder.Name
    ) throws {
        let packed = try ExampleFolder(name).packed()
        let findings = packed.findings(.signing)
        let health = packed.documents.filter { DocumentKind(of: $0.value) == .health }.map(\.name)
        #expect(findings.map(\.code) == health.map { _ in .classInTheOpen })
        #expect(findings.compactMap(\.document) == health)
        #expect(findings.allSatisfy { $0.pointer == "/type" && $0.arguments["class"] == "health" })
    }

    @Test func `with the health paper in its sealed part a dossier may be signed and sealed`() throws {
        var dossier = try ExampleFolder(.victim)
        try dossier.apply(.drop("health.json"))
        var packed = try dossier.packed()
        #expect(packed.findings(.signing).map(\.code) == [.paperMissing])
        let digest = JSONValue.string(SHA256Digest(of: [1]).hex)
        packed.root = packed.root.setting(
            ["parts"],
            [
                [
                    "name": "parts/01.asice.age", "class": "health", "recipients": [digest],
                    "manifests": [digest],
                ]
            ]
        )
        #expect(packed.findings(.signing) == [])
        #expect(packed.findings(.sealing(to: [ExampleDossier.kawthaung])) == [])

        // Whoever can read the part holds its papers to the same rules.
        let health = try ExampleFolder.document("health.json", of: .victim)
            .setting(["salt"], .string(EnvelopeDocumentTests.salt))
        func findings(_ health: JSONValue) -> [Finding] {
            DossierRules.check(
                root: packed.root,
                documents: packed.documents,
                enclosed: [("parts/01/documents/01.json", health)],
                stage: .signing,
                at: ExampleFolder.Name.victim.moment
            )
        }
        #expect(findings(health) == [])
        let invalid = findings(health.setting(["fitness"], "good"))
        #expect(invalid.map(\.code) == [.documentInvalid])
        #expect(invalid.first?.document == "parts/01/documents/01.json")
        #expect(findings(health.setting(["case"], "RN-1")).map(\.code) == [.caseDiffers])
    }

    @Test func `each procedure has an example, and each kind of paper stands in one`() throws {
        let examples = try ExampleFolder.Name.allCases.map { try ExampleFolder($0) }
        #expect(Set(examples.compactMap { $0.root["procedure"]?.string }) == ["A", "B", "C", "R"])
        let kinds = Set(examples.flatMap { $0.documents.compactMap { DocumentKind(of: $0.value) } })
        for kind in DocumentCatalog.shared.kinds where !kind.isEnvelope && kind != .referral {
            #expect(kinds.contains(kind), "\(kind.rawValue)")
        }
    }

    @Test func `an example's attachments are those that its papers name`() throws {
        for name in ExampleFolder.Name.allCases {
            let example = try ExampleFolder(name)
            let listed = Set(
                (example.root["attachments"]?.array ?? []).compactMap { $0["originalName"]?.string }
            )
            for document in example.documents {
                for file in attachments(in: document.value) {
                    #expect(listed.contains(file), "\(name.rawValue) \(document.name) \(file)")
                }
            }
        }
    }

    private func attachments(in value: JSONValue) -> [String] {
        switch value {
        case .object(let object):
            object.members.flatMap { name, value in
                ["attachment", "portrait", "photo"].contains(name)
                    ? [value.string].compactMap(\.self) : attachments(in: value)
            }
        case .array(let elements): elements.flatMap(attachments(in:))
        default: []
        }
    }

    @Test func `what the next step and the whole procedure need is told in words`() throws {
        let child = try ExampleFolder(.child)
        let notes = DossierRules.outlook(root: child.root, documents: child.documents)
        #expect(notes.map(\.code) == [.nextStepNeeds, .wholeNeeds])
        #expect(notes.allSatisfy { $0.severity == .note })
        #expect(notes.first?.arguments["kinds"] == "answer")
        #expect(notes.first?.arguments["step"] == "answer")
        #expect(notes.last?.arguments["kinds"] == "answer, family-tracing, nationality, health, follow-up")
        let words = Finding.words(for: try #require(notes.last).arguments)
        #expect(words["kinds"]?.english.hasPrefix("Answer, Family tracing") == true)
        #expect(words["kinds"]?.thai.contains("ครอบครัว") == true)
        #expect(words["kinds"]?.burmese.contains("၊ ") == true)
        #expect(words["procedure"] == nil)

        let end = try ExampleFolder(.victimFollowUp)
        #expect(DossierRules.outlook(root: end.root, documents: end.documents) == [])
        let told = try ExampleFolder(.victimWithdrawal)
        #expect(DossierRules.outlook(root: told.root, documents: told.documents) == [])
    }

    @Test func `codes in findings have words, and what is no code stays`() {
        let words = Finding.words(for: [
            "roles": "head, prosecutor", "step": "handover", "category": "health", "purpose": "return",
            "document": "identity.json", "kind": "no-such-kind",
        ])
        #expect(words["roles"]?.english == "Head of the office, Prosecutor")
        #expect(words["step"]?.english == "Handover")
        #expect(words["category"]?.thai == "สุขภาพ")
        #expect(words["purpose"]?.english == "Return to the home country")
        #expect(words["document"] == nil)
        #expect(words["kind"] == nil)
    }

    @Test func `each procedure says who sends and who receives`() throws {
        let b = try #require(Procedure.named("B"))
        #expect(b.sends.country == "MM")
        #expect(b.receives.country == "TH")
        let step = try #require(b.step("outcome"))
        #expect(b.receiver(of: step)?.country == "MM")
        #expect(b.sender(of: step)?.country == "TH")
        let r = try #require(Procedure.named("R"))
        let withdrawal = try #require(r.step("withdrawal"))
        #expect(r.receiver(of: withdrawal) == nil)
        #expect(r.course.map(\.code) == ["referral", "answer", "handover", "handover-return", "follow-up"])
    }

    @Test func `papers are of the class that their schema names`() {
        #expect(DocumentCatalog.shared.readers(of: .health) == "health")
        #expect(DocumentCatalog.shared.readers(of: .identity) == DocumentCatalog.generalReaders)
        #expect(DocumentCatalog.shared.kinds(readBy: "health") == [.health])
        #expect(DocumentCatalog.shared.kinds(readBy: "nobody") == [])
    }
}
