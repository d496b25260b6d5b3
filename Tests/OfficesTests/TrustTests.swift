// SPDX-License-Identifier: Apache-2.0

import Bundles
import Dossiers
import Files
import Octets
import Offices
import Signatures
import Testing

@Suite struct TrustTests {
    private let none = FixedPassphrases([:])

    private func expect(
        _ code: OfficeError.Code,
        sourceLocation: SourceLocation = #_sourceLocation,
        _ body: () throws -> Void
    ) throws {
        let error = try #require(throws: OfficeError.self, sourceLocation: sourceLocation, performing: body)
        #expect(error.code == code, sourceLocation: sourceLocation)
    }

    /// Two offices that do not know each other yet.
    private func withOffices(_ body: (String, Office, Office) throws -> Void) throws {
        try withTemporaryFolder { folder in
            let kawthaung = try OfficeFixture.office("kawthaung", in: folder)
            try body(folder, OfficeFixture.office(in: folder), kawthaung)
        }
    }

    @Test func `an office is trusted once its fingerprint was compared, as digits or as words`() throws {
        try withOffices { _, ranong, kawthaung in
            let card = try kawthaung.card()
            try expect(.fingerprintNotCompared) {
                try ranong.trust(card, fingerprint: nil, at: OfficeFixture.now)
            }
            let own = Fingerprint(of: ranong.authority.fingerprint)
            try expect(.fingerprintMismatch) {
                try ranong.trust(card, fingerprint: own, at: OfficeFixture.now)
            }
            try expect(.unknownOffice) { _ = try ranong.card(of: "kawthaung") }
            let read = try #require(Fingerprint(card.fingerprint.digits(.burmese)))
            try ranong.trust(card, fingerprint: read, at: OfficeFixture.now)
            #expect(try ranong.trust().cards.map(\.document.office) == ["ranong", "kawthaung"])
            #expect(try ranong.card(of: "kawthaung").reference == kawthaung.reference)
            let words = try Fingerprint(ranong.card().fingerprint.words)
            try kawthaung.trust(ranong.card(), fingerprint: words, at: OfficeFixture.now)
            #expect(try kawthaung.trustedCards().map(\.document.office) == ["ranong"])
        }
    }

    @Test func `a later card of the pinned authority replaces the one before, an older one does not`() throws
    {
        try withOffices { _, ranong, kawthaung in
            let first = try kawthaung.card()
            try ranong.trust(first, fingerprint: first.fingerprint, at: OfficeFixture.now)
            var random = SystemRandomNumberGenerator()
            let address = "https://kawthaung.example:8443"
            let second = try kawthaung.renewCard(
                addresses: [address],
                at: OfficeFixture.now,
                none,
                using: &random
            )
            #expect(second.document.serial == 2)
            // Nobody needs to compare anything again.
            try ranong.trust(second, fingerprint: nil, at: OfficeFixture.now)
            #expect(try ranong.card(of: "kawthaung").document.addresses == [address])
            for card in [first, second] {
                try expect(.olderCard) { try ranong.trust(card, fingerprint: nil, at: OfficeFixture.now) }
            }
            // All are kept.
            let kept = try Folder.names(in: Folder.join(ranong.home, "trust/kawthaung"))
            #expect(kept == ["1.card.asice", "2.card.asice"])
        }
    }

    @Test func `another authority under the same name is not taken for the office, however compared`() throws
    {
        try withOffices { folder, ranong, kawthaung in
            let card = try kawthaung.card()
            try ranong.trust(card, fingerprint: card.fingerprint, at: OfficeFixture.now)
            let elsewhere = Folder.join(folder, "elsewhere")
            try Folder.create(elsewhere)
            let impostor = try OfficeFixture.office("kawthaung", in: elsewhere).card()
            try expect(.otherAuthority) {
                try ranong.trust(impostor, fingerprint: impostor.fingerprint, at: OfficeFixture.now)
            }
            #expect(try ranong.card(of: "kawthaung").reference == kawthaung.reference)
            // People may start over.
            try ranong.distrust("kawthaung", at: OfficeFixture.now)
            try expect(.unknownOffice) { try ranong.distrust("kawthaung", at: OfficeFixture.now) }
            try ranong.trust(impostor, fingerprint: impostor.fingerprint, at: OfficeFixture.now)
        }
    }

