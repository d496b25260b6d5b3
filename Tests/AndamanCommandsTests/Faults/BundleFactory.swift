// SPDX-License-Identifier: Apache-2.0

import Bundles
import Dossiers
import Files
import Octets
import Offices
import Signatures

/// Seals a few signed dossiers into as many different bundles as are wanted.
struct BundleFactory: Sendable {
    private let sender: Office
    private let trust: TrustStore
    private let card: Card
    private let dossiers: [(bytes: [UInt8], digest: SHA256Digest)]

    /// Signs `count` dossiers, one of four of more than 2 MiB.
    init(_ exchange: Exchange, dossiers count: Int) async throws {
        sender = try Office(home: exchange.ranong.home)
        trust = try sender.trust()
        card = try trust.card(named: "kawthaung")
        var dossiers: [(bytes: [UInt8], digest: SHA256Digest)] = []
        for number in 0..<count {
            let base = exchange.folder + "/factory-\(number)"
            try ExampleCase.write(to: base, attachmentSize: number % 4 == 3 ? 1_100_000 : 100)
            try await exchange.sign(base, as: base + ".asice", at: exchange.ranong)
            let bytes = try Folder.read(base + ".asice", limit: 1 << 26)
            dossiers.append((bytes, SHA256Digest(of: bytes)))
        }
        self.dossiers = dossiers
    }

    /// Seals a dossier, a large one of twenty, at `folder`.
    func make(
        in folder: String,
        at now: Timestamp,
        way: Consignment.Way,
        using generator: inout some RandomNumberGenerator
    ) throws -> Consignment {
        let isLarge = Int.random(in: 0..<20, using: &generator) == 0
        let fitting = dossiers.indices.filter { ($0 % 4 == 3) == isLarge }
        let dossier = dossiers[fitting.randomElement(using: &generator) ?? 0]
        let id = UUIDv7(at: now, using: &generator)
        let path = "\(folder)/\(id).sealed.asice"
        let file = try PendingFile(path)
        let sealing = Sealing(
            office: sender.reference,
            seal: try sender.seal(.origin, at: now, NoPassphrases()),
            trust: trust,
            policy: .postQuantum,
            now: now
        )
        let outcome = try sealing.seal(
            dossier: { MemorySource(dossier.bytes) },
            size: UInt64(dossier.bytes.count),
            to: [card],
            as: id,
            into: file,
            using: &generator
        )
        try file.place()
        return Consignment(
            id: id.description,
            identity: outcome.identity,
            path: path,
            content: dossier.digest,
            way: way
        )
    }
}
