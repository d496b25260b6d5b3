// SPDX-License-Identifier: Apache-2.0

import Files
import Glibc
import JSONSchema
import Octets
import Testing

/// `dossier show`, `print` and `edit`, as the program runs them; what they say is tested in `FormsTests`.
@Suite struct DossierFormsTests {
    private func json(_ path: String) throws -> JSONValue {
        try JSON.parse(try Folder.read(path, limit: 1 << 20))
    }

    /// Lends a new folder of papers for a child, nothing of it filled in.
    private func withNewPapers(_ body: (Desk, _ papers: String) async throws -> Void) async throws {
        try await Exchange.with { exchange in
            let papers = exchange.folder + "/new"
            try await exchange.ranong.done(
                "dossier",
                "new",
                papers,
                "--procedure",
                "C",
                "--case",
                "RN-1",
                "--child"
            )
            try await body(exchange.ranong, papers)
        }
    }

    // MARK: show

    @Test func `show reads a folder and a signed file, in one language and in several`() async throws {
        try await Exchange.with { exchange in
            let desk = exchange.ranong
            for input in [exchange.papers, exchange.dossier] {
                let shown = try await desk.done("dossier", "show", input, "--languages", "en,th,my")
                for words in ["Referral ·", "หนังสือส่งต่อ", "พ.ศ. 25", "ค.ศ. 20", "ခုနှစ်"] {
                    #expect(shown.output.contains(words), "\(input) \(words)")
                }
                let thai = try await desk.done("dossier", "show", input, "--lang", "th")
                #expect(thai.output.contains("หนังสือส่งต่อ") && thai.output.contains("พ.ศ. 25"))
                #expect(!thai.output.contains("Case number"))
            }
            #expect(await desk.run("dossier", "show", exchange.papers, "--languages", "xx").code == 64)
            let none = await desk.run("dossier", "show", exchange.folder + "/none")
            #expect(none.code == 66)
            none.expectSentences()
            let bundle = await desk.run("dossier", "show", exchange.bundle)
            #expect(bundle.code == 65 || bundle.code == 1)
            bundle.expectSentences()
        }
    }

    @Test func `show as JSON says what is a draft, what was signed, and that no trust was checked`()
        async throws
    {
        try await Exchange.with { exchange in
            func shown(_ input: String) async throws -> JSONValue {
                try JSON.parse(
                    Array(try await exchange.ranong.done("dossier", "show", input, "--json").output.utf8)
                )
            }
            let draft = try await shown(exchange.papers)
            #expect(draft["draft"] == true && draft["trustChecked"] == false)
            #expect(draft["documents"]?[0]?["sha256"] == nil)
            let signed = try await shown(exchange.dossier)
            #expect(signed["draft"] == false && signed["trustChecked"] == false)
            #expect(signed["claimedSignatures"]?.array?.count == 2)
            let documents = try #require(signed["documents"]?.array)
            #expect(documents.allSatisfy { $0["sha256"]?.string?.utf8.count == 64 })
            let kinds = documents.compactMap { $0["kind"]?.string }
            #expect(kinds.contains("referral") && kinds.contains("identity"))
        }
    }

    // MARK: print

