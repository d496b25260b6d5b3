// SPDX-License-Identifier: Apache-2.0

import AndamanCommands
import Files
import Octets
import Registry
import Synchronization
import Testing

/// The whole exchange in the order in which people do it: read this first.
///
/// Two offices are made, compare fingerprints, and exchange one dossier; the sender ends with a receipt that proves what
/// the receiver did, and the receiver with the dossier. Every step is a command as a person types it.
@Suite(.timeLimit(.minutes(20))) struct ExchangeFlowTests {
    @Test func `a dossier goes from one office to the other and proof comes back`() async throws {
        try await withTemporaryFolder { folder in
            let ranong = Office(folder + "/ranong")
            let kawthaung = Office(folder + "/kawthaung")

            // 1. Each side makes its office and its officers.
            try await ranong("office create ranong --name Ranong --country TH --unprotected-keys")
            try await ranong("officer create preeya --name Preeya --role social-worker --unprotected-keys")
            try await ranong("officer create wichai --name Wichai --role head --unprotected-keys")
            try await kawthaung("office create kawthaung --name Kawthaung --country MM --unprotected-keys")
            try await kawthaung("officer create aung --name Aung --role police-officer --unprotected-keys")

            // 2. They hand each other their cards, and read the fingerprints to each other on the telephone.
            let read = try await ranong("office card -o \(folder)/ranong.card.asice")
            let heard = try await kawthaung("office card -o \(folder)/kawthaung.card.asice")
            try await ranong("trust add \(folder)/kawthaung.card.asice --fingerprint", heard.lastLine)
            try await kawthaung("trust add \(folder)/ranong.card.asice --fingerprint", read.lastLine)

            // 3. Ranong puts the papers into a folder, checks them, and both officers sign.
            try Example.copy(to: folder + "/case")
            try await ranong("dossier check \(folder)/case")
            try await ranong("sign \(folder)/case --as preeya -o \(folder)/dossier.asice")
            try await ranong("sign \(folder)/dossier.asice --as wichai")

            // 4. Ranong seals the dossier for Kawthaung and sends it; its service answers with a receipt.
            try await ranong("seal \(folder)/dossier.asice --to kawthaung -o \(folder)/bundle.sealed.asice")
            try await kawthaung.serving { address in
                try await ranong("send \(folder)/bundle.sealed.asice --to \(address)")
            }

            // 5. The receipt lies beside the bundle, and it is Kawthaung's.
            let receipt = try #require(
                try Folder.names(in: folder).first { $0.hasSuffix(".receipt.asice") }
            )
            let verdict = try await ranong("verify \(folder)/\(receipt)")
            #expect(verdict.contains("VALID") && verdict.contains("kawthaung"))

            // 6. Kawthaung finds the bundle in its inbox and opens it.
            let id = try #require(try await kawthaung("inbox").split(separator: " ").first)
            try await kawthaung("open \(id) -o \(folder)/opened")
            for name in try Folder.names(in: folder + "/case/attachments") {
                let sent = try Folder.read(folder + "/case/attachments/" + name, limit: 1 << 20)
                #expect(try Folder.read(folder + "/opened/attachments/" + name, limit: 1 << 20) == sent)
            }

            // 7. Kawthaung countersigns; Ranong sees three signatures on the same papers.
            try await kawthaung(
                "sign \(folder)/opened/dossier.asice --as aung -o \(folder)/countersigned.asice"
            )
            let all = try await ranong("verify \(folder)/countersigned.asice")
            #expect(all.contains("Preeya") && all.contains("Wichai") && all.contains("Aung"))

            // 8. Kawthaung's officer accepts; the answer goes back as a bundle of its own, and both sides say so.
            try await kawthaung("inbox decide \(id) --accept --as aung -o \(folder)/answer.sealed.asice")
            try await ranong.serving { address in
                try await kawthaung("send \(folder)/answer.sealed.asice --to \(address)")
            }
            #expect(try await ranong("inbox").contains("accepted"))
            #expect(try await kawthaung("inbox").contains("accepted"))

            // 9. Everything in both houses is whole, byte for byte.
            for office in ["ranong", "kawthaung"] {
                let findings = try RegistryChecker(
                    databasePath: folder + "/\(office)/service/registry.sqlite",
                    storeFolder: folder + "/\(office)/service/store"
                ).check()
                #expect(findings.isEmpty)
            }
        }
    }
}

