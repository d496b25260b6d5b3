// SPDX-License-Identifier: Apache-2.0

import Octets
import Testing

@Suite struct Base64Tests {
    /// RFC 4648 §10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func `the vectors of RFC 4648 hold in both directions`(plain: String, encoded: String) throws {
        #expect(Base64.encode(Array(plain.utf8), padded: true) == encoded)
        #expect(try Base64.decode(encoded, padded: true) == Array(plain.utf8))
        let bare = String(encoded.prefix { $0 != "=" })
        #expect(Base64.encode(Array(plain.utf8)) == bare)
        #expect(try Base64.decode(bare) == Array(plain.utf8))
    }

    @Test(arguments: [
        "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm9v====", "Zm 9v", "Zm9v\n", "=", "====", "Zg==Zg==", "Zm-_",
    ])
    func `a second spelling of padded bytes is refused`(text: String) {
        #expect(throws: OctetsError.self) { try Base64.decode(text, padded: true) }
    }

    @Test(arguments: ["Z", "Zh", "Zm9", "Zg==", "Zm9v ", "Zm+/"])
    func `a second spelling of bare bytes is refused`(text: String) {
        #expect(throws: OctetsError.self) { try Base64.decode(text, .urlSafe) }
    }

    @Test func `the two alphabets differ in two letters`() throws {
        #expect(Base64.encode([0xfb, 0xff]) == "+/8")
        #expect(Base64.encode([0xfb, 0xff], .urlSafe) == "-_8")
        #expect(try Base64.decode("-_8", .urlSafe) == [0xfb, 0xff])
    }

    @Test(arguments: ["0", "0G", "AB", "0x", " 00"])
    func `hexadecimal has one spelling`(text: String) {
        #expect(throws: OctetsError.self) { try Hex.decode(text) }
    }
}
