// SPDX-License-Identifier: Apache-2.0

import Bundles
import Delivery
import Dossiers
import Files
import Octets
import Offices
import Signatures
import Subprocess
import Synchronization
import Testing

/// The receiving service as other offices, strangers and `curl` meet it.
@Suite(.timeLimit(.minutes(20))) struct ServiceTests {
    /// Sends to the service of `desk`, whose authority is known as if from its card.
    private func sender(to desk: Desk) throws -> BundleSender {
        try BundleSender(authority: Office(home: desk.home).card().authority.der)
    }

    private func receipt(_ bytes: [UInt8], for desk: Desk) throws -> Receipt {
        try Receipt(container: bytes, trust: Office(home: desk.home).trust(), at: desk.now)
    }

    @Test func `the same bytes twice get the same receipt, to the byte`() async throws {
        try await Exchange.with { exchange in
            try await exchange.kawthaung.serving { address in
                let sender = try sender(to: exchange.kawthaung)
                guard case .filed(let first, false) = try await sender.send(exchange.bundle, to: address),
                    case .filed(let second, true) = try await sender.send(exchange.bundle, to: address)
                else {
                    Issue.record("not filed once and known then")
                    return
                }
                #expect(first == second)
                let receipt = try receipt(first, for: exchange.ranong)
                #expect(receipt.document.decision == .filed && receipt.giver?.document.office == "kawthaung")
                let identity = receipt.document.bundle.identity
                #expect(try await sender.unverifiedReceipt(identity: identity, from: address) == first)
            }
            // The stick's way knows it too.
            let ran = try await exchange.kawthaung.done("receive", exchange.bundle)
            #expect(ran.output.contains("filed before"))
        }
    }

    @Test func `another bundle under a used id is refused with a signed receipt`() async throws {
        try await Exchange.with { exchange in
            let id = "01a20878-2fc0-7baa-a666-445f5243327f"
            let (first, second) = (exchange.folder + "/1.sealed.asice", exchange.folder + "/2.sealed.asice")
            for path in [first, second] {
                try sealLoosely(exchange.dossier, from: exchange.ranong, to: "kawthaung", as: id, into: path)
            }
            try await exchange.kawthaung.serving { address in
                let sender = try sender(to: exchange.kawthaung)
                guard case .filed(let kept, false) = try await sender.send(first, to: address),
                    case .refused(let refusal) = try await sender.send(second, to: address)
                else {
                    Issue.record("not filed first and refused then")
                    return
                }
                let receipt = try receipt(refusal, for: exchange.ranong)
                #expect(receipt.document.decision == .refused && receipt.document.codes == ["replayed"])
                #expect(receipt.giver?.document.office == "kawthaung")
                #expect(
                    try self.receipt(kept, for: exchange.ranong).document.bundle != receipt.document.bundle
                )
                guard case .filed(kept, true) = try await sender.send(first, to: address) else {
                    Issue.record("the first is gone")
                    return
                }
                // Final for its identity: the same receipt however often it comes, and whenever it is asked for.
                guard case .refused(refusal) = try await sender.send(second, to: address) else {
                    Issue.record("another refusal")
                    return
                }
                let identity = receipt.document.bundle.identity
                #expect(try await sender.unverifiedReceipt(identity: identity, from: address) == refusal)
            }
            try await exchange.kawthaung.done("log", "verify")
            let stored = try FileTree(exchange.kawthaung.home + "/service/store").files
            #expect(Array(stored.values) == [try Folder.read(first, limit: 1 << 20)])
        }
    }

    @Test func `why content is refused only its sender can read`() async throws {
        try await Exchange.with { exchange in
            // Signed by one of the two officers that it lists, which no honest program seals.
            let (half, path) = (exchange.folder + "/half.asice", exchange.folder + "/half.sealed.asice")
            try await exchange.ranong.done("sign", exchange.papers, "--as", "preeya", "-o", half)
            await exchange.ranong.run("seal", half, "--to", "kawthaung", "-o", path).expect(1)
            let id = "01a20878-2fc0-7baa-a666-445f52433280"
            try sealLoosely(half, from: exchange.ranong, to: "kawthaung", as: id, into: path)
            try await exchange.kawthaung.serving { address in
                let ran = await exchange.ranong.run("send", path, "--to", address)
                ran.expect(1, saying: "content", "- ", "wichai")
            }
            let bytes = try Folder.read(exchange.folder + "/\(id).receipt.asice", limit: 1 << 20)
            let receipt = try receipt(bytes, for: exchange.ranong)
            #expect(receipt.document.codes == ["content"])
            #expect(bytes.firstRange(of: Array("signer-owed".utf8)) == nil)
            let readers = try [exchange.ranong, exchange.kawthaung, exchange.phangnga]
                .map { try Office(home: $0.home).identity(NoPassphrases()) }
            #expect(try receipt.reasons(identities: [readers[0]]).map(\.code).contains("signer-owed"))
            for other in readers[1...] {
                #expect(throws: (any Error).self) { try receipt.reasons(identities: [other]) }
            }
            #expect(try FileTree(exchange.kawthaung.home + "/service/store").files.isEmpty)
        }
    }

    @Test func `nothing is signed for a stranger or for a damaged copy`() async throws {
        try await Exchange.with { exchange in
            let stranger = try await exchange.strangersBundle()
            let copy = exchange.folder + "/copy.sealed.asice"
            var bytes = try Folder.read(exchange.bundle, limit: 1 << 20)
            bytes[bytes.count / 2] ^= 1
            try Folder.write(bytes, to: copy)
            try await exchange.kawthaung.serving { address in
                let sender = try sender(to: exchange.kawthaung)
                // Its card may come tomorrow: that is no refusal.
                let unknown = DeliveryAnswer.problem(status: 503, code: "unknown-sender", retryAfter: 3600)
                #expect(try await sender.send(stranger, to: address) == unknown)
                let altered = DeliveryAnswer.problem(status: 422, code: "document-altered", retryAfter: nil)
                #expect(try await sender.send(copy, to: address) == altered)
                let malformed = try await sender.send(exchange.papers + "/consent.json", to: address)
                guard case .problem(422, _, nil) = malformed else {
                    Issue.record("\(malformed)")
                    return
                }
                try await exchange.expectNothingFiled(at: exchange.kawthaung)
                // The whole one is taken as if nothing had been.
                guard case .filed(_, false) = try await sender.send(exchange.bundle, to: address) else {
                    Issue.record("the whole bundle is not taken")
                    return
                }
            }
        }
    }

    @Test func `a service is trusted by its office's card and by nothing else`() async throws {
        try await Exchange.with { exchange in
            try await exchange.phangnga.serving { address in
                await exchange.ranong.run("send", exchange.bundle, "--to", address).expect(69)
                await #expect(throws: DeliveryError(.notTrusted)) {
                    try await sender(to: exchange.kawthaung).send(exchange.bundle, to: address)
                }
            }
            try await exchange.expectNothingFiled(at: exchange.phangnga)
            #expect(try Folder.names(in: exchange.folder).allSatisfy { !$0.hasSuffix(".receipt.asice") })
        }
    }

    @Test func `a service that is not there is not reached, and the bundle stays`() async throws {
        try await Exchange.with { exchange in
            let address = try await exchange.kawthaung.serving { $0 }
            let before = try Folder.read(exchange.bundle, limit: 1 << 20)
            await exchange.ranong.run("send", exchange.bundle).expect(66, saying: "kawthaung")
            await exchange.kawthaung.run("send", exchange.bundle, "--to", address).expect(1)
            for desk in [exchange.ranong, exchange.kawthaung] {
                let outbox = try await desk.done("outbox", "--all", "--json").output
                #expect(outbox == "{\"bundles\":[]}\n")
                #expect(try FileTree(desk.home + "/service/outbox").files.isEmpty)
            }
            await exchange.ranong.run("send", exchange.bundle, "--to", address).expect(69)
            #expect(try Folder.read(exchange.bundle, limit: 1 << 20) == before)
        }
    }

    @Test func `a port in use is told`() async throws {
        try await Exchange.with { exchange in
            try await exchange.kawthaung.serving { address in
                let listener = String(address.dropFirst("https://".count))
                await exchange.ranong.run("serve", "--listen", listener).expect(69, saying: listener)
            }
        }
    }

    @Test func `stock curl delivers a bundle and asks for everything else`() async throws {
        @Sendable func attempt(_ arguments: [String]) async throws -> (
            status: TerminationStatus, output: [UInt8]
        ) {
            let result = try await Subprocess.run(
                .name("curl"),
                arguments: Arguments(["--silent"] + arguments),
                output: .bytes(limit: 1 << 20),
                error: .discarded
            )
            return (result.terminationStatus, result.standardOutput)
        }
        @Sendable func curl(_ arguments: [String]) async throws -> [UInt8] {
            let (status, output) = try await attempt(arguments)
            try #require(status.isSuccess, "curl \(arguments) ended with \(status)")
            return output
        }
        @Sendable func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

        try await Exchange.with { exchange in
            let digest = SHA256Digest(of: try Folder.read(exchange.bundle, limit: 1 << 20))
            try await exchange.kawthaung.serving { address in
                let authority = ["--cacert", exchange.kawthaung.home + "/authority.pem"]
                let output = exchange.folder + "/curl.receipt.asice"
                let post =
                    authority + [
                        "--header", "Content-Type: application/vnd.etsi.asic-e+zip", "--data-binary",
                        "@" + exchange.bundle, "--output", output, "--write-out",
                        "%{http_code} %header{location}",
                        address + "/v1/bundles",
                    ]
                let field = "sha-256=:\(Base64.encode(digest.bytes, padded: true)):"
                let answer = text(try await curl(["--header", "Repr-Digest: " + field] + post)).split(
                    separator: " "
                )
                #expect(answer.first == "201")
                let receipt = try Folder.read(output, limit: 1 << 20)
                try await exchange.ranong.done("verify", output)
                #expect(try await curl(authority + [address + (answer.last ?? "")]) == receipt)
                #expect(text(try await curl(post)).hasPrefix("200 "))
                let wrong = "sha-256=:\(Base64.encode(SHA256Digest(of: []).bytes, padded: true)):"
                #expect(text(try await curl(["--header", "Repr-Digest: " + wrong] + post)).hasPrefix("400"))

                let card = try Folder.read(exchange.card(of: "kawthaung"), limit: 1 << 20)
                #expect(try await curl(authority + [address + "/v1/card"]) == card)
                #expect(text(try await curl(authority + [address + "/healthz"])) == "ok\n")
                let metrics = text(try await curl(authority + [address + "/metrics"]))
                #expect(metrics.contains("filed") && !metrics.contains("ranong"))
                // Without the card's authority, not a byte.
                let stranger = ["--cacert", exchange.phangnga.home + "/authority.pem", address + "/healthz"]
                // 60: the peer's certificate cannot be authenticated.
                #expect(try await attempt(stranger).status == .exited(60))
            }
        }
    }

    @Test func `no plain text is on the disk of the service`() async throws {
        try await Exchange.with { exchange in
            #expect(try FileTree(exchange.papers).contains(ExampleCase.marker))
            #expect(try FileTree(exchange.folder).contains(ExampleCase.marker))
            try await exchange.kawthaung.serving { address in
                try await exchange.ranong.done("send", exchange.bundle, "--to", address)
                // While it runs, with what SQLite has beside its file.
                #expect(try !FileTree(exchange.kawthaung.home).contains(ExampleCase.marker))
            }
            let house = try FileTree(exchange.kawthaung.home)
            #expect(house.files.keys.contains { $0.hasPrefix("/service/store/objects/") })
            for secret in [ExampleCase.marker, "Khin Than Htwe", "letter-th.pdf", "RN-2569-0117"] {
                #expect(!house.contains(secret))
            }
        }
    }
}
