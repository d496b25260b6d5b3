// SPDX-License-Identifier: Apache-2.0

import Files
import JSONSchema
import Octets
import Testing

/// Evidence of time between two offices, as commands make it and tell it (`docs/time.md`; `THREATS.md` 15, 23, 28).
@Suite(.timeLimit(.minutes(20))) struct EvidenceCommandsTests {
    /// The first signature of what `verify --json` prints.
    private func signature(_ desk: Desk, _ arguments: String...) async throws -> JSONValue {
        let ran = await desk.run(["verify", "--json"] + arguments)
        try #require(ran.code == 0, "\(ran)")
        ran.expectSentences()
        return try #require(JSON.parse(Array(ran.output.utf8))["signatures"]?.array?.first)
    }

    private func kinds(_ signature: JSONValue) -> [String] {
        (signature["evidence"]?.array ?? []).compactMap { $0["kind"]?.string }
    }

    @Test func `a receipt, a later log proof and a carried checkpoint prove both ends`() async throws {
        try await Exchange.with { exchange in
            let (ranong, kawthaung) = (exchange.ranong, exchange.kawthaung)
            let receipt = exchange.folder + "/bundle.receipt.asice"
            let second = exchange.folder + "/second.sealed.asice"
            #expect(try await signature(ranong, exchange.bundle)["provenNotAfter"]?.string == nil)
            try await kawthaung.done("receive", exchange.bundle)

            // The receipt lies beside its bundle, and is told of the dossier where it is named.
            let seal = try await signature(ranong, exchange.bundle)
            #expect(seal["provenNotAfter"]?.string != nil && kinds(seal) == ["receipt"])
            let officer = try await signature(ranong, exchange.dossier, "--with", receipt)
            #expect(officer["provenNotAfter"] == seal["provenNotAfter"])
            #expect(officer["evidence"]?.array?.first?["witness"]?.string == "kawthaung")
            let told = try await ranong.done("verify", exchange.bundle)
            #expect(told.output.contains("rests on the word of kawthaung"))
            // Evidence about something else is said to be without effect.
            let idle = try await ranong.done("verify", exchange.card(of: "ranong"), "--with", receipt)
            #expect(idle.complaint.contains("--with"))

            // Nobody has cosigned the log yet, so there is no later proof.
            #expect(await kawthaung.run("log", "prove", receipt).code == 66)
            try await ranong.serving { address in
                _ = try await kawthaung.done("log", "cosign", "ranong", "--to", address)
            }
            try await kawthaung.done("log", "prove", receipt)
            let own = try await signature(ranong, receipt)
            #expect(own["provenNotAfter"]?.string != nil && kinds(own) == ["log-entry"])
            // Another office cannot prove what is in a log that is not its own.
            #expect(await ranong.run("log", "prove", receipt, "-o", exchange.folder + "/x").code == 66)

            // What is made from now on carries the cosigned head.
            try sealLoosely(
                exchange.dossier,
                from: ranong,
                to: "kawthaung",
                as: "01a20878-2fc0-7baa-a666-445f5243327f",
                into: second
            )
            _ = await kawthaung.run("receive", second)
            let marked = try await signature(ranong, exchange.folder + "/second.receipt.asice")
            #expect(marked["provenNotBefore"]?.string != nil && kinds(marked) == ["carried-checkpoint"])

            // The report has both ends with what proves them, for people and for programs.
            let report = exchange.folder + "/report"
            try await ranong.done(
                "verify",
                exchange.bundle,
                "--report",
                report + ".json",
                "--report",
                report + ".html",
                "--languages",
                "en,th,my"
            )
            let data = try JSON.parse(Folder.read(report + ".json", limit: 1 << 20))
            let proof = data["signatures"]?.array?.first?["evidence"]?.array?.first
            #expect(proof?["kind"]?.string == "receipt" && proof?["end"]?.string == "not-after")
            let page = String(decoding: try Folder.read(report + ".html", limit: 1 << 20), as: UTF8.self)
            #expect(page.contains("This rests on the word of kawthaung"))
            #expect(page.contains("ข้อนี้อาศัยคำของ kawthaung"))
        }
    }
}
