// SPDX-License-Identifier: Apache-2.0

import Bundles
import Delivery
import Dossiers
import Files
import Glibc
import Octets
import Offices
import Registry
import Signatures
import Subprocess
import Synchronization
import Testing

/// The built program as a process: its exit codes, its signals, and what is left when it is killed.
@Suite(.serialized, .timeLimit(.minutes(20))) struct KillTests {
    @Test func `the program's exit codes are those of the commands`() async throws {
        try await Exchange.with { exchange in
            let (house, stranger) = (exchange.kawthaung.home, exchange.phangnga.home)
            let opened = exchange.folder + "/opened"
            let cases: [(Int32, [String])] = [
                (0, ["verify", exchange.bundle, "--home", house]),
                (1, ["open", exchange.bundle, "-o", opened, "--home", stranger]),
                (3, ["verify", exchange.card(of: "phangnga"), "--home", house]),
                (64, ["no-such-verb"]),
                (65, ["verify", exchange.papers + "/consent.json", "--home", house]),
                (66, ["verify", exchange.folder + "/gone", "--home", house]),
                (73, ["office", "create", "other", "--name", "Other", "--home", house]),
                (77, ["trust", "add", exchange.card(of: "phangnga"), "--home", house]),
            ]
            for (code, arguments) in cases {
                let ran = try await Program.run(arguments)
                #expect(ran.code == code, "\(ran)")
            }
        }
    }

    @Test func `told to stop, the service stops and says so with exit code 0`() async throws {
        try await Exchange.with { exchange in
            let result = try await Subprocess.run(
                .name("env"),
                arguments: [
                    Program.path, "serve", "--listen", "127.0.0.1:0", "--home", exchange.kawthaung.home,
                ],
                input: .none,
                output: .sequence,
                error: .discarded
            ) { execution in
                var lines: [String] = []
                for try await line in execution.standardOutput.strings() {
                    lines.append(line)
                    if lines.count == 1 { try execution.send(signal: .terminate) }
                }
                return lines.count
            }
            #expect(result.closureResult == 2 && result.terminationStatus == .exited(0))
        }
    }

    /// What the sender does when it is time to pull the plug.
    private enum Moment: CustomStringConvertible {
        /// So many bytes of the upload were handed to the connection.
        case sent(UInt64)
        /// The last byte was sent, and so many looks into the house's folders were taken since.
        case looks(Int)
        /// A sealed file stands in the house, its row perhaps not yet.
        case adopted
        /// The registry is being written, or was just now.
        case written
        /// The answer is there.
        case answered

        var description: String {
            switch self {
            case .sent(let bytes): "after \(bytes) bytes"
            case .looks(let count): "after the last byte and \(count) looks"
            case .adopted: "once the file is adopted"
            case .written: "once the registry is written"
            case .answered: "once the answer is there"
            }
        }
    }

    @Test func `killed at any moment, the house holds whole what it acknowledged, and shows nothing half`()
        async throws
    {
        try await Exchange.with { exchange in
            let rounds = 20
            try await sealMany(exchange, rounds)
            var generator = SeededGenerator(state: 7)
            var acknowledged: [SHA256Digest: [UInt8]] = [:]
            for round in 0..<rounds {
                let path = exchange.folder + "/\(round).sealed.asice"
                let size = try FileSource(path).size
                let moment: Moment =
                    switch round % 5 {
                    case 0: .sent(UInt64.random(in: 1...size, using: &generator))
                    case 1: .looks(Int.random(in: 0...30_000, using: &generator))
                    case 2: .adopted
                    case 3: .written
                    default: .answered
                    }
                let answer = try await sendAndKill(path, exchange, moment)
                if case .filed(let receipt, _) = answer {
                    acknowledged[SHA256Digest(of: try Folder.read(path, limit: 1 << 24))] = receipt
                }
                try examine(
                    exchange,
                    acknowledged,
                    rows: acknowledged.count...(round + 1),
                    "killed \(moment)"
                )
            }
            #expect(acknowledged.count >= rounds / 5)
            // Started again, the service has cleared away, and takes what was under way from the sender's next try.
            let (_, status) = try await Program.serving(exchange.kawthaung.home) { address, _ in
                #expect(try Folder.names(in: exchange.kawthaung.home + "/service/store/spool").isEmpty)
                for round in 0..<rounds {
                    let path = exchange.folder + "/\(round).sealed.asice"
                    let ran = try await Program.run([
                        "send", path, "--to", address, "--home", exchange.ranong.home,
                    ])
                    #expect(ran.code == 0, "\(ran)")
                }
            }
            #expect(status == .signaled(9))
            for round in 0..<rounds {
                let digest = SHA256Digest(
                    of: try Folder.read(exchange.folder + "/\(round).sealed.asice", limit: 1 << 24)
                )
                acknowledged[digest] = acknowledged[digest] ?? []
            }
            try examine(
                exchange,
                acknowledged.filter { !$0.value.isEmpty },
                rows: rounds...rounds,
                "in the end",
                isClean: true
            )
        }
    }

    private func sealMany(_ exchange: Exchange, _ count: Int) async throws {
        let papers = exchange.folder + "/large"
        try ExampleCase.write(to: papers, attachmentSize: 1_300_000)
        try await exchange.sign(papers, as: exchange.folder + "/large.asice", at: exchange.ranong)
        for round in 0..<count {
            let path = exchange.folder + "/\(round).sealed.asice"
            try await exchange.ranong.done(
                "seal",
                exchange.folder + "/large.asice",
                "--to",
                "kawthaung",
                "-o",
                path
            )
        }
    }

    /// Delivers the bundle at `path` to a freshly started service, which is killed at `moment`; nil where no answer came.
    private func sendAndKill(_ path: String, _ exchange: Exchange, _ moment: Moment) async throws
        -> DeliveryAnswer?
    {
        let house = exchange.kawthaung.home + "/service/store"
        let sender = try BundleSender(authority: Office(home: exchange.kawthaung.home).card().authority.der)
        let (answer, status) = try await Program.serving(exchange.kawthaung.home) { address, end in
            // The start has cleared away what the last kill left behind.
            let spooled = try Folder.names(in: house + "/spool")
            #expect(spooled.isEmpty)
            let journal = exchange.kawthaung.home + "/service/registry.sqlite-wal"
            let before = (Self.countOfFiles(house + "/objects"), Self.size(journal))
            let isOver = Flag()
            defer { isOver.raise() }
            return try? await sender.send(path, to: address) { sent, size in
                switch moment {
                case .sent(let limit):
                    if sent >= limit { end(.kill) }
                case .looks(let count) where sent == size:
                    for _ in 0..<count { _ = Self.countOfFiles(house + "/spool") }
                    end(.kill)
                case .adopted where sent == size, .written where sent == size:
                    let isWritten = if case .written = moment { true } else { false }
                    Task.detached {
                        while !isOver.isRaised {
                            let hasCome =
                                isWritten
                                ? Self.size(journal) != before.1
                                : Self.countOfFiles(house + "/objects") != before.0
                            if hasCome { break }
                            await Task.yield()
                        }
                        end(.kill)
                    }
                default: break
                }
            }
        }
        #expect(status == .signaled(9))
        return answer
    }

    private static func size(_ path: String) -> UInt64 {
        (try? FileSource(path).size) ?? 0
    }

    private static func countOfFiles(_ folder: String) -> Int {
        guard let names = try? Folder.names(in: folder) else { return 0 }
        return names.reduce(0) {
            $0 + (Folder.isFolder(folder + "/" + $1) ? countOfFiles(folder + "/" + $1) : 1)
        }
    }

    /// Looks at what is on the disk: every row is whole with a receipt that verifies, and what was acknowledged is there.
    private func examine(
        _ exchange: Exchange,
        _ acknowledged: [SHA256Digest: [UInt8]],
        rows: ClosedRange<Int>,
        _ when: String,
        isClean: Bool = false
    ) throws {
        let service = exchange.kawthaung.home + "/service"
        let registry = try SQLiteRegistry(path: service + "/registry.sqlite")
        let bundles = try registry.receivedBundles(ReceivedFilter(), from: nil, limit: 100).bundles
        #expect(rows.contains(bundles.count), "\(when): \(bundles.count) rows")
        let trust = try Office(home: exchange.ranong.home).trust()
        for bundle in bundles {
            #expect(bundle.facts.decision == .filed)
            let receipt = try Receipt(container: bundle.receipt, trust: trust, at: exchange.ranong.now)
            #expect(
                receipt.giver?.document.office == "kawthaung"
                    && receipt.document.bundle.identity == bundle.facts.identity
            )
        }
        for (digest, receipt) in acknowledged {
            let kept = bundles.first { $0.facts.fileDigest == digest }
            #expect(kept?.receipt == receipt, "\(when): \(digest) was acknowledged")
        }
        // The checker hashes every file anew; only what has no row yet may lie beside.
        let findings = try RegistryChecker(
            databasePath: service + "/registry.sqlite",
            storeFolder: service + "/store"
        ).check()
        #expect(findings.allSatisfy { !isClean && $0.code == .fileWithoutRow }, "\(when): \(findings)")
    }
}

/// A flag that one task raises and another looks at.
private final class Flag: Sendable {
    private let raised = Mutex(false)

    func raise() { raised.withLock { $0 = true } }
    var isRaised: Bool { raised.withLock { $0 } }
}
