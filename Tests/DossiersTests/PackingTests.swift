// SPDX-License-Identifier: Apache-2.0

import Dossiers
import JSONSchema
import Octets
import Testing

@Suite struct PackingTests {
    /// Counts up, so that two runs can be compared.
    struct Counter: RandomNumberGenerator {
        var value: UInt64 = 0
        mutating func next() -> UInt64 {
            value += 1
            return value
        }
    }

    static func pack(_ packing: DossierPacking) throws -> PackedDossier {
        var random = Counter()
        return try packing.packed(at: ExampleDossier.moment, using: &random)
    }

    static func changed(
        draft: JSONValue? = nil,
        documents: [DossierPacking.File]? = nil,
        attachments: [String]? = nil,
        authorities: [String: SHA256Digest]? = nil,
        signers: [Signer] = []
    ) throws -> DossierPacking {
        let packing = try ExampleDossier.packing()
        return DossierPacking(
            draft: draft ?? packing.draft,
            documents: documents ?? packing.documents,
            attachments: attachments ?? packing.attachments,
            authorities: authorities ?? packing.authorities,
            signers: signers
        )
    }

    @Test func `names in the container are neutral and the originals stand in the root`() throws {
        let packed = try Self.pack(try ExampleDossier.packing())
        #expect(packed.documents.map(\.name) == (1...5).map { "documents/0\($0).json" })
        #expect(packed.documents.map(\.originalName) == ExampleDossier.papers)
        #expect(
            packed.attachments.map(\.name) == [
                "attachments/01.pdf", "attachments/02.jpg", "attachments/03.jpg",
            ]
        )
        let referral = try Referral(packed.root)
        #expect(referral.documents.map(\.kind) == [.identity, .screening, .consent, .risk, .handoverReceipt])
        #expect(referral.attachments.map(\.mediaType) == ["application/pdf", "image/jpeg", "image/jpeg"])
        #expect(referral.from == ExampleDossier.ranong)
        #expect(referral.to == [ExampleDossier.kawthaung])
        #expect(referral.created == ExampleDossier.moment)
        #expect(try JSON.parse(packed.referral) == packed.root)
        #expect(OriginalName.names(in: referral)["documents/02.json"] == "screening.json")
        #expect(OriginalName.names(in: referral)["attachments/01.pdf"] == "letter-th.pdf")
    }

    @Test func `a document's bytes stay as they are but for a fresh salt`() throws {
        let packed = try Self.pack(try ExampleDossier.packing())
        let original = try ExampleDossier.bytes("identity.json")
        let salt = try #require(try JSON.parse(packed.documents[0].bytes)["salt"]?.string)
        let member = "\n  \"salt\": \"\(salt)\","
        #expect(packed.documents[0].bytes == [UInt8(ascii: "{")] + Array(member.utf8) + original.dropFirst())
        // Packed once more, the salt alone is another.
        let again = try Self.pack(
            try Self.changed(
                documents: packed.documents.map {
                    DossierPacking.File(name: $0.originalName, bytes: $0.bytes)
                }
            )
        )
        #expect(again.documents[0].bytes == packed.documents[0].bytes)
        let salts = try packed.documents.map { try JSON.parse($0.bytes)["salt"] }
        #expect(Set(salts).count == 5)
    }

    @Test(arguments: [
        ("{}", "{\"salt\": \"S\"}"), ("{ }", "{\"salt\": \"S\" }"),
        ("{\"a\":1}", "{\"salt\": \"S\",\"a\":1}"),
        ("{\"a\":{\"salt\":\"x\"},\"salt\":\"\"}", "{\"a\":{\"salt\":\"x\"},\"salt\":\"S\"}"),
        ("{\"s\\u0061lt\" : null }", "{\"s\\u0061lt\" : \"S\" }"),
    ])
    func `a salt goes where it belongs, however the document is written`(text: String, wanted: String) throws
    {
        let members = "\"type\":\"urn:andaman:identity:1\""
        // The document's own members come last, so that the places above stay at the beginning.
        func document(_ text: String) -> [UInt8] {
            let body = text.dropLast()
            let isEmpty = body.allSatisfy { "{ ".contains($0) }
            return Array((body + (isEmpty ? "" : ",") + members + "}").utf8)
        }
        let packed = try Self.pack(
            try Self.changed(documents: [DossierPacking.File(name: "a.json", bytes: document(text))])
        )
        let value = try JSON.parse(packed.documents[0].bytes)
        let salt = try #require(value["salt"]?.string)
        #expect(salt.count == 22)
        if !text.dropLast().allSatisfy({ "{ ".contains($0) }) {
            #expect(packed.documents[0].bytes == document(wanted.replacing("\"S\"", with: "\"\(salt)\"")))
        }
    }

    @Test func `what cannot be packed is refused by its code`() throws {
        func code(_ packing: @autoclosure () throws -> DossierPacking) throws -> DossierError.Code {
            let packing = try packing()
            return try #require(throws: DossierError.self) { try Self.pack(packing) }.code
        }
        let draft = try ExampleDossier().root
        let tail = ["letter-th.pdf", "scan-1.jpg", "scan-2.jpg"]
        #expect(try code(try Self.changed(attachments: tail + ["run.exe"])) == .attachmentKind)
        #expect(try code(try Self.changed(attachments: tail + ["pdf"])) == .attachmentKind)
        #expect(try code(try Self.changed(attachments: ["letter-th.pdf"])) == .attachmentUnmatched)
        #expect(try code(try Self.changed(attachments: tail + ["a\u{202E}fdp.jpg"])) == .fileName)
        #expect(try code(try Self.changed(attachments: tail + ["e\u{0301}.jpg"])) == .fileName)
        #expect(try code(try Self.changed(authorities: [:])) == .officeUnknown)
        #expect(try code(try Self.changed(draft: draft.setting(["signers"], nil))) == .signersMissing)
        #expect(try code(try Self.changed(draft: draft.setting(["type"], "x"))) == .notADocument)
        func file(_ text: String) -> [DossierPacking.File] {
            [DossierPacking.File(name: "a.json", bytes: Array(text.utf8))]
        }
        #expect(try code(try Self.changed(documents: file("{"))) == .malformed)
        #expect(try code(try Self.changed(documents: file("[]"))) == .notADocument)
        let many = (0...Limits.attachmentCount).map { "\($0).pdf" }
        #expect(
            try code(try Self.changed(draft: draft.setting(["attachments"], nil), attachments: many))
                == .tooMany
        )
        let large = Array(repeating: UInt8(ascii: " "), count: Limits.documents + 1)
        let files = [DossierPacking.File(name: "a.json", bytes: large)]
        #expect(try code(try Self.changed(documents: files)) == .tooLarge)
    }

    @Test func `who signs is taken from the draft, else from whoever packs`() throws {
        let draft = try ExampleDossier().root
        let signer = Signer(officer: "somchai", role: "head")
        let kept = try Self.pack(try Self.changed(signers: [signer]))
        #expect(try Referral(kept.root).signers.map(\.officer) == ["preeya", "wichai"])
        let filled = try Self.pack(
            try Self.changed(draft: draft.setting(["signers"], nil), signers: [signer])
        )
        #expect(try Referral(filled.root).signers == [signer])
    }

    @Test(arguments: [
        ("letter.pdf", "letter.pdf"), ("../../etc/passwd.pdf", "passwd.pdf"), ("C:\\Users\\a.pdf", "a.pdf"),
        ("a\u{202E}fdp.exe.pdf", "afdp.exe.pdf"), ("letter.exe", "letter.exe.pdf"), ("..", "01.pdf"),
        ("", "01.pdf"),
        (".profile.pdf", "profile.pdf"), ("con.pdf", "_con.pdf"), ("a\u{0000}\n.PDF", "a.pdf"),
        ("a?*.pdf", "a__.pdf"),
        ("ကသန စာ.pdf", "ကသန စာ.pdf"),
        (String(repeating: "ก", count: 100) + ".pdf", String(repeating: "ก", count: 65) + ".pdf"),
    ])
    func `an original name is made safe before it is written again`(name: String, wanted: String) {
        #expect(OriginalName.safe(name, for: "attachments/01.pdf") == wanted)
    }

    @Test func `no two names are alike, and none is the root's`() throws {
        var root = try Self.pack(try ExampleDossier.packing()).root
        root = root.setting(["documents", "0", "originalName"], "referral.json")
        root = root.setting(["documents", "1", "originalName"], "Consent.json")
        root = root.setting(["attachments", "1", "originalName"], "LETTER-TH.pdf.jpg")
        root = root.setting(["attachments", "2", "originalName"], "letter-th.pdf")
        let names = OriginalName.names(in: try Referral(root))
        #expect(names["documents/01.json"] == "referral (2).json")
        #expect(names["documents/02.json"] == "Consent.json")
        #expect(names["documents/03.json"] == "consent (2).json")
        #expect(names["attachments/03.jpg"] == "letter-th.pdf (2).jpg")
        #expect(Set(names.values.map { $0.lowercased() }).count == names.count)
    }
}
