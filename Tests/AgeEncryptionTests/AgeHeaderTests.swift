// SPDX-License-Identifier: Apache-2.0

import AgeEncryption
import Octets
import Testing

@Suite struct AgeHeaderTests {
    private static let intro = "age-encryption.org/v1\n"
    private static let end = "--- " + String(repeating: "A", count: 43) + "\n"

    /// A header of that many bytes, made of stanzas that nobody knows.
    private func header(bytes count: Int) -> [UInt8] {
        var text = Self.intro
        // Many lines of a body, and one argument for what is left.
        let body = String(repeating: String(repeating: "A", count: 64) + "\n", count: 1000) + "\n"
        while count - text.utf8.count - Self.end.utf8.count > body.utf8.count + 4000 {
            text += "-> a\n" + body
        }
        while count - text.utf8.count - Self.end.utf8.count > 4000 {
            text += "-> " + String(repeating: "b", count: 2000) + "\n\n"
        }
        let left = count - text.utf8.count - Self.end.utf8.count
        text += "-> " + String(repeating: "c", count: left - 5) + "\n\n" + Self.end
        return Array(text.utf8)
    }

    @Test func `a header is read with its stanzas in order`() throws {
        let text = Self.intro + "-> X25519 abc\nAAAA\n-> a b ! ~\n\n" + Self.end
        let header = try AgeHeader(parsing: Array(text.utf8))
        #expect(header.stanzas.map(\.type) == ["X25519", "a"])
        #expect(header.stanzas.map(\.kind) == [.x25519, nil])
        #expect(header.stanzas[0].body == [0, 0, 0])
        #expect(header.stanzas[1].arguments == ["b", "!", "~"])
        #expect(header.serialized == Array(text.utf8))
    }

    private static let malformed: [String] = [
        "", "\n", "age-encryption.org/v1", "age-encryption.org/v1\r\n", "age-encryption.org/\n",
        "-----BEGIN AGE ENCRYPTED FILE-----\n", "\(intro)", "\(intro)\(end)", "\(intro)-> \n\n\(end)",
        "\(intro)->\n\n\(end)", "\(intro)->  a\n\n\(end)", "\(intro)-> a \n\n\(end)",
        "\(intro)-> a\tb\n\n\(end)",
        "\(intro)-> é\n\n\(end)", "\(intro)-> a\n\(end)", "\(intro)-> a\n\n\n\(end)",
        "\(intro)-> a\nAA==\n\(end)",
        "\(intro)-> a\nAB\n\(end)", "\(intro)-> a\nA\n\(end)", "\(intro)-> a\n\n--- AAAA\n",
        "\(intro)-> a\n\n\(end.dropLast())", "\(intro)-> a\n\n---\(end.dropFirst(4))", "\(intro)-> a\nAAAA",
        "\(intro)-> a\n\n\(end.dropLast(2))B\n",
        "\(intro)-> a\n\(String(repeating: "A", count: 68))\n\n\(end)",
    ]

    @Test(arguments: malformed)
    func `a second spelling of a header is refused`(text: String) {
        #expect(ageCode { _ = try AgeHeader(parsing: Array(text.utf8)) } == .malformedHeader)
    }

    @Test func `another version is told apart from another format`() {
        let text = Array("age-encryption.org/v2\n".utf8)
        #expect(ageCode { _ = try AgeHeader(parsing: text) } == .unsupportedVersion)
    }

    @Test func `bytes after a header alone are refused`() {
        let text = Array((Self.intro + "-> a\n\n" + Self.end + "x").utf8)
        #expect(ageCode { _ = try AgeHeader(parsing: text) } == .trailingBytes)
    }

    // MARK: Limits (`THREATS.md` 5)

    @Test func `a header is taken up to its limit in bytes and not beyond`() throws {
        let largest = header(bytes: Limits.ageHeader)
        #expect(largest.count == Limits.ageHeader)
        #expect(try AgeHeader(parsing: largest).serialized == largest)
        let tooLarge = header(bytes: Limits.ageHeader + 1)
        #expect(tooLarge.count == Limits.ageHeader + 1)
        #expect(ageCode { _ = try AgeHeader(parsing: tooLarge) } == .headerTooLarge)
    }

