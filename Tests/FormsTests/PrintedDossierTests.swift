// SPDX-License-Identifier: Apache-2.0

import Catalogue
import Dossiers
import Files
import Forms
import JSONSchema
import Octets
import Subprocess
import Testing

@Suite struct PrintedDossierTests {
    @Test func `the page has all languages, every digest and a line for each signer`() throws {
        let dossier = try Samples.dossier()
        let html = PrintedDossier(dossier, languages: [.en, .th, .my]).html
        for paper in dossier.all {
            #expect(html.contains(try #require(paper.digest).hex))
            for language in Language.allCases { #expect(html.contains(paper.title[language])) }
        }
        for attachment in dossier.attachments { #expect(html.contains(try #require(attachment.digest).hex)) }
        #expect(html.contains("Preeya Thongsuk"))
        #expect(html.contains("Wichai Kaewmanee"))
        // Referral: two signers; consent: guardian, child, interpreter, witness; receipt: four and the person.
        #expect(html.components(separatedBy: "<div class=\"signature\">") == 1 + 2 + 4 + 5)
        #expect(html.components(separatedBy: "<div class=\"thumb\">") == 1 + 3)
        #expect(html.contains("019a6a0e-5c00-7a11-8b22-3c44d5e6f701"))
    }

    @Test func `one language shows that language only`() throws {
        let html = PrintedDossier(try Samples.dossier(), languages: [.th]).html
        #expect(html.contains("<html lang=\"th\""))
        #expect(!html.contains("<span lang=\"my\""))
        #expect(!html.contains("Household"))
    }

    @Test(
        arguments: [
            "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "</style><script>",
            "' onclick='x",
            "&lt;b&gt;", "a\u{202E}b\u{2066}c", "\u{0}\u{1B}[2J", "*/ } @import url(//x) ; \\0",
        ]
    )
    func `no value becomes markup, style or direction of writing (THREATS 18)`(hostile: String) throws {
        var root = try Samples.document("referral.json").object!
        root["subject"] = .string(hostile)
        root["dossier"] = .string(hostile)
        root["case"] = .string(hostile)
        root["signers"] = [["officer": .string(hostile), "role": .string(hostile)]]
        root[hostile] = .string(hostile)
        let paper = FormDossier.Paper(
            name: hostile,
            originalName: hostile,
            value: .object(root),
            digest: SHA256Digest(of: [1])
        )
        let dossier = FormDossier(
            root: paper,
            papers: [],
            attachments: [.init(name: hostile, title: hostile, originalName: hostile, digest: nil)],
            claims: [.init(name: hostile, time: nil)],
            isDraft: false
        )
        let html = PrintedDossier(dossier, languages: Language.allCases).html
        for forbidden in ["<script", "<img", " onclick='", "\u{202E}", "\u{2066}", "\u{0}", "\u{1B}"] {
            #expect(!html.contains(forbidden), "\(forbidden)")
        }
        let style = try #require(Self.style(of: html))
        #expect(!style.contains("@import") && !style.contains("</") && !style.contains("url("))
        #expect(html.components(separatedBy: "<style>") == 2)
        #expect(html.components(separatedBy: "</style>") == 2)
    }

    @Test func `the page is allowed its own style and nothing else (THREATS 18)`() throws {
        let html = PrintedDossier(try Samples.dossier(), languages: [.en]).html
        let style = try #require(Self.style(of: html))
        let hash = Base64.encode(SHA256Digest(of: Array(style.utf8)).bytes, padded: true)
        #expect(html.contains("default-src &#39;none&#39;; style-src &#39;sha256-\(hash)&#39;"))
        for forbidden in [
            "<script", "<link", "<img", "<iframe", "<form", "http:", "https:", "url(", " style=",
        ] {
            #expect(!html.contains(forbidden), "\(forbidden)")
        }
    }

    private static func style(of html: String) -> Substring? {
        guard let start = html.range(of: "<style>")?.upperBound,
            let end = html.range(of: "</style>")?.lowerBound
        else { return nil }
        return html[start..<end]
    }

    @Test func `a draft says so on its first sheet and has places to write in`() throws {
        let draft = FormDossier.Paper(
            name: "identity.json",
            originalName: nil,
            value: try Samples.draft("identity.json"),
            digest: nil
        )
        let html = PrintedDossier(
            FormDossier(root: draft, papers: [], attachments: [], isDraft: true),
            languages: [.en]
        ).html
        #expect(html.contains("Draft: not packed and not signed"))
        #expect(html.contains("<div class=\"open\"></div>"))
    }

    /// The browser's name, as Debian and others install it.
    private static var chromium: String? {
        ["chromium", "chromium-browser", "google-chrome"].first { Folder.exists("/usr/bin/" + $0) }
    }

    @Test func `a real browser shows the page and prints it on A4 with its digests at the foot`() async throws
    {
        guard let chromium = Self.chromium, Folder.exists("/usr/bin/pdftotext") else {
            try Test.cancel("chromium or pdftotext is not installed; the page was not rendered")
        }
        let folder = "/tmp/andaman-forms-\(UInt64.random(in: 0 ... .max))"
        try Folder.create(folder)
        defer { try? Folder.deleteTree(folder) }
        let dossier = try Samples.dossier()
        let page = folder + "/dossier.html"
        try Folder.write(Array(PrintedDossier(dossier, languages: [.en, .th, .my]).html.utf8), to: page)
        let browser = [
            "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
            "--user-data-dir=\(folder)/profile",
        ]
        let printed = try await run(
            .name(chromium),
            arguments: .init(browser + ["--print-to-pdf=\(folder)/dossier.pdf", "file://\(page)"]),
            output: .discarded,
            error: .discarded
        )
        #expect(printed.terminationStatus.isSuccess)
        let text = try await run(
            .name("pdftotext"),
            arguments: ["-layout", "\(folder)/dossier.pdf", "-"],
            output: .string(limit: 1 << 20),
            error: .discarded
        )
        let sheets = text.standardOutput.split(separator: "\u{0C}").filter {
            $0.contains("SHA-256")
        }
        #expect(sheets.count >= dossier.all.count + 1)
        for paper in dossier.all {
            let digest = try #require(paper.digest).hex
            #expect(sheets.contains { $0.contains(digest) && $0.contains(paper.title.english) })
        }
        #expect(sheets.allSatisfy { $0.contains("019a6a0e-5c00-7a11-8b22-3c44d5e6f701") })
        #expect(sheets[0].contains("1 / "))
    }
}

extension String {
    /// How many parts `separator` makes of the text.
    fileprivate func components(separatedBy separator: String) -> Int {
        var count = 1
        var rest = self[...]
        while let range = rest.range(of: separator) {
            count += 1
            rest = rest[range.upperBound...]
        }
        return count
    }

    fileprivate func range(of pattern: String) -> Range<String.Index>? { self[...].range(of: pattern) }
}

extension Substring {
    fileprivate func range(of pattern: String) -> Range<String.Index>? {
        let wanted = Array(pattern.utf8)
        let bytes = utf8
        var start = bytes.startIndex
        while start != bytes.endIndex {
            if bytes[start...].starts(with: wanted) {
                return start..<bytes.index(start, offsetBy: wanted.count)
            }
            bytes.formIndex(after: &start)
        }
        return nil
    }
}