/// An office's computer: its commands run in this process, as if typed there.
struct Office: Sendable {
    let home: String

    init(_ home: String) {
        self.home = home
    }

    /// Runs the command of these words, which must succeed, and returns what it said; `last` is one more word, which may
    /// have blanks in it.
    @discardableResult
    func callAsFunction(_ line: String, _ last: String? = nil) async throws -> String {
        let said = Mutex("")
        let words = line.split(separator: " ").map(String.init) + [last].compactMap { $0 }
        let code = await run(words) { text in said.withLock { $0 += text } }
        let text = said.withLock { $0 }
        try #require(code == 0, "\(line): \(text)")
        return text
    }

    /// Runs the receiving service while `body` runs, which is given its address.
    func serving(_ body: @Sendable (String) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            let (addresses, listening) = AsyncStream.makeStream(of: String.self)
            tasks.addTask {
                _ = await run(["serve", "--listen", "127.0.0.1:0"]) { text in
                    if let address = text.firstMatch(of: /https:\S+/) {
                        listening.yield(String(address.output))
                    }
                }
                listening.finish()
            }
            let address = try #require(await addresses.first { _ in true })
            let result: Result<Void, any Error>
            do { result = .success(try await body(address)) } catch { result = .failure(error) }
            tasks.cancelAll()
            try result.get()
        }
    }

    private func run(_ words: [String], hearing: @escaping @Sendable (String) -> Void) async -> Int32 {
        let surroundings = Surroundings(
            environment: [:],
            clock: { Timestamp.now() },
            output: hearing,
            complaint: hearing,
            isInteractive: false,
            hasTerminal: { false },
            ask: { _, _ in nil }
        )
        return await Surroundings.$current.withValue(surroundings) {
            await Andaman.run(words + ["--home", home])
        }
    }
}

/// The example of the repository, its times moved to today.
enum Example {
    static func copy(to folder: String) throws {
        let example = Folder.split(#filePath).folder + "/../../Examples/return-of-a-child"
        let writtenFor = Timestamp("2026-11-23T04:00:00Z")?.secondsSinceEpoch ?? 0
        let ahead = Timestamp.now().secondsSinceEpoch - writtenFor
        try Folder.create(folder + "/attachments")
        for name in try Folder.names(in: example) where name.hasSuffix(".json") {
            let text = String(decoding: try Folder.read(example + "/" + name, limit: 1 << 20), as: UTF8.self)
            let moved = text.replacing(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) { time in
                Timestamp(String(time.output))?.adding(seconds: ahead).description ?? ""
            }
            try Folder.write(Array(moved.utf8), to: folder + "/" + name)
        }
        for name in try Folder.names(in: example + "/attachments") {
            let bytes = try Folder.read(example + "/attachments/" + name, limit: 1 << 20)
            try Folder.write(bytes, to: folder + "/attachments/" + name)
        }
    }
}

extension String {
    /// A fingerprint's words are the last line of what is told about it.
    fileprivate var lastLine: String {
        split(separator: "\n").last.map(String.init) ?? ""
    }
}

/// Lends a fresh folder and deletes it afterwards.
private func withTemporaryFolder<R>(_ body: (String) async throws -> R) async throws -> R {
    var generator = SystemRandomNumberGenerator()
    let folder = "/tmp/andaman-flow-" + String(generator.next(), radix: 36)
    try Folder.create(folder)
    defer { try? Folder.deleteTree(folder) }
    return try await body(folder)
}
