// SPDX-License-Identifier: Apache-2.0

import Files
import JSONSchema
import Octets
import Offices
import Registry
import Testing

/// Finding a person's or a case's bundle by keyed digests.
@Suite(.timeLimit(.minutes(20))) struct FindTests {
    /// Names of the example's child as the papers have them.
    private func names(_ exchange: Exchange) throws -> [String] {
        let identity = try JSON.parse(Folder.read(exchange.papers + "/identity.json", limit: 1 << 20))
        let names = try #require(identity["names"])
        return ["th", "my", "latin"].compactMap { names[$0]?.string }
    }

    private func find(_ text: String, _ desk: Desk) async throws -> (found: Int, unopened: Int) {
        let ran = await desk.run(["inbox", "find", "--json"], typing: [text])
        #expect(ran.code == 0, "\(ran)")
        let line = try #require(ran.output.split(separator: "\n").last { $0.contains("{") })
        let value = try JSON.parse(Array(line.utf8.drop { $0 != UInt8(ascii: "{") }))
        return (value["bundles"]?.array?.count ?? -1, value["unopened"]?.integer ?? -1)
    }

    @Test func `a person is found by each name once the dossier was opened, and never after it was erased`()
        async throws
    {
        try await Exchange.with { exchange in
            let desk = exchange.kawthaung
            try await desk.done("receive", exchange.bundle)
            let names = try names(exchange)
            #expect(names.count >= 2)
            // Nobody has opened it: its case is known, the person is not.
            #expect(try await find(names[0], desk) == (0, 1))
            #expect(try await find("rn-2569-0117", desk) == (1, 1))
            let id = try #require(
                try SQLiteRegistry(path: desk.home + "/service/registry.sqlite")
                    .receivedBundles(onlyOpen: false, before: nil, limit: 1).bundles.first
            ).facts.bundle
            try await desk.done("open", id, "-o", exchange.folder + "/o", "--as", "preeya")
            for name in names { #expect(try await find(name.uppercased() + " ", desk) == (1, 0), "\(name)") }
            #expect(try await find("Somebody Else", desk) == (0, 0))
            let told = await desk.run(["inbox", "find"], typing: [names[0]])
            #expect(told.code == 0 && told.output.contains(id), "\(told)")
            told.expectSentences()
            let file = exchange.folder + "/wanted"
            try Folder.write(Array((names[0] + "\n").utf8), to: file)
            #expect(try await desk.done("inbox", "find", "--file", file).output.contains(id))
            await desk.run("inbox", "find").expect(64)
            try await desk.done("log", "verify")
            try await desk.done("erase", id, "--reason", "retention-ended", "--yes")
            for name in names { #expect(try await find(name, desk) == (0, 0)) }
            try await desk.done("log", "verify")
        }
    }

    /// THREATS 30.
    @Test func `no name and no number of a person stands in the registry, nor a digest that can be tried`()
        async throws
    {
        try await Exchange.with { exchange in
            let desk = exchange.kawthaung
            try await desk.done("receive", exchange.bundle)
            let path = desk.home + "/service/registry.sqlite"
            let id = try #require(
                try SQLiteRegistry(path: path).receivedBundles(onlyOpen: false, before: nil, limit: 1)
                    .bundles.first
            ).facts.bundle
            try await desk.done("open", id, "-o", exchange.folder + "/o", "--as", "preeya")
            let service = try FileTree(desk.home + "/service")
            let names = try names(exchange)
            for name in names + ["RN-2569-0117"] {
                for word in [name] + name.split(separator: " ").map(String.init) where word.utf8.count > 3 {
                    #expect(!service.contains(word), "\(word)")
                }
                let plain = Array(name.lowercased().filter { !$0.isWhitespace }.utf8)
                for guess in [plain, Array(name.utf8), Array("andaman/search/1\n".utf8) + plain] {
                    let digest = SHA256Digest(of: guess).bytes
                    #expect(
                        !service.files.values.contains { $0.firstRange(of: digest) != nil },
                        "a digest of the name alone"
                    )
                }
            }
            // With the office's key the mark is there: the test looks in the right place.
            let key = try #require(try Office(home: desk.home).existingSearchKey(NoPassphrases()))
            let name = names[0].lowercased().filter { !$0.isWhitespace }
            let mark = try #require(key.marks(of: [String(name)]).first).bytes
            #expect(service.files.values.contains { $0.firstRange(of: mark) != nil })
        }
    }
}
