// SPDX-License-Identifier: Apache-2.0

import Bundles
import Octets
import Testing

@Suite struct FingerprintTests {
    private static func fingerprint(_ hex: String) throws -> Fingerprint {
        Fingerprint(of: try #require(SHA256Digest(hex: hex + String(repeating: "0", count: 32))))
    }

    /// The English vectors of BIP-39's reference implementation for 128 bits.
    @Test(arguments: [
        (
            "00000000000000000000000000000000",
            "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about"
        ),
        (
            "7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f",
            "legal winner thank year wave sausage worth useful legal winner thank yellow"
        ),
        (
            "80808080808080808080808080808080",
            "letter advice cage absurd amount doctor acoustic avoid letter advice cage above"
        ),
        ("ffffffffffffffffffffffffffffffff", "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong"),
    ])
    func `words are those of BIP-39`(hex: String, words: String) throws {
        let fingerprint = try Self.fingerprint(hex)
        #expect(fingerprint.words == words)
        #expect(Fingerprint(words.uppercased()) == fingerprint)
    }

    @Test func `digits are eight groups of sixteen bits, in three scripts`() throws {
        let fingerprint = try Self.fingerprint("0000000100ff0100ffff123456789abc")
        #expect(fingerprint.digits() == "00000 00001 00255 00256 65535 04660 22136 39612")
        for script in Fingerprint.Digits.allCases {
            #expect(Fingerprint(fingerprint.digits(script)) == fingerprint)
        }
        #expect(fingerprint.digits(.thai).hasPrefix("๐๐๐๐๐ ๐๐๐๐๑"))
        #expect(fingerprint.digits(.burmese).hasPrefix("၀၀၀၀၀ ၀၀၀၀၁"))
        #expect(Fingerprint(fingerprint.digits().filter { $0 != " " }) == fingerprint)
    }

    @Test(arguments: [
        "", "00000", "65536 00000 00000 00000 00000 00000 00000 00000",
        "0000000000000000000000000000000000000000 0", "00000 00000 00000 00000 00000 00000 00000 0000x",
        "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo", "abandon", "abandon abandon abandon",
    ])
    func `what is neither is refused, a misheard word among it`(text: String) {
        #expect(Fingerprint(text) == nil)
    }
}
