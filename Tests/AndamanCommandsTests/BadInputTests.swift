// SPDX-License-Identifier: Apache-2.0

import Files
import Glibc
import Octets
import Subprocess
import Testing

/// Input that cannot be taken: each gets one clear sentence and its exit code, and nothing is lost.
@Suite(.timeLimit(.minutes(20))) struct BadInputTests {
    /// Runs `body` and checks that no file was changed, added or lost by it.
    private func unchanged(
        _ exchange: Exchange,
        at location: SourceLocation = #_sourceLocation,
        _ body: () async throws -> Void
    ) async throws {
        // SQLite's own files change when they are only opened.
        let before = try FileTree(exchange.folder).without("/service/registry.sqlite")
        try await body()
        let after = try FileTree(exchange.folder).without("/service/registry.sqlite")
        #expect(before == after, sourceLocation: location)
    }

    // MARK: Sticks

    /// THREATS 24: what is refused by its first bytes must not fill the disk first.
    @Test func `a stick's file is not copied before its envelope is judged`() async throws {
        try await Exchange.with { exchange in
            let path = exchange.folder + "/huge.sealed.asice"
            try Folder.write([], to: path)
            try #require(unsafe truncate(path, 64 << 20) == 0)
            // A process that writes a file beyond 16 MiB is killed.
            let script = #"ulimit -f 16384; exec "$0" receive "$1" --home "$2""#
            let result = try await Subprocess.run(
                .name("bash"),
                arguments: ["-c", script, Program.path, path, exchange.kawthaung.home],
                output: .string(limit: 1 << 16),
                error: .string(limit: 1 << 16)
            )
            #expect(result.terminationStatus == .exited(1), "\(result)")
        }
    }

    // MARK: Papers

    @Test func `a document that is not JSON is named`() async throws {
        try await Exchange.with { exchange in
            let path = exchange.papers + "/consent.json"
            try Folder.write(Array("{\n  \"type\": ".utf8), to: path, existing: .replace)
            try await unchanged(exchange) {
                await exchange.ranong.run("dossier", "check", exchange.papers).expect(
                    65,
                    saying: "consent.json"
                )
                await exchange.ranong.run(
                    "sign",
                    exchange.papers,
                    "--as",
                    "preeya",
                    "-o",
                    exchange.folder + "/x.asice"
                )
                .expect(65, saying: "consent.json")
            }
        }
    }

    @Test func `a document that cannot be read is named`() async throws {
        try await Exchange.with { exchange in
            let path = exchange.papers + "/consent.json"
            try Folder.deleteFile(path)
            try Folder.create(path)
            try await unchanged(exchange) {
                await exchange.ranong.run("dossier", "check", exchange.papers).expect(
                    65,
                    saying: "consent.json"
                )
            }
        }
    }

    /// THREATS 11: who hands over a folder must not have files from elsewhere signed and sent.
    @Test func `a link in the place of a paper or of the attachments is refused`() async throws {
        try await Exchange.with { exchange in
            let consent = exchange.papers + "/consent.json"
            let elsewhere = exchange.folder + "/elsewhere"
            try Folder.create(elsewhere)
            try Folder.write(Array("%PDF-1.4".utf8), to: elsewhere + "/private.pdf")
            try Folder.rename(consent, to: exchange.folder + "/consent.json")
            try #require(unsafe symlink(exchange.folder + "/consent.json", consent) == 0)
            await exchange.ranong.run("dossier", "check", exchange.papers).expect(65, saying: "consent.json")
            try Folder.deleteFile(consent)
            try Folder.rename(exchange.folder + "/consent.json", to: consent)
            let attachments = exchange.papers + "/attachments"
            try Folder.deleteTree(attachments)
            try #require(unsafe symlink(elsewhere, attachments) == 0)
            await exchange.ranong.run("dossier", "check", exchange.papers).expect(65, saying: "attachments")
        }
    }

    @Test func `a paper that a dossier does not have is not left behind unnoticed`() async throws {
        try await Exchange.with { exchange in
            try Folder.write([1], to: exchange.papers + "/notes.docx")
            try await unchanged(exchange) {
                await exchange.ranong.run("dossier", "check", exchange.papers).expect(
                    65,
                    saying: "notes.docx"
                )
            }
        }
    }

    @Test func `a violation of a schema is shown with its place and its rule`() async throws {
        try await Exchange.with { exchange in
            try replace("{", by: "{\"bogus\": 1,", in: exchange.papers + "/identity.json")
            try await unchanged(exchange) {
                let check = await exchange.ranong.run("dossier", "check", exchange.papers)
                #expect(check.code == 1 && check.complaint.isEmpty)
                check.expectSentences()
                #expect(
                    check.output.split(separator: "\n").contains { line in
                        ["identity.json", "/bogus"].allSatisfy { line.contains($0) }
                    }
                )
                await exchange.ranong.run(
                    "sign",
                    exchange.papers,
                    "--as",
                    "preeya",
                    "-o",
                    exchange.folder + "/x.asice"
                )
                .expect(1, saying: "identity.json", "/bogus")
            }
        }
    }

    @Test func `papers without consent are not signed`() async throws {
        try await Exchange.with { exchange in
            try Folder.deleteFile(exchange.papers + "/consent.json")
            try await unchanged(exchange) {
                let check = await exchange.ranong.run("dossier", "check", exchange.papers)
                #expect(check.code == 1 && check.output.contains("consent"))
                check.expectSentences()
                await exchange.ranong.run(
                    "sign",
                    exchange.papers,
                    "--as",
                    "preeya",
                    "-o",
                    exchange.folder + "/x.asice"
                )
                .expect(1, saying: "consent")
            }
        }
    }

    // MARK: Offices, cards and passphrases

    @Test func `nothing is sealed to an office that is not known`() async throws {
        try await Exchange.with { exchange in
            try await unchanged(exchange) {
                await exchange.ranong.run(
                    "seal",
                    exchange.dossier,
                    "--to",
                    "mawlamyine",
                    "-o",
                    exchange.folder + "/x"
                )
                .expect(66, saying: "mawlamyine")
            }
        }
    }

    @Test func `an office is trusted only by its fingerprint`() async throws {
        try await Exchange.with { exchange in
            let card = exchange.card(of: "phangnga")
            try await unchanged(exchange) {
                await exchange.ranong.run("trust", "add", card).expect(77, saying: "phangnga")
                let wrong = "12345 12345 12345 12345 12345 12345 12345 12345"
                await exchange.ranong.run("trust", "add", card, "--fingerprint", wrong).expect(
                    1,
                    saying: "phangnga"
                )
                await exchange.ranong.run("trust", "add", card, "--fingerprint", "1 2 3").expect(64)
                await exchange.ranong.run("trust", "add", exchange.dossier, "--fingerprint", wrong).expect(65)
                await exchange.ranong.run("trust", "add", exchange.card(of: "ranong")).expect(
                    1,
                    saying: "ranong"
                )
            }
        }
    }

    @Test func `a card past its end is neither trusted nor sealed to`() async throws {
        try await Exchange.with { exchange in
            var later = exchange.ranong
            later.clockAhead = 400 * 86400
            let told = try await exchange.phangnga.done("trust", "show", "phangnga").output
            let fingerprint = try #require(told.split(separator: "\n").last.map(String.init))
            try await unchanged(exchange) {
                await later.run("trust", "add", exchange.card(of: "phangnga"), "--fingerprint", fingerprint)
                    .expect(1, saying: "phangnga")
                await later.run("seal", exchange.dossier, "--to", "kawthaung", "-o", exchange.folder + "/x")
                    .expect(1, saying: "kawthaung")
            }
        }
    }

    @Test func `a passphrase comes out of a pipe, and never from a device`() async throws {
        try await Exchange.with { exchange in
            let home = exchange.ranong.home
            let create = [
                "officer", "create", "somchai", "--name", "Somchai", "--role", "head", "--home", home,
            ]
            // An authority without passphrase; the officer's is written twice, so the pipe is asked twice.
            let made = try await runProgram(
                "bash",
                [
                    "-c", #""$@" --passphrase-file <(printf 'six unrelated words\nmore')"#, "bash",
                    Program.path,
                ] + create
            )
            #expect(made.isSuccess, "\(made.output)")
            let right = exchange.folder + "/right"
            try Folder.write(Array("six unrelated words".utf8), to: right)
            let sign = ["sign", exchange.papers, "--as", "somchai", "-o", exchange.folder + "/x.asice"]
            await exchange.ranong.run(sign + ["--passphrase-file", right]).expect(1)
            let wrong = try await runProgram(
                "bash",
                [
                    "-c", #"mkfifo "$1"; (echo six other words > "$1") & shift; exec "$@""#, "bash",
                    exchange.folder + "/fifo", Program.path,
                ] + sign + ["--home", home, "--passphrase-file", exchange.folder + "/fifo"]
            )
            #expect(!wrong.isSuccess && wrong.output.contains("assphrase"), "\(wrong.output)")
            try Folder.deleteFile(exchange.folder + "/fifo")
            try await unchanged(exchange) {
                for device in ["/dev/null", "/dev/zero", "/dev/tty", "/dev/ptmx", home] {
                    await exchange.ranong.run(sign + ["--passphrase-file", device]).expect(65, saying: device)
                }
            }
            let another = ["officer", "create", "another"] + create.dropFirst(3)
            let long = try await runProgram(
                "bash",
                ["-c", #""$@" --passphrase-file <(exec cat /dev/zero)"#, "bash", Program.path] + another
            )
            #expect(!long.isSuccess && long.output.contains("4096"), "\(long.output)")
        }
    }

    @Test func `a passphrase that is wrong, missing, empty or too short unlocks nothing`() async throws {
        try await Exchange.with { exchange in
            for (name, text) in [
                ("right", "six unrelated words"), ("wrong", "six other words"), ("empty", "\n"),
                ("short", "abc"),
            ] {
                try Folder.write(Array(text.utf8), to: exchange.folder + "/" + name)
            }
            let create = ["officer", "create", "somchai", "--name", "Somchai", "--role", "head"]
            try await unchanged(exchange) {
                for (file, code) in [("short", Int32(77)), ("empty", 77), ("absent", 66)] {
                    await exchange.ranong.run(create + ["--passphrase-file", exchange.folder + "/" + file])
                        .expect(code)
                }
                await exchange.ranong.run(create).expect(77, saying: "somchai")
            }
            let made = await exchange.ranong.run(create + ["--passphrase-file", exchange.folder + "/right"])
            #expect(made.code == 0, "\(made)")
            try await unchanged(exchange) {
                let sign = ["sign", exchange.papers, "--as", "somchai", "-o", exchange.folder + "/x.asice"]
                await exchange.ranong.run(sign + ["--passphrase-file", exchange.folder + "/wrong"]).expect(77)
                await exchange.ranong.run(sign).expect(77, saying: "somchai")
                // The right one opens the key; then it is the list of signers that says no.
                await exchange.ranong.run(sign + ["--passphrase-file", exchange.folder + "/right"]).expect(1)
            }
        }
    }

    // MARK: Names that are taken, words that are off, files that are not there

    @Test func `an office is not made over another`() async throws {
        try await Exchange.with { exchange in
            try await unchanged(exchange) {
                await exchange.ranong.run("office", "create", "other", "--name", "Other").expect(73)
            }
        }
    }

    @Test func `nothing is overwritten unasked`() async throws {
        try await Exchange.with { exchange in
            let taken = exchange.folder + "/taken"
            try Folder.write(Array("mine".utf8), to: taken)
            let commands = [
                ["office", "card", "-o", taken], ["office", "export-identity", "--yes", "-o", taken],
                ["sign", exchange.papers, "--as", "preeya", "-o", taken],
                ["sign", exchange.dossier, "--as", "wichai", "-o", taken],
                ["seal", exchange.dossier, "--to", "kawthaung", "-o", taken],
                ["dossier", "new", taken, "--procedure", "C"],
                ["officer", "create", "preeya", "--name", "P", "--role", "head", "--passphrase-file", taken],
            ]
            try await unchanged(exchange) {
                for command in commands { await exchange.ranong.run(command).expect(73) }
                await exchange.kawthaung.run("open", exchange.bundle, "-o", taken).expect(73, saying: taken)
            }
            for command in [commands[0], commands[2], commands[4]] {
                let ran = await exchange.ranong.run(command + ["--force"])
                #expect(ran.code == 0, "\(ran)")
                #expect(try Folder.read(taken, limit: 1 << 20) != Array("mine".utf8))
            }
        }
    }

    @Test(arguments: [
        ["no-such-verb"], ["verify"], ["verify", "FILE", "--no-such-option"],
        ["verify", "FILE", "--lang", "fr"],
        ["seal", "FILE"], ["open", "FILE"],
        ["send", "FILE", "--to", "https://127.0.0.1", "--to-folder", "/tmp"],
        ["verify", "FILE", "--at", "yesterday"], ["serve", "--listen", "nowhere"],
        ["serve", "--listen", ":1"],
        ["serve", "--listen", "127.0.0.1:70000"], ["serve", "--listen", "192.0.2.1:0"],
        ["officer", "create", "x", "--name", "X", "--role", "king", "--unprotected-keys"],
        ["officer", "create", "UPPER", "--name", "X", "--role", "head", "--unprotected-keys"],
        ["dossier", "new", "/nonexistent", "--procedure", "Z"],
        ["dossier", "new", "/nonexistent", "--procedure", "C", "--step", "nowhere"],
        ["send", "FILE", "--to", "http://127.0.0.1:1"],
    ])
    func `words that are off are usage errors`(command: [String]) async throws {
        try await Exchange.with { exchange in
            _ = try await exchange.ranong.done("inbox")
            try await unchanged(exchange) {
                let ran = await exchange.ranong.run(command.map { $0 == "FILE" ? exchange.bundle : $0 })
                #expect(ran.code == 64 && ran.output.isEmpty && !ran.complaint.isEmpty, "\(ran)")
                ran.expectSentences()
            }
        }
    }

    @Test(arguments: [
        ["verify", "GONE"], ["inspect", "GONE"], ["sign", "GONE", "--as", "preeya"],
        ["sign", "GONE", "--as", "nobody"],
        ["seal", "GONE", "--to", "kawthaung"], ["send", "GONE"], ["receive", "GONE"],
        ["open", "GONE", "-o", "OUT"],
        ["inbox", "show", "GONE"], ["dossier", "check", "GONE"], ["trust", "add", "GONE"],
        ["trust", "show", "nobody"],
        ["trust", "remove", "nobody"], ["verify", "FILE", "--trust", "GONE"],
    ])
    func `files that are not there are missing`(command: [String]) async throws {
        try await Exchange.with { exchange in
            _ = try await exchange.ranong.done("inbox")
            try await unchanged(exchange) {
                let names = [
                    "GONE": exchange.folder + "/gone", "OUT": exchange.folder + "/out",
                    "FILE": exchange.bundle,
                ]
                await exchange.ranong.run(command.map { names[$0] ?? $0 }).expect(66)
            }
        }
    }

    @Test func `a home without an office is missing`() async throws {
        try await withTemporaryFolder { folder in
            for command in [["inbox"], ["serve"], ["trust", "list"], ["office", "card"]] {
                await Desk(home: folder).run(command).expect(66, saying: folder)
            }
        }
    }

    // MARK: Names that would feign something

    @Test func `a file's name neither moves the cursor nor begins a line`() async throws {
        try await Exchange.with { exchange in
            let path = exchange.folder + "/a\u{1B}[2J\nVALID: b\u{202E}.sealed.asice"
            try Folder.write(Array("no container".utf8), to: path)
            for command in [
                ["verify", path], ["inspect", path], ["receive", path], ["receive", exchange.folder],
            ] {
                let ran = await exchange.kawthaung.run(command)
                #expect(ran.code != 0)
                for text in [ran.output, ran.complaint] {
                    #expect(!text.contains("\u{1B}") && !text.contains("\u{202E}"), "\(ran)")
                    #expect(!text.split(separator: "\n").contains { $0.hasPrefix("VALID: b") }, "\(ran)")
                }
            }
        }
    }
}
