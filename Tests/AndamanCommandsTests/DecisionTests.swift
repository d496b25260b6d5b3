// SPDX-License-Identifier: Apache-2.0

import Bundles
import Delivery
import Dossiers
import Files
import GRDB
import JSONSchema
import Octets
import Offices
import Registry
import Signatures
import Testing

/// What people do with a bundle after it was filed, and how its sender hears of it.
@Suite(.timeLimit(.minutes(20))) struct DecisionTests {
    /// The row of the inbox that `desk` sees.
    private func row(_ desk: Desk, _ number: Int = 0, _ options: String...) async throws -> JSONValue {
        let ran = await desk.run(["inbox", "--json"] + options)
        let rows = try JSON.parse(Array(ran.output.utf8))["bundles"]?.array ?? []
        return try #require(rows.indices.contains(number) ? rows[number] : nil, "\(ran)")
    }

    private func registry(_ desk: Desk) throws -> SQLiteRegistry {
        try SQLiteRegistry(path: desk.home + "/service/registry.sqlite")
    }

    /// Files the exchange's bundle at Kawthaung and has it opened; its id.
    private func opened(_ exchange: Exchange) async throws -> String {
        try await exchange.kawthaung.done("receive", exchange.bundle)
        let id = try #require(try await row(exchange.kawthaung)["bundle"]?.string)
        try await exchange.kawthaung.done("open", id, "-o", exchange.folder + "/opened", "--as", "preeya")
        return id
    }

    @Test func `each state has its date, its actor and its proof, and the answer reaches the sender`()
        async throws
    {
        try await Exchange.with { exchange in
            let answer = exchange.folder + "/answer.sealed.asice"
            let id = try await opened(exchange)
            let identity = try #require(
                SHA256Digest(hex: try await row(exchange.kawthaung)["identity"]?.string ?? "")
            )
            try await exchange.kawthaung.done(
                "inbox",
                "decide",
                id,
                "--accept",
                "--note",
                "At the pier at nine.",
                "--as",
                "wichai",
                "-o",
                answer
            )
            let history = try #require(try await row(exchange.kawthaung)["history"]?.array)
            #expect(history.compactMap { $0["state"]?.string } == ["filed", "opened", "accepted"])
            #expect(history.compactMap { $0["event"]?.string } == ["ContentConsignment", "ContentHandover"])
            #expect(history.compactMap { $0["officer"]?.string } == ["preeya", "wichai"])
            #expect(history.allSatisfy { $0["at"]?.string != nil })

            // The sender files the answer like any other bundle, and his registry knows what it answers.
            try await exchange.ranong.done("receive", answer)
            let received = try await row(exchange.ranong)
            #expect(received["answer"]?.string == "accepted")
            #expect(received["replyTo"]?.string == identity.hex)
            #expect(received["due"] == nil && received["overdue"]?.bool == false)
            #expect(history.last?["proof"]?.string == received["identity"]?.string)
            let kawthaung = try Office(home: exchange.kawthaung.home).reference
            let replies = try registry(exchange.ranong).replies(to: identity, from: kawthaung.authority)
            #expect(replies.map(\.facts.reply?.decision?.outcome) == [.accepted])
            #expect(replies.first?.facts.reply?.decision?.officer == "wichai")
            let stranger = try Office(home: exchange.phangnga.home).reference
            #expect(try registry(exchange.ranong).replies(to: identity, from: stranger.authority).isEmpty)
            let line = try await exchange.ranong.done("inbox").output
            #expect(line.contains("accepted") && line.contains(identity.hex))

            // What it says, only the sender reads.
            try await exchange.ranong.done(
                "open",
                received["bundle"]?.string ?? "",
                "-o",
                exchange.folder + "/read",
                "--as",
                "preeya"
            )
            let text = try Folder.read(exchange.folder + "/read/answer.json", limit: 1 << 20)
            #expect(String(decoding: text, as: UTF8.self).contains("At the pier at nine."))
            let sealed = try Folder.read(answer, limit: 1 << 24)
            #expect(sealed.firstRange(of: Array("At the pier".utf8)) == nil)
            for desk in [exchange.ranong, exchange.kawthaung] {
                #expect(try !FileTree(desk.home).contains("At the pier"))
            }
        }
    }

    @Test func `questions may be followed by a refusal with its reason, and nothing follows that`()
        async throws
    {
        try await Exchange.with { exchange in
            let id = try await opened(exchange)
            let desk = exchange.kawthaung
            func decide(_ options: String...) async -> Ran {
                await desk.run(["inbox", "decide", id, "--as", "preeya"] + options)
            }
            let (first, second) = (exchange.folder + "/1.sealed.asice", exchange.folder + "/2.sealed.asice")
            let asked = await decide(
                "--return",
                "--question",
                "Who is the father?",
                "--question",
                "Which village?",
                "-o",
                first
            )
            #expect(asked.code == 0, "\(asked)")
            #expect(try await row(desk)["state"]?.string == "questions")
            await decide("--decline", "--reason", "no-reason", "-o", second).expect(64, saying: "unsafe")
            let declined = await decide("--decline", "--reason", "unsafe", "-o", second)
            #expect(declined.code == 0, "\(declined)")
            #expect(try await row(desk)["state"]?.string == "rejected")
            let before = try FileTree(exchange.folder).files.count
            await decide("--accept", "-o", exchange.folder + "/3.sealed.asice").expect(1)
            #expect(try FileTree(exchange.folder).files.count == before)
            try await exchange.ranong.done("receive", first)
            try await exchange.ranong.done("receive", second)
            #expect(try await row(exchange.ranong, 0)["answer"]?.string == "questions")
            #expect(try await row(exchange.ranong, 1)["answer"]?.string == "rejected")
            // An answer is not answered.
            let answer = try #require(try await row(exchange.ranong)["bundle"]?.string)
            try await exchange.ranong.done(
                "open",
                answer,
                "-o",
                exchange.folder + "/read",
                "--as",
                "preeya"
            )
            await exchange.ranong.run("inbox", "decide", answer, "--accept", "--as", "preeya").expect(1)
        }
    }

    @Test(arguments: [
        [], ["--accept", "--decline", "--reason", "unsafe"], ["--return"], ["--decline"],
        ["--accept", "--question", "Who?"], ["--return", "--question", "Who?", "--note", "x"],
    ])
    func `a decision is one of three, with what it needs`(options: [String]) async throws {
        try await Exchange.with { exchange in
            let ran = await exchange.kawthaung.run(
                ["inbox", "decide", "0123456789", "--as", "preeya"] + options
            )
            #expect(ran.code == 64, "\(ran)")
        }
    }

    @Test func `nobody decides about what nobody opened, and no opening is without an officer`() async throws
    {
        try await Exchange.with { exchange in
            try await exchange.kawthaung.done("receive", exchange.bundle)
            let id = try #require(try await row(exchange.kawthaung)["bundle"]?.string)
            await exchange.kawthaung.run("inbox", "decide", id, "--accept", "--as", "preeya").expect(1)
            await exchange.kawthaung.run("open", id, "-o", exchange.folder + "/opened").expect(64)
            await exchange.kawthaung.run("open", id, "-o", exchange.folder + "/opened", "--as", "nobody")
                .expect(66)
            #expect(!Folder.exists(exchange.folder + "/opened"))
            #expect(try await row(exchange.kawthaung)["state"]?.string == "filed")
        }
    }

    @Test func `both sides read from one receipt when an answer is overdue`() async throws {
        try await Exchange.with { exchange in
            try await exchange.kawthaung.done("receive", exchange.bundle)
            let filed = try await row(exchange.kawthaung)
            let due = try #require(filed["due"]?.string.flatMap { Timestamp($0) })
            let received = try #require(filed["received"]?.string.flatMap { Timestamp($0) })
            // The example is urgent.
            #expect(due == received.adding(seconds: 72 * 3600))
            let receipt = try Receipt(
                container: Folder.read(exchange.folder + "/bundle.receipt.asice", limit: 1 << 20),
                trust: Office(home: exchange.ranong.home).trust(),
                at: exchange.ranong.now
            )
            #expect(receipt.document.answerDue == due)

            #expect(try await exchange.kawthaung.done("inbox", "--overdue").output.contains("No answer"))
            let later = Desk(home: exchange.kawthaung.home, clockAhead: 73 * 3600)
            #expect(try await row(later, 0, "--overdue")["overdue"]?.bool == true)
            #expect(try await later.done("inbox", "--overdue").output.contains("OVERDUE since \(due)"))
            try await later.done(
                "open",
                filed["bundle"]?.string ?? "",
                "-o",
                exchange.folder + "/o",
                "--as",
                "preeya"
            )
            #expect(try await row(later)["overdue"]?.bool == true)
            // An answer that is late is an answer.
            try await later.done(
                "inbox",
                "decide",
                filed["bundle"]?.string ?? "",
                "--accept",
                "--as",
                "preeya",
                "-o",
                exchange.folder + "/late.sealed.asice"
            )
            #expect(try await row(later)["overdue"]?.bool == false)
        }
    }

    @Test func `the sender gets each further receipt, by the network and by the stick`() async throws {
        try await Exchange.with { exchange in
            let id = try await opened(exchange)
            let trust = try Office(home: exchange.ranong.home).trust()
            let identity = try #require(
                SHA256Digest(hex: try await row(exchange.kawthaung)["identity"]?.string ?? "")
            )
            let kept = try registry(exchange.kawthaung).receipts(of: identity)
            #expect(kept.count == 2)
            try await exchange.kawthaung.serving { address in
                let sender = try BundleSender(
                    authority: Office(home: exchange.kawthaung.home).card().authority.der
                )
                for (number, bytes) in [(1, kept[0]), (2, kept[1]), (3, nil), (0, nil), (1001, nil)] {
                    let got = try await sender.unverifiedReceipt(
                        identity: identity,
                        number: number,
                        from: address
                    )
                    #expect(got == bytes, "\(number)")
                }
            }
            let handover = try Receipt(container: kept[1], trust: trust, at: exchange.ranong.now)
            try handover.require(
                for: BundleReference(id: id, identity: identity),
                from: Office(home: exchange.kawthaung.home).reference
            )
            #expect(handover.document.event == .handover)
            // Nobody's name and no officer's id is in it: whoever knows the bundle may ask for it.
            #expect(kept[1].firstRange(of: Array("preeya".utf8)) == nil)

            try await exchange.kawthaung.done("receive", exchange.bundle)
            let second = try Folder.read(exchange.folder + "/bundle.2.receipt.asice", limit: 1 << 20)
            #expect(second == kept[1])
            let verdict = try await exchange.ranong.done(
                "verify",
                exchange.folder + "/bundle.2.receipt.asice"
            )
            #expect(verdict.output.contains("VALID"))
        }
    }

    @Test func `one damaged receipt spoils one line of the inbox`() async throws {
        try await Exchange.with { exchange in
            try await exchange.kawthaung.done("receive", exchange.bundle)
            let other = exchange.folder + "/other.sealed.asice"
            try await exchange.ranong.done("seal", exchange.dossier, "--to", "kawthaung", "-o", other)
            try await exchange.kawthaung.done("receive", other)
            let database = try DatabaseQueue(path: exchange.kawthaung.home + "/service/registry.sqlite")
            try await database.write { database in
                try database.execute(sql: "DROP TRIGGER rowSealUPDATEreceived")
                try database.execute(sql: "UPDATE received SET receipt = x'00' WHERE sequence = 1")
            }
            try database.close()
            let (first, second) = (try await row(exchange.kawthaung, 0), try await row(exchange.kawthaung, 1))
            #expect(first["damaged"]?.bool == true && second["damaged"]?.bool == false)
            let lines = try await exchange.kawthaung.done("inbox").output.split(separator: "\n")
            #expect(lines.count == 2 && lines[0].contains("damaged") && !lines[1].contains("damaged"))
            let id = first["bundle"]?.string ?? ""
            await exchange.kawthaung.run("open", id, "-o", exchange.folder + "/o", "--as", "preeya").expect(
                65
            )
            let show = await exchange.kawthaung.run("inbox", "show", id)
            #expect(show.code == 65 && show.output.contains("damaged"))
        }
    }
}