    @Test func `the own card and one that is not in force are not added`() throws {
        try withOffices { _, ranong, kawthaung in
            let own = try ranong.card()
            try expect(.ownCard) {
                try ranong.trust(own, fingerprint: own.fingerprint, at: OfficeFixture.now)
            }
            let card = try kawthaung.card()
            let (issued, expires) = (card.document.issued, card.document.expires)
            for moment in [expires.adding(seconds: 1), issued.adding(seconds: -1)] {
                let error = try #require(throws: BundleError.self) {
                    try ranong.trust(card, fingerprint: card.fingerprint, at: moment)
                }
                #expect(error.code == .cardExpired)
            }
        }
    }

    @Test func `THREATS 26: trust that cannot be read is an error, never an office less`() throws {
        try withOffices { _, ranong, kawthaung in
            let card = try kawthaung.card()
            try ranong.trust(card, fingerprint: card.fingerprint, at: OfficeFixture.now)
            let trust = Folder.join(ranong.home, "trust")
            let own = Folder.join(trust, "kawthaung")
            let path = Folder.join(own, "1.card.asice")

            // Damaged.
            try Folder.write(Array(card.bytes.dropLast(3)), to: path, existing: .replace)
            #expect(throws: (any Error).self) { try ranong.trust() }
            try Folder.deleteFile(path)
            // Under another serial, under no serial, under another office's name, beside its folder.
            for place in [
                "kawthaung/7.card.asice", "kawthaung/card.asice", "maesot/1.card.asice",
                "kawthaung.card.asice",
            ] {
                let misplaced = Folder.join(trust, place)
                try Folder.create(Folder.split(misplaced).folder)
                try Folder.write(card.bytes, to: misplaced)
                try expect(.damaged) { _ = try ranong.trust() }
                try Folder.deleteFile(misplaced)
            }
            // What a stopped addition leaves is nothing.
            #expect(try ranong.trustedCards().isEmpty)
            // Not there at all is not the same as empty.
            try Folder.deleteTree(trust)
            let error = try #require(throws: FileError.self) { try ranong.trust() }
            #expect(error.code == .missing)
        }
    }

    // MARK: The own card

    @Test func `a new card brings new addresses and a TLS certificate for them`() throws {
        try withTemporaryFolder { folder in
            let office = try OfficeFixture.office(in: folder)
            let before = try Self.leaf(office.transport(none).chain)
            var random = SystemRandomNumberGenerator()
            let card = try office.renewCard(
                addresses: ["https://ranong.example:8443", "https://192.0.2.7"],
                at: OfficeFixture.now,
                none,
                using: &random
            )
            #expect(card.document.issued == OfficeFixture.now)
            #expect(card.revocations.number == 2)
            let again = try Office(home: office.home)
            #expect(again.profile.addresses == card.document.addresses)
            let leaf = try Self.leaf(again.transport(none).chain)
            #expect(leaf != before)
            #expect(leaf.publicKey == before.publicKey)
            #expect(leaf.der.firstRange(of: Array("ranong.example".utf8)) != nil)

            // Before it runs out, with the same addresses: it ends no sooner than the card.
            let later = OfficeFixture.now.adding(seconds: 300 * 86400)
            let next = try again.renewCard(addresses: nil, at: later, none, using: &random)
            #expect(next.document.addresses == card.document.addresses)
            let renewed = try Self.leaf(again.transport(none).chain)
            #expect(renewed.validity.notAfter >= next.document.expires)
        }
    }

    private static func leaf(_ chain: [UInt8]) throws -> Certificate {
        let end = "-----END CERTIFICATE-----\n"
        let text = String(decoding: chain, as: UTF8.self)
        let stop = try #require(text.firstRange(of: end))
        return try Certificate(pem: String(text[..<stop.upperBound]))
    }

    /// A receipt from before the log got a new key still finds the old one in a loose card.
    @Test func `a folder of loose cards keeps those before the newest`() throws {
        try withTemporaryFolder { folder in
            let ranong = try OfficeFixture.office(in: folder)
            let first = try ranong.card()
            var random = SystemRandomNumberGenerator()
            let second = try ranong.renewCard(
                addresses: nil,
                at: OfficeFixture.now,
                FixedPassphrases([:]),
                using: &random
            )
            let loose = Folder.join(folder, "loose")
            try Folder.create(loose)
            try Folder.write(second.bytes, to: loose + "/a.card.asice")
            try Folder.write(first.bytes, to: loose + "/b.card.asice")
            let (newest, former) = try TrustFolder.gatheredCards(in: loose)
            #expect(newest.map(\.document.serial) == [2])
            #expect(former.map(\.document.serial).sorted() == [1, 2])
            #expect(try TrustFolder.trust(in: loose).cards.count == 1)
        }
    }
}
