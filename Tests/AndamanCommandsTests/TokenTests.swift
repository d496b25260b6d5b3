// SPDX-License-Identifier: Apache-2.0

import Files
import Octets
import Testing

/// Keys on tokens, with SoftHSM2 for a token (`THREATS.md` 29; `docs/tokens.md`).
///
/// The commands run in processes of their own: a module is loaded once in a process and looks into its environment.
@Suite(.timeLimit(.minutes(20)), .enabled(if: TokenBox.isHere, "softhsm2 and opensc are not installed"))
struct TokenTests {
    /// The tokens of two offices and an officer, with their keys.
    private func withBox<R>(_ body: (TokenBox) async throws -> R) async throws -> R {
        try await withTemporaryFolder { folder in
            let box = try TokenBox(folder)
            try await box.add("office", pin: "482913")
            try await box.add("preeya", pin: "7750124")
            try await box.addKey("seal", in: "office", id: "01")
            try await box.addKey("sign", in: "preeya", id: "01")
            return try await body(box)
        }
    }

    private func run(_ home: String, _ box: TokenBox, _ arguments: [String], _ more: [String] = [])
        async throws -> Ran
    {
        try await Program.run(arguments + ["--home", home], with: box.variables + more)
    }

    @discardableResult
    private func done(_ home: String, _ box: TokenBox, _ arguments: String...) async throws -> Ran {
        let ran = try await run(home, box, arguments)
        try #require(ran.code == 0, "\(ran)")
        return ran
    }

    private func office(_ id: String, country: String) -> [String] {
        ["office", "create", id, "--name", "Office of \(id)", "--country", country, "--unprotected-keys"]
    }

    private func officer(_ id: String, role: String = "social-worker") -> [String] {
        ["officer", "create", id, "--name", "Preeya Thongsuk", "--role", role]
    }

