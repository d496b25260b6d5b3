// SPDX-License-Identifier: Apache-2.0

import Files
import Octets
import Subprocess
import Testing

/// `THREATS.md` 16 and 17: time-stamps from a real authority, and work that goes on without one.
@Suite(.timeLimit(.minutes(20))) struct TimeCommandsTests {
    /// Nobody listens there: the port is of the discard service, which no test machine runs.
    private static let nowhere = "http://127.0.0.1:9/tsa"

    private func verdict(_ desk: Desk, _ file: String, _ arguments: String...) async -> Ran {
        await desk.run(["verify", "--json", file] + arguments)
    }

    @Test func `an outage never stops work, and the stamp is fetched later`() async throws {
        try await Exchange.with { exchange in
            let server = try await StampingServer(in: exchange.folder + "/tsa")
            let desk = exchange.ranong
            try Folder.deleteFile(exchange.dossier)
            // Without an authority to believe, an address alone is refused before anything is made.
            let early = await desk.run(
                "sign",
                exchange.papers,
                "--as",
                "preeya",
                "-o",
                exchange.dossier,
                "--timestamp",
                Self.nowhere
            )
            #expect(early.code == 66 && !Folder.exists(exchange.dossier))
            try await desk.done("office", "timestamp-authority", Self.nowhere, "--root", server.root)
            let signed = try await desk.done(
                "sign",
                exchange.papers,
                "--as",
                "preeya",
                "-o",
                exchange.dossier
            )
            #expect(signed.complaint.contains("has no time-stamp yet"))
            try await desk.done("sign", exchange.dossier, "--as", "wichai", "--no-timestamp")
            #expect(await desk.run("timestamp", "--all").code == 69)
            #expect(await verdict(desk, exchange.dossier).output.contains("\"provenNotAfter\":null"))
            try await server.serving { address in
                _ = try await desk.done("timestamp", "--all", "--timestamp", address)
            }
            let judged = await verdict(desk, exchange.dossier)
            #expect(judged.code == 0 && !judged.output.contains("\"provenNotAfter\":null"))
            #expect(judged.output.contains("signature-time-stamp"))
            // A report tells it to a judge, with what proves it.
            let report = exchange.folder + "/report.json"
            try await desk.done("verify", exchange.dossier, "--report", report)
            let reported = String(decoding: try Folder.read(report, limit: 1 << 20), as: UTF8.self)
            #expect(reported.contains("\"provenNotAfter\"") && reported.contains("signature-time-stamp"))
            // Nothing waits any more.
            #expect(try await desk.done("timestamp", "--all").output.contains("No file awaits"))
            // Four years on the officers' certificates have ended: those who believe the authority see it valid.
            let later = desk.now.adding(seconds: 4 * 365 * 86400).description
            #expect(await verdict(desk, exchange.dossier, "--at", later).code == 0)
            #expect(await verdict(exchange.kawthaung, exchange.dossier, "--at", later).code == 3)
            // A lawyer with a folder of cards and the authority's root.
            let trust = exchange.folder + "/trust"
            try Folder.create(trust)
            for office in ["ranong", "kawthaung"] {
                try Folder.write(
                    Folder.read(exchange.card(of: office), limit: Limits.card),
                    to: trust + "/\(office).card.asice"
                )
            }
            #expect(
                await verdict(exchange.phangnga, exchange.dossier, "--at", later, "--trust", trust).code == 3
            )
            try Folder.write(Folder.read(server.root, limit: 1 << 16), to: trust + "/time.tsa.pem")
            #expect(
                await verdict(exchange.phangnga, exchange.dossier, "--at", later, "--trust", trust).code == 0
            )
            // Stock tools agree on the signature with its stamp inside.
            let script = """
                set -eu; cd \(exchange.folder); mkdir x; cd x; unzip -q \(exchange.dossier)
                openssl cms -verify -cades -binary -inform DER -in META-INF/signature001.p7s \
                    -content META-INF/ASiCManifest001.xml -CAfile \(desk.home)/authority.pem -no-CApath \
                    -no-CAstore -purpose any -out /dev/null
                """
            let stock = try await Subprocess.run(
                .name("sh"),
                arguments: ["-c", script],
                output: .discarded,
                error: .string(limit: 1 << 16)
            )
            #expect(stock.terminationStatus.isSuccess, "\(stock.standardError)")
        }
    }

    @Test func `a sealed bundle stays as it was, with its stamp beside it`() async throws {
        try await Exchange.with { exchange in
            let server = try await StampingServer(in: exchange.folder + "/tsa")
            let desk = exchange.ranong
            let before = try Folder.read(exchange.bundle, limit: 1 << 24)
            try await server.serving { address in
                try await desk.done("office", "timestamp-authority", address, "--root", server.root)
                let ran = try await desk.done("timestamp", exchange.bundle)
                #expect(ran.output.contains(exchange.bundle + ".tst"))
            }
            #expect(try Folder.read(exchange.bundle, limit: 1 << 24) == before)
            let later = desk.now.adding(seconds: 4 * 365 * 86400).description
            let judged = await verdict(desk, exchange.bundle, "--at", later)
            #expect(judged.output.contains("file-time-stamp"))
            #expect(judged.code == 0, "\(judged)")
            let stock = try await Subprocess.run(
                .name("openssl"),
                arguments: [
                    "ts", "-verify", "-token_in", "-in", exchange.bundle + ".tst", "-data", exchange.bundle,
                    "-CAfile", server.root,
                ],
                output: .discarded,
                error: .discarded
            )
            #expect(stock.terminationStatus.isSuccess)
            // A stamp that is not over this file speaks against it, whoever put it there.
            var other = try Folder.read(exchange.bundle + ".tst", limit: 1 << 20)
            other[other.count / 3] ^= 1
            try Folder.write(other, to: exchange.bundle + ".tst", existing: .replace)
            #expect(await verdict(desk, exchange.bundle).code == 1)
        }
    }

    @Test func `an archive is renewed whole, and once`() async throws {
        try await Exchange.with { exchange in
            let server = try await StampingServer(in: exchange.folder + "/tsa")
            let desk = exchange.ranong
            let archive = exchange.folder + "/archive"
            try Folder.create(archive + "/2026")
            for (from, to) in [
                (exchange.dossier, "/2026/a.asice"), (exchange.card(of: "ranong"), "/card.asice"),
                (exchange.bundle, "/b.sealed.asice"),
            ] {
                try Folder.write(Folder.read(from, limit: 1 << 24), to: archive + to)
            }
            try await server.serving { address in
                try await desk.done("office", "timestamp-authority", address, "--root", server.root)
                let first = try await desk.done("renew", archive)
                #expect(first.output.contains("2 renewed, 0 with nothing due, 0 failed"))
                let second = try await desk.done("renew", archive)
                #expect(second.output.contains("0 renewed, 2 with nothing due, 0 failed"))
            }
            let judged = await verdict(desk, archive + "/2026/a.asice")
            #expect(judged.code == 0 && judged.output.contains("archive-time-stamp"))
            #expect(await verdict(desk, archive + "/card.asice").code == 0)
        }
    }

    /// Known before as a 503 that never ended: waiting does not un-revoke anybody.
    @Test func `what a revoked officer signed is refused for good, and the sender is told`() async throws {
        try await Exchange.with { exchange in
            try await exchange.ranong.done("officer", "revoke", "wichai", "--reason", "key-lost")
            let card = exchange.folder + "/second.card.asice"
            try await exchange.ranong.done("office", "card", "-o", card)
            try await exchange.kawthaung.done("trust", "add", card)
            try await exchange.kawthaung.serving { address in
                let ran = await exchange.ranong.run("send", exchange.bundle, "--to", address)
                #expect(ran.code == 1, "\(ran)")
                #expect(ran.complaint.contains("revoked"))
            }
            #expect(await exchange.ranong.run("officer", "revoke", "wichai", "--reason", "left").code == 73)
            #expect(await exchange.ranong.run("officer", "revoke", "preeya", "--reason", "mood").code == 64)
        }
    }
}
