// SPDX-License-Identifier: Apache-2.0

import Dossiers
import JSONSchema
import Schemas
import Testing

@Suite struct SchemaTests {
    @Test func `each schema compiles strictly, packed and as a draft`() throws {
        let catalog = DocumentCatalog.shared
        #expect(
            Set(catalog.kinds.map(\.rawValue)).isSuperset(of: [
                "referral", "identity", "screening", "consent", "handover-receipt", "waybill", "receipt",
                "reasons",
                "card",
            ])
        )
        for kind in catalog.kinds {
            #expect(catalog.schema(of: kind, form: .packed) != nil)
            #expect(catalog.schema(of: kind, form: .draft) != nil)
            #expect(catalog.title(of: kind) != nil, "\(kind)")
            let source = try #require(catalog.source(of: kind))
            #expect(source["$id"]?.string == "urn:andaman:schema:\(kind.rawValue):1")
            #expect(source["properties"]?["type"]?["const"]?.string == kind.typeURN)
            #expect(source["required"]?.array?.contains("salt") == true)
        }
    }

    @Test func `the common definitions compile strictly, those included that no schema uses`() throws {
        let common = try JSON.parse(try #require(EmbeddedSchemas.file(named: "common.schema.json")))
        _ = try Schema(common)
    }

    @Test func `every field is titled in three languages, every code named, every object closed`() throws {
        for kind in DocumentCatalog.shared.kinds {
            try check(try #require(DocumentCatalog.shared.source(of: kind)), "\(kind.rawValue)")
        }
        let common = try JSON.parse(try #require(EmbeddedSchemas.file(named: "common.schema.json")))
        for (name, definition) in common["$defs"]?.object?.members ?? [] { try check(definition, name) }
    }

    private func check(_ schema: JSONValue, _ place: String) throws {
        if schema["type"]?.string == "object" {
            // Closed, or open for members of one checked form (the card's classes of readers, a reason's values).
            #expect(schema["additionalProperties"] != nil, "\(place)")
            #expect(schema["additionalProperties"] == false || schema["propertyNames"] != nil, "\(place)")
        }
        if let codes = schema["enum"]?.array, schema["x-label"] != nil {
            for code in codes {
                for language in ["en", "th", "my"] {
                    #expect(
                        schema["x-label"]?[code.string ?? ""]?[language]?.string != nil,
                        "\(place) \(code)"
                    )
                }
            }
        }
        for (name, property) in schema["properties"]?.object?.members ?? [] {
            let place = place + "." + name
            #expect(property["title"]?.string?.isEmpty == false, "\(place)")
            for language in ["th", "my"] {
                #expect(property["x-title"]?[language]?.string?.isEmpty == false, "\(place)")
            }
            if let sensitivity = property["x-sensitivity"] {
                #expect(["P", "S", "X"].contains(sensitivity), "\(place)")
            }
            try check(property, place)
        }
        if let items = schema["items"] { try check(items, place + "[]") }
        for (name, definition) in schema["$defs"]?.object?.members ?? [] {
            try check(definition, place + "#" + name)
        }
    }

    @Test func `the procedures follow their schema, and their papers have one need each`() throws {
        let names = EmbeddedSchemas.names.filter { $0.hasPrefix("procedures/") }
        #expect(
            names == ["procedures/A.json", "procedures/B.json", "procedures/C.json", "procedures/R.json"]
        )
        let set = try SchemaSet(
            ["common", "procedure"].map { name in
                let bytes = try #require(EmbeddedSchemas.file(named: name + ".schema.json"))
                return (uri: "urn:andaman:schema:\(name):1", schema: try JSON.parse(bytes))
            }
        )
        let schema = try set.schema("urn:andaman:schema:procedure:1")
        for name in names {
            let value = try JSON.parse(try #require(EmbeddedSchemas.file(named: name)))
            #expect(schema.validate(value).violations == [])
        }
        #expect(Procedure.all.map(\.code) == ["A", "B", "C", "R"])
        for procedure in Procedure.all {
            for step in procedure.steps {
                #expect(
                    Set(step.papers.map(\.kind)).count == step.papers.count,
                    "\(procedure.code) \(step.code)"
                )
                #expect(step.signers.contains { $0.isRequired })
            }
            for urgency in Urgency.allCases { #expect(procedure.deadlines[urgency] == urgency.hours) }
        }
        #expect(Procedure.named("c")?.code == "C")
        #expect(Procedure.named("ABC") == nil)
    }

    struct Mutation: CustomTestStringConvertible, Sendable {
        let document: String
        let pointer: JSONPointer
        let value: JSONValue?
        let place: String
        let keyword: String

        init(
            _ document: String,
            _ pointer: JSONPointer,
            _ value: JSONValue?,
            _ place: String,
            _ keyword: String
        ) {
            self.document = document + ".json"
            self.pointer = pointer
            self.value = value
            self.place = place
            self.keyword = keyword
        }

        var testDescription: String { "\(document)\(place) \(keyword)" }
    }

    static let mutations = [
        Mutation("referral", ["to"], nil, "/to", "required"),
        Mutation("referral", ["to"], [], "/to", "min-items"),
        Mutation("referral", ["from", "office"], "Ranong", "/from/office", "pattern"),
        Mutation("referral", ["urgency"], "soon", "/urgency", "enum"),
        Mutation("referral", ["person", "name"], "Su Su", "/person/name", "additional-properties"),
        Mutation("referral", ["case"], "Su Su Aung", "/case", "pattern"),
        Mutation("referral", ["subject"], "", "/subject", "min-length"),
        Mutation("referral", ["dossier"], "019a6a0e-5c00-4a11-8b22-3c44d5e6f701", "/dossier", "pattern"),
        Mutation(
            "referral",
            ["legalBasis"],
            ["code": "other-law", "text": "x"],
            "/legalBasis/authority",
            "required"
        ),
        Mutation("identity", ["names"], ["honorific": "Ma"], "/names", "any-of"),
        Mutation("identity", ["names", "surname"], "Aung", "/names/surname", "additional-properties"),
        Mutation("identity", ["born", "date"], "2012-13", "/born/date", "pattern"),
        Mutation("identity", ["born", "precision"], "day", "/born/date", "pattern"),
        Mutation("identity", ["guardian", "phone"], "0900000117", "/guardian/phone", "pattern"),
        Mutation("identity", ["age", "years"], 14.5, "/age/years", "type"),
        Mutation("identity", ["age", "asOf"], "2026-02-30", "/age/asOf", "format"),
        Mutation("screening", ["result"], nil, "/result", "required"),
        Mutation("screening", ["acts"], ["recruitment", "recruitment"], "/acts", "unique-items"),
        Mutation("screening", ["held"], "2026-11-03T03:00:00+07:00", "/held", "pattern"),
        Mutation("screening", ["team"], [], "/team", "min-items"),
        Mutation("consent", ["receivers"], nil, "/receivers", "required"),
        Mutation("consent", ["told", "purpose"], nil, "/told/purpose", "required"),
        Mutation("consent", ["givenBy"], "protector", "/protector", "required"),
        Mutation("consent", ["purposes", "0"], "marketing", "/purposes/0", "enum"),
        Mutation("consent", ["expires"], "never", "/expires", "pattern"),
        Mutation("handover-receipt", ["planned", "place"], nil, "/planned/place", "required"),
        Mutation("handover-receipt", ["status"], "completed", "/actual", "required"),
        Mutation("handover-receipt", ["items", "0", "quantity"], 0, "/items/0/quantity", "minimum"),
        Mutation("handover-receipt", ["bundle"], "x", "/bundle", "additional-properties"),
    ]

    @Test(arguments: mutations) func `a change that breaks a schema is refused at its place`(
        _ mutation: Mutation
    ) throws {
        var dossier = try ExampleDossier()
        dossier.set(mutation.document, mutation.pointer, mutation.value)
        let findings = dossier.findings()
        #expect(
            findings.contains { finding in
                finding.document == mutation.document && finding.pointer == mutation.place
                    && (finding.code == .fieldUnfilled || finding.arguments["keyword"] == mutation.keyword)
            }
        )
    }

    @Test(arguments: [
        "referral.json", "documents/01.json", "documents/02.json", "documents/03.json", "documents/04.json",
    ])
    func `a packed document without its salt is refused`(name: String) throws {
        for salt in [nil, "AAAAAAAAAAAAAAAAAAAAAB", "short", ""] as [JSONValue?] {
            var dossier = try ExampleDossier.packed()
            dossier.set(name, ["salt"], salt)
            let finding = try #require(dossier.findings(.signing).first)
            #expect(finding.code == .documentInvalid)
            #expect(finding.pointer == "/salt")
        }
    }

    @Test(arguments: ["created", "documents", "attachments", "signers"])
    func `what the tool fills in may be missing from a draft and not from a dossier`(name: String) throws {
        var draft = try ExampleDossier()
        draft.set("referral.json", [name], nil)
        #expect(draft.codes() == [])
        var packed = try ExampleDossier.packed()
        packed.set("referral.json", [name], nil)
        #expect(
            packed.findings(.signing).contains { $0.code == .documentInvalid && $0.pointer == "/" + name }
        )
    }
}