    @Test func `a dossier goes its whole way with the seals and an officer's key in tokens`() async throws {
        try await withBox { box in
            // A key that wants its PIN for each signature, and a seal of the other office.
            try await box.addKey("strict", in: "preeya", id: "02", "--always-auth")
            try await box.add("kawthaung", pin: "990011")
            try await box.addKey("seal", in: "kawthaung", id: "01")
            let (ranong, kawthaung) = (box.folder + "/ranong", box.folder + "/kawthaung")
            let (seal, otherSeal) = (
                ["--seal-pin-file", box.pinFile("office")], ["--seal-pin-file", box.pinFile("kawthaung")]
            )
            for (home, id, country, token) in [
                (ranong, "ranong", "TH", "office"), (kawthaung, "kawthaung", "MM", "kawthaung"),
            ] {
                let made = try await run(
                    home,
                    box,
                    office(id, country: country) + ["--seal-token", box.uri("seal", in: token)]
                        + ["--seal-pin-file", box.pinFile(token)]
                )
                try #require(made.code == 0, "\(made)")
            }
            let preeya = ["--passphrase-file", box.pinFile("preeya")]
            let made = try await run(
                ranong,
                box,
                officer("preeya") + ["--token", box.uri("strict", in: "preeya")] + preeya
            )
            try #require(made.code == 0, "\(made)")
            try await done(
                ranong,
                box,
                "officer",
                "create",
                "wichai",
                "--name",
                "Wichai",
                "--role",
                "head",
                "--unprotected-keys"
            )
            // Neither key is in the home, and the PIN neither.
            let keys = try Folder.names(in: ranong + "/keys")
            #expect(keys.contains("seal.token") && keys.contains("officer-preeya.token"))
            #expect(!keys.contains { $0.hasPrefix("seal.key") || $0.hasPrefix("officer-preeya.key") })
            for file in try FileTree(ranong).files.values {
                #expect(!String(decoding: file, as: UTF8.self).contains("482913"))
                #expect(!String(decoding: file, as: UTF8.self).contains("7750124"))
            }

            for (home, other, id) in [(ranong, kawthaung, "kawthaung"), (kawthaung, ranong, "ranong")] {
                let card = box.folder + "/\(id).card.asice"
                let told = try await done(other, box, "office", "card", "-o", card).output
                let words = try #require(told.split(separator: "\n").last)
                try await done(home, box, "trust", "add", card, "--fingerprint", String(words))
            }
            let papers = box.folder + "/case"
            try ExampleCase.write(to: papers)
            let dossier = box.folder + "/dossier.asice"
            let signed = try await run(
                ranong,
                box,
                ["sign", papers, "--as", "preeya", "-o", dossier] + preeya
            )
            try #require(signed.code == 0, "\(signed)")
            try await done(ranong, box, "sign", dossier, "--as", "wichai")
            let bundles = (1...4).map { box.folder + "/\($0).sealed.asice" }
            for bundle in bundles {
                let ran = try await run(
                    ranong,
                    box,
                    ["seal", dossier, "--to", "kawthaung", "-o", bundle] + seal
                )
                try #require(ran.code == 0, "\(ran)")
            }

            // Four at once: the service seals their receipts with one token.
            _ = try await Program.serving(kawthaung, otherSeal, with: box.variables) { url, _ in
                try await withThrowingTaskGroup(of: Ran.self) { sends in
                    for bundle in bundles {
                        sends.addTask { try await self.run(ranong, box, ["send", bundle, "--to", url]) }
                    }
                    for try await sent in sends { #expect(sent.code == 0, "\(sent)") }
                }
            }
            let receipts = try Folder.names(in: box.folder).filter { $0.hasSuffix(".receipt.asice") }
                .map { box.folder + "/" + $0 }
            #expect(receipts.count == 4)
            let checked = try await run(
                kawthaung,
                box,
                ["verify", "--compare", "--json", dossier] + bundles + receipts
            )
            #expect(checked.code == 0, "\(checked)")
            // By openssl's own `cms -verify` as well.
            #expect(checked.output.matches(of: /"agree":true/).count == 10, "\(checked)")
            #expect(!checked.output.contains("\"agree\":false"))
        }
    }

    @Test func `what a token does not do is told in one sentence in three languages`() async throws {
        try await withBox { box in
            let home = box.folder + "/home"
            try await box.addKey("long", in: "preeya", id: "02", curve: "secp384r1")
            let made = try await run(home, box, office("ranong", country: "TH"))
            try #require(made.code == 0, "\(made)")
            let module = try await box.troublesomeModule()
            let good = box.uri("sign", in: "preeya", module: module)
            let (right, wrong) = (box.pinFile("preeya"), box.pinFile("office"))
            let cases: [(uri: String, pin: String, settings: [String], code: Int32, logins: Int)] = [
                // The wrong PIN, tried once; a locked one; a fault of the token.
                (good, wrong, [], 77, 1),
                (good, right, ["TOKEN_ANSWER=a4"], 77, 1),
                (good, right, ["TOKEN_ANSWER=30"], 74, 1),
                // No such token, no such key, no module, no engine: the PIN is not even shown to anybody else's token.
                (box.uri("sign", in: "absent", module: module), right, [], 77, 0),
                (box.uri("absent", in: "preeya"), right, [], 77, 0),
                (box.uri("sign", in: "preeya", module: "/nowhere/module.so"), right, [], 77, 0),
                (good, right, ["OPENSSL_ENGINES=" + box.folder], 77, 0),
                // Not P-256; and URIs that are not taken.
                (box.uri("long", in: "preeya"), right, [], 77, 0),
                (good + "&pin-value=7750124", right, [], 64, 0),
                ("pkcs11:object=sign?module-path=\(module)", right, [], 64, 0),
                ("pkcs11:token=preeya;object=sign", right, [], 64, 0),
            ]
            for language in ["en", "th", "my"] {
                var told: Set<String> = []
                for (uri, pin, settings, code, logins) in cases {
                    let before = box.logins
                    let ran = try await run(
                        home,
                        box,
                        officer("preeya") + ["--token", uri, "--passphrase-file", pin, "--lang", language],
                        settings
                    )
                    ran.expect(code)
                    #expect(box.logins - before == logins, "\(ran)")
                    #expect(!ran.complaint.contains("482913") && !ran.complaint.contains("7750124"), "\(ran)")
                    told.insert(ran.complaint.replacing(uri, with: ""))
                }
                #expect(told.count >= 8)
            }
            #expect(try Folder.names(in: home + "/officers").isEmpty)
            #expect(try Folder.names(in: home + "/keys").allSatisfy { !$0.contains("preeya") })
            // Nobody at a terminal and no file: locked, and said so.
            let ran = try await run(home, box, officer("preeya") + ["--token", good])
            ran.expect(77, saying: "preeya")
        }
    }

    @Test func `a token that fails for a moment is asked again, and the PIN at most once more`() async throws
    {
        try await withBox { box in
            let module = try await box.troublesomeModule()
            // The engine tries again by itself, in the session that it has; a second time it does not.
            for name in ["gone1", "gone2"] { try Folder.write([], to: box.folder + "/" + name) }
            let ran = try await run(
                box.folder + "/home",
                box,
                office("ranong", country: "TH") + [
                    "--seal-token", box.uri("seal", in: "office", module: module),
                ]
                    + ["--seal-pin-file", box.pinFile("office")]
            )
            #expect(ran.code == 0, "\(ran)")
            #expect(box.logins == 2)
        }
    }

    @Test func `a key that is not the certificate's signs nothing`() async throws {
        try await withBox { box in
            let home = box.folder + "/home"
            let made = try await run(home, box, office("ranong", country: "TH"))
            try #require(made.code == 0, "\(made)")
            try await box.addKey("other", in: "preeya", id: "02")
            let pin = ["--passphrase-file", box.pinFile("preeya")]
            let created = try await run(
                home,
                box,
                officer("preeya") + ["--token", box.uri("sign", in: "preeya")] + pin
            )
            try #require(created.code == 0, "\(created)")
            let papers = box.folder + "/case"
            try ExampleCase.write(to: papers)
            // The note of another key in its place.
            let note = home + "/keys/officer-preeya.token"
            try Folder.write(
                Array(box.uri("other", in: "preeya").utf8),
                to: note,
                existing: .replace,
                mode: 0o600
            )
            let output = box.folder + "/dossier.asice"
            let ran = try await run(home, box, ["sign", papers, "--as", "preeya", "-o", output] + pin)
            ran.expect(77)
            #expect(!Folder.exists(output))

            // A public key in the token that is not the private one's: a certificate for it would be another's.
            let foreign = box.folder + "/other.spki"
            try await box.tool("preeya", ["--read-object", "--type", "pubkey", "--id", "02", "-o", foreign])
            try await box.addKey("forged", in: "preeya", id: "03")
            try await box.tool("preeya", ["--delete-object", "--type", "pubkey", "--id", "03"])
            try await box.tool(
                "preeya",
                ["--write-object", foreign, "--type", "pubkey", "--id", "03", "--label", "forged"]
            )
            let forged = try await run(
                home,
                box,
                officer("naree") + ["--token", box.uri("forged", in: "preeya")] + pin
            )
            forged.expect(77)
            #expect(!Folder.exists(home + "/officers/naree.pem"))
        }
    }

    @Test func `an officer asks for a certificate for a token, and a seal moves into one and out of it`()
        async throws
    {
        try await withBox { box in
            let (home, desk) = (box.folder + "/home", box.folder + "/desk")
            let made = try await run(home, box, office("ranong", country: "TH"))
            try #require(made.code == 0, "\(made)")
            // The officer's own computer has the office's home without its keys.
            try FileTree(home).write(to: desk)
            let (request, certificate) = (box.folder + "/preeya.csr", box.folder + "/preeya.pem")
            let asked = try await run(
                desk,
                box,
                [
                    "officer", "request", "preeya", "--name", "Preeya", "--role", "social-worker", "-o",
                    request,
                ]
                    + ["--token", box.uri("sign", in: "preeya"), "--passphrase-file", box.pinFile("preeya")]
            )
            #expect(asked.code == 0, "\(asked)")
            try await done(home, box, "officer", "admit", request, "-o", certificate)
            try await done(desk, box, "officer", "admit", certificate)
            #expect(Folder.exists(desk + "/keys/officer-preeya.token"))
            let both = try await run(
                desk,
                box,
                officer("x") + ["--token", box.uri("sign", in: "preeya"), "--unprotected-keys"]
            )
            both.expect(64)

            let pin = ["--seal-pin-file", box.pinFile("office")]
            let into = ["office", "renew", "--seal", "--token", box.uri("seal", in: "office")] + pin
            #expect(try await run(home, box, into).code == 0)
            #expect(!Folder.exists(home + "/keys/seal.key"))
            // It does not leave the token unnoticed.
            try await run(home, box, ["office", "renew", "--seal"]).expect(64, saying: "seal.token")
            try await run(home, box, ["office", "renew", "--tls", "--token", box.uri("seal", in: "office")])
                .expect(64, saying: "--seal")
            try Folder.deleteFile(home + "/keys/seal.token")
            try await done(home, box, "office", "renew", "--seal")
            #expect(Folder.exists(home + "/keys/seal.key"))
        }
    }
}
