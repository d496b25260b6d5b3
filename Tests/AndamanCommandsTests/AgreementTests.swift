// SPDX-License-Identifier: Apache-2.0

import AndamanCommands
import Files
import JSONSchema
import Octets
import Testing

/// What the exchange makes, and what is made of it, in the eyes of three programs that are not ours: openssl by the
/// guide's own words, pyHanko, and plain arithmetic in Python (`THREATS.md`, "The check that needs no vendor").
@Suite(.timeLimit(.minutes(20))) struct AgreementTests {
    private static let root = Folder.split(#filePath).folder + "/../.."
    private static let python = root + "/.build/python/bin/python"

    // MARK: What is looked at

    /// The container with one byte of one entry changed, and everything around it right again.
    private func changing(_ path: String, _ entry: String, to target: String, byte: Int) async throws {
        let script = """
            import sys, zipfile
            source, entry, target, place = sys.argv[1:]
            with zipfile.ZipFile(source) as a, zipfile.ZipFile(target, 'w') as b:
                for name in a.namelist():
                    data = bytearray(a.read(name))
                    if name == entry: data[int(place) % len(data)] ^= 1
                    b.writestr(zipfile.ZipInfo(name), bytes(data))
            """
        let ran = try await runProgram("python3", ["-c", script, path, entry, target, String(byte)])
        try #require(ran.isSuccess, "\(ran.output)")
    }

    private struct Sample {
        let path: String
        let card: String
        let isGood: Bool
        /// Whether the original inside an extract is looked at, too.
        var isEnclosed = false
    }

    private func samples(_ exchange: Exchange) async throws -> [Sample] {
        let ranong = exchange.card(of: "ranong")
        try await exchange.kawthaung.done("receive", exchange.bundle)
        let receipt = exchange.folder + "/bundle.receipt.asice"
        let extract = exchange.folder + "/case.extract.asice"
        try await exchange.ranong.done(
            "extract",
            exchange.dossier,
            "--document",
            "consent.json",
            "-o",
            extract,
            "--receipt",
            receipt
        )
        var samples = [
            Sample(path: exchange.dossier, card: ranong, isGood: true),
            Sample(path: exchange.bundle, card: ranong, isGood: true),
            Sample(path: receipt, card: exchange.card(of: "kawthaung"), isGood: true),
            Sample(path: ranong, card: ranong, isGood: true),
            Sample(path: extract, card: ranong, isGood: true),
            Sample(path: extract, card: ranong, isGood: true, isEnclosed: true),
            // By another office's authority.
            Sample(path: exchange.dossier, card: exchange.card(of: "kawthaung"), isGood: false),
        ]
        let changes = [
            // Not any byte of a signature: the authority's certificate in it is nobody's word (THREATS 36).
            ("META-INF/ASiCManifest001.xml", 400), ("META-INF/signature001.p7s", -20),
            ("documents/03.json", 200), ("attachments/01.pdf", 5),
        ]
        for (index, (entry, byte)) in changes.enumerated() {
            let path = exchange.folder + "/changed-\(index).asice"
            try await changing(exchange.dossier, entry, to: path, byte: byte)
            samples.append(Sample(path: path, card: ranong, isGood: false))
        }
        for entry in ["original/documents/03.json", "original/META-INF/ASiCManifest001.xml", "extract.json"] {
            let path = exchange.folder + "/extract-\(samples.count).asice"
            try await changing(extract, entry, to: path, byte: 210)
            samples.append(Sample(path: path, card: ranong, isGood: false, isEnclosed: true))
        }
        return samples
    }

    // MARK: The guide

    /// The blocks of commands in `docs/check-without-us.md` from one heading to another.
    private func guide(_ from: String, _ to: String) throws -> [String] {
        let path = Self.root + "/docs/check-without-us.md"
        let text = String(decoding: try Folder.read(path, limit: 1 << 20), as: UTF8.self)
        var blocks: [String] = []
        var (isOn, isInside) = (false, false)
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("## ") {
                if line.dropFirst(3).hasPrefix(from) { isOn = true }
                if line.dropFirst(3).hasPrefix(to) { isOn = false }
            }
            if line == "```" { isInside = false }
            if isOn, isInside { blocks[blocks.count - 1] += line + "\n" }
            if isOn, line == "```sh" {
                isInside = true
                blocks.append("")
            }
        }
        try #require(!blocks.isEmpty)
        return blocks
    }

    private func followed(_ commands: [String], _ sample: Sample, _ now: Timestamp) async throws -> (
        isSuccess: Bool, output: String
    ) {
        try await withTemporaryFolder { folder in
            let variables = [
                "container=\(sample.path)", "card=\(sample.card)", "number=001", "moment=\(now)",
            ]
            return try await runProgram(
                "env",
                ["-C", folder] + variables + ["bash", "-euo", "pipefail", "-c", commands.joined()]
            )
        }
    }

    @Test func `the guide says yes to what the exchange makes and no to what was changed (9)`() async throws {
        try await Exchange.with { exchange in
            let steps = try guide("1. The office", "What a receipt proves")
            let samples = try await samples(exchange)
            for sample in samples where !sample.isEnclosed {
                let ran = try await followed(steps, sample, exchange.ranong.now)
                #expect(ran.isSuccess == sample.isGood, "\(sample.path): \(ran.output)")
            }
            // All steps for the extract itself, then those for the original in it.
            let extract = try guide("A court extract", "When it existed")
            let original =
                try [extract[0]] + guide("3. The signature", "5. Which papers") + extract.dropFirst()
            for sample in samples where sample.isEnclosed {
                let ran = try await followed(steps + original, sample, exchange.ranong.now)
                #expect(ran.isSuccess == sample.isGood, "\(sample.path): \(ran.output)")
                guard sample.isGood else { continue }
                #expect(ran.output.contains("documents/03.json: OK"), "\(ran.output)")
                #expect(ran.output.contains("referral.json: withheld"))
            }
        }
    }

    // MARK: Forgeries that OpenSSL alone accepts

    /// THREATS 9: OpenSSL 3.0 takes a signer without signed attributes, and the forgery that this allows.
    @Test func `what openssl accepts without signed attributes, the recipe and we refuse`() async throws {
        try await Exchange.with { exchange in
            let home = exchange.ranong.home
            let letter = exchange.folder + "/letter.txt"
            try Folder.write(Array("a letter".utf8), to: letter)
            let signature = letter + ".p7s"
            let signed = try await runProgram(
                "openssl",
                [
                    "cms", "-sign", "-noattr", "-binary", "-keyform", "DER", "-outform", "DER", "-in", letter,
                    "-out", signature, "-signer", home + "/officers/preeya.pem", "-inkey",
                    home + "/keys/officer-preeya.key",
                ]
            )
            try #require(signed.isSuccess, "\(signed.output)")
            let theirs = try await runProgram(
                "openssl",
                [
                    "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", signature, "-content",
                    letter, "-CAfile", home + "/authority.pem", "-no-CApath", "-no-CAstore", "-purpose",
                    "any",
                    "-out", "/dev/null",
                ]
            )
            #expect(theirs.isSuccess, "openssl learnt something: \(theirs.output)")
            let script = """
                import sys, zipfile
                with zipfile.ZipFile(sys.argv[1], 'w') as z:
                    z.writestr('mimetype', 'application/vnd.etsi.asic-s+zip')
                    z.write(sys.argv[2], 'letter.txt')
                    z.write(sys.argv[2] + '.p7s', 'META-INF/signature.p7s')
                """
            let path = exchange.folder + "/letter.asics"
            try #require(try await runProgram("python3", ["-c", script, path, letter]).isSuccess)
            let ran = await exchange.kawthaung.run("verify", path, "--compare", "--json")
            #expect(ran.code == 1, "\(ran)")
            let value = try JSON.parse(Array(ran.output.utf8))
            #expect(value["signatures"]?[0]?["subIndication"]?.string == "FORMAT_FAILURE")
            #expect(value["comparison"]?[0]?["openssl"]?.bool == false)
        }
    }

    // MARK: Python

    @Test func `pyHanko and plain arithmetic agree with us on every signature`() async throws {
        guard Folder.exists(Self.python) else {
            try Test.cancel("pyHanko is not installed (Scripts/install-packages test); nothing was compared")
        }
        try await Exchange.with { exchange in
            for sample in try await samples(exchange) {
                let office = sample.card.contains("kawthaung") ? exchange.kawthaung : exchange.ranong
                let ran = try await runProgram(
                    "env",
                    [
                        Self.python, Self.root + "/Scripts/check-cms", sample.path,
                        office.home + "/authority.pem",
                        office.now.description,
                    ]
                )
                try #require(ran.isSuccess, "\(ran.output)")
                // pyHanko also tells on standard error what it stumbled over.
                let voices = try ran.output.split(separator: "\n").filter { $0.hasPrefix("{") }
                    .map { try JSON.parse(Array($0.utf8)) }
                #expect(!voices.isEmpty)
                for voice in ["pyhanko", "arithmetic"] {
                    let isGood = voices.allSatisfy { $0[voice]?.bool == true }
                    #expect(isGood == sample.isGood, "\(sample.path), \(voice): \(ran.output)")
                }
                guard sample.card != exchange.card(of: "kawthaung") || sample.isGood else { continue }
                let ours = await exchange.kawthaung.run("verify", sample.path)
                #expect((ours.code == 0) == sample.isGood, "\(ours)")
            }
        }
    }
}
