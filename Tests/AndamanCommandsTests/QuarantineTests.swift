// SPDX-License-Identifier: Apache-2.0

import Bundles
import Files
import Octets
import Offices
import Registry
import Signatures
import Testing

/// What cannot be judged yet is kept, and judged when it can be.
@Suite(.timeLimit(.minutes(20))) struct QuarantineTests {
    private func files(_ desk: Desk) throws -> [String] {
        try FileTree(desk.home + "/service/store/quarantine").files.keys.sorted()
    }

    private func fingerprint(of desk: Desk) throws -> String {
        Fingerprint(of: try Office(home: desk.home).authority.fingerprint).words
    }

    @Test func `a stick with a stranger's bundle may go: the bundle is filed when the card has come`()
        async throws
    {
        try await Exchange.with { exchange in
            let desk = exchange.kawthaung
            let path = try await exchange.strangersBundle()
            let stick = exchange.folder + "/stick"
            try Folder.create(stick)
            try await exchange.phangnga.done("send", path, "--to-folder", stick)
            let first = await desk.run("receive", stick)
            first.expect(3, saying: "quarantine")
            #expect(try files(desk).count == 1)
            #expect(try FileTree(stick).files.count == 1)
            // The same stick again changes nothing.
            await desk.run("receive", stick).expect(3)
            #expect(try files(desk).count == 1)
            try await desk.done("log", "verify")
            await desk.run("receive").expect(3)
            #expect(try files(desk).count == 1)

            let added = try await desk.done(
                "trust",
                "add",
                exchange.card(of: "phangnga"),
                "--fingerprint",
                fingerprint(of: exchange.phangnga)
            )
            #expect(added.output.contains("1 bundles in quarantine"))
            let ran = try await desk.done("receive")
            ran.expectSentences()
            #expect(try files(desk).isEmpty)
            #expect(try await desk.done("inbox").output.contains("phangnga"))
            #expect(try await desk.done("receive").output.contains("Nothing is in quarantine"))
            // The stick that comes again takes the receipt back.
            try await desk.done("receive", stick)
            try await exchange.phangnga.done("receive", stick)
            #expect(
                try await exchange.phangnga.done("outbox", "--all", "--json").output.contains(
                    "\"state\":\"delivered\""
                )
            )
            try await desk.done("log", "verify")
        }
    }

    @Test func `serve judges anew what waited`() async throws {
        try await Exchange.with { exchange in
            let desk = exchange.kawthaung
            await desk.run("receive", try await exchange.strangersBundle()).expect(3)
            try await desk.done(
                "trust",
                "add",
                exchange.card(of: "phangnga"),
                "--fingerprint",
                fingerprint(of: exchange.phangnga)
            )
            try await desk.serving { _ in }
            #expect(try files(desk).isEmpty)
            #expect(try await desk.done("inbox").output.contains("phangnga"))
        }
    }

    @Test func `what nobody can take any more does not wait for ever`() async throws {
        try await Exchange.with { exchange in
            let desk = exchange.kawthaung
            await desk.run("receive", try await exchange.strangersBundle()).expect(3)
            let later = Desk(home: desk.home, clockAhead: 91 * 86400)
            await later.run("receive").expect(1, saying: "waybill")
            #expect(try files(desk).isEmpty)
            try await exchange.expectNothingFiled(at: desk)
        }
    }

    @Test func `quarantine has room for so many and no more, and the stick keeps the rest`() async throws {
        try await withTemporaryFolder { folder in
            let store = try SealedStore(folder)
            for number in 0...Limits.quarantinedFiles {
                let spool = try store.makeSpoolFile()
                try Array("bundle \(number)".utf8).withBytes { try spool.write($0) }
                let isKept = try store.setAside(spool.path, digest: spool.digest)
                #expect(isKept == (number < Limits.quarantinedFiles))
                #expect(Folder.exists(spool.path) == !isKept)
            }
        }
    }
}