    @Test func `a line of arguments is taken up to its limit and not beyond`() throws {
        func text(_ count: Int) -> [UInt8] {
            Array((Self.intro + "-> " + String(repeating: "a", count: count - 3) + "\n\n" + Self.end).utf8)
        }
        #expect(try AgeHeader(parsing: text(Limits.ageArgumentLine)).stanzas.count == 1)
        #expect(ageCode { _ = try AgeHeader(parsing: text(Limits.ageArgumentLine + 1)) } == .headerTooLarge)
    }

    @Test func `stanzas are taken up to their limit and not beyond`() throws {
        func text(_ count: Int) -> [UInt8] {
            Array((Self.intro + String(repeating: "-> a\n\n", count: count) + Self.end).utf8)
        }
        #expect(try AgeHeader(parsing: text(Limits.ageStanzas)).stanzas.count == Limits.ageStanzas)
        #expect(ageCode { _ = try AgeHeader(parsing: text(Limits.ageStanzas + 1)) } == .tooManyStanzas)
    }

    @Test func `a header without end is given up early`() {
        let source = EndlessSource()
        #expect(ageCode { _ = try LockedAgeFile(reading: source) } == .malformedHeader)
        #expect(source.count <= 4 * Limits.chunk)
    }

    @Test func `a work factor is taken up to its limit and not beyond`() throws {
        let passphrase = secret("correct horse")
        let file = try encrypt([1, 2, 3], to: [PassphraseRecipient(passphrase, workFactor: 5)])
        let enough = PassphraseIdentity(passphrase, maximumWorkFactor: 5)
        #expect(try decrypt(file, with: [enough]) == [1, 2, 3])
        let tooLittle = PassphraseIdentity(passphrase, maximumWorkFactor: 4)
        #expect(ageCode { _ = try decrypt(file, with: [tooLittle]) } == .workFactorTooHigh)
        let text =
            Self.intro + "-> scrypt AAAAAAAAAAAAAAAAAAAAAA 21\n" + String(repeating: "A", count: 43) + "\n"
            + Self.end
        #expect(
            ageCode { _ = try decrypt(Array(text.utf8), with: [PassphraseIdentity(passphrase)]) }
                == .workFactorTooHigh
        )
    }

    // MARK: Changes

    @Test(arguments: [0x01, 0x20, 0x80] as [UInt8])
    func `every changed byte of a header is refused`(mask: UInt8) throws {
        let identity = try sampleIdentity()
        let recipients = [try sampleIdentity(seed: 2).recipient, identity.recipient]
        let file = try encrypt(samplePlain(100), to: recipients)
        let count = try LockedAgeFile(reading: MemorySource(file)).header.serialized.count
        for offset in 0..<(count + 16) {
            var changed = file
            changed[offset] ^= mask
            #expect(ageCode { _ = try decrypt(changed, with: [identity]) } != nil, "offset \(offset)")
        }
    }

    @Test func `a stanza that was added or taken away is found by the MAC`() throws {
        let identity = try sampleIdentity()
        let file = try encrypt([1], to: [try sampleIdentity(seed: 2).recipient, identity.recipient])
        let text = String(decoding: file.prefix { $0 < 0x80 }, as: UTF8.self)
        let intro = Array(Self.intro.utf8)
        let added = intro + Array("-> a\n\n".utf8) + file[intro.count...]
        #expect(ageCode { _ = try decrypt(added, with: [identity]) } == .headerForged)
        let second = try #require(text.dropFirst(30).firstRange(of: "-> "))
        let offset = text.utf8.distance(from: text.startIndex, to: second.lowerBound)
        #expect(ageCode { _ = try decrypt(intro + file[offset...], with: [identity]) } == .headerForged)
    }
}

/// A first line that never ends.
private final class EndlessSource: ByteSource {
    private(set) var count = 0

    func read(into buffer: inout MutableRawSpan) throws -> Int {
        let bytes = [UInt8](repeating: UInt8(ascii: "a"), count: buffer.byteCount)
        bytes.withBytes { buffer.copy(from: $0) }
        count += bytes.count
        return bytes.count
    }
}
