// SPDX-License-Identifier: Apache-2.0

import AgeEncryption
import Octets
import Testing

@Suite struct AgeRecipientTests {
    @Test func `the example of the specification gives its recipient`() throws {
        let text = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
        let identity = try Array(text.utf8).withBytes(AgeIdentities.parse)
        #expect(
            identity.publicRecipient.text == "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"
        )
        #expect(identity.text.isEqual(to: secret(text)))
    }

    @Test func `the hybrid example of the specification is read and written again`() throws {
        let text = "AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR"
        let identity = try Array(text.utf8).withBytes(AgeIdentities.parse)
        #expect(identity.text.isEqual(to: secret(text)))
        let recipient = identity.publicRecipient
        #expect(
            recipient.text.hasPrefix(
                "age1pq1x34nzsvr0rxjsgdn8zgyhfe8j7ceq5r9rdelkjuh3y235jzxshfg87pzf5zrqtzdx"
            )
        )
        #expect(recipient.text.hasSuffix("pyyzk3tlhl53k2ykx3qheyty7saeq0d3fzv49zc0k"))
        #expect(try AgeRecipients.parse(recipient.text).text == recipient.text)
        #expect(recipient.kind == .hybrid)
        #expect(recipient.digest == SHA256Digest(of: Array(recipient.text.utf8)))
    }

    @Test func `identities come from the generator that is handed in`() throws {
        #expect(try sampleIdentity(seed: 3).text.isEqual(to: try sampleIdentity(seed: 3).text))
        #expect(try !sampleIdentity(seed: 3).text.isEqual(to: try sampleIdentity(seed: 4).text))
        #expect(try sampleHybridIdentity(seed: 3).recipient == sampleHybridIdentity(seed: 3).recipient)
        #expect(try sampleHybridIdentity(seed: 3).recipient != sampleHybridIdentity(seed: 4).recipient)
    }

    @Test func `each recipient of a hybrid file opens it and nobody else`() throws {
        let identities = try (1...3).map { try sampleHybridIdentity(seed: $0) }
        let file = try encrypt(samplePlain(70_000), to: identities.map(\.recipient))
        for identity in identities { #expect(try decrypt(file, with: [identity]) == samplePlain(70_000)) }
        let locked = try LockedAgeFile(reading: MemorySource(file))
        #expect(locked.header.stanzas.map(\.kind) == [.hybrid, .hybrid, .hybrid])
        let others: [any AgeIdentity] = [try sampleHybridIdentity(seed: 4), try sampleIdentity()]
        #expect(ageCode { _ = try decrypt(file, with: others) } == .noMatch)
        #expect(ageCode { _ = try decrypt(file, with: []) } == .noMatch)
    }

    @Test func `a passphrase opens its file and another does not`() throws {
        let file = try encrypt([9], to: [PassphraseRecipient(secret("ความลับ"), workFactor: 2)])
        #expect(try decrypt(file, with: [PassphraseIdentity(secret("ความลับ"))]) == [9])
        #expect(ageCode { _ = try decrypt(file, with: [PassphraseIdentity(secret("ความลัย"))]) } == .noMatch)
    }

    /// `THREATS.md` 4.
    @Test func `recipients that must not share a file are refused by the writer`() throws {
        let classical = try sampleIdentity().recipient
        let hybrid = try sampleHybridIdentity().recipient
        let passphrase = PassphraseRecipient(secret("a"), workFactor: 1)
        let mixtures: [[any AgeRecipient]] = [
            [classical, hybrid], [hybrid, classical], [passphrase, classical], [hybrid, passphrase],
            [passphrase, passphrase],
        ]
        for recipients in mixtures {
            #expect(ageCode { _ = try encrypt([], to: recipients) } == .mixedRecipients)
        }
        #expect(ageCode { _ = try encrypt([], to: []) } == .noRecipients)
    }

    @Test func `as many recipients as a reader takes are written and no more`() throws {
        let identity = try sampleIdentity()
        let most = Array(repeating: identity.recipient, count: Limits.ageStanzas)
        #expect(try decrypt(encrypt([5], to: most), with: [identity]) == [5])
        #expect(ageCode { _ = try encrypt([5], to: most + [identity.recipient]) } == .tooManyRecipients)
    }

    @Test func `as many hybrid recipients as a reader takes fit into a header`() throws {
        let identity = try sampleHybridIdentity()
        let most = Array(repeating: identity.recipient, count: Limits.ageStanzas)
        #expect(try decrypt(encrypt([5], to: most), with: [identity]) == [5])
    }

    @Test func `a recipient's text has one spelling`() throws {
        let text = try sampleIdentity().recipient.text
        var changed = [
            text.uppercased(), " " + text, text + "\n", String(text.dropLast()), "", "age1", "age1pq1",
        ]
        for offset in text.indices {
            var characters = Array(text)
            let place = text.distance(from: text.startIndex, to: offset)
            characters[place] = characters[place] == "q" ? "p" : "q"
            changed.append(String(characters))
            characters = Array(text)
            characters[place] = Character(characters[place].uppercased())
            if String(characters) != text { changed.append(String(characters)) }
        }
        changed += [
            "ssh-ed25519 AAAA", "age1yubikey1qwt50d05nh5vutpdzmlg5wn80xq5negm4uj9ghv0snvdd3yysf5yw3rhl3t",
        ]
        for text in changed {
            #expect(ageCode { _ = try AgeRecipients.parse(text) } == .malformedRecipient, "\(text)")
        }
    }

    /// `THREATS.md` 6: nothing of another kind is looked for, least of all a program.
    @Test(arguments: [
        "AGE-PLUGIN-YUBIKEY-1QQQQ", "age-secret-key-1gfpy", "", "AGE-SECRET-KEY-1", "AGE-SECRET-KEY-PQ-1",
    ])
    func `what is not an identity is refused`(text: String) {
        #expect(ageCode { _ = try Array(text.utf8).withBytes(AgeIdentities.parse) } == .malformedIdentity)
    }

    @Test func `a recipient of no use is found by trying it`() throws {
        try sampleIdentity().recipient.validate()
        try sampleHybridIdentity().recipient.validate()
        let zero = try AgeRecipients.parse("age1" + bech32Zero)
        #expect(ageCode { try zero.validate() } == .malformedRecipient)
    }

    @Test func `a hybrid recipient whose numbers are out of range is found by trying it`() throws {
        // 1,216 bytes of 0xff: every coefficient is beyond the modulus of ML-KEM.
        let recipient = try AgeRecipients.parse(onesRecipient)
        #expect(ageCode { try recipient.validate() } == .malformedRecipient)
        #expect(ageCode { _ = try encrypt([], to: [recipient]) } == .malformedRecipient)
    }

    @Test func `a secret is not printed`() throws {
        let identity = try sampleHybridIdentity()
        let key = identity.text.withBytes { String(decoding: Array(copying: $0), as: UTF8.self) }
        var shown = ""
        dump(identity, to: &shown)
        dump(PassphraseIdentity(secret("correct horse")), to: &shown)
        shown += "\(identity) \(identity.text) \(PassphraseRecipient(secret("correct horse"), workFactor: 3))"
        #expect(!shown.contains(key))
        #expect(!shown.contains("correct horse"))
    }

    /// 32 zero bytes in bech32 under `age`: a point of low order.
    private var bech32Zero: String { bech32("age", groups: Array(repeating: 0, count: 52)) }

    private var onesRecipient: String {
        "age1pq1" + bech32("age1pq", groups: Array(repeating: 31, count: 1945) + [0b11100])
    }

    /// An independent writer: the letters of the groups and the checksum of BIP 173.
    private func bech32(_ prefix: String, groups: [UInt8]) -> String {
        func polymod(_ values: [UInt8]) -> UInt32 {
            values.reduce(1) { state, value in
                let generator: [UInt32] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3]
                let shifted = (state & 0x1ff_ffff) << 5 ^ UInt32(value)
                return (0..<5).reduce(shifted) { (state >> 25) >> $1 & 1 == 1 ? $0 ^ generator[$1] : $0 }
            }
        }
        let expanded = prefix.utf8.map { $0 >> 5 } + [0] + prefix.utf8.map { $0 & 31 }
        let value = polymod(expanded + groups + Array(repeating: 0, count: 6)) ^ 1
        let checksum = (0..<6).map { UInt8(value >> UInt32(5 * (5 - $0)) & 31) }
        let letters = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l")
        return String((groups + checksum).map { letters[Int($0)] })
    }
}
