// SPDX-License-Identifier: Apache-2.0

import ASiC
import AndamanCommands
import Bundles
import Dossiers
import Files
import Octets
import Offices
import ReceivingService
import Registry
import Testing

/// Sixty-four bits a step from one seed (SplitMix64), so that a failure can be had again.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Bundles that are not as they left their sender, or are for somebody else.
@Suite(.timeLimit(.minutes(20))) struct TamperingTests {
    /// Kawthaung's intake and what it files into, without a socket.
    private struct House {
        let intake: OfficeIntake
        let store: SealedStore
        let registry: SQLiteRegistry

        init(_ desk: Desk) throws {
            let office = try Office(home: desk.home)
            try Folder.create(office.service.folder)
            registry = try SQLiteRegistry(path: office.service.registryPath)
            store = try SealedStore(office.service.storeFolder)
            intake = try OfficeIntake(
                office: office,
                registry: registry,
                store: store,
                passphrases: NoPassphrases()
            )
        }

        func take(_ bytes: [UInt8], at time: Timestamp) throws -> IntakeOutcome {
            let spool = try store.makeSpoolFile()
            try spool.write(bytes)
            return try intake.file(
                spooledAt: spool.path,
                fileDigest: spool.digest,
                size: spool.count,
                admitted: nil,
                at: time
            )
        }
    }

    @Test func `whatever byte is changed, the bundle is not taken, and the whole one is taken afterwards`()
        async throws
    {
        try await Exchange.with { exchange in
            let bytes = try Folder.read(exchange.bundle, limit: 1 << 20)
            let content = try SealedBundle(
                envelopeOf: MemorySource(bytes),
                trust: Office(home: exchange.kawthaung.home).trust(),
                at: exchange.kawthaung.now
            )
            .contentEntry
            let inside = Int(content.dataOffset)..<Int(content.dataOffset + content.size)
            var generator = SeededGenerator(state: 20_261_123)
            // One byte in five around the encrypted dossier, and a sample of what is in it.
            let places = bytes.indices.filter { place in
                inside.contains(place) ? generator.next() % 300 == 0 : generator.next() % 5 == 0
            }
            try #require(places.count > 500)
            let house = try House(exchange.kawthaung)
            for place in places {
                var changed = bytes
                changed[place] ^= UInt8.random(in: 1...255, using: &generator)
                switch try house.take(changed, at: exchange.kawthaung.now) {
                case .rejectedUnsigned: break
                case let outcome: Issue.record("byte \(place) of \(bytes.count): \(outcome)")
                }
            }
            for cut in [0, 1, 30, 1000, bytes.count / 2, bytes.count - 22, bytes.count - 1] {
                guard
                    case .rejectedUnsigned = try house.take(Array(bytes[..<cut]), at: exchange.kawthaung.now)
                else {
                    Issue.record("cut at \(cut)")
                    continue
                }
            }
            guard case .rejectedUnsigned = try house.take(bytes + [0], at: exchange.kawthaung.now) else {
                Issue.record("a byte was added")
                return
            }
            try await exchange.expectNothingFiled(at: exchange.kawthaung)
            guard case .filed = try house.take(bytes, at: exchange.kawthaung.now) else {
                Issue.record("the whole bundle was not taken")
                return
            }
        }
    }

    private static let damages: [(String, @Sendable ([UInt8]) -> [UInt8])] = [
        ("its first byte", { flipped($0, at: 0) }),
        ("its waybill", { flipped($0, at: 200) }),
        ("its content", { flipped($0, at: $0.count / 2) }),
        ("its seal", { flipped($0, at: $0.count - 1200) }),
        ("its last byte", { flipped($0, at: $0.count - 1) }),
        ("its end cut off", { Array($0.dropLast(1000)) }),
        ("its half cut off", { Array($0[..<($0.count / 2)]) }),
        ("a byte appended", { $0 + [10] }),
        ("itself appended", { $0 + $0 }),
        ("a byte before it", { [0] + $0 }),
    ]

    private static func flipped(_ bytes: [UInt8], at place: Int) -> [UInt8] {
        var bytes = bytes
        bytes[place] ^= 0x20
        return bytes
    }

    @Test(arguments: damages.indices)
    func `a bundle with a damage is neither valid nor opened nor taken`(damage: Int) async throws {
        try await Exchange.with { exchange in
            let (what, change) = Self.damages[damage]
            let path = exchange.folder + "/damaged.sealed.asice"
            let bytes = change(try Folder.read(exchange.bundle, limit: 1 << 20))
            try Folder.write(bytes, to: path)
            let desk = exchange.kawthaung
            let verify = await desk.run("verify", path)
            #expect([1, 65].contains(verify.code), "\(what): \(verify)")
            verify.expectSentences()
            let open = await desk.run("open", path, "-o", exchange.folder + "/opened")
            open.expect([1, 65].contains(open.code) ? open.code : 65)
            #expect(!Folder.exists(exchange.folder + "/opened"))
            await desk.run("receive", path).expect(1, saying: path)
            #expect(try Folder.names(in: exchange.folder).allSatisfy { !$0.hasSuffix(".partial") })
            #expect(!Folder.exists(exchange.folder + "/damaged.receipt.asice"))
            #expect(try Folder.read(path, limit: 1 << 21) == bytes)
            try await exchange.expectNothingFiled(at: desk)
        }
    }

    @Test func `a damaged copy does not keep the whole bundle out, before it or after it`() async throws {
        try await Exchange.with { exchange in
            let bytes = try Folder.read(exchange.bundle, limit: 1 << 20)
            let path = exchange.folder + "/copy.sealed.asice"
            try Folder.write(Self.flipped(bytes, at: bytes.count / 2), to: path)
            await exchange.kawthaung.run("receive", path).expect(1, saying: "document-altered")
            let receipt = exchange.folder + "/bundle.receipt.asice"
            try await exchange.kawthaung.done("receive", exchange.bundle)
            try await exchange.ranong.done("verify", receipt)
            // Then it is answered with the receipt of the bundle that it names, and nothing changes.
            let before = try FileTree(exchange.kawthaung.home + "/service/store")
            try await exchange.kawthaung.done("receive", path)
            #expect(
                try Folder.read(exchange.folder + "/copy.receipt.asice", limit: 1 << 20)
                    == Folder.read(receipt, limit: 1 << 20)
            )
            #expect(try FileTree(exchange.kawthaung.home + "/service/store") == before)
        }
    }

    @Test func `a bundle for another office is refused`() async throws {
        try await Exchange.with { exchange in
            let opened = exchange.folder + "/opened"
            await exchange.phangnga.run("open", exchange.bundle, "-o", opened).expect(1)
            #expect(!Folder.exists(opened))
            await exchange.phangnga.run("receive", exchange.bundle).expect(1, saying: "bundle.receipt.asice")
            // The refusal is signed, but Ranong does not know Phang Nga and believes nothing that it signs.
            let verify = await exchange.ranong.run("verify", exchange.folder + "/bundle.receipt.asice")
            #expect(verify.code == 3, "\(verify)")
            let inbox = try await exchange.phangnga.done("inbox", "--json").output
            #expect(inbox.contains("\"decision\":\"refused\""))
            #expect(try FileTree(exchange.phangnga.home + "/service/store").files.isEmpty)
        }
    }

    @Test func `a bundle in another office's name is refused and leaves nothing behind`() async throws {
        try await Exchange.with { exchange in
            let path = exchange.folder + "/liar.sealed.asice"
            try sealLoosely(
                exchange.dossier,
                from: exchange.ranong,
                to: "kawthaung",
                as: "01a20878-2fc0-7baa-a666-445f52433281",
                claiming: try Office(home: exchange.phangnga.home).reference,
                into: path
            )
            await exchange.kawthaung.run("receive", path).expect(1)
            try await exchange.expectNothingFiled(at: exchange.kawthaung)
        }
    }

    /// THREATS 34, 36: the identity is the manifest's, and anybody can put another seal on a manifest.
    @Test func `another office's seal on the same manifest neither learns of the bundle nor keeps it out`()
        async throws
    {
        try await Exchange.with { exchange in
            let thief = try Office(home: exchange.phangnga.home)
            let words = Fingerprint(of: thief.reference.authority).words
            try await exchange.kawthaung.done(
                "trust",
                "add",
                exchange.card(of: "phangnga"),
                "--fingerprint",
                words
            )
            let path = exchange.folder + "/resealed.sealed.asice"
            try reseal(exchange.bundle, by: exchange.phangnga, into: path)
            await exchange.kawthaung.run("receive", path).expect(1)
            try await exchange.expectNothingFiled(at: exchange.kawthaung)
            try await exchange.kawthaung.done("receive", exchange.bundle)
            let later = exchange.folder + "/later.sealed.asice"
            try reseal(exchange.bundle, by: exchange.phangnga, into: later)
            await exchange.kawthaung.run("receive", later).expect(1)
        }
    }

    @Test func `a stranger's bundle is neither valid nor invalid, and is not taken`() async throws {
        try await Exchange.with { exchange in
            let path = try await exchange.strangersBundle()
            let verify = await exchange.kawthaung.run("verify", path)
            #expect(verify.code == 3, "\(verify)")
            verify.expectSentences()
            await exchange.kawthaung.run("open", path, "-o", exchange.folder + "/opened").expect(3)
            await exchange.kawthaung.run("receive", path).expect(3, saying: "unknown-sender")
            #expect(!Folder.exists(exchange.folder + "/phangnga.receipt.asice"))
            try await exchange.expectNothingFiled(at: exchange.kawthaung)
        }
    }

    @Test func `a sender's card past its end puts the bundle off and refuses nothing`() async throws {
        try await Exchange.with { exchange in
            var later = exchange.kawthaung
            later.clockAhead = 400 * 86400
            await later.run("receive", exchange.bundle).expect(3)
            try await exchange.expectNothingFiled(at: exchange.kawthaung)
            try await exchange.kawthaung.done("receive", exchange.bundle)
        }
    }

    @Test func `one bad file in a folder does not stop the rest`() async throws {
        try await Exchange.with { exchange in
            let stick = exchange.folder + "/stick"
            try Folder.create(stick)
            try Folder.write(Array("no container".utf8), to: stick + "/a.sealed.asice")
            try await exchange.ranong.done("send", exchange.bundle, "--to-folder", stick)
            // Copied under its id, whatever the file is called (THREATS 30).
            let put = try stick + "/" + #require(Folder.names(in: stick).first { $0 != "a.sealed.asice" })
            #expect(!put.contains("/bundle."))
            let ran = await exchange.kawthaung.run("receive", stick)
            ran.expect(1, saying: "a.sealed.asice")
            try await exchange.ranong.done("verify", put.replacing(".sealed.asice", with: ".receipt.asice"))
            #expect(try await exchange.kawthaung.done("inbox").output.contains("ranong"))
            // Another file of the bundle's name is not overwritten on the way out either.
            try Folder.write([1], to: put, existing: .replace)
            await exchange.ranong.run("send", exchange.bundle, "--to-folder", stick).expect(73)
        }
    }
}
