// SPDX-License-Identifier: Apache-2.0

import Catalogue
import Dossiers
import Forms
import JSONSchema
import Testing

@Suite struct FormSessionTests {
    /// Answers until `pointer` is asked for, with nothing.
    private func advance(_ session: inout FormSession, to pointer: String, _ kind: FormField.Kind? = nil)
        -> Bool
    {
        for _ in 0..<500 {
            guard let field = session.question else { return false }
            if field.pointer.description == pointer, kind == nil || field.kind == kind { return true }
            _ = session.answer("")
        }
        return false
    }

    private func session(_ name: String = "identity.json", at pointer: String = "") throws -> FormSession {
        let draft = try Samples.draft(name)
        let scope = try #require(JSONPointer(parsing: pointer))
        return try #require(FormSession(draft, zone: .thailand, scope: scope))
    }

    @Test func `a new draft begins with the first open field and ends complete`() throws {
        var session = try session()
        var asked: [String] = []
        #expect(session.question?.pointer == ["names", "th"])
        for _ in 0..<400 {
            guard let field = session.question else { break }
            asked.append("\(field.pointer) \(field.kind)")
            let answer =
                switch field.kind {
                case .text, .longText, .texts:
                    field.isRequired || field.current == nil && field.pointer.tokens.last != "placeCode"
                        ? "ซู ซู" : ""
                case .number: "14"
                case .date: "2/11/2569"
                case .partialDate: "~2555-05"
                case .time: "2/11/2569 10:00"
                case .flag, .choice, .choices: "1"
                case .section, .entry, .list: ""
                }
            let reply = session.answer(answer)
            if case .refused = reply { _ = session.answer("-") }
            if case .refused = reply, session.question?.identity == field.identity { _ = session.answer("") }
        }
        #expect(session.question == nil)
        #expect(session.remaining.map(\.instance.description) == [], "\(asked)")
        #expect(session.isComplete)
        #expect(session.document["born"]?["date"] == "2012-05")
        #expect(session.document["born"]?["precision"] == "month")
        #expect(session.document["born"]?["estimated"] == true)
        #expect(session.document["registered"] == "2026-11-02")
    }

    @Test func `every kind's new draft can be gone through to its end with no answers`() throws {
        for kind in DocumentCatalog.shared.kinds where !kind.isEnvelope {
            let empty = JSONValue.members([("type", .string(kind.typeURN))])
            var session = try #require(FormSession(empty, zone: .myanmar), "\(kind)")
            var count = 0
            while session.question != nil, count < 500 {
                _ = session.answer("")
                count += 1
            }
            #expect(session.question == nil, "\(kind)")
            #expect(session.document == empty, "\(kind)")
        }
    }

    @Test func `a form that was left goes on with the first open or wrong field`() throws {
        var first = try session()
        #expect(first.answer("ซู ซู อ่อง") == .taken(LocalizedText("ซู ซู อ่อง")))
        let resumed = try #require(FormSession(first.document, zone: .thailand))
        #expect(resumed.question?.pointer == ["names", "my"])
        var broken = try Samples.document("identity.json").object!
        broken["registered"] = "yesterday"
        let mended = try #require(FormSession(.object(broken), zone: .thailand))
        #expect(mended.question?.pointer == ["registered"])
        let complete = try #require(FormSession(try Samples.document("identity.json"), zone: .thailand))
        #expect(complete.isComplete)
    }

    @Test func `an answer that the schema refuses changes nothing`() throws {
        var session = try session(at: "/registered")
        let before = session.document
        for answer in ["yesterday", "30/2/2569", "2026-11", "2569-13-01"] {
            #expect(session.answer(answer) == .refused(.formNotDate))
            #expect(session.document == before)
        }
        #expect(session.answer("၁၄/၅/၂၅၆၉") != .refused(.formNotDate))
        #expect(session.document["registered"] == "2026-05-14")
    }

    @Test func `commands help, go back, leave out and stop`() throws {
        var session = try session()
        #expect(session.answer("<") == .kept)
        let before = try #require(session.question?.pointer)
        #expect(before != ["names", "th"])
        #expect(session.answer("") == .kept)
        guard case .help(let help) = session.answer("?") else { throw Unexpected() }
        #expect(help.count == 2)
        #expect(session.answer("-") == .taken(nil))
        #expect(session.document["names"]?["th"] == nil)
        #expect(session.answer(">") == .kept)
        #expect(session.question != nil)
        #expect(session.answer(".") == .stopped)
    }

    @Test func `what the rules need cannot be left out`() throws {
        var session = try session(at: "/sex")
        #expect(session.answer("-") == .refused(.formCannotLeaveOut))
    }

    @Test func `a choice is taken by number, code and name, in any language and digits`() throws {
        for answer in ["1", "๑", "၁", "female", "Female", "หญิง", "မ"] {
            var session = try session(at: "/sex")
            guard case .taken(let words) = session.answer(answer) else { throw Unexpected() }
            #expect(words?[.en] == "Female")
            #expect(session.document["sex"] == "female")
        }
        var session = try session(at: "/sex")
        #expect(session.answer("9") == .refused(.formNotChoice))
    }

