// SPDX-License-Identifier: Apache-2.0

import Bundles
import Files
import Octets
import Offices
import ReceivingService
import Registry
import Testing

/// How many new bundles one sender may bring in a minute, whatever addresses they come from (THREATS 24).
@Suite struct SenderShareTests {
    /// Kawthaung's intake and some bundles of Ranong's.
    private struct House {
        let intake: OfficeIntake
        let store: SealedStore
        let trust: TrustStore
        let bundles: [[UInt8]]

        init(
            _ exchange: Exchange,
            share: Int,
            bundles count: Int,
            and paths: [String] = []
        ) async throws {
            let office = try Office(home: exchange.kawthaung.home)
            try Folder.create(office.service.folder)
            store = try SealedStore(office.service.storeFolder)
            trust = try office.trust()
            intake = try OfficeIntake(
                office: office,
                registry: SQLiteRegistry(path: office.service.registryPath),
                store: store,
                passphrases: NoPassphrases(),
                bundlesPerMinute: share
            )
            var bundles = try paths.map { try Folder.read($0, limit: 1 << 20) }
            for number in 0..<count {
                let path = exchange.folder + "/\(number).sealed.asice"
                try await exchange.ranong.done("seal", exchange.dossier, "--to", "kawthaung", "-o", path)
                bundles.append(try Folder.read(path, limit: 1 << 20))
            }
            self.bundles = bundles
        }

        func take(
            _ number: Int,
            admitted: SHA256Digest? = nil,
            at time: Timestamp
        ) throws -> IntakeOutcome {
            let spool = try store.makeSpoolFile()
            try spool.write(bundles[number])
            return try intake.file(
                spooledAt: spool.path,
                fileDigest: spool.digest,
                size: spool.count,
                admitted: admitted,
                at: time
            )
        }

        /// Shows the envelope ahead of the bytes.
        func show(_ number: Int, at time: Timestamp) throws -> Admission {
            let bundle = try SealedBundle(
                envelopeOf: MemorySource(bundles[number]),
                trust: trust,
                at: time
            )
            let shown = ShownEnvelope(
                waybill: bundle.waybillBytes,
                manifest: bundle.manifest,
                signature: bundle.signature
            )
            return try intake.admit(shown, at: time)
        }
    }

    private static let later = IntakeOutcome.unavailable(code: "too-many-requests", retryAfter: 60)

    private static func isFiled(_ outcome: IntakeOutcome, again: Bool = false) -> Bool {
        if case .filed(_, _, let isDuplicate) = outcome { isDuplicate == again } else { false }
    }

    @Test func `THREATS 24: a sender who brings more than his share is told to come again, and may then`()
        async throws
    {
        try await Exchange.with { exchange in
            let house = try await House(exchange, share: 2, bundles: 3)
            let now = exchange.kawthaung.now
            #expect(try Self.isFiled(house.take(0, at: now)))
            #expect(try Self.isFiled(house.take(1, at: now)))
            #expect(try house.take(2, at: now) == Self.later)
            #expect(try house.show(2, at: now) == .answered(Self.later))
            // What is here already takes nothing of the share, and is answered.
            #expect(try Self.isFiled(house.take(0, at: now), again: true))
            #expect(try Self.isFiled(house.take(2, at: now.adding(seconds: 60))))
        }
    }

    @Test func `THREATS 24: refusals that are logged without an entry count against the share too`()
        async throws
    {
        try await Exchange.with { exchange in
            // Phang Nga's bundle under Ranong's seal: refused, and logged, each time that it comes.
            let path = exchange.folder + "/0.sealed.asice"
            try sealLoosely(
                exchange.dossier,
                from: exchange.ranong,
                to: "kawthaung",
                as: "01a20878-2fc0-7baa-a666-445f5243327f",
                claiming: Office(home: exchange.phangnga.home).reference,
                into: path
            )
            let house = try await House(exchange, share: 2, bundles: 0, and: [path])
            let now = exchange.kawthaung.now
            for _ in 1...2 {
                guard case .refused = try house.take(0, at: now) else {
                    Issue.record("not refused")
                    return
                }
            }
            #expect(try house.take(0, at: now) == Self.later)
        }
    }

    @Test func `an upload counts once against its sender's share, and only for the bundle that was shown`()
        async throws
    {
        try await Exchange.with { exchange in
            let house = try await House(exchange, share: 1, bundles: 2)
            let now = exchange.kawthaung.now
            guard case .admitted(_, let identity) = try house.show(0, at: now) else {
                Issue.record("the envelope was not let in")
                return
            }
            #expect(try house.take(1, admitted: identity, at: now) == Self.later)
            #expect(try Self.isFiled(house.take(0, admitted: identity, at: now)))
        }
    }
}
