// SPDX-License-Identifier: Apache-2.0

import Files
import Octets
import Testing

/// What people and other programs are given of an office's trust: QR codes, the pack for DSS, the ceremony.
@Suite(.timeLimit(.minutes(20))) struct TrustMaterialTests {
    private static let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        .joined(separator: "/")

    private func requireProgram(_ name: String) async throws {
        guard try await runProgram("sh", ["-c", "command -v \(name)"]).isSuccess else {
            try Test.cancel("\(name) is not installed")
        }
    }

    /// What zbar, a reader of QR codes that is not ours, reads in the picture whose dark modules are given.
    private func decoded(_ dark: [[Bool]], in folder: String, as name: String) async throws -> String {
        let scale = 6
        let rows = dark.flatMap { row in
            let line = row.map { String(repeating: $0 ? "1 " : "0 ", count: scale) }.joined()
            return [String](repeating: line, count: scale)
        }
        let side = "\((dark.first?.count ?? 0) * scale) \(rows.count)"
        let path = folder + "/\(name).pbm"
        try Folder.write(Array("P1\n\(side)\n\(rows.joined(separator: "\n"))\n".utf8), to: path)
        let read = try await runProgram("zbarimg", ["--quiet", "--raw", path])
        #expect(read.isSuccess, "\(read.output)")
        return read.output.split(separator: "\n").first.map(String.init) ?? ""
    }

    @Test func `a camera reads the 40 digits from the terminal and from the image`() async throws {
        try await requireProgram("zbarimg")
        try await Exchange.with { exchange in
            let image = exchange.folder + "/code.svg"
            let shown = try await exchange.ranong.done(
                "trust",
                "show",
                "kawthaung",
                "--qr",
                "--qr-image",
                image
            )
            let lines = shown.output.split(separator: "\n").map(String.init)
            let digits = try #require(lines.first { $0.firstMatch(of: /^ +([0-9]{5} ){7}[0-9]{5}$/) != nil })
                .filter { $0 != " " }
            let blocks: [Character: (Bool, Bool)] = [
                "█": (true, true), "▀": (true, false), "▄": (false, true), " ": (false, false),
            ]
            let drawn = lines.filter { line in
                line.count > 20 && line.allSatisfy { blocks[$0] != nil }
            }
            let terminal = drawn.flatMap { line in
                [line.map { blocks[$0]?.0 ?? false }, line.map { blocks[$0]?.1 ?? false }]
            }
            #expect(try await decoded(terminal, in: exchange.folder, as: "terminal") == digits)

            let svg = String(decoding: try Folder.read(image, limit: 1 << 20), as: UTF8.self)
            let side = try #require(svg.firstMatch(of: /viewBox="0 0 ([0-9]+) [0-9]+"/).flatMap { Int($0.1) })
            var picture = [[Bool]](repeating: [Bool](repeating: false, count: side), count: side)
            for match in svg.matches(of: /M([0-9]+) ([0-9]+)h1v1h-1z/) {
                guard let column = Int(match.1), let row = Int(match.2) else { continue }
                picture[row][column] = true
            }
            #expect(try await decoded(picture, in: exchange.folder, as: "image") == digits)
            #expect(await exchange.ranong.run("trust", "show", "kawthaung", "--qr-image", image).code == 73)
        }
    }

    @Test func `the pack for DSS has each authority, and a policy that is well-formed`() async throws {
        try await Exchange.with { exchange in
            let pack = exchange.folder + "/pack"
            try await exchange.ranong.done("trust", "export", "--dss", pack)
            for office in ["ranong", "kawthaung"] {
                let theirs = try await runProgram(
                    "openssl",
                    ["x509", "-in", "\(exchange.folder)/\(office)/authority.pem", "-noout", "-fingerprint"]
                )
                let ours = try await runProgram(
                    "openssl",
                    ["x509", "-in", "\(pack)/authorities/\(office).pem", "-noout", "-fingerprint"]
                )
                #expect(ours.isSuccess && ours.output == theirs.output, "\(ours.output)")
                let list = try await runProgram(
                    "openssl",
                    [
                        "crl", "-inform", "DER", "-in", "\(pack)/crl/\(office).crl", "-noout", "-CAfile",
                        "\(pack)/authorities/\(office).pem",
                    ]
                )
                #expect(list.output.contains("verify OK"), "\(list.output)")
            }
            let parsed = try await runProgram(
                "python3",
                [
                    "-c",
                    "import sys, xml.etree.ElementTree as e; print(e.parse(sys.argv[1]).getroot().tag)",
                    pack + "/dss-policy.xml",
                ]
            )
            #expect(
                parsed.output == "{http://dss.esig.europa.eu/validation/policy}ConstraintsParameters\n"
            )
            try await requireProgram("keytool")
            #expect(try await runProgram("sh", [pack + "/make-keystore"]).isSuccess)
            let store = try await runProgram(
                "keytool",
                ["-list", "-keystore", pack + "/andaman-trust.p12", "-storepass", "andaman"]
            )
            #expect(
                store.output.contains("ranong,") && store.output.contains("kawthaung,"),
                "\(store.output)"
            )
            #expect(store.output.ranges(of: "trustedCertEntry").count == 2)
        }
    }

    @Test func `two offices go through the ceremony, and the authorities' keys leave their computers`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let keys = folder + "/keys"
            try Folder.create(keys)
            for lock in ["authority", "service"] {
                try Folder.write(
                    Array("\(lock) of a rehearsal\n".utf8),
                    to: keys + "/andaman.\(lock)-passphrase"
                )
            }
            let digitsOf = { (shown: String) in
                shown.firstMatch(of: /([0-9]{5} ){7}[0-9]{5}/).map { String($0.0) }
            }
            func step(_ office: String, _ options: [String], _ words: [String]) async throws -> (Bool, String)
            {
                let environment = [
                    "ANDAMAN": Program.path, "ANDAMAN_HOME": "\(folder)/\(office)",
                    "CREDENTIALS_DIRECTORY": keys,
                    "LC_ALL": "C.UTF-8",
                ]
                let all = ["--yes", "--folder", "\(folder)/\(office)-table"] + options + words
                let ran = try await runProgram("bash", [Self.root + "/Keys/ceremony"] + all, environment)
                return (ran.isSuccess, ran.output)
            }
            let people = ["--leader", "Anong <A>", "--witness", "Kyaw"]
            var digits: [String: String] = [:]
            for (office, language) in [("ranong", "th"), ("kawthaung", "my")] {
                let begun = try await step(
                    office,
                    people + ["--lang", language],
                    ["begin", office, "--name", "Office of \(office)"]
                )
                #expect(begun.0, "\(begun.1)")
                digits[office] = digitsOf(begun.1)
            }
            // Misheard: nothing is trusted, and the script ends.
            let card = folder + "/kawthaung-table/kawthaung.card.asice"
            let own = try #require(digits["ranong"])
            #expect(try await !step("ranong", ["--fingerprint", own], ["meet", card, "kawthaung"]).0)
            for (office, other) in [("ranong", "kawthaung"), ("kawthaung", "ranong")] {
                let heard = try #require(digits[other])
                let card = "\(folder)/\(other)-table/\(other).card.asice"
                let met = try await step(office, ["--fingerprint", heard], ["meet", card, other])
                #expect(met.0, "\(met.1)")
                let sticks = [1, 2].map { "\(folder)/\(office)-stick-\($0)" }
                for stick in sticks { try Folder.create(stick) }
                // Two copies on one stick are one copy.
                #expect(try await !step(office, [], ["close", sticks[0], sticks[0]]).0)
                let closed = try await step(office, [], ["close"] + sticks)
                #expect(closed.0, "\(closed.1)")
                #expect(!Folder.exists("\(folder)/\(office)/keys/authority.key.age"))
                let copies = try sticks.map {
                    try Folder.read("\($0)/\(office).authority.key.age", limit: 4096)
                }
                #expect(copies[0] == copies[1] && !copies[0].isEmpty)
                let page = String(
                    decoding: try Folder.read(
                        "\(folder)/\(office)-table/\(office).transcript.html",
                        limit: 1 << 20
                    ),
                    as: UTF8.self
                )
                for text in [
                    try #require(digits[office]), "\(other) \(heard)", "Anong &lt;A&gt;", "ลายนิ้วมือดิจิทัล",
                    "လက်ဗွေ",
                ] {
                    #expect(page.contains(text), "\(text)")
                }
            }
            // Without the authority's key the office goes on, and knows the other.
            let trusted = try await Program.run([
                "trust", "list", "--home", folder + "/ranong", "--lang", "en",
            ])
            #expect(trusted.code == 0 && trusted.output.contains("kawthaung"), "\(trusted)")
        }
    }
}
