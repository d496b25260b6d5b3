// SPDX-License-Identifier: Apache-2.0

import Catalogue
import Dossiers
import JSONSchema
import Octets
import Testing

@Suite struct BrokenVariantTests {
    /// A finding without its sentence's arguments.
    struct Fault: Hashable {
        let code: Finding.Code
        let severity: Finding.Severity
        let document: String?
        let pointer: String?
        let kind: String?

        init(_ finding: Finding, withKind: Bool) {
            code = finding.code
            severity = finding.severity
            document = finding.document
            pointer = finding.pointer
            kind = withKind ? finding.arguments["kind"] : nil
        }

        init(_ variant: BrokenVariant) {
            code = variant.code
            severity = variant.severity
            document = variant.document
            pointer = variant.pointer
            kind = variant.kind?.rawValue
        }
    }

    @Test(arguments: BrokenVariant.all)
    func `an example with one fault draws the finding for it and no other`(_ variant: BrokenVariant) throws {
        var dossier = try ExampleFolder(variant.example)
        for edit in variant.edits { try dossier.apply(edit) }
        let findings = dossier.findings()
        #expect(findings.map { Fault($0, withKind: variant.kind != nil) } == [Fault(variant)])
        #expect(findings.hasErrors == (variant.severity == .error))
        for finding in findings {
            for language in Language.allCases {
                let message = Message(
                    domain: Finding.domain,
                    code: finding.codeName,
                    arguments: finding.arguments
                )
                #expect(!message.text(in: language).contains("{"))
            }
        }
    }

    @Test func `the variants are many, and every rule that a folder can break has one`() {
        let errors = BrokenVariant.all.filter { $0.severity == .error }
        #expect(errors.count >= 60)
        // What only a container can show, the notes and the encodings of Burmese have tests of their own.
        let others: Set<Finding.Code> = [
            .listDiffers, .receiverNotNamed, .classInTheOpen, .classWithoutReader, .nextStepNeeds,
            .zawgyiSuspected, .zawgyiPossible, .wholeNeeds, .withdrawalRecorded,
        ]
        #expect(Set(Finding.Code.allCases).subtracting(BrokenVariant.all.map(\.code)) == others)
    }

    @Test func `papers of a class go only to an office that has readers of it`() throws {
        let dossier = try ExampleFolder(.victim)
        var offices = ExampleFolder.offices
        offices["kawthaung"] = DossierRules.KnownOffice(country: "MM", readers: ["general"])
        let findings = dossier.findings(offices: offices)
        #expect(findings.map(\.code) == [.classWithoutReader])
        #expect(findings.first?.pointer == "/to/0/office")
        #expect(findings.first?.arguments["class"] == "health")
        #expect(dossier.findings(offices: [:]) == [])
    }

    @Test func `a packed dossier's list, offices and open papers are held to the same table`() throws {
        var dossier = try ExampleFolder(.victimAnswer).packed()
        #expect(dossier.findings(.sealing(to: [ExampleDossier.ranong])) == [])
        let namesake = OfficeReference(office: "ranong", authority: SHA256Digest(of: [9]))
        #expect(dossier.findings(.sealing(to: [namesake])).map(\.code) == [.receiverNotNamed])
        dossier.root = dossier.root.setting(["documents", "0", "kind"], "risk")
        #expect(dossier.findings(.signing).map(\.code) == [.listDiffers])
    }

    @Test func `a withdrawn consent stops what is about to be sealed, and the notice of it goes out`() throws
    {
        var dossier = try ExampleFolder(.victimAnswer).packed()
        let index = try #require(dossier.documents.firstIndex { DocumentKind(of: $0.value) == .consent })
        dossier.documents[index].value = dossier.documents[index].value.setting(
            ["withdrawal"],
            ["withdrawn": "2026-11-17T00:00:00Z"]
        )
        #expect(dossier.findings(.sealing(to: [ExampleDossier.ranong])).map(\.code) == [.consentWithdrawn])
        let notice = try ExampleFolder(.victimWithdrawal).packed()
        #expect(notice.findings(.sealing(to: [ExampleDossier.ranong])) == [])
    }
}
