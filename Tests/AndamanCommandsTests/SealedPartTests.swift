// SPDX-License-Identifier: Apache-2.0

import Files
import Octets
import Testing

/// Health papers travel in a part that health readers alone open.
@Suite struct SealedPartTests {
    /// A victim's dossier with a health paper, signed by its three officers for a Kawthaung that has health readers.
    private func withDossier(_ body: (Exchange, _ dossier: String, _ papers: String) async throws -> Void)
        async throws
    {
        try await Exchange.with { exchange in
            try await exchange.kawthaung.done("office", "add-readers", "health", "--unprotected-keys")
            let card = exchange.folder + "/card-2"
            try await exchange.kawthaung.done("office", "card", "-o", card)
            try await exchange.ranong.done("trust", "add", card)
            try await exchange.ranong.createOfficer("suda", name: "Suda Jaidee", role: "police-officer")
            let papers = exchange.folder + "/repatriation"
            try ExampleCase.write("repatriation-of-a-victim", to: papers)
            let dossier = exchange.folder + "/repatriation.asice"
            try await exchange.ranong.done("sign", papers, "--as", "preeya", "-o", dossier)
            try await exchange.ranong.done("sign", dossier, "--as", "suda")
            try await exchange.ranong.done("sign", dossier, "--as", "wichai")
            try await body(exchange, dossier, papers)
        }
    }

    @Test func `a health paper reaches health readers, and nobody else sees more than that it is there`()
        async throws
    {
        try await withDossier { exchange, dossier, papers in
            let (ranong, kawthaung) = (exchange.ranong, exchange.kawthaung)
            let bundle = exchange.folder + "/b.sealed.asice"
            try await ranong.done("seal", dossier, "--to", "kawthaung", "-o", bundle)
            try await kawthaung.done("receive", bundle)
            let opened = exchange.folder + "/opened"
            let ran = try await kawthaung.done("open", bundle, "-o", opened)
            #expect(ran.output.contains("--readers health"))
            #expect(!Folder.exists(opened + "/health.json"))
            let inside = try Folder.read(opened + "/dossier.asice", limit: 16 << 20)
            #expect(!String(decoding: inside, as: UTF8.self).contains("urn:andaman:health:1"))

            let read = exchange.folder + "/read"
            try await kawthaung.done("open", opened + "/dossier.asice", "--readers", "health", "-o", read)
            #expect(try Folder.names(in: read) == ["health.json"])
            func unsalted(_ path: String) throws -> [Substring] {
                String(decoding: try Folder.read(path, limit: 1 << 20), as: UTF8.self)
                    .split(separator: "\n").filter { !$0.contains("\"salt\"") }
            }
            #expect(try unsalted(read + "/health.json") == unsalted(papers + "/health.json"))

            let refused = await ranong.run(
                "open",
                dossier,
                "--readers",
                "health",
                "-o",
                exchange.folder + "/none"
            )
            refused.expect(66, saying: "health")
        }
    }

    @Test func `a paper for readers whom the receiver does not have is not signed`() async throws {
        try await Exchange.with { exchange in
            let papers = exchange.folder + "/repatriation"
            try ExampleCase.write("repatriation-of-a-victim", to: papers)
            let output = exchange.folder + "/x.asice"
            let ran = await exchange.ranong.run("sign", papers, "--as", "preeya", "-o", output)
            ran.expect(1)
            #expect(ran.complaint.contains("health") || ran.complaint.contains("Health"))
            #expect(!Folder.exists(output))
        }
    }
}
