// SPDX-License-Identifier: Apache-2.0

import Bundles
import Delivery
import Dossiers
import Files
import Octets
import Offices
import Registry
import Subprocess
import Testing

/// What is to be delivered is kept until a verified receipt has come for it, whichever way it goes.
@Suite(.timeLimit(.minutes(20))) struct OutboxTests {
    /// The outbox as `outbox --all --json` tells of it.
    private func listed(_ desk: Desk) async throws -> String {
        try await desk.done("outbox", "--all", "--json").output
    }

    private func files(_ desk: Desk) throws -> [String] {
        try FileTree(desk.home + "/service/outbox/objects").files.keys.sorted()
    }

    @Test func `what cannot be delivered now is kept, and delivered by outbox run when it can`() async throws
    {
        try await Exchange.with { exchange in
            let ranong = exchange.ranong
            // An address at which nobody listens any more.
            let address = try await exchange.kawthaung.serving { $0 }
            await ranong.run("send", exchange.bundle, "--to", address)
                .expect(69, saying: "kawthaung", "outbox")
            try Folder.deleteFile(exchange.bundle)
            let told = try await listed(ranong)
            for part in [
                "\"state\":\"waiting\"", "\"attempts\":1", "\"code\":\"delivery.unreachable\"",
                "\"to\":\"kawthaung\"", "\"overdue\":false", "\"next\":\"20",
            ] {
                #expect(told.contains(part), "\(told)")
            }
            let lines = try await ranong.done("outbox")
            lines.expectSentences()
            #expect(lines.output.contains("1 tries") && lines.output.contains("answer due"))
            // Not before its time: nothing is tried.
            try await ranong.done("outbox", "run", "--once")
            #expect(try await listed(ranong).contains("\"attempts\":1"))

            try await exchange.kawthaung.serving { address in
                // The next day, and the card says by now where the service is.
                let later = Desk(home: ranong.home, clockAhead: 7200)
                try await readdress(exchange, to: address)
                let ran = try await later.done("outbox", "run", "--once")
                #expect(ran.output.contains("Delivered: kawthaung"), "\(ran)")
            }
            #expect(try await listed(ranong).contains("\"state\":\"delivered\""))
            #expect(try files(ranong).isEmpty)
            let receipt = exchange.folder + "/late.receipt.asice"
            let bundle = try await bundleID(ranong)
            try await ranong.done("outbox", "receipt", bundle, "-o", receipt)
            try await ranong.done("verify", receipt)
        }
    }

    /// Sends the entry again by another address, as a person would.
    private func readdress(_ exchange: Exchange, to address: String) async throws {
        let registry = try SQLiteRegistry(path: exchange.ranong.home + "/service/registry.sqlite")
        for var entry in try registry.outgoingBundles(onlyOpen: true, before: nil, limit: 100).bundles {
            entry.progress.address = address
            try registry.record(
                entry.progress,
                after: nil,
                identity: entry.identity,
                recipientAuthority: entry.recipientAuthority
            )
        }
    }

    private func bundleID(_ desk: Desk) async throws -> String {
        let registry = try SQLiteRegistry(path: desk.home + "/service/registry.sqlite")
        return try #require(
            try registry.outgoingBundles(onlyOpen: false, before: nil, limit: 100).bundles.first
        ).bundle
    }

    @Test func `serve goes on delivering beside its own work`() async throws {
        try await Exchange.with { exchange in
            let (kawthaung, ranong) = (exchange.kawthaung, exchange.ranong)
            let gone = try await kawthaung.serving { $0 }
            await ranong.run("send", exchange.bundle, "--to", gone).expect(69)
            try await kawthaung.serving { address in
                try await readdress(exchange, to: address)
                try await Desk(home: ranong.home, clockAhead: 7200).serving { _ in
                    while try await !listed(ranong).contains("\"state\":\"delivered\"") {
                        await Task.yield()
                    }
                }
            }
            #expect(try await kawthaung.done("inbox").output.contains("ranong"))
        }
    }

    @Test func `what was delivered stays delivered when it is sent again, from an office that only sends`()
        async throws
    {
        try await Exchange.with { exchange in
            let ranong = exchange.ranong
            let first = try await exchange.kawthaung.serving { address in
                try await ranong.done("send", exchange.bundle, "--to", address)
                return address
            }
            // Nobody listens there any more; the receipt is here.
            let again = try await ranong.done("send", exchange.bundle, "--to", first)
            #expect(again.output.contains("Delivered before: kawthaung"), "\(again)")
            // The service has moved: it is asked at its new address.
            try await exchange.kawthaung.serving { address in
                try await ranong.done("send", exchange.bundle, "--to", address)
                let outbox = try SQLiteRegistry(path: ranong.home + "/service/registry.sqlite")
                let sent = try outbox.outgoingBundles(onlyOpen: false, before: nil, limit: 9).bundles
                #expect(sent.map(\.progress.address) == [address])
            }
            try await ranong.done("log", "verify")
        }
    }

    /// A thousand that wait take as long as they take to send, not as many pauses.
    @Test func `all that is due goes in one look, more than are sent at one time`() async throws {
        try await Exchange.with { exchange in
            let desk = exchange.ranong
            let outbox = try Outbox(Office(home: desk.home), registry: MemoryRegistry(), at: desk.now)
            let gone = try await exchange.kawthaung.serving { $0 }
            let many = Outbox.concurrentAttempts * 2 + 1
            for _ in 0..<many {
                let bundle = exchange.folder + "/more.sealed.asice"
                var generator = SystemRandomNumberGenerator()
                let id = UUIDv7(at: desk.now, using: &generator).description
                try sealLoosely(exchange.dossier, from: desk, to: "kawthaung", as: id, into: bundle)
                _ = try outbox.add(bundle, addresses: ["kawthaung": gone], at: desk.now)
                try Folder.deleteFile(bundle)
            }
            let (told, telling) = AsyncStream.makeStream(of: SHA256Digest.self)
            async let _ = outbox.run(clock: { desk.now }, betweenLooks: .seconds(86_400)) { entry, _ in
                telling.yield(entry.identity)
            }
            var tried: Set<SHA256Digest> = []
            for await identity in told {
                tried.insert(identity)
                if tried.count == many { break }
            }
            // What still runs is cancelled here.
        }
    }

    @Test func `two processes never send one entry at once`() async throws {
        try await Exchange.with { exchange in
            try await exchange.kawthaung.serving { address in
                let desk = exchange.ranong
                let registry = MemoryRegistry()
                let outbox = try Outbox(Office(home: desk.home), registry: registry, at: desk.now)
                let entered = try outbox.add(
                    exchange.bundle,
                    addresses: ["kawthaung": address],
                    at: desk.now
                )
                let entry = try #require(entered.entries.first)
                let name = entry.identity.hex + "." + entry.recipientAuthority.hex.prefix(16)
                var lock = try FileLock(desk.home + "/service/outbox/locks/" + name)
                #expect(lock != nil)
                guard case .left = try await outbox.attempt(entry, clock: { desk.now }) else {
                    Issue.record("sent while another holds the entry")
                    return
                }
                #expect(
                    registry.outgoingBundles(onlyOpen: true, before: nil, limit: 100).bundles.first?.attempts
                        == 0
                )
                lock = nil
                guard case .answered = try await outbox.attempt(entry, clock: { desk.now }) else {
                    Issue.record("not delivered")
                    return
                }
            }
        }
    }

    @Test func `a receipt of somebody else is not taken for one`() async throws {
        try await Exchange.with { exchange in
            let other = exchange.folder + "/other.sealed.asice"
            try await exchange.ranong.done("seal", exchange.dossier, "--to", "kawthaung", "-o", other)
            let stick = exchange.folder + "/stick"
            try Folder.create(stick)
            try await exchange.ranong.done("send", other, "--to-folder", stick)
            let mine = try await exchange.ranong.done("send", exchange.bundle, "--to-folder", stick)
            let bundles = try Folder.names(in: stick)
            #expect(bundles.count == 2 && bundles.contains { mine.output.contains($0) })
            try await exchange.kawthaung.done("receive", stick)
            // The receipt's seal is over the other bundle: one that was spoilt is told and changes nothing.
            let receipts = try Folder.names(in: stick).filter { $0.hasSuffix(".receipt.asice") }
            let path = try stick + "/" + #require(receipts.first)
            var bytes = try Folder.read(path, limit: 1 << 20)
            let place = try #require(bytes.firstRange(of: Array("\"decision\": \"filed\"".utf8)))
            bytes[place.lowerBound + 14] ^= 1
            try Folder.write(bytes, to: path, existing: .replace)
            let ran = await exchange.ranong.run("receive", stick)
            #expect(ran.code != 0 && ran.output.contains("Delivered: kawthaung"), "\(ran)")
            let told = try await listed(exchange.ranong)
            #expect(told.contains("\"state\":\"delivered\"") && told.contains("\"state\":\"carried\""))
        }
    }

    @Test func `the same stick twice changes nothing, and one bad file stops nothing (THREATS 31)`()
        async throws
    {
        try await Exchange.with { exchange in
            let stick = exchange.folder + "/stick"
            try Folder.create(stick)
            try await exchange.ranong.done("send", exchange.bundle, "--to-folder", stick)
            try Folder.write(Array("no bundle".utf8), to: stick + "/a.sealed.asice")
            try Folder.write(Array("no receipt".utf8), to: stick + "/a.receipt.asice")
            try Folder.write([], to: stick + "/.half.sealed.asice.x.partial")
            let first = await exchange.kawthaung.run("receive", stick)
            #expect(first.code == 65 || first.code == 1, "\(first)")
            #expect(first.output.contains("verified and filed"))
            let after = try FileTree(stick)
            let house = try FileTree(exchange.kawthaung.home + "/service/store")
            let second = await exchange.kawthaung.run("receive", stick)
            #expect(second.output.contains("filed before"))
            #expect(try FileTree(stick) == after)
            #expect(try FileTree(exchange.kawthaung.home + "/service/store") == house)
            // Back at the sender's desk, the receipt is found and matched, twice with the same end.
            for _ in 0..<2 {
                let back = await exchange.ranong.run("receive", stick)
                #expect(back.output.contains("Delivered: kawthaung"), "\(back)")
                #expect(try FileTree(stick) == after)
            }
            #expect(try await listed(exchange.ranong).contains("\"state\":\"delivered\""))
            #expect(try files(exchange.ranong).isEmpty)
        }
    }

    @Test func `a bundle that nobody took in time ends as expired, and says so`() async throws {
        try await Exchange.with { exchange in
            let gone = try await exchange.kawthaung.serving { $0 }
            await exchange.ranong.run("send", exchange.bundle, "--to", gone).expect(69)
            let late = Desk(home: exchange.ranong.home, clockAhead: Limits.bundleLifetime + 60)
            let ran = await late.run("outbox", "run", "--once")
            #expect(ran.complaint.contains("before its time ran out"), "\(ran)")
            let told = try await late.done("outbox", "--json").output
            #expect(told.contains("\"state\":\"expired\"") && told.contains("\"overdue\":true"))
            #expect(try files(exchange.ranong).isEmpty)
            await late.run("send", exchange.bundle, "--to", gone).expect(1)
        }
    }
}