    @Test func `print writes a page for its owner alone, and overwrites nothing unasked`() async throws {
        try await Exchange.with { exchange in
            let desk = exchange.ranong
            let page = exchange.folder + "/page.html"
            let digests = try JSON.parse(
                Array(try await desk.done("dossier", "show", exchange.dossier, "--json").output.utf8)
            )["documents"]?.array?.compactMap { $0["sha256"]?.string }
            try await desk.done("dossier", "print", exchange.dossier, "-o", page).expectSentences()
            let html = String(decoding: try Folder.read(page, limit: 1 << 22), as: UTF8.self)
            for digest in try #require(digests) { #expect(html.contains(digest)) }
            for words in ["Referral", "หนังสือส่งต่อ", "พ.ศ. 25", "ခုနှစ်"] { #expect(html.contains(words)) }
            #expect(!html.contains("<script"))
            var status = stat()
            #expect(unsafe stat(page, &status) == 0 && status.st_mode & 0o777 == 0o600)

            await desk.run("dossier", "print", exchange.papers, "-o", page).expect(73)
            #expect(String(decoding: try Folder.read(page, limit: 1 << 22), as: UTF8.self) == html)
            try await desk.done(
                "dossier",
                "print",
                exchange.papers,
                "-o",
                page,
                "--force",
                "--languages",
                "th"
            )
            let draft = String(decoding: try Folder.read(page, limit: 1 << 22), as: UTF8.self)
            #expect(draft != html && !draft.contains("Case number") && draft.contains("พ.ศ. 25"))
        }
    }

    // MARK: edit

    @Test func `Ctrl-D at any question stops, and every answer before it is kept`() async throws {
        let names = ["ซู ซู อ่อง", "စုစုအောင်", "Su Su Aung"]
        for count in 0...names.count {
            try await withNewPapers { desk, papers in
                let before = try FileTree(papers)
                let ran = await desk.run(
                    ["dossier", "edit", papers, "identity.json", "--field", "/names"],
                    typing: Array(names.prefix(count))
                )
                #expect(ran.code == 0, "\(ran)")
                ran.expectSentences()
                let identity = try json(papers + "/identity.json")["names"]
                for (script, name) in zip(["th", "my", "latin"], names).prefix(count) {
                    #expect(identity?[script]?.string.map { Array($0.utf8) } == Array(name.utf8), "\(count)")
                }
                if count == 0 { #expect(try FileTree(papers) == before) }
                #expect(try FileTree(papers).without("identity.json") == before.without("identity.json"))
            }
        }
    }

    @Test func `without a terminal edit says so and changes nothing`() async throws {
        try await withNewPapers { desk, papers in
            let before = try FileTree(papers)
            let ran = await desk.run("dossier", "edit", papers)
            #expect(ran.code == 64)
            ran.expectSentences()
            #expect(try FileTree(papers) == before)
        }
    }

    @Test(arguments: [0, 1, 2, 3])
    func `at a real terminal Ctrl-C and Ctrl-D at a question lose nothing`(count: Int) async throws {
        let names = ["ซู ซู อ่อง", "စုစုအောင်", "Su Su Aung"].prefix(count)
        for key in [RealTerminal.interrupt, RealTerminal.endOfInput] {
            try await withNewPapers { desk, papers in
                let others = try FileTree(papers).without("identity.json")
                let words = ["dossier", "edit", papers, "identity.json", "--home", desk.home, "--lang", "en"]
                let ran = try await RealTerminal.run(words, typing: names.map(RealTerminal.line) + [key])
                #expect(ran.code == (key == RealTerminal.interrupt ? -SIGINT : 0), "\(ran)")
                let identity = try json(papers + "/identity.json")["names"]
                for (script, name) in zip(["th", "my", "latin"], names) {
                    #expect(identity?[script]?.string.map { Array($0.utf8) } == Array(name.utf8), "\(ran)")
                }
                #expect(try FileTree(papers).without("identity.json") == others)
                // Who comes back goes on at the first field that is still open.
                let again = try await RealTerminal.run(words, typing: [RealTerminal.endOfInput])
                for name in names { #expect(!again.output.contains(name)) }
            }
        }
    }

    @Test(arguments: [0, 1])
    func `Ctrl-D with standard error elsewhere stops as ever, and loses nothing`(count: Int) async throws {
        try await withNewPapers { desk, papers in
            let before = try FileTree(papers)
            let words = ["dossier", "edit", papers, "identity.json", "--home", desk.home, "--lang", "en"]
            let keys = ["ซู ซู อ่อง"].prefix(count).map(RealTerminal.line) + [RealTerminal.endOfInput]
            let ran = try await RealTerminal.run(words, typing: keys, hidesComplaint: true)
            #expect(ran.code == 0 && ran.output.contains("identity.json"), "\(ran)")
            #expect(!ran.output.contains("no terminal"))
            let name = try json(papers + "/identity.json")["names"]?["th"]?.string
            #expect(name == (count == 1 ? "ซู ซู อ่อง" : ""))
            if count == 0 { #expect(try FileTree(papers) == before) }
        }
    }

    @Test(
        arguments: [
            ("th", "๑๔/๕/๒๕๖๙", "14 พฤษภาคม พ.ศ. 2569 (ค.ศ. 2026)"),
            ("my", "၁၄/၅/၂၅၆၉", "၂၀၂၆ ခုနှစ် မေလ ၁၄ ရက်"), ("en", "14/5/2569", "14 May 2026"),
            ("my", "2026-05-14", "၂၀၂၆ ခုနှစ် မေလ ၁၄ ရက်"),
        ]
    )
    func `at a real terminal a date of either era and in any digits is taken and said again`(
        language: String,
        typed: String,
        shown: String
    ) async throws {
        try await withNewPapers { desk, papers in
            let ran = try await RealTerminal.run(
                [
                    "dossier", "edit", papers, "identity.json", "--field", "/registered", "--home", desk.home,
                    "--lang", language,
                ],
                typing: [RealTerminal.line(typed), RealTerminal.endOfInput]
            )
            #expect(ran.code == 0 && ran.output.contains(shown), "\(ran)")
            #expect(try json(papers + "/identity.json")["registered"] == "2026-05-14")
        }
    }

    @Test func `at a real terminal a citizenship number is kept as typed and read beside it`() async throws {
        try await withNewPapers { desk, papers in
            let number = "၆/ကသန(နိုင်)၁၂၃၄၅၆"
            let ran = try await RealTerminal.run(
                [
                    "dossier", "edit", papers, "identity.json", "--field", "/papers", "--home", desk.home,
                    "--lang", "en",
                ],
                typing: ["yes", "nrc", number].map(RealTerminal.line) + [RealTerminal.endOfInput]
            )
            #expect(ran.code == 0 && ran.output.contains("6/KATHANA(N)123456"), "\(ran)")
            let paper = try json(papers + "/identity.json")["papers"]?[0]
            #expect(paper?["number"]?.string.map { Array($0.utf8) } == Array(number.utf8))
            #expect(paper?["normalized"] == "6/KATHANA(N)123456" && paper?["reading"] == "read")
        }
    }

    // MARK: check

    @Test func `check groups a new folder by paper, one line for each place to fill in`() async throws {
        try await withNewPapers { desk, papers in
            for (language, words) in [
                ("en", "not filled in yet"), ("th", "ยังไม่ได้กรอก"), ("my", "မဖြည့်ရသေးပါ"),
            ] {
                let ran = await desk.run("dossier", "check", papers, "--lang", language)
                #expect(ran.code == 1)
                ran.expectSentences()
                let lines = ran.output.split(separator: "\n").map(String.init)
                #expect(lines.first?.hasPrefix("referral.json (") == true, "\(ran)")
                let unfilled = lines.filter { $0.contains(words) }
                #expect(unfilled.count > 20)
            }
            try replace("\"case\"", by: "\"bogus\": 1, \"case\"", in: papers + "/identity.json")
            let ran = await desk.run("dossier", "check", papers)
            let wrong = ran.output.split(separator: "\n").filter { $0.contains("/bogus") }
            #expect(wrong.count == 1 && wrong[0].hasPrefix("  - identity.json: "), "\(ran)")
        }
    }
}
