// SPDX-License-Identifier: Apache-2.0

import Files
import Octets
import Signatures
import Subprocess
import Testing
import TimeAuthorityForTests

/// Officers who sign with certificates of a national authority, by the commands of two offices.
@Suite(.timeLimit(.minutes(20))) struct NationalCommandsTests {
    private func verdict(_ desk: Desk, _ file: String, _ arguments: String...) async -> Ran {
        await desk.run(["verify", "--json", file] + arguments)
    }

    private func pin(_ state: StateAuthority, listsOf issuers: [String] = ["root", "middle"], at desk: Desk)
        async throws
    {
        var lists: [String] = []
        for issuer in issuers { lists += ["--crl", try await state.list(by: issuer)] }
        try await desk.done(
            ["trust", "national", "add", state.path("root.pem"), "--sha256", state.root.fingerprint.hex]
                + lists
        )
    }

    /// Passes Ranong's newest card on to Kawthaung.
    private func passCard(_ exchange: Exchange) async throws {
        try await exchange.ranong.done("office", "card", "--force", "-o", exchange.card(of: "ranong"))
        try await exchange.kawthaung.done("trust", "add", exchange.card(of: "ranong"))
    }

    @Test
    func `an officer signs with the state's certificate once his office lists it, and no longer than that`()
        async throws
    {
        try await Exchange.with { exchange in
            let state = try await StateAuthority(in: exchange.folder + "/state")
            _ = try await state.issue("malee")
            let chain = try state.writeChain("malee")
            let (ranong, kawthaung) = (exchange.ranong, exchange.kawthaung)
            let admit = ["officer", "admit", chain, "--key", state.path("malee.key"), "--unprotected-keys"]
            let list = ["--id", "malee", "--role", "social-worker"]
            // Nothing without the state's authority, nothing without its digest, nothing by a wrong one.
            #expect(await ranong.run(admit + list).code == 1)
            let root = ["trust", "national", "add", state.path("root.pem")]
            #expect(await ranong.run(root).code == 77)
            let wrong = String(repeating: "0", count: 64)
            #expect(await ranong.run(root + ["--sha256", wrong]).code == 1)
            try await pin(state, at: ranong)
            // The key alone is not taken while nobody has listed the certificate.
            #expect(await ranong.run(admit).code == 1)
            #expect(await ranong.run(admit + list).code == 0)
            #expect(await ranong.run(admit + list).code != 0)
            #expect(try await ranong.done("officer", "list").output.contains("malee"))
            #expect(try await ranong.done("trust", "show", "ranong").output.contains("malee"))

            let dossier = exchange.folder + "/national.asice"
            let papers = exchange.folder + "/national-case"
            try ExampleCase.write(to: papers)
            try replaceSigner(in: papers + "/referral.json")
            try await ranong.done("sign", papers, "--as", "malee", "-o", dossier)
            try await ranong.done("sign", dossier, "--as", "wichai")
            let own = await verdict(ranong, dossier)
            #expect(own.code == 0, "\(own)")
            #expect(own.output.contains("\"officer\":\"malee\""))
            // Kawthaung has neither the authority nor the card; then one, then both.
            let neither = await verdict(kawthaung, dossier)
            #expect(neither.code != 0)
            try await passCard(exchange)
            let unknown = await verdict(kawthaung, dossier)
            #expect(unknown.code == 3 && unknown.output.contains("national-unknown"), "\(unknown)")
            try await pin(state, at: kawthaung)
            #expect(await verdict(kawthaung, dossier).code == 0)
            #expect(await verdict(kawthaung, dossier, "--compare").code == 0)
            // The bundle goes its way.
            let bundle = exchange.folder + "/national.sealed.asice"
            try await ranong.done("seal", dossier, "--to", "kawthaung", "-o", bundle)
            try await kawthaung.done("receive", bundle)
            // The listing ends: what nobody can prove to be older is open again, here and there.
            try await ranong.done("officer", "revoke", "malee", "--reason", "left")
            try await passCard(exchange)
            let ended = await verdict(kawthaung, dossier)
            #expect(ended.code == 3 && ended.output.contains("listing-ended"), "\(ended)")
            #expect(ended.output.contains("REVOKED_NO_POE"))
            // Each step left its line.
            let lines = try await ranong.done("log", "verify", "--json").output
            #expect(lines.contains("\"sound\":true") && lines.contains("\"pending\":0"), "\(lines)")
            try await kawthaung.done(
                "trust",
                "national",
                "remove",
                String(state.root.fingerprint.hex.prefix(12))
            )
            #expect(await verdict(kawthaung, dossier).output.contains("national-unknown"))
        }
    }

    /// The referral lists its signers; the first shall be Malee.
    private func replaceSigner(in path: String) throws {
        let text = String(decoding: try Folder.read(path, limit: 1 << 20), as: UTF8.self)
        try Folder.write(
            Array(text.replacing("\"officer\": \"preeya\"", with: "\"officer\": \"malee\"").utf8),
            to: path,
            existing: .replace
        )
    }

    /// `THREATS.md` 15: a real responder, on a port that the system chose.
    @Test func `online, the state's responder is asked, and offline nobody is`() async throws {
        try await Exchange.with { exchange in
            let folder = exchange.folder + "/state"
            let ocsp = ["openssl", "ocsp", "-index", folder + "/middle.txt", "-CA", folder + "/middle.pem"]
            let responder = AnsweringServer(
                program: ocsp + [
                    "-rsigner", folder + "/responder.pem", "-rkey", folder + "/responder.key", "-ndays", "1",
                ],
                question: ("-reqin", "application/ocsp-request"),
                answer: ("-respout", "application/ocsp-response")
            )
            // The address must stand in certificates before there are answers.
            try await responder.serving { try await checkOnline(exchange, folder, $0) }
        }
    }

    private func checkOnline(_ exchange: Exchange, _ folder: String, _ address: String) async throws {
        let state = try await StateAuthority(in: folder, status: address)
        _ = try await state.issue("malee")
        let ranong = exchange.ranong
        // Of the issuing authority there is no list: only its responder knows.
        try await pin(state, listsOf: ["root"], at: ranong)
        try await ranong.done(
            "officer",
            "admit",
            state.writeChain("malee"),
            "--id",
            "malee",
            "--role",
            "social-worker",
            "--key",
            state.path("malee.key"),
            "--unprotected-keys"
        )
        let dossier = exchange.folder + "/national.asice"
        let papers = exchange.folder + "/national-case"
        try ExampleCase.write(to: papers)
        try replaceSigner(in: papers + "/referral.json")
        try await ranong.done("sign", papers, "--as", "malee", "-o", dossier)
        let offline = await verdict(ranong, dossier)
        #expect(offline.code == 1 && offline.output.contains("TRY_LATER"), "\(offline)")
        let online = await verdict(ranong, dossier, "--online")
        #expect(!online.output.contains("TRY_LATER"), "\(online)")
        #expect(online.output.contains("status-seen") && online.complaint.contains(address))
        try await state.revoke("malee")
        #expect(await verdict(ranong, dossier, "--online").output.contains("REVOKED_NO_POE"))
    }

    @Test func `a line about trust that was changed afterwards is found`() async throws {
        try await Exchange.with { exchange in
            let folder = exchange.ranong.home + "/trust-changes"
            // The office has no log before it has anything to do with its service: the lines wait.
            #expect(try !Folder.names(in: folder).contains { $0.hasSuffix(".tlog-proof") })
            try await exchange.ranong.serving { _ in }
            let names = try Folder.names(in: folder)
            #expect(names.contains { $0.hasSuffix(".tlog-proof") })
            let document = try #require(names.first { $0.hasSuffix(".json") })
            let text = String(
                decoding: try Folder.read(folder + "/" + document, limit: 1 << 16),
                as: UTF8.self
            )
            // Digests and serials, and nobody's name.
            #expect(!text.contains("Preeya") && !text.contains("preeya"))
            #expect(await exchange.ranong.run("log", "verify").code == 0)
            try Folder.write(Array((text + " ").utf8), to: folder + "/" + document, existing: .replace)
            let ran = await exchange.ranong.run("log", "verify", "--json")
            #expect(ran.code == 1 && ran.output.contains("change-not-logged"))
        }
    }

    /// DESIGN §2 and `THREATS.md` 14, 30: the program itself, under a system without a network.
    @Test func `verify opens no socket for any kind of file`() async throws {
        try await Exchange.with { exchange in
            try await exchange.kawthaung.done("receive", exchange.bundle)
            let receipt = try #require(
                try Folder.names(in: exchange.folder).first { $0.hasSuffix(".receipt.asice") }
            )
            let extract = exchange.folder + "/case.extract.asice"
            _ = await exchange.ranong.run(
                "extract",
                exchange.dossier,
                "--document",
                "documents/01.json",
                "-o",
                extract
            )
            let files = [
                exchange.dossier, exchange.bundle, exchange.folder + "/" + receipt,
                exchange.card(of: "ranong"),
                extract,
            ]
            for file in files {
                let trace = exchange.folder + "/trace"
                let result = try await Subprocess.run(
                    .name("strace"),
                    arguments: Arguments(
                        ["-f", "-qq", "-e", "trace=%network", "-o", trace, Program.path, "verify", file]
                            + ["--home", exchange.ranong.home]
                    ),
                    output: .string(limit: 1 << 20),
                    error: .string(limit: 1 << 20)
                )
                if result.standardError.contains("ptrace") {
                    try Test.cancel("this system lets nobody trace")
                }
                #expect(result.terminationStatus == .exited(0), "\(file): \(result.standardOutput)")
                let calls = String(decoding: try Folder.read(trace, limit: 1 << 20), as: UTF8.self)
                    .split(separator: "\n").filter { !$0.contains("+++") && !$0.contains("---") }
                    // libc asks a daemon of this machine who the user is, when the registry is opened: no network.
                    .filter { !$0.contains("socket(AF_UNIX") && !$0.contains("/var/run/nscd/socket") }
                #expect(calls.isEmpty, "\(file): \(calls)")
            }
        }
    }
}
