// SPDX-License-Identifier: Apache-2.0

import AndamanCommands
import Files
import JSONSchema
import Octets
import Testing

/// What programs and people read: `--json` by the contract's names, `--lang` in their own script.
@Suite(.timeLimit(.minutes(20))) struct AnswerTests {
    /// The names in `value` that are among `wanted`, so that a missing one shows.
    private func names(_ value: JSONValue?, among wanted: Set<String>) -> Set<String> {
        names(value).intersection(wanted)
    }

    private func names(_ value: JSONValue?) -> Set<String> {
        Set(value?.object?.names ?? [])
    }

    private func json(_ ran: Ran) throws -> JSONValue {
        try #require(ran.output.hasSuffix("}\n") && ran.output.filter { $0 == "\n" }.count == 1, "\(ran)")
        return try JSON.parse(Array(ran.output.utf8))
    }

    @Test func `verify --json has the contract's names for each kind`() async throws {
        try await Exchange.with { exchange in
            try await exchange.kawthaung.done("receive", exchange.bundle)
            let kinds = [
                (exchange.dossier, "dossier"), (exchange.bundle, "sealed-bundle"),
                (exchange.card(of: "kawthaung"), "card"),
                (exchange.folder + "/bundle.receipt.asice", "receipt"),
            ]
            for (path, kind) in kinds {
                let value = try json(await exchange.ranong.run("verify", "--json", path))
                #expect(value["verdict"]?.string == "valid", "\(value.text())")
                #expect(value["kind"]?.string == kind)
                let all: Set = ["verdict", "kind", "reasons", "rules", "signatures", "documents"]
                #expect(names(value, among: all) == all)
                let signature = try #require(value["signatures"]?[0])
                let ofSignature: Set = [
                    "indication", "subIndication", "signer", "claimedSigningTime", "provenNotBefore",
                    "provenNotAfter",
                    "covers", "reasons",
                ]
                #expect(names(signature, among: ofSignature) == ofSignature)
                #expect(
                    names(signature["signer"], among: ["name", "office", "certificateSHA256"]) == [
                        "name", "office", "certificateSHA256",
                    ]
                )
                #expect(signature["indication"]?.string == "TOTAL-PASSED")
                #expect(names(value["documents"]?[0]) == ["name", "sha256", "intact"])
            }
        }
    }

    @Test func `verify --json gives reasons with code and text where the verdict is not good`() async throws {
        try await Exchange.with { exchange in
            let path = try await exchange.strangersBundle()
            let ran = await exchange.kawthaung.run("verify", "--json", path)
            #expect(ran.code == 3)
            let value = try json(ran)
            #expect(value["verdict"]?.string == "indeterminate")
            let reason = try #require(value["reasons"]?[0])
            #expect(names(reason) == ["code", "text"])
            #expect(reason["text"]?.string?.hasPrefix("[") == false)
        }
    }

    @Test func `inspect, inbox and dossier check print one JSON object`() async throws {
        try await Exchange.with { exchange in
            let inspected = try json(await exchange.ranong.run("inspect", "--json", exchange.bundle))
            #expect(names(inspected) == ["kind", "entries", "signatures"])
            #expect(names(inspected["entries"]?[0]) == ["name", "size", "sha256"])
            #expect(
                names(inspected["signatures"]?[0]) == [
                    "name", "claimedSigner", "claimedSigningTime", "covers",
                ]
            )

            try await exchange.kawthaung.done("receive", exchange.bundle)
            let inbox = try json(await exchange.kawthaung.run("inbox", "--json"))
            let item = try #require(inbox["bundles"]?[0])
            let ofItem: Set = [
                "bundle", "identity", "from", "received", "urgency", "due", "overdue", "decision", "state",
                "damaged", "size", "sha256", "history",
            ]
            #expect(names(item) == ofItem)
            #expect(item["from"]?.string == "ranong" && item["state"]?.string == "filed")
            let id = try #require(item["bundle"]?.string)
            let shown = try json(await exchange.kawthaung.run("inbox", "show", "--json", id))
            #expect(shown == item)

            let ready = try json(await exchange.ranong.run("dossier", "check", "--json", exchange.papers))
            #expect(ready["ready"]?.bool == true)
            #expect(ready["findings"]?.array?.allSatisfy { $0["severity"]?.string == "note" } == true)
            try Folder.deleteFile(exchange.papers + "/consent.json")
            let ran = await exchange.ranong.run("dossier", "check", "--json", exchange.papers)
            #expect(ran.code == 1)
            let missing = try json(ran)
            #expect(missing["ready"]?.bool == false)
            #expect(
                names(missing["findings"]?[0], among: ["code", "severity", "text"]) == [
                    "code", "severity", "text",
                ]
            )
        }
    }

    @Test(arguments: [("th", 0x0E00...0x0E7F), ("my", 0x1000...0x109F)])
    func `--lang and the locale choose the script`(language: String, script: ClosedRange<UInt32>) async throws
    {
        func isWritten(_ text: String) -> Bool {
            text.unicodeScalars.count { script.contains($0.value) } > 10
        }
        try await Exchange.with { exchange in
            let commands = [
                ["verify", exchange.dossier], ["trust", "list"], ["inbox"], ["inspect", exchange.bundle],
                ["verify", exchange.folder + "/gone"],
                ["seal", exchange.dossier, "--to", "nobody", "-o", "x"],
                ["seal", exchange.dossier, "--to", "ranong", "-o", "x"],
            ]
            for command in commands {
                let ran = await exchange.ranong.run(command + ["--lang", language])
                // A line of the trusted is made of names and times, a few words beside them.
                #expect(isWritten(ran.output + ran.complaint) || command[0] == "trust", "\(ran)")
            }
            let ran = await exchange.ranong.run(["inbox"], environment: ["LC_ALL": "\(language)_XX.UTF-8"])
            #expect(isWritten(ran.output), "\(ran)")
        }
    }

    @Test func `a receipt is never overwritten`() async throws {
        try await Exchange.with { exchange in
            let receipt = exchange.folder + "/bundle.receipt.asice"
            try Folder.write(Array("an older proof".utf8), to: receipt)
            for _ in 1...2 {
                let ran = try await exchange.kawthaung.done("receive", exchange.bundle)
                #expect(ran.output.contains("bundle.2.receipt.asice"))
            }
            #expect(try Folder.read(receipt, limit: 100) == Array("an older proof".utf8))
            try await exchange.ranong.done("verify", exchange.folder + "/bundle.2.receipt.asice")
            #expect(!Folder.exists(exchange.folder + "/bundle.3.receipt.asice"))
        }
    }

    @Test func `a bundle opens wherever the receiver's home is, with nothing else there`() async throws {
        try await Exchange.with { exchange in
            try await withTemporaryFolder { elsewhere in
                try FileTree(exchange.kawthaung.home).write(to: elsewhere + "/home")
                try Folder.write(Folder.read(exchange.bundle, limit: 1 << 20), to: elsewhere + "/b.asice")
                for name in try Folder.names(in: exchange.folder) {
                    try Folder.deleteTree(exchange.folder + "/" + name)
                }
                let desk = Desk(home: elsewhere + "/home")
                try await desk.done("open", elsewhere + "/b.asice", "-o", elsewhere + "/opened")
                let opened = try FileTree(elsewhere + "/opened")
                #expect(
                    opened.files["/attachments/letter-th.pdf"]?.starts(with: Array("letter-th.pdf".utf8))
                        == true
                )
                #expect(opened.contains(ExampleCase.marker))
                try await desk.done("verify", elsewhere + "/opened/dossier.asice")
            }
        }
    }
}
