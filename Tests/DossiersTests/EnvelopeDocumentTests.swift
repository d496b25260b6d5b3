// SPDX-License-Identifier: Apache-2.0

import Dossiers
import JSONSchema
import Octets
import Testing

@Suite struct EnvelopeDocumentTests {
    static let salt = "AAAAAAAAAAAAAAAAAAAAAA"
    static let bundle = BundleReference(
        id: "019a6a0e-5c00-7a11-8b22-3c44d5e6f701",
        identity: SHA256Digest(of: [3])
    )
    static let moment = ExampleDossier.moment

    static let waybill = Waybill(
        salt: salt,
        bundle: bundle.id,
        from: ExampleDossier.ranong,
        to: [ExampleDossier.kawthaung],
        recipients: [SHA256Digest(of: [4])],
        manifests: [SHA256Digest(of: [5])],
        created: moment,
        expires: moment.adding(seconds: 86400),
        urgency: .urgent
    )

    static let part = PartDocument(
        salt: salt,
        dossier: "019a6a0e-5c00-7a11-8b22-3c44d5e6f701",
        from: ExampleDossier.ranong,
        readers: "health"
    )

    static let extract = ExtractDocument(
        salt: salt,
        made: moment,
        from: ExampleDossier.ranong,
        officer: Signer(officer: "wichai", role: "head"),
        manifests: [SHA256Digest(of: [1]), SHA256Digest(of: [2])],
        shown: [.init(name: "documents/01.json", sha256: SHA256Digest(of: [3]))],
        withheld: [.init(name: "attachments/01.pdf", sha256: SHA256Digest(of: [4]))],
        receipts: []
    )

    static let receipt = ReceiptDocument(
        salt: salt,
        bundle: bundle,
        from: ExampleDossier.kawthaung,
        to: ExampleDossier.ranong,
        decision: .refused,
        codes: ["binding"],
        cards: [ReceiptDocument.CardInForce(office: "ranong", serial: 2)],
        time: moment
    )

    static let reasons = ReasonsDocument(
        salt: salt,
        bundle: bundle,
        reasons: [
            ReasonsDocument.Reason(
                code: "dossier.consent-expired",
                document: "documents/03.json",
                pointer: "/expires",
                arguments: ["office": "kawthaung"]
            ),
            ReasonsDocument.Reason(code: "binding"),
        ]
    )

    static let card = CardDocument(
        salt: salt,
        serial: 1,
        office: "ranong",
        names: CardDocument.Names(english: "Ranong", thai: "ระนอง", burmese: "ရနောင်း"),
        country: "TH",
        authority: SHA256Digest(of: [1]),
        authorityCertificate: [0x30, 1, 2],
        sealCertificates: [[0x30, 1]],
        officerCertificates: [[0x30, 2]],
        recipients: ["general": ["age1pq1qqqq"], "health": ["age1pq1pppp"]],
        logKey: "andaman.example/ranong+12345678+AbCd",
        cosignerKey: nil,
        crl: [0x30, 0],
        addresses: ["https://ranong.example:8443"],
        issued: moment,
        expires: moment.adding(seconds: 86400)
    )

    @Test func `each document of the envelope is read as it was made`() throws {
        #expect(try Waybill(Self.waybill.json()) == Self.waybill)
        #expect(try ReceiptDocument(Self.receipt.json()) == Self.receipt)
        #expect(try ReasonsDocument(Self.reasons.json()) == Self.reasons)
        #expect(try CardDocument(Self.card.json()) == Self.card)
        #expect(try ExtractDocument(Self.extract.json()) == Self.extract)
        for json in [Self.waybill.json(), Self.receipt.json(), Self.reasons.json(), Self.card.json()] {
            #expect(try JSON.parse(json.bytes(.pretty)) == json)
        }
    }

    struct Mutation: CustomTestStringConvertible, Sendable {
        let kind: DocumentKind
        let pointer: JSONPointer
        let value: JSONValue?
        let place: String
        let keyword: String
        var testDescription: String { "\(kind.rawValue)\(place) \(keyword)" }

        init(
            _ kind: DocumentKind,
            _ pointer: JSONPointer,
            _ value: JSONValue?,
            _ place: String,
            _ keyword: String
        ) {
            self.kind = kind
            self.pointer = pointer
            self.value = value
            self.place = place
            self.keyword = keyword
        }
    }

