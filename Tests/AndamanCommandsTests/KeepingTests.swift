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
import TransparencyLog

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
            // Whose backup it is can be told by the fingerprint alone, and not whether there is a newer one.
            let own = try Office(home: restored.home).card().fingerprint.digits()
            #expect(ran.complaint.contains(own) && ran.complaint.contains("as of 20"), "\(ran)")
            #expect(!ran.complaint.contains(trusted.fingerprint.digits()), "\(ran)")
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

    /// Changes a file of a backup as somebody would who knows how it is made.
    private func change(_ name: String, in backup: String, to bytes: [UInt8]) throws {
        let path = backup + "/SHA256SUMS"
        let former = SHA256Digest(of: try Folder.read(backup + "/" + name, limit: 1 << 24)).hex
        let sums = String(decoding: try Folder.read(path, limit: 1 << 20), as: UTF8.self)
        try Folder.write(bytes, to: backup + "/" + name, existing: .replace)
        let changed = sums.replacing(former + "  " + name, with: SHA256Digest(of: bytes).hex + "  " + name)
        #expect(changed != sums)
        try Folder.write(Array(changed.utf8), to: path, existing: .replace)
    }

    @Test
    func `a backup that somebody changed with its digests is not restored, nor one that another signed`()
        async throws
    {
        try await Exchange.with { exchange in
            let desk = exchange.kawthaung
            try await desk.done("receive", exchange.bundle)
            let (signed, unsigned) = (exchange.folder + "/signed", exchange.folder + "/unsigned")
            try await desk.done("backup", "-o", signed)
            try await desk.done("backup", "-o", unsigned, "--unsigned")
            #expect(!Folder.exists(unsigned + "/backup.note"))
            let target = Desk(home: exchange.folder + "/restored")
            await target.run("restore", unsigned).expect(1, saying: unsigned)

            // A card slipped into those trusted, with its digest in the list.
            let card = try #require(
                FileTree(signed + "/home/trust").files.keys.first { $0.hasSuffix(".asice") }
            )
            let name = "home/trust" + card
            let own = try Folder.read(signed + "/" + name, limit: Limits.card)
            try change(name, in: signed, to: Folder.read(exchange.card(of: "phangnga"), limit: Limits.card))
            await target.run("restore", signed).expect(1, saying: signed)
            // Signed by somebody else's log, under the same name as ours has.
            let key = try #require(Office(home: desk.home).logKeys().last)
            var seed = [UInt8](repeating: 7, count: 32)
            let other = try NoteSigner(name: key.name, use: .log, seed: SecretBytes(taking: &seed))
            let sums = try SHA256Digest(of: Folder.read(signed + "/SHA256SUMS", limit: 1 << 20))
            let text = "andaman/backup/1\nSHA256SUMS \(sums.hex)\n"
            let note = Note(text: text, signatures: [try other.sign(text, at: desk.now)])
            try Folder.write(note.bytes, to: signed + "/backup.note", existing: .replace)
            await target.run("restore", signed).expect(1)
            try Folder.deleteTree(desk.home + "/service")
            await desk.run("restore", signed).expect(1)
            #expect(!Folder.exists(target.home) && !Folder.exists(desk.home + "/service"))

            // Without a signature it is taken only when that is said, and never with a registry that is not sound.
            try change(name, in: signed, to: own)
            let taken = await target.run("restore", unsigned, "--unsigned")
            #expect(taken.code == 0, "\(taken)")
            for card in try Office(home: target.home).trustedCards() {
                #expect(taken.complaint.contains(card.fingerprint.digits()), "\(taken)")
            }
            try await Self.execute(
                "UPDATE received SET senderOffice = 'other'",
                in: unsigned + "/home/service/registry.sqlite"
            ) { try self.change("home/service/registry.sqlite", in: unsigned, to: $0) }
            let last = Desk(home: exchange.folder + "/last")
            let refused = await last.run("restore", unsigned, "--unsigned")
            #expect(refused.code == 65 && refused.complaint.contains("row-altered"), "\(refused)")
            #expect(try !Folder.exists(last.home) || Folder.names(in: last.home).isEmpty)
        }
    }

    /// Changes a copy of a database without its triggers, and hands over what it is then.
    private static func execute(
        _ sql: String,
        in path: String,
        _ body: ([UInt8]) throws -> Void
    ) async throws {
        let script = """
            import sqlite3, sys
            database = sqlite3.connect(sys.argv[1])
            triggers = list(database.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"))
            for name, _ in triggers: database.execute('DROP TRIGGER "' + name + '"')
            database.execute(sys.argv[2])
            for _, sql in triggers: database.execute(sql)
            database.commit()
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            database.close()
            """
        let copy = path + ".copy"
        try Folder.write(Folder.read(path, limit: 1 << 24), to: copy)
        let ran = try await runProgram("python3", ["-c", script, copy, sql])
        try #require(ran.isSuccess, "\(ran.output)")
        let bytes = try Folder.read(copy, limit: 1 << 24)
        for suffix in ["", "-wal", "-shm"] { try Folder.deleteFile(copy + suffix) }
        try body(bytes)
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
            // The list of digests made to fit is no defence by itself.
            try Folder.write(Array((sums + "\n").utf8), to: backup + "/SHA256SUMS", existing: .replace)
            await target.run("restore", backup).expect(1, saying: "--unsigned")
            try Folder.write(Array(sums.utf8), to: backup + "/SHA256SUMS", existing: .replace)
            var bytes = try Folder.read(backup + "/home/service/registry.sqlite", limit: 1 << 24)
            bytes[bytes.count / 2] ^= 1
            try Folder.write(bytes, to: backup + "/home/service/registry.sqlite", existing: .replace)
            await target.run("restore", backup).expect(65, saying: "registry.sqlite")
            #expect(!Folder.exists(target.home))
        }
    }
}
