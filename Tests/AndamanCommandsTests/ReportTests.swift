// SPDX-License-Identifier: Apache-2.0

import AndamanCommands
import Dossiers
import Files
import JSONSchema
import Octets
import Testing

/// The report that legal staff put before a judge, and the commands in it, run as printed.
@Suite(.timeLimit(.minutes(20))) struct ReportTests {
    /// Runs the report's commands from the `first` on, on `bytes` under the name that the report has.
    private func repeated(
        _ report: JSONValue,
        on bytes: [UInt8],
        beside stamp: [UInt8]? = nil,
        from first: Int = 0
    ) async throws -> (isSuccess: Bool, output: String) {
        try await withTemporaryFolder { folder in
            let name = try #require(report["file"]?["name"]?.string)
            try Folder.write(bytes, to: folder + "/" + name)
            if let stamp { try Folder.write(stamp, to: folder + "/" + name + ".tst") }
            let commands = (report["checks"]?.array ?? []).dropFirst(first)
                .compactMap { $0["commands"]?.string }
            return try await runProgram(
                "env",
                ["-C", folder, "bash", "-euo", "pipefail", "-c", commands.joined(separator: "\n")]
            )
        }
    }

    private func report(on path: String, at desk: Desk, _ code: Int32 = 0) async throws -> JSONValue {
        let target = path + ".report.json"
        let ran = await desk.run("verify", path, "--report", target)
        #expect(ran.code == code, "\(ran)")
        let report = try JSON.parse(try Folder.read(target, limit: 1 << 20))
        try DocumentKind.report.check(report)
        return report
    }

    private func files(_ exchange: Exchange) async throws -> [(path: String, kind: String)] {
        try await exchange.kawthaung.done("receive", exchange.bundle)
        let receipt = exchange.folder + "/bundle.receipt.asice"
        let extract = exchange.folder + "/case.extract.asice"
        try await exchange.ranong.done(
            "extract",
            exchange.dossier,
            "--document",
            "consent.json",
            "letter-th.pdf",
            "--receipt",
            receipt,
            "--as",
            "wichai",
            "-o",
            extract
        )
        let sealed = exchange.folder + "/about.html"
        try await exchange.ranong.done("verify", exchange.dossier, "--report", sealed, "--sign")
        return [
            (exchange.dossier, "dossier"), (exchange.bundle, "sealed-bundle"), (receipt, "receipt"),
            (exchange.card(of: "ranong"), "card"), (extract, "extract"),
            (exchange.folder + "/about.report.asice", "report"),
        ]
    }

    @Test func `the commands in the report say yes to every kind, and no to what is changed (9)`()
        async throws
    {
        try await Exchange.with { exchange in
            for (path, kind) in try await files(exchange) {
                let report = try await report(on: path, at: exchange.kawthaung)
                #expect(report["kind"]?.string == kind)
                #expect(report["verdict"]?.string == "valid")
                let bytes = try Folder.read(path, limit: 4 << 20)
                let good = try await repeated(report, on: bytes)
                #expect(good.isSuccess, "\(kind): \(good.output)")
                #expect(good.output.contains("CAdES Verification successful"))
                // The file's own digest, then, with that check left out, the signature or a paper's digest.
                var changed = bytes
                let place = try #require(bytes.firstRange(of: Array("\"salt\": \"".utf8))).upperBound
                changed[place] = changed[place] == 0x41 ? 0x42 : 0x41
                for first in [0, 1] {
                    let bad = try await repeated(report, on: changed, from: first)
                    #expect(!bad.isSuccess, "\(kind) from \(first): \(bad.output)")
                }
            }
        }
    }

    @Test func `years later the commands still say yes, by the time that stamps prove, and openssl agrees`()
        async throws
    {
        try await Exchange.with { exchange in
            let server = try await StampingServer(in: exchange.folder + "/tsa")
            let desk = exchange.ranong
            try await server.serving { address in
                try await desk.done("office", "timestamp-authority", address, "--root", server.root)
                try await desk.done("timestamp", exchange.dossier, exchange.bundle)
                _ = try await desk.done("renew", exchange.dossier)
            }
            let extract = exchange.folder + "/none.extract.asice"
            try await desk.done("extract", exchange.dossier, "--no-documents", "-o", extract)
            let late = Timestamp.now().adding(seconds: 4 * 365 * 86400).description
            for (path, moment, yeses) in [
                (exchange.dossier, nil, 3), (exchange.dossier, late, 3), (extract, nil, 3),
                (exchange.bundle, late, 1),
            ] {
                let target = path + (moment ?? "") + ".report.json"
                let asked = moment.map { ["--at", $0] } ?? []
                let ran = await desk.run(["verify", path, "--report", target, "--compare"] + asked)
                #expect(ran.code == 0, "\(ran)")
                // What was judged is not said to be unchecked.
                #expect(!ran.output.contains("was not"), "\(ran)")
                let report = try JSON.parse(try Folder.read(target, limit: 1 << 20))
                try DocumentKind.report.check(report)
                #expect(report["timeTrust"]?.array?.compactMap { $0["name"]?.string } == ["root"])
                let remarks = (report["signatures"]?.array ?? []).flatMap { $0["remarks"]?.array ?? [] }
                #expect(remarks.allSatisfy { $0["code"]?.string == "rests-on-proof" })
                #expect(remarks.isEmpty == (moment == nil))
                let beside = path + ".tst"
                let stamp = Folder.exists(beside) ? try Folder.read(beside, limit: 1 << 20) : nil
                let bytes = try Folder.read(path, limit: 4 << 20)
                let repeated = try await repeated(report, on: bytes, beside: stamp)
                #expect(repeated.isSuccess, "\(repeated.output)")
                #expect(
                    repeated.output.split(separator: "\n").count { $0 == "Verification: OK" } == yeses,
                    "\(repeated.output)"
                )
            }
            // Without the stamps' authorities nothing holds years later, and the commands do not pretend so.
            let trust = exchange.folder + "/cards"
            try Folder.create(trust)
            try Folder.write(
                Folder.read(exchange.card(of: "ranong"), limit: Limits.card),
                to: trust + "/ranong.card.asice"
            )
            let bare = exchange.folder + "/bare.json"
            #expect(
                await desk.run(
                    "verify",
                    exchange.dossier,
                    "--at",
                    late,
                    "--trust",
                    trust,
                    "--report",
                    bare
                ).code == 3
            )
            let report = try JSON.parse(try Folder.read(bare, limit: 1 << 20))
            #expect(report["timeTrust"]?.array?.isEmpty == true)
        }
    }

    @Test func `a report on a file that is not valid says why, and its commands still run`() async throws {
        try await Exchange.with { exchange in
            let stranger = try await exchange.strangersBundle()
            let open = try await report(on: stranger, at: exchange.kawthaung, 3)
            #expect(open["verdict"]?.string == "indeterminate")
            let codes = (open["signatures"]?[0]?["reasons"]?.array ?? []).compactMap { $0["code"]?.string }
            #expect(codes == ["authority-unknown"])
            let ran = try await repeated(open, on: Folder.read(stranger, limit: 4 << 20))
            #expect(ran.isSuccess, "\(ran.output)")

            var bytes = try Folder.read(exchange.dossier, limit: 4 << 20)
            let place = try #require(bytes.firstRange(of: Array("letter-th.pdf ".utf8))).lowerBound
            bytes[place] ^= 1
            // The checksum of the ZIP would stop any reader before the signature is asked.
            let spoilt = exchange.folder + "/spoilt.asice"
            try Folder.write(bytes, to: spoilt)
            #expect(await exchange.kawthaung.run("verify", spoilt).code != 0)
        }
    }

    @Test func `a report is sealed by an officer, and no change to it goes unseen`() async throws {
        try await Exchange.with { exchange in
            let page = exchange.folder + "/about.html"
            let data = exchange.folder + "/about.json"
            let desk = exchange.kawthaung
            try await desk.done(
                "verify",
                exchange.dossier,
                "--report",
                page,
                "--report",
                data,
                "--sign",
                "--as",
                "wichai"
            )
            let container = exchange.folder + "/about.report.asice"
            let told = try await exchange.ranong.done("verify", container)
            #expect(told.output.contains("Wichai Kaewmanee"))
            let bytes = try Folder.read(container, limit: 4 << 20)
            // What is sealed is what was written beside it.
            for path in [page, data] {
                #expect(bytes.firstRange(of: try Folder.read(path, limit: 1 << 20)) != nil)
            }
            for place in stride(from: 40, to: bytes.count, by: bytes.count / 40) {
                var changed = bytes
                changed[place] ^= 1
                let path = exchange.folder + "/changed.asice"
                try Folder.write(changed, to: path, existing: .replace)
                #expect(await exchange.ranong.run("verify", path).code != 0, "byte \(place)")
            }
            // Nothing is overwritten, and a report has one file and a known form.
            #expect(await desk.run("verify", exchange.dossier, "--report", page).code == 73)
            #expect(await desk.run("verify", exchange.dossier, "--report", "x.txt").code == 64)
            let two = [exchange.dossier, exchange.bundle]
            #expect(await desk.run(["verify", "--report", "x.html"] + two).code == 64)
        }
    }

    // MARK: The page

    private static var chromium: String? {
        ["chromium", "chromium-browser", "google-chrome"].first { Folder.exists("/usr/bin/" + $0) }
    }

    /// The word of the verdict that must be on the first sheet.
    @Test(arguments: [("en", "Valid"), ("th", "ถูกต้อง"), ("my", "မှန်ကန်သည်")])
    func `a real browser prints the report on A4 in each language`(language: String, word: String)
        async throws
    {
        guard let chromium = Self.chromium, Folder.exists("/usr/bin/pdftotext") else {
            try Test.cancel("chromium or pdftotext is not installed; the report was not rendered")
        }
        try await Exchange.with { exchange in
            let page = exchange.folder + "/report.html"
            try await exchange.kawthaung.done(
                "verify",
                exchange.dossier,
                "--report",
                page,
                "--lang",
                language
            )
            let html = String(decoding: try Folder.read(page, limit: 1 << 20), as: UTF8.self)
            for forbidden in [
                "<script", "<link", "<img", "<iframe", "<form", "http:", "https:", "url(", " style=",
            ] {
                #expect(!html.contains(forbidden), "\(forbidden)")
            }
            #expect(html.contains("default-src &#39;none&#39;"))
            let document = exchange.folder + "/report.pdf"
            let printed = try await runProgram(
                chromium,
                [
                    "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
                    "--user-data-dir=\(exchange.folder)/profile", "--print-to-pdf=\(document)",
                    "file://\(page)",
                ]
            )
            #expect(printed.isSuccess, "\(printed.output)")
            let text = try await runProgram("pdftotext", ["-layout", document, "-"]).output
            let sheets = text.split(separator: "\u{0C}").filter { $0.contains("SHA-256") }
            #expect(sheets.first?.filter { !$0.isWhitespace }.contains("1/") == true)
            // Thai and Burmese come out of a PDF in pieces, so the page itself is asked for the word.
            #expect(html.contains(word))
            if language == "en" { #expect(sheets.first?.contains(word) == true) }
            let verified = try JSON.parse(
                Array(
                    try await exchange.kawthaung.done("verify", exchange.dossier, "--json").output.utf8
                )
            )
            let bare = text.filter { !$0.isWhitespace }
            for paper in verified["documents"]?.array ?? [] {
                // A digest may be broken over two lines, with the next column between: its halves are there.
                let digest = try #require(paper["sha256"]?.string)
                #expect(bare.contains(digest.prefix(30)), "\(digest)")
            }
            let size = try await runProgram("pdfinfo", [document]).output
            #expect(size.contains("A4"), "\(size)")
        }
    }

    // MARK: With openssl

    @Test func `openssl agrees with the verdict, and where it does not the file is not valid (9)`()
        async throws
    {
        try await Exchange.with { exchange in
            let desk = exchange.kawthaung
            for (path, _) in try await files(exchange) {
                let ran = await desk.run("verify", path, "--compare", "--json")
                #expect(ran.code == 0, "\(ran)")
                let compared = try JSON.parse(Array(ran.output.utf8))["comparison"]?.array ?? []
                #expect(!compared.isEmpty && compared.allSatisfy { $0["agree"]?.bool == true })
            }
            let stranger = try await exchange.strangersBundle()
            let both = await desk.run("verify", stranger, "--compare")
            #expect(both.code == 3)
            both.expectSentences()
            // A TLS key under the same authority: openssl is told to take any purpose, and takes it.
            let home = exchange.ranong.home
            let letter = exchange.folder + "/letter.txt"
            try Folder.write(Array("a letter".utf8), to: letter)
            let signed = try await runProgram(
                "openssl",
                [
                    "cms", "-sign", "-cades", "-binary", "-keyform", "DER", "-outform", "DER", "-in", letter,
                    "-out", letter + ".p7s", "-signer", home + "/tls.pem", "-inkey", home + "/keys/tls.key",
                ]
            )
            try #require(signed.isSuccess, "\(signed.output)")
            let script = """
                import sys, zipfile
                with zipfile.ZipFile(sys.argv[1], 'w') as z:
                    z.writestr('mimetype', 'application/vnd.etsi.asic-s+zip')
                    z.write(sys.argv[2], 'letter.txt')
                    z.write(sys.argv[2] + '.p7s', 'META-INF/signature.p7s')
                """
            let path = exchange.folder + "/letter.asics"
            try #require(try await runProgram("python3", ["-c", script, path, letter]).isSuccess)
            let alone = await desk.run("verify", path)
            #expect(alone.code == 3, "\(alone)")
            let differing = await desk.run("verify", path, "--compare", "--json")
            #expect(differing.code == 3, "\(differing)")
            let value = try JSON.parse(Array(differing.output.utf8))
            #expect(value["comparison"]?[0]?["agree"]?.bool == false)
            let codes = (value["reasons"]?.array ?? []).compactMap { $0["code"]?.string }
            #expect(codes.contains("compare-disagreement"))
        }
    }
}
