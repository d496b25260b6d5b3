// SPDX-License-Identifier: Apache-2.0

import Files
import JSONSchema
import Octets
import Offices
import Registry
import Testing

/// The sender's `outbox` and the receiver's `inbox` agree on every case, over the real service.
@Suite(.timeLimit(.minutes(20))) struct BothSidesTests {
    private func rows(_ desk: Desk, _ command: String...) async throws -> [JSONValue] {
        let ran = await desk.run(command + ["--json"])
        #expect(ran.code == 0, "\(ran)")
        return try JSON.parse(Array(ran.output.utf8))["bundles"]?.array ?? []
    }

    /// The state of a bundle on either side, and that both name the same time for the answer.
    private func expect(
        _ state: String,
        _ id: String,
        _ ranong: Desk,
        _ kawthaung: Desk,
        at location: SourceLocation = #_sourceLocation
    ) async throws {
        let sent = try await rows(ranong, "outbox", "--all").first { $0["bundle"]?.string == id }
        let received = try await rows(kawthaung, "inbox").first { $0["bundle"]?.string == id }
        #expect(sent?["case"]?.string == state, sourceLocation: location)
        #expect(received?["state"]?.string == state, sourceLocation: location)
        #expect(sent?["due"]?.string == received?["due"]?.string, sourceLocation: location)
        // What the lists say by themselves.
        let isPending = try await rows(ranong, "outbox").contains { $0["bundle"]?.string == id }
        let overdue = Desk(home: kawthaung.home, clockAhead: kawthaung.clockAhead + 73 * 3600)
        let isOverdue = try await rows(overdue, "inbox", "--overdue").contains { $0["bundle"]?.string == id }
        let isOpen = ["filed", "opened"].contains(state)
        #expect(isPending == isOpen && isOverdue == isOpen, sourceLocation: location)
    }

    @Test func `the sender's service asks by itself what has become of a bundle`() async throws {
        try await Exchange.with { exchange in
            let (ranong, kawthaung) = (exchange.ranong, exchange.kawthaung)
            try await kawthaung.serving { address in
                try await ranong.done("send", exchange.bundle, "--to", address)
                let id = try #require(try await rows(ranong, "outbox").first?["bundle"]?.string)
                try await expect("filed", id, ranong, kawthaung)
                try await kawthaung.done("open", id, "-o", exchange.folder + "/o", "--as", "preeya")
                // Not before its time.
                try await ranong.done("outbox", "run", "--once")
                #expect(try await rows(ranong, "outbox").first?["case"]?.string == "filed")
                let later = Desk(home: ranong.home, clockAhead: 15 * 3600)
                let asked = try await later.done("outbox", "run", "--once")
                #expect(asked.output.contains("opened"), "\(asked)")
                asked.expectSentences()
                try await expect("opened", id, ranong, kawthaung)
                // Asked again, nothing is new, and nothing is said.
                let again = Desk(home: ranong.home, clockAhead: 2 * 86400)
                #expect(try await again.done("outbox", "run", "--once").output.isEmpty)
                #expect(try await rows(ranong, "outbox").first?["attempts"]?.integer == 1)

                for (options, state) in [
                    (["--return", "--question", "Which village?"], "questions"), (["--accept"], "accepted"),
                ] {
                    let answer = exchange.folder + "/\(state).sealed.asice"
                    let decide = ["inbox", "decide", id, "--as", "preeya", "-o", answer] + options
                    let ran = await kawthaung.run(decide)
                    #expect(ran.code == 0, "\(ran)")
                    try await ranong.done("receive", answer)
                    try await expect(state, id, ranong, kawthaung)
                }
                try await kawthaung.done("erase", id, "--reason", "retention-ended", "--yes")
                let muchLater = Desk(home: ranong.home, clockAhead: 40 * 86400)
                #expect(try await muchLater.done("outbox", "run", "--once").output.contains("erased"))
                try await expect("erased", id, ranong, kawthaung)
                // Nothing more can come of it.
                let row = try await rows(ranong, "outbox", "--all").first { $0["bundle"]?.string == id }
                #expect(row?["next"] == nil)
            }
            try await ranong.done("log", "verify")
            try await kawthaung.done("log", "verify")
        }
    }

    @Test func `a refused, a declined and an expired bundle stand the same on both sides`() async throws {
        try await Exchange.with { exchange in
            let (ranong, kawthaung) = (exchange.ranong, exchange.kawthaung)
            let declined = exchange.folder + "/declined.sealed.asice"
            let late = exchange.folder + "/late.sealed.asice"
            for path in [declined, late] {
                try await ranong.done("seal", exchange.dossier, "--to", "kawthaung", "-o", path)
            }
            let wrong = exchange.folder + "/wrong.sealed.asice"
            let papers = exchange.folder + "/papers"
            try ExampleCase.write(to: papers)
            try replace(
                "\"office\": \"kawthaung\"",
                by: "\"office\": \"myeik\"",
                in: papers + "/consent.json"
            )
            let unfit = exchange.folder + "/unfit.asice"
            try signLoosely(papers, by: ["preeya", "wichai"], at: ranong, into: unfit)
            let wrongID = "01a20878-2fc0-7baa-a666-445f5243327f"
            try sealLoosely(unfit, from: ranong, to: "kawthaung", as: wrongID, into: wrong)
            try await kawthaung.serving { address in
                #expect(await ranong.run("send", wrong, "--to", address).code == 1)
                try await expect("refused", wrongID, ranong, kawthaung)
                try await ranong.done("send", declined, "--to", address)
                let rows = try await rows(ranong, "outbox")
                let id = try #require(rows.first { $0["case"]?.string == "filed" }?["bundle"]?.string)
                try await kawthaung.done("open", id, "-o", exchange.folder + "/o", "--as", "preeya")
                let answer = exchange.folder + "/answer.sealed.asice"
                try await kawthaung.done(
                    "inbox",
                    "decide",
                    id,
                    "--decline",
                    "--reason",
                    "no-capacity",
                    "--as",
                    "preeya",
                    "-o",
                    answer
                )
                try await ranong.done("receive", answer)
                try await ranong.done("outbox", "receipt", id, "--ask", "-o", exchange.folder + "/r")
                try await expect("rejected", id, ranong, kawthaung)
            }
            // Nobody listens there any more, and the time runs out.
            let gone = try await kawthaung.serving { $0 }
            await ranong.run("send", late, "--to", gone).expect(69)
            let id = try #require(
                try await rows(ranong, "outbox").first { $0["state"]?.string == "waiting" }?["bundle"]?.string
            )
            let muchLater = Desk(home: ranong.home, clockAhead: 91 * 86400)
            try await muchLater.done("outbox", "run", "--once")
            let row = try await rows(ranong, "outbox").first { $0["bundle"]?.string == id }
            #expect(row?["state"]?.string == "expired" && row?["case"]?.string == "sent")
            #expect(try await !rows(kawthaung, "inbox").contains { $0["bundle"]?.string == id })
        }
    }

    @Test
    func `THREATS 22: a bundle under a used id is refused on both sides, beside the one that has the id`()
        async throws
    {
        try await Exchange.with { exchange in
            let (ranong, kawthaung) = (exchange.ranong, exchange.kawthaung)
            let id = "01a20878-2fc0-7baa-a666-445f5243327f"
            let paths = ["first", "second"].map { "\(exchange.folder)/\($0).sealed.asice" }
            for path in paths {
                try sealLoosely(exchange.dossier, from: ranong, to: "kawthaung", as: id, into: path)
            }
            try await kawthaung.serving { address in
                try await ranong.done("send", paths[0], "--to", address)
                await ranong.run("send", paths[1], "--to", address).expectCode(1)
            }
            func cases(_ rows: [JSONValue], _ state: String) -> [String] {
                rows.map { ($0["identity"]?.string ?? "") + " " + ($0[state]?.string ?? "") }.sorted()
            }
            let sent = cases(try await rows(ranong, "outbox", "--all"), "case")
            let received = try await rows(kawthaung, "inbox")
            #expect(sent == cases(received, "state") && sent.count == 2)
            let told = try await rows(ranong, "outbox", "--all").map { $0["lastAttempt"]?["text"]?.string }
            #expect(told == ["delivered", "refused"])
            // The id is the first one's; the other is found by its identity.
            let identity = try #require(
                received.first { $0["state"]?.string == "refused" }?["identity"]?.string
            )
            try await kawthaung.done("inbox", "show", identity)
            try await kawthaung.done("open", id, "-o", exchange.folder + "/o", "--as", "preeya")
            await kawthaung.run("erase", identity, "--reason", "other", "--yes").expectCode(1)
            try await kawthaung.done("log", "verify")
        }
    }

    @Test func `what was sent can be erased here, also after a restore`() async throws {
        try await Exchange.with { exchange in
            let (ranong, kawthaung) = (exchange.ranong, exchange.kawthaung)
            let gone = try await kawthaung.serving { $0 }
            await ranong.run("send", exchange.bundle, "--to", gone).expect(69)
            let id = try #require(try await rows(ranong, "outbox").first?["bundle"]?.string)
            let backup = exchange.folder + "/backup"
            try await ranong.done("backup", "-o", backup)
            func files() throws -> Int { try FileTree(ranong.home + "/service/outbox/objects").files.count }
            #expect(try files() == 1)
            let ran = try await ranong.done("erase", id, "--reason", "sent-by-mistake", "--yes")
            ran.expectSentences()
            func expectErased() async throws {
                #expect(try files() == 0)
                #expect(try await rows(ranong, "outbox").isEmpty)
                let row = try await rows(ranong, "outbox", "--all").first
                #expect(row?["erased"]?.string != nil && row?["state"]?.string == "stopped")
                await ranong.run("send", exchange.bundle, "--to", gone).expect(1, saying: "erased")
                await ranong.run("erase", id, "--reason", "other", "--yes").expect(1)
                #expect(try files() == 0)
                try await ranong.done("log", "verify")
            }
            try await expectErased()
            #expect(try await ranong.done("log", "checkpoint").output.contains("\n1\n"))
            try Folder.deleteTree(ranong.home + "/service")
            let restored = try await ranong.done("restore", backup)
            #expect(restored.output.contains("1 bundles erased again"))
            try await expectErased()
        }
    }

    @Test func `long lists come page by page`() async throws {
        try await Exchange.with { exchange in
            for number in 1...3 {
                let path = "\(exchange.folder)/\(number).sealed.asice"
                try await exchange.ranong.done("seal", exchange.dossier, "--to", "kawthaung", "-o", path)
                try await exchange.kawthaung.done("receive", path)
            }
            let desk = exchange.kawthaung
            let all = try await rows(desk, "inbox").compactMap { $0["bundle"]?.string }
            #expect(all.count == 3)
            let first = await desk.run("inbox", "--limit", "2")
            #expect(
                first.output.split(separator: "\n").map { String($0.prefix(36)) } == Array(all.dropFirst())
            )
            let before = try #require(first.complaint.firstMatch(of: /--before ([0-9]+)/)).output.1
            let rest = await desk.run("inbox", "--limit", "2", "--before", String(before))
            #expect(rest.output.split(separator: "\n").map { String($0.prefix(36)) } == Array(all.prefix(1)))
            #expect(rest.complaint.isEmpty)
            #expect(await desk.run("inbox", "--limit", "0").code == 64)
        }
    }
}