    @Test func `a time is meant in the zone of the session unless it says another`() throws {
        let expected = [
            "1/12/2569 10:00", "2026-12-01 9:30 MM", "2026-12-01 03:00 Z", "2026-12-01T03:00:00Z",
        ]
        for answer in expected {
            var session = try session("consent.json", at: "/taken")
            guard case .taken = session.answer(answer) else { throw Unexpected() }
            #expect(session.document["taken"] == "2026-12-01T03:00:00Z", "\(answer)")
        }
        var session = try session("consent.json", at: "/taken")
        #expect(session.answer("2026-12-01 25:00") == .refused(.formNotTime))
        #expect(session.answer("2026-12-01") == .refused(.formNotTime))
    }

    @Test func `entries are added, filled in and removed`() throws {
        let receipt: JSONValue = ["type": "urn:andaman:handover-receipt:1"]
        var session = try #require(FormSession(receipt, zone: .thailand, scope: ["items"]))
        #expect(session.question?.kind == .list)
        #expect(session.answer("yes") == .taken(nil))
        #expect(session.question?.pointer == ["items", "0", "line"])
        #expect(session.answer("1") == .taken(LocalizedText("1")))
        #expect(session.answer("Backpack") == .taken(LocalizedText("Backpack")))
        #expect(advance(&session, to: "/items", .list))
        #expect(session.answer("ใช่") == .taken(nil))
        #expect(session.document["items"]?.array?.count == 2)
        var again = try #require(FormSession(session.document, zone: .thailand, scope: ["items"]))
        while again.question?.identity != .init(pointer: ["items", "0"], kind: .entry) {
            _ = again.answer("<")
        }
        #expect(again.answer("-") == .taken(nil))
        #expect(again.document["items"]?.array?.count == 1)
        #expect(again.document["items"]?[0]?["line"] == nil)
    }

    @Test func `the number of an identity paper is read as it is entered, and read anew when it changes`()
        throws
    {
        let document: JSONValue = ["type": "urn:andaman:identity:1"]
        var session = try #require(FormSession(document, zone: .myanmar, scope: ["papers"]))
        #expect(session.answer("yes") == .taken(nil))
        #expect(session.question?.pointer == ["papers", "0", "kind"])
        guard case .taken = session.answer("nrc") else { throw Unexpected() }
        guard case .taken = session.answer("၆/ကသန(နိုင်)၁၂၃၄၅၆") else { throw Unexpected() }
        #expect(session.document["papers"]?[0]?["number"] == "၆/ကသန(နိုင်)၁၂၃၄၅၆")
        #expect(session.document["papers"]?[0]?["normalized"] == "6/KATHANA(N)123456")
        #expect(session.document["papers"]?[0]?["reading"] == "read")
        #expect(session.question?.pointer == ["papers", "0", "normalized"])
        #expect(session.question?.shown?[.en] == "6/KATHANA(N)123456")
        #expect(session.answer("<") == .kept)
        // Never refused for not being read.
        guard case .taken = session.answer("old paper, torn") else { throw Unexpected() }
        #expect(session.document["papers"]?[0]?["number"] == "old paper, torn")
        #expect(session.document["papers"]?[0]?["normalized"] == nil)
        #expect(session.document["papers"]?[0]?["reading"] == "unreadable")
    }

    @Test func `a rule of the document makes its field needed`() throws {
        var session = try session("consent.json", at: "/protector")
        #expect(session.question?.kind == .section)
        #expect(session.question?.isRequired == false)
        var document = session.document.object!
        document["givenBy"] = "protector"
        let needed = try #require(FormSession(.object(document), zone: .thailand, scope: ["protector"]))
        #expect(needed.question?.pointer == ["protector", "name", "th"])
        #expect(session.answer("yes") == .taken(nil))
    }

    @Test func `what no document may hold is refused`() throws {
        var session = try session(at: "/names/latin")
        guard case .refused(let direction) = session.answer("a\u{202E}b") else { throw Unexpected() }
        #expect(direction.key == "json.direction-control")
        guard case .refused(let normal) = session.answer("e\u{301}") else { throw Unexpected() }
        #expect(normal.key == "json.not-normalized")
        // Burmese keyboards type this letter in two ways.
        #expect(session.answer("\u{1025}\u{102E}\u{1038}") == .taken(LocalizedText("\u{1026}\u{1038}")))
    }

    @Test func `a question shows its path, its present value and its choices`() throws {
        let session = try #require(
            FormSession(
                try Samples.document("identity.json"),
                zone: .thailand,
                scope: ["guardian", "relationship"]
            )
        )
        let lines = FormQuestion(try #require(session.question), in: .th).lines
        #expect(lines[0] == "ผู้ปกครอง › ความสัมพันธ์ *")
        #expect(lines[1] == "  ปัจจุบัน: มารดา")
        #expect(lines.contains("  2  บิดา"))
    }

    @Test func `every kind of field has help in every language`() throws {
        for kind in DocumentCatalog.shared.kinds where !kind.isEnvelope {
            var session = try #require(
                FormSession(.members([("type", .string(kind.typeURN))]), zone: .thailand)
            )
            while let field = session.question {
                for line in field.help {
                    for language in Language.allCases { #expect(!line[language].hasPrefix("["), "\(field)") }
                }
                _ = session.answer("")
            }
        }
    }

    @Test func `nothing is asked of an envelope or of an unknown place`() throws {
        #expect(FormSession(["type": "urn:example:1"], zone: .thailand) == nil)
        let draft = try Samples.draft("identity.json")
        #expect(FormSession(draft, zone: .thailand, scope: ["nothing"]) == nil)
    }

    private struct Unexpected: Error {}
}