    static let mutations = [
        Mutation(.waybill, ["salt"], nil, "", "required"),
        Mutation(.waybill, ["subject"], "Su Su", "/subject", "additional-properties"),
        Mutation(.waybill, ["bundle"], "1", "/bundle", "pattern"),
        Mutation(.waybill, ["from", "authority"], "AB", "/from/authority", "pattern"),
        Mutation(.waybill, ["created"], "2026-02-30T00:00:00Z", "/created", "format"),
        Mutation(.waybill, ["recipients"], [], "/recipients", "min-items"),
        Mutation(.waybill, ["type"], "urn:andaman:waybill:2", "/type", "const"),
        Mutation(.receipt, ["event"], "ContentHandover", "/decision", "const"),
        Mutation(.receipt, ["codes", "0"], "Su Su", "/codes/0", "pattern"),
        Mutation(.receipt, ["cards", "0", "serial"], 0, "/cards/0/serial", "minimum"),
        Mutation(.reasons, ["reasons", "0", "pointer"], "expires", "/reasons/0/pointer", "pattern"),
        Mutation(.reasons, ["reasons", "0", "text"], "x", "/reasons/0/text", "additional-properties"),
        Mutation(.part, ["class"], "Health", "/class", "pattern"),
        Mutation(.part, ["case"], "RN-2569-0117", "/case", "additional-properties"),
        Mutation(.extract, ["withheld"], nil, "", "required"),
        Mutation(.extract, ["withheld", "0", "name"], "../x y", "/withheld/0/name", "pattern"),
        Mutation(.extract, ["manifests"], [], "/manifests", "min-items"),
        Mutation(.extract, ["subject"], "Su Su", "/subject", "additional-properties"),
        Mutation(.card, ["recipients", "general", "0"], "age2qqqq", "/recipients/general/0", "pattern"),
        Mutation(.card, ["recipients", "general"], nil, "/recipients", "required"),
        Mutation(.card, ["addresses", "0"], "http://ranong.example", "/addresses/0", "pattern"),
        Mutation(.card, ["serial"], 1.5, "/serial", "type"),
        Mutation(.card, ["certificates", "seal"], [], "/certificates/seal", "min-items"),
    ]

    @Test(arguments: mutations) func `a change that breaks a schema of the envelope is refused at its place`(
        _ mutation: Mutation
    ) throws {
        let documents: [DocumentKind: JSONValue] = [
            .waybill: Self.waybill.json(), .receipt: Self.receipt.json(), .reasons: Self.reasons.json(),
            .card: Self.card.json(), .part: Self.part.json(), .extract: Self.extract.json(),
        ]
        let document = try #require(documents[mutation.kind]).setting(mutation.pointer, mutation.value)
        let error = try #require(throws: DossierError.self) {
            switch mutation.kind {
            case .waybill: _ = try Waybill(document)
            case .part: _ = try PartDocument(document)
            case .receipt: _ = try ReceiptDocument(document)
            case .extract: _ = try ExtractDocument(document)
            case .reasons: _ = try ReasonsDocument(document)
            default: _ = try CardDocument(document)
            }
        }
        #expect(error.code == .notADocument)
        #expect(error.arguments["keyword"] == mutation.keyword)
        #expect(error.arguments["pointer"] == mutation.place)
    }

    @Test func `whatever the rules find can be told as reasons`() throws {
        var dossier = try ExampleDossier()
        dossier.set("identity.json", [String(repeating: "x", count: 600)], "y")
        dossier.set("referral.json", ["step"], "not\na code")
        dossier.set("referral.json", ["signers", "0", "officer"], "Su Su Aung")
        dossier.set("referral.json", ["signers", "0", "role"], "a role")
        dossier.documents += (0..<300).map { ("\($0).json", JSONValue.object(JSONObject())) }
        let findings = dossier.findings()
        let reasons = ReasonsDocument(
            salt: Self.salt,
            bundle: Self.bundle,
            reasons: (findings + findings).map { ReasonsDocument.Reason($0) }
        )
        #expect(reasons.reasons.count == 256)
        #expect(try ReasonsDocument(reasons.json()) == reasons)
        #expect(!reasons.json().text(.compact).contains("Su Su"))
        #expect(reasons.reasons[0].messageArguments["document"] == findings[0].document)
    }

    @Test func `a salt is 128 bits of what the caller's randomness gives`() {
        var random = PackingTests.Counter()
        #expect(Salt.fresh(using: &random) == "AQAAAAAAAAACAAAAAAAAAA")
    }
}
