// SPDX-License-Identifier: Apache-2.0

import Bundles
import Delivery
import Dossiers
import Files
import JSONSchema
import Octets
import Offices
import Registry
import Signatures
import Subprocess
import Testing

/// Erasing, backing up and bringing back.
@Suite(.timeLimit(.minutes(20))) struct KeepingTests {
    private func registry(_ desk: Desk) throws -> SQLiteRegistry {
        try SQLiteRegistry(path: desk.home + "/service/registry.sqlite")
    }

    private func checker(_ desk: Desk) -> RegistryChecker {
        RegistryChecker(
            databasePath: desk.home + "/service/registry.sqlite",
            storeFolder: desk.home + "/service/store"
        )
    }

    private func objects(_ desk: Desk) throws -> [String] {
        try FileTree(desk.home + "/service/store/objects").files.keys.sorted()
    }

    private func identity(_ exchange: Exchange) throws -> SHA256Digest {
        let trust = try Office(home: exchange.ranong.home).trust()
        return try SealedBundle(
            envelopeOf: FileSource(exchange.bundle),
            trust: trust,
            at: exchange.ranong.now
        ).identity
    }

    @Test func `what is erased is gone, and its proofs stay`() async throws {
        try await Exchange.with { exchange in
            let desk = exchange.kawthaung
            try await desk.done("receive", exchange.bundle)
            let first = try Folder.read(exchange.folder + "/bundle.receipt.asice", limit: 1 << 20)
            let identity = try identity(exchange)
            let id = identity.hex
            #expect(await desk.run("erase", id, "--reason", "no-such-reason", "--yes").code == 64)
            await desk.run("erase", id, "--reason", "consent-withdrawn").expect(77)
            #expect(try objects(desk).count == 1)
            let ran = try await desk.done("erase", id, "--reason", "consent-withdrawn", "--yes")
            #expect(ran.output.contains("Copies elsewhere"))
            #expect(try objects(desk).isEmpty)
            #expect(try checker(desk).check().isEmpty)
            let inbox = try await desk.done("inbox", "--json").output
            #expect(inbox.contains("\"state\":\"erased\"") && inbox.contains("ContentErasure"))
            await desk.run("open", id, "-o", exchange.folder + "/o", "--as", "preeya").expect(1)
            await desk.run("inbox", "decide", id, "--accept", "--as", "preeya").expect(1)
            await desk.run("erase", id, "--reason", "other", "--yes").expect(1)

            // The bundle that comes again is answered as before, and is not kept again.
            try await desk.done("receive", exchange.bundle)
            #expect(try objects(desk).isEmpty)
            #expect(try Folder.read(exchange.folder + "/bundle.receipt.asice", limit: 1 << 20) == first)
            let notice = exchange.folder + "/bundle.2.receipt.asice"
            let receipt = try Receipt(
                container: Folder.read(notice, limit: 1 << 20),
                trust: Office(home: exchange.ranong.home).trust(),
                at: exchange.ranong.now
            )
            #expect(receipt.document.event == .erasure && receipt.document.codes == ["consent-withdrawn"])
            try await exchange.ranong.done("verify", notice)
        }
    }

    @Test func `killed between the notice and the deletion, the erasure is finished by the next command`()
        async throws
    {
        try await Exchange.with { exchange in
            let desk = exchange.kawthaung
            try await desk.done("receive", exchange.bundle)
            let before = try FileTree(desk.home + "/service")
            try await desk.done("erase", identity(exchange).hex, "--reason", "order", "--yes")
            // As it was, but for the notice.
            try Folder.deleteTree(desk.home + "/service")
            try before.write(to: desk.home + "/service")
            #expect(try objects(desk).count == 1)
            #expect(try await desk.done("inbox").output.contains("erased"))
            #expect(try objects(desk).isEmpty)
            #expect(try checker(desk).check().isEmpty)
        }
    }

    @Test func `a backup goes into an empty home, where what was erased stays so and nothing new is filed`()
        async throws
    {
        try await Exchange.with { exchange in
            let desk = exchange.kawthaung
            let other = exchange.folder + "/other.sealed.asice"
            let third = exchange.folder + "/third.sealed.asice"
            for path in [other, third] {
                try await exchange.ranong.done("seal", exchange.dossier, "--to", "kawthaung", "-o", path)
            }
            try await desk.done("receive", exchange.bundle)
            try await desk.done("receive", other)
            // What Ranong has seen of the log is what the restored one must extend.
            try await exchange.ranong.serving { address in
                _ = try await desk.done("log", "cosign", "ranong", "--to", address)
            }
            let backup = exchange.folder + "/backup"
            try await desk.serving { _ in
                _ = try await desk.done("backup", "-o", backup, "--keys")
            }
            await desk.run("backup", "-o", backup).expect(73)
            let sums = try await Subprocess.run(
                .name("sh"),
                arguments: ["-c", "cd '\(backup)' && sha256sum --check --quiet SHA256SUMS"],
                output: .discarded
            )
            #expect(sums.terminationStatus.isSuccess)

            // After the backup one is erased; its notice is all that is saved of the old home.
            try await desk.done("erase", identity(exchange).hex, "--reason", "order", "--yes")
            let restored = Desk(home: exchange.folder + "/restored")
            let notices = try FileTree(desk.home + "/erasures")
            let trusted = try #require(Office(home: desk.home).trustedCards().first)
            try Folder.deleteTree(desk.home)
            let ran = try await restored.done("restore", backup)
            // Anybody can have put a card into a backup.
            #expect(ran.complaint.contains(trusted.fingerprint.digits()), "\(ran)")
            #expect(ran.complaint.contains("files nothing new"))
            #expect(try objects(restored).count == 2)
            try Folder.create(restored.home + "/erasures")
            try notices.write(to: restored.home + "/erasures")

            let inbox = try await restored.done("inbox", "--json").output
            #expect(inbox.contains("\"state\":\"erased\"") && inbox.contains("\"state\":\"filed\""))
            #expect(try objects(restored).count == 1)
            #expect(try checker(restored).check().isEmpty)
            await restored.run("receive", third).expect(3)
            let erased = try identity(exchange).hex
            await restored.run("erase", erased, "--reason", "other", "--yes").expect(69)
            try await restored.serving { address in
                let sender = try BundleSender(authority: Office(home: restored.home).card().authority.der)
                let answer = try await sender.send(third, to: address)
                #expect(answer == .problem(status: 503, code: "read-only", retryAfter: 3600))
                guard case .filed(_, true) = try await sender.send(other, to: address) else {
                    Issue.record("what was filed is not answered")
                    return
                }
            }
            // People can read meanwhile.
            let id = String(
                try await restored.done("inbox").output.split(separator: "\n").last?.prefix(36) ?? ""
            )
            let opened = try await restored.done("open", id, "-o", exchange.folder + "/o", "--as", "preeya")
            #expect(opened.complaint.contains("not recorded"))
        }
    }

    @Test func `a home that lost its service keeps its keys and its notices`() async throws {
        try await Exchange.with { exchange in
            let desk = exchange.kawthaung
            try await desk.done("receive", exchange.bundle)
            let backup = exchange.folder + "/backup"
            let made = try await desk.done("backup", "-o", backup)
            #expect(made.output.contains("Private keys are not in it"))
            #expect(!Folder.exists(backup + "/home/keys"))
            await desk.run("restore", backup).expect(73, saying: "service")
            try await desk.done("erase", identity(exchange).hex, "--reason", "order", "--yes")
            let keys = try FileTree(desk.home + "/keys").files
            try Folder.deleteTree(desk.home + "/service")
            try await desk.done("trust", "remove", "ranong")
            let ran = try await desk.done("restore", backup)
            #expect(ran.output.contains("1 bundles erased again"))
            // An office that was removed since the backup stays removed.
            #expect(try Office(home: desk.home).trustedCards().isEmpty)
            #expect(try objects(desk).isEmpty)
            #expect(try FileTree(desk.home + "/keys").files == keys)
            #expect(try registry(desk).erasure(of: identity(exchange)) != nil)
        }
    }

    @Test func `a backup that was altered, of another office, or none at all is not restored`() async throws {
        try await Exchange.with { exchange in
            let desk = exchange.kawthaung
            try await desk.done("receive", exchange.bundle)
            let backup = exchange.folder + "/backup"
            try await desk.done("backup", "-o", backup)
            let target = Desk(home: exchange.folder + "/restored")
            await target.run("restore", exchange.papers).expect(65)
            await target.run("restore", exchange.folder + "/gone").expect(65)
            await exchange.ranong.run("restore", backup).expect(1)
            let sums = String(
                decoding: try Folder.read(backup + "/SHA256SUMS", limit: 1 << 20),
                as: UTF8.self
            )
            let escaping = sums.replacing("home/office.json", with: "../outside.json")
            try Folder.write(Array(escaping.utf8), to: backup + "/SHA256SUMS", existing: .replace)
            await target.run("restore", backup).expect(65)
            try Folder.write(Array(sums.utf8), to: backup + "/SHA256SUMS", existing: .replace)
            var bytes = try Folder.read(backup + "/home/service/registry.sqlite", limit: 1 << 24)
            bytes[bytes.count / 2] ^= 1
            try Folder.write(bytes, to: backup + "/home/service/registry.sqlite", existing: .replace)
            await target.run("restore", backup).expect(65, saying: "registry.sqlite")
            #expect(!Folder.exists(target.home))
        }
    }
}
