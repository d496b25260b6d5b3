// SPDX-License-Identifier: Apache-2.0

import Dossiers
import JSONSchema
import Testing

@Suite struct DossierTemplateTests {
    static func template(_ code: String, step: String, child: Bool) throws -> DossierTemplate {
        let procedure = try #require(Procedure.named(code))
        return DossierTemplate(
            procedure: procedure,
            step: try #require(procedure.step(step)),
            caseNumber: "RN-1",
            dossier: "019a6a0e-5c00-7a11-8b22-3c44d5e6f701",
            from: "ranong",
            to: ["kawthaung"],
            isChild: child
        )
    }

    @Test func `a new folder has what the step needs, with places that must be filled in`() throws {
        let files = try Self.template("C", step: "referral", child: true).files()
        #expect(files.map(\.name).starts(with: ["referral.json", "identity.json", "screening.json"]))
        #expect(files.map(\.name).contains("consent.json"))
        let values = try files.map { (name: $0.name, value: try JSON.parse(Array($0.text.utf8))) }
        let consent = try #require(values.first { $0.name == "consent.json" }?.value)
        #expect(consent["decision"] == "given|refused")
        #expect(consent["assent"]?["given"] == .null)
        #expect(consent["case"] == "RN-1")
        #expect(consent["salt"] == nil)
        let findings = DossierRules.check(
            root: values[0].value,
            documents: Array(values.dropFirst()),
            stage: .draft,
            at: ExampleDossier.moment
        )
        // Every file has something left to fill in; nothing that the tool knows is among it.
        let invalid = findings.filter { $0.code == .documentInvalid || $0.code == .fieldUnfilled }
        #expect(Set(invalid.compactMap(\.document)) == Set(files.map(\.name)))
        for pointer in ["/type", "/dossier", "/from", "/to", "/procedure", "/step", "/case", "/person/child"]
        {
            #expect(
                !invalid.contains { $0.document == "referral.json" && $0.pointer == pointer },
                "\(pointer)"
            )
        }
        #expect(!invalid.contains { $0.arguments["keyword"] == "additional-properties" })
        #expect(!findings.contains { $0.code == .paperMissing })
    }

    @Test func `a suspect's folder asks for no consent, a handover receipt goes back alone`() throws {
        #expect(
            !(try Self.template("A", step: "referral", child: false).files().map(\.name).contains(
                "consent.json"
            ))
        )
        let back = try Self.template("C", step: "handover-return", child: false).files().map(\.name)
        #expect(back == ["referral.json", "handover-receipt.json"])
    }

    @Test(arguments: ["A", "B", "C", "R"])
    func `what comes back from a handover names the dossier and has places for what happened`(
        procedure: String
    ) throws {
        let files = try Self.template(procedure, step: "handover-return", child: false).files()
        let values = try files.map { (name: $0.name, value: try JSON.parse(Array($0.text.utf8))) }
        #expect(values[0].value["inReplyTo"] == ["dossier": ""])
        let receipt = try #require(values.first { $0.name == "handover-receipt.json" }?.value)
        #expect(receipt["status"] == "completed")
        #expect(receipt["actual"]?["time"] == "")
        #expect(receipt["receiver"]?.object?.isEmpty == false)
        #expect(receipt["condition"] == "")
        let findings = DossierRules.check(
            root: values[0].value,
            documents: Array(values.dropFirst()),
            stage: .draft,
            at: ExampleDossier.moment
        )
        #expect(!findings.contains { [.replyMissing, .handoverNotCompleted].contains($0.code) })
        #expect(findings.contains { $0.code == .fieldUnfilled && $0.pointer == "/inReplyTo/dossier" })
        let forward = try Self.template(procedure, step: "referral", child: false).files()
        #expect(!forward[0].text.contains("inReplyTo"))
    }

    @Test func `a place to fill in is one finding and takes no other fault's place`() throws {
        let files = try Self.template("C", step: "referral", child: true).files()
        var values = try files.map { (name: $0.name, value: try JSON.parse(Array($0.text.utf8))) }
        let identity = try #require(values.firstIndex { $0.name == "identity.json" })
        values[identity].value = values[identity].value.setting(["bogus"], 1).setting(["sex"], "none")
        let findings = DossierRules.check(
            root: values[0].value,
            documents: Array(values.dropFirst()),
            stage: .draft,
            at: ExampleDossier.moment
        )
        let own = findings.filter { $0.document == "identity.json" }
        #expect(own.contains { $0.code == .documentInvalid && $0.pointer == "/bogus" })
        #expect(own.contains { $0.code == .documentInvalid && $0.pointer == "/sex" })
        let places = own.filter { $0.code == .fieldUnfilled }.map(\.pointer)
        #expect(!places.isEmpty && Set(places).count == places.count)
        #expect(own.count { $0.code == .documentInvalid } == 2)
        // A rule about a list says nothing while its entries are still empty.
        #expect(!findings.contains { $0.code == .consentOtherPurpose || $0.code == .consentOtherOffice })
        // A packed dossier has no places to fill in: what is empty there is wrong.
        let packed = DossierRules.check(
            root: values[0].value,
            documents: Array(values.dropFirst()),
            stage: .signing,
            at: ExampleDossier.moment
        )
        #expect(!packed.contains { $0.code == .fieldUnfilled })
    }
}
