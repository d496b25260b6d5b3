// SPDX-License-Identifier: Apache-2.0

import AgeEncryption
import Bundles
import Dossiers
import Files
import Octets
import Offices
import Signatures
import Testing
import TransparencyLog

/// `THREATS.md` 15 and 29: keys change under the pinned authority, and revocations travel with the cards.
@Suite struct RotationTests {
    private let none = FixedPassphrases([:])
    private let now = OfficeFixture.now

    private func expect(
        _ code: OfficeError.Code,
        sourceLocation: SourceLocation = #_sourceLocation,
        _ body: () throws -> Void
    ) throws {
        let error = try #require(throws: OfficeError.self, sourceLocation: sourceLocation, performing: body)
        #expect(error.code == code, sourceLocation: sourceLocation)
    }

    @Test func `new service keys stand in a new card of the same authority, and old bundles still open`()
        throws
    {
        try withTemporaryFolder { folder in
            let office = try OfficeFixture.office(in: folder)
            let partner = try OfficeFixture.office("kawthaung", in: folder)
            let before = try office.card()
            try partner.trust(before, fingerprint: before.fingerprint, at: now)
            let former = try office.identity(none).publicRecipient.text
            var random = SystemRandomNumberGenerator()
            let card = try office.renew(Set(RenewableKey.allCases), at: now, none, using: &random)
            let renewed = try Office(home: office.home)
            #expect(card.document.serial == before.document.serial + 1)
            #expect(card.authority == before.authority)
            #expect(card.revocations.number == before.revocations.number + 1)
            // The new seal first, the former one still known; both keys fit their certificates.
            #expect(card.seals == [renewed.sealCertificate, office.sealCertificate])
            #expect(
                try renewed.seal(.origin, at: now, none).key.publicKey == renewed.sealCertificate.publicKey
            )
            // The log has a new name with its new key; the former one is found by its name in old receipts.
            let (formerLog, newLog) = (try #require(before.logKey), try #require(card.logKey))
            #expect(newLog.name == formerLog.name + "/2" && card.logKeys == [newLog, formerLog])
            #expect(try renewed.logSigner(none).verifierKey == newLog)
            #expect(try renewed.trust().logKey(of: renewed.reference, named: formerLog.name) == formerLog)
            let identities = try renewed.identities(none).map(\.publicRecipient.text)
            #expect(identities.count == 2 && identities[1] == former)
            #expect(try card.recipients() == [identities[0]])
            // Once more: all three open.
            _ = try renewed.renew([.age], at: now, none, using: &random)
            #expect(try renewed.identities(none).map(\.publicRecipient.text).suffix(2) == identities[...])
            // The partner takes the card without comparing again.
            try partner.trust(card, fingerprint: nil, at: now)
            #expect(try partner.card(of: "ranong").document.serial == 2)
        }
    }

    @Test func `a revocation is in the list, the card, and whatever is signed from then on`() throws {
        try withTemporaryFolder { folder in
            let office = try OfficeFixture.office(in: folder)
            var random = SystemRandomNumberGenerator()
            let officer = try office.createOfficer(
                id: "somchai",
                name: "Somchai",
                role: "head",
                days: 100,
                protection: .unprotected,
                authorityPassphrase: none,
                at: OfficeFixture.founded,
                using: &random
            )
            #expect(
                officer.certificate.validity.notAfter == OfficeFixture.founded.adding(seconds: 100 * 86400)
            )
            let since = now.adding(seconds: -86400)
            func revoke(_ claimed: Timestamp?) throws -> Card {
                var random = SystemRandomNumberGenerator()
                return try office.revoke(
                    officer: "somchai",
                    reason: .keyCompromise,
                    claimedSince: claimed,
                    at: now,
                    none,
                    using: &random
                )
            }
            try expect(.futureTime) { _ = try revoke(now.adding(seconds: 1)) }
            let card = try revoke(since)
            let entry = try #require(card.revocations.entry(serial: officer.certificate.serial))
            // It counts from now; the earlier time is only claimed.
            #expect(entry.date == now && entry.claimedSince == since && entry.reason == .keyCompromise)
            #expect(card.revocations.number == 2 && card.document.serial == 2)
            try expect(.revokedAlready) { _ = try revoke(nil) }
            let seal = try office.seal(.origin, at: now, none)
            #expect(seal.revocationLists == [card.revocations])
        }
    }

    @Test func `an officer makes the key himself, and only the request leaves`() throws {
        try withTemporaryFolder { folder in
            let authority = try OfficeFixture.office(in: folder)
            // The officer's computer has the office's home without the authority's key.
            let desk = Folder.join(folder, "desk")
            try Folder.create(desk)
            for name in ["office.json", "authority.pem", "seal.pem", "tls.pem"] {
                let bytes = try Folder.read(Folder.join(authority.home, name), limit: 1 << 16)
                try Folder.write(bytes, to: Folder.join(desk, name))
            }
            for name in ["keys", "officers", "cards", "trust"] { try Folder.create(Folder.join(desk, name)) }
            let office = try Office(home: desk)
            var random = SystemRandomNumberGenerator()
            let request = try office.requestOfficer(
                id: "preeya",
                name: "Preeya",
                role: "social-worker",
                protection: .unprotected,
                using: &random
            )
            let admitted = try authority.admit(request, days: nil, at: now, none, using: &random)
            #expect(admitted.name == "Preeya" && admitted.role == "social-worker")
            #expect(!Folder.exists(Folder.join(authority.home, "keys/officer-preeya.key")))
            try expect(.officerExists) {
                var random = SystemRandomNumberGenerator()
                _ = try authority.admit(request, days: nil, at: now, none, using: &random)
            }
            // Another office's certificate, and one for another key, are not taken home.
            let other = try OfficeFixture.office("kawthaung", in: folder)
            let foreign = try other.createOfficer(
                id: "preeya",
                name: "Preeya",
                role: "social-worker",
                protection: .unprotected,
                authorityPassphrase: none,
                at: now,
                using: &random
            )
            try expect(.requestNotAccepted) { _ = try office.takeHome(foreign.certificate) }
            let mallory = try authority.createOfficer(
                id: "wichai",
                name: "Wichai",
                role: "head",
                protection: .unprotected,
                authorityPassphrase: none,
                at: now,
                using: &random
            )
            try expect(.requestNotAccepted) { _ = try office.takeHome(mallory.certificate) }
            let home = try office.takeHome(admitted.certificate)
            #expect(home.certificate == admitted.certificate)
            // And a request for another office is not admitted.
            try expect(.requestNotAccepted) {
                var random = SystemRandomNumberGenerator()
                _ = try other.admit(request, days: nil, at: now, none, using: &random)
            }
        }
    }
}
