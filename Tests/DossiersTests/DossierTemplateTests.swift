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
        let invalid = findings.filter { $0.code == .documentInvalid }
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
}
