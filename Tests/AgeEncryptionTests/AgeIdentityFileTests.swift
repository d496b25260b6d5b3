// SPDX-License-Identifier: Apache-2.0

import AgeEncryption
import Octets
import Testing

@Suite struct AgeIdentityFileTests {
    private let date = Timestamp(secondsSinceEpoch: 1_795_406_706)

    private func file() throws -> AgeIdentityFile {
        AgeIdentityFile([try sampleIdentity(), try sampleHybridIdentity()])
    }

    private func recipients(_ file: AgeIdentityFile) -> [String] {
        file.identities.map(\.publicRecipient.text)
    }

    private func plainText(_ secret: SecretBytes) -> String {
        secret.withBytes { String(decoding: Array(copying: $0), as: UTF8.self) }
    }

    @Test func `a file of several identities comes back`() throws {
        let written = try file().text(createdAt: date)
        let read = try AgeIdentityFile.parse(written, passphrase: nil)
        #expect(try recipients(read) == recipients(file()))
        let text = plainText(written)
        #expect(text.hasPrefix("# created: \(date)\n# public key: age1"))
        #expect(text.utf8.count { $0 == UInt8(ascii: "\n") } == 6)
    }

    @Test func `comments, empty lines and both ends of lines are passed over`() throws {
        let key = plainText(try sampleIdentity().text)
        for text in ["# a\n\n\(key)\n\n#b", "\r\n#\r\n\(key)\r\n", key] {
            let read = try AgeIdentityFile.parse(secret(text), passphrase: nil)
            #expect(try recipients(read) == [sampleIdentity().recipient.text])
        }
    }

    @Test func `a line that is no identity is named`() throws {
        let key = plainText(try sampleIdentity().text)
        for text in ["\(key)\n# a\n\(key) \n", "#\n#\nAGE-PLUGIN-X-1QQQQ", "\n\n \(key)", "#\n\n#"] {
            let error = #expect(throws: AgeError.self) {
                try AgeIdentityFile.parse(secret(text), passphrase: nil)
            }
            #expect(error?.code == .malformedIdentityFile)
            #expect(error?.arguments["line"] == "3")
        }
        #expect(
            ageCode { _ = try AgeIdentityFile.parse(secret(""), passphrase: nil) } == .malformedIdentityFile
        )
    }

    @Test func `a file is taken up to its limit and not beyond`() throws {
        let key = plainText(try sampleIdentity().text) + "\n#"
        let filler = String(repeating: "x", count: Limits.identityFile - key.utf8.count)
        _ = try AgeIdentityFile.parse(secret(key + filler), passphrase: nil)
        let tooLarge = secret(key + filler + "x")
        #expect(ageCode { _ = try AgeIdentityFile.parse(tooLarge, passphrase: nil) } == .identityFileTooLarge)
    }

    // MARK: Under a passphrase

    private func protected() throws -> [UInt8] {
        var generator = SeededGenerator(seed: 5)
        return try file()
            .protected(by: secret("a passphrase"), workFactor: 4, createdAt: date, using: &generator)
    }

    @Test func `a protected file opens with its passphrase, in armor and without`() throws {
        let armored = try protected()
        let binary = try ArmorSource(MemorySource(armored)).readAll(limit: .max)
        for var bytes in [armored, binary] {
            let read = try AgeIdentityFile.parse(SecretBytes(taking: &bytes)) { secret("a passphrase") }
            #expect(try recipients(read) == recipients(file()))
        }
    }

    @Test func `a wrong passphrase is told apart from a damaged file`() throws {
        var bytes = try protected()
        let content = SecretBytes(taking: &bytes)
        #expect(ageCode { _ = try AgeIdentityFile.parse(content) { secret("another") } } == .wrongPassphrase)
        #expect(ageCode { _ = try AgeIdentityFile.parse(content, passphrase: nil) } == .passphraseNeeded)
        var binary = try ArmorSource(MemorySource(protected())).readAll(limit: .max)
        binary[binary.count - 1] ^= 1
        let damaged = SecretBytes(taking: &binary)
        #expect(
            ageCode { _ = try AgeIdentityFile.parse(damaged) { secret("a passphrase") } } == .payloadDamaged
        )
    }

    @Test func `an error of the one who asks for the passphrase comes through`() throws {
        var bytes = try protected()
        let content = SecretBytes(taking: &bytes)
        #expect(throws: OctetsError.self) {
            try AgeIdentityFile.parse(content) { throw OctetsError(.abandoned) }
        }
    }

    @Test func `an identity file under another key is refused`() throws {
        var bytes = try encrypt(Array("#\n".utf8), to: [sampleIdentity().recipient])
        let content = SecretBytes(taking: &bytes)
        #expect(ageCode { _ = try AgeIdentityFile.parse(content) { secret("a") } } == .malformedIdentityFile)
    }
}
