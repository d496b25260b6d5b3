// SPDX-License-Identifier: Apache-2.0

import Bundles
import Delivery
import Dossiers
import Files
import Octets
import Offices
import Registry
import Signatures
import Subprocess
import Synchronization
import Testing

/// Uploads that are gone on with, between two real offices and by stock tools.
@Suite(.serialized, .timeLimit(.minutes(20))) struct UploadTests {
    private func largeBundle(_ exchange: Exchange) async throws -> String {
        let papers = exchange.folder + "/large"
        try ExampleCase.write(to: papers, attachmentSize: 3_000_000)
        try await exchange.sign(papers, as: exchange.folder + "/large.asice", at: exchange.ranong)
        let path = exchange.folder + "/large.sealed.asice"
        try await exchange.ranong.done(
            "seal",
            exchange.folder + "/large.asice",
            "--to",
            "kawthaung",
            "-o",
            path
        )
        return path
    }

    private func filed(_ exchange: Exchange) throws -> Int64 {
        try SQLiteRegistry(path: exchange.kawthaung.home + "/service/registry.sqlite").figures().filed
    }

    @Test func `curl goes on by the recipe of the documentation`() async throws {
        let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
        let page = String(
            decoding: try Folder.read(root + "/docs/formats/upload.md", limit: 1 << 20),
            as: UTF8.self
        )
        let recipe = try #require(page.split(separator: "```sh\n").last?.split(separator: "```").first)
        try await Exchange.with { exchange in
            let bundle = try await largeBundle(exchange)
            try await exchange.kawthaung.serving { address in
                // A first try that is cut after step 3's first thousand bytes, then the recipe's steps 2 and 3 again.
                let cut = recipe.replacing(
                    "tail --bytes=+$((offset + 1)) \"$BUNDLE\"",
                    with: "head --bytes=1000 \"$BUNDLE\""
                )
                .replacing("'Upload-Complete: ?1'", with: "'Upload-Complete: ?0'")
                let again = recipe[try #require(recipe.firstRange(of: "# 2.")).lowerBound...]
                let result = try await Subprocess.run(
                    .name("sh"),
                    arguments: ["-euc", "cd \"$HERE\"\n" + cut + again],
                    environment: .inherit.updating([
                        "BUNDLE": bundle, "SERVICE": address, "HERE": exchange.folder,
                        "AUTHORITY": exchange.kawthaung.home + "/authority.pem",
                    ]),
                    output: .string(limit: 1 << 16),
                    error: .string(limit: 1 << 16)
                )
                #expect(result.standardOutput == "204\n201\n", "\(result.standardError)")
            }
            try await exchange.ranong.done("verify", exchange.folder + "/receipt.asice")
            #expect(try filed(exchange) == 1)
        }
    }

    @Test func `strangers and other offices' bundles are answered before a byte of them`() async throws {
        try await Exchange.with { exchange in
            let stranger = try await exchange.strangersBundle()
            let envelope = try Office(home: exchange.phangnga.home).trust()
            let shown = try SealedBundle(envelopeOf: FileSource(stranger), trust: envelope, at: .now())
                .envelope
            try await exchange.kawthaung.serving { address in
                let authority = try Office(home: exchange.kawthaung.home).card().authority.der
                let sent = Mutex<UInt64>(0)
                let answer = try await BundleSender(authority: authority).sendResumably(
                    stranger,
                    digest: SHA256Digest(of: try Folder.read(stranger, limit: 1 << 24)),
                    envelope: EnvelopeFields(
                        waybill: shown.waybillBytes,
                        manifest: shown.manifest,
                        signature: shown.signature
                    ),
                    to: address,
                    from: nil,
                    remember: { _ in Issue.record("an upload was begun") },
                    progress: { done, _ in sent.withLock { $0 = done } }
                )
                #expect(answer == .problem(status: 503, code: "unknown-sender", retryAfter: 3600))
                #expect(sent.withLock { $0 } == 0)
            }
            #expect(try FileTree(exchange.kawthaung.home + "/service/store").files.isEmpty)
        }
    }
}
