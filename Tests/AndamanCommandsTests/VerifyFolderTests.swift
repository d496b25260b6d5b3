// SPDX-License-Identifier: Apache-2.0

import AndamanCommands
import Files
import Glibc
import Octets
import Subprocess
import Testing

/// `verify` on whole folders, and on a machine without a network.
@Suite(.timeLimit(.minutes(20))) struct VerifyFolderTests {
    @Test func `a folder is verified whole, and ends with the worst of its verdicts (25)`() async throws {
        try await Exchange.with { exchange in
            let folder = exchange.folder + "/archive"
            try Folder.create(folder + "/2026")
            func put(_ bytes: [UInt8], _ name: String) throws {
                try Folder.write(bytes, to: folder + "/" + name, existing: .replace)
            }
            let dossier = try Folder.read(exchange.dossier, limit: 1 << 20)
            try put(dossier, "2026/case.asice")
            try put(Folder.read(exchange.bundle, limit: 1 << 20), "case.sealed.asice")
            try put(Folder.read(exchange.card(of: "ranong"), limit: 1 << 20), "ranong.card.asice")
            try put(Array("notes".utf8), "README.txt")
            let good = try await exchange.kawthaung.done("verify", folder)
            good.expectSentences()
            #expect(good.output.contains("Valid: 3 · invalid: 0 · indeterminate: 0 · not readable: 0"))
            #expect(good.output.contains("1 other files"))

            let stranger = try Folder.read(try await exchange.strangersBundle(), limit: 1 << 20)
            try put(stranger, "stranger.asice")
            #expect(await exchange.kawthaung.run("verify", folder).code == 3)
            var spoilt = dossier
            // A letter of the referral, which is stored as it is.
            spoilt[200] ^= 1
            try put(spoilt, "spoilt.asice")
            let bad = await exchange.kawthaung.run("verify", folder)
            #expect([1, 65].contains(bad.code), "\(bad)")
            try put(Array("no container".utf8), "torn.asice")
            let torn = await exchange.kawthaung.run("verify", folder, "--json")
            #expect(torn.code == 65, "\(torn)")
            #expect(torn.output.split(separator: "\n").count == 6)
        }
    }

    @Test func `a folder without a container is never valid (25)`() async throws {
        try await Exchange.with { exchange in
            let folder = exchange.folder + "/empty"
            try Folder.create(folder)
            try Folder.write(Array("notes".utf8), to: folder + "/README.txt")
            await exchange.kawthaung.run("verify", folder).expect(66)
        }
    }

    /// A name mended from other bytes is another file's, which was then judged twice and this one never.
    @Test func `a file whose name is not UTF-8 is never passed over as valid (25)`() async throws {
        try await Exchange.with { exchange in
            let folder = exchange.folder + "/odd"
            try Folder.create(folder)
            let dossier = try Folder.read(exchange.dossier, limit: 1 << 20)
            try Folder.write(dossier, to: folder + "/a\u{FFFD}.asice")
            try await exchange.kawthaung.done("verify", folder)
            let path =
                Array((folder + "/a").utf8).map { CChar(bitPattern: $0) } + [-1]
                + ".asice".utf8.map { CChar(bitPattern: $0) } + [0]
            let descriptor = unsafe open(path, O_WRONLY | O_CREAT, 0o600)
            try #require(descriptor >= 0)
            close(descriptor)
            defer { unsafe unlink(path) }
            await exchange.kawthaung.run("verify", folder).expect(65, saying: folder)
            await exchange.kawthaung.run("receive", folder).expect(65, saying: folder)
        }
    }

    @Test func `no name in JSON moves a terminal's cursor or turns its line (20)`() async throws {
        try await Exchange.with { exchange in
            let path = exchange.folder + "/a\u{9B}31m\u{202E}\u{E0041}.asice"
            try Folder.write(Array("none".utf8), to: path)
            let ran = await exchange.kawthaung.run("verify", "--json", path)
            #expect(ran.code == 65)
            #expect(ran.output.contains(#"/a\u009b31m\u202e\udb40\udc41.asice"#), "\(ran)")
            #expect(ran.complaint.contains("/a<U+9B>31m<U+202E><U+E0041>.asice"), "\(ran)")
        }
    }

    /// THREATS 14, 30: nothing is fetched, and nobody learns what is being checked.
    @Test func `nothing in verify opens a socket`() async throws {
        guard Folder.exists("/usr/bin/strace") else { try Test.cancel("strace is not installed") }
        try await Exchange.with { exchange in
            let log = exchange.folder + "/trace"
            let files = [exchange.dossier, exchange.bundle, exchange.card(of: "ranong")]
            let report = exchange.folder + "/report.html"
            let arguments =
                ["-f", "-qq", "-e", "trace=%network", "-o", log, Program.path, "verify"] + files.prefix(1)
                + ["--report", report, "--home", exchange.kawthaung.home]
            for run in [
                arguments,
                ["-f", "-qq", "-e", "trace=%network", "-o", log, Program.path, "verify"] + files
                    + ["--home", exchange.kawthaung.home],
            ] {
                let result = try await Subprocess.run(
                    .name("strace"),
                    arguments: Arguments(run),
                    output: .string(limit: 1 << 20),
                    error: .string(limit: 1 << 20)
                )
                if result.standardError.contains("PTRACE") { try Test.cancel("ptrace is not allowed here") }
                #expect(result.terminationStatus.isSuccess, "\(result.standardOutput)\(result.standardError)")
                let calls = String(decoding: try Folder.read(log, limit: 1 << 20), as: UTF8.self)
                #expect(!calls.contains("socket") && !calls.contains("connect"), "\(calls)")
            }
        }
    }
}
