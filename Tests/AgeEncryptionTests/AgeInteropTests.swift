// SPDX-License-Identifier: Apache-2.0

import AgeEncryption
import Octets
import Subprocess
import Testing

/// Files exchanged with the stock `age`, in both directions.
///
/// age 1.1.1 knows X25519 and scrypt; it reads passphrases from a terminal alone, so that Python opens one for it.
@Suite(.enabled(if: AgeTool.isInstalled, "age or python3 is not installed"))
struct AgeInteropTests {
    private static let sizes = [0, 1, 65_536, 65_537, 200_000]

    @Test(arguments: sizes)
    func `stock age opens what we encrypt to a key`(count: Int) async throws {
        let identity = try sampleIdentity()
        let folder = try ScratchFolder()
        let plain = samplePlain(count)
        let key = try folder.add("key.txt", AgeIdentityFile([identity]).text(createdAt: .now()))
        let file = try folder.add("file.age", encrypt(plain, to: [identity.recipient]))
        _ = try await AgeTool.run("age", "-d", "-i", key, "-o", folder.path("out"), file)
        // age makes its output when the first byte comes.
        let matches = try plain.isEmpty || folder.read("out") == plain
        #expect(matches)
    }

    @Test(arguments: sizes, [[], ["-a"]])
    func `we open what stock age encrypts to our key`(count: Int, options: [String]) async throws {
        let identity = try sampleIdentity()
        let folder = try ScratchFolder()
        let plain = try folder.add("plain", samplePlain(count))
        _ = try await AgeTool.run(
            ["age", "-r", identity.recipient.text, "-o", folder.path("file.age")] + options + [plain]
        )
        let memory = MemorySource(try folder.read("file.age"))
        let source: any ByteSource = options.isEmpty ? memory : ArmorSource(memory)
        let opened = try AgeDecryptingSource.open(source, identities: [identity]).readAll(limit: .max)
        #expect(opened == samplePlain(count))
    }

    @Test func `our identity is read by age-keygen, and we read its identity file`() async throws {
        let folder = try ScratchFolder()
        let identity = try sampleIdentity()
        let key = try folder.add("key.txt", AgeIdentityFile([identity]).text(createdAt: .now()))
        #expect(try await AgeTool.run("age-keygen", "-y", key) == identity.recipient.text + "\n")
        _ = try await AgeTool.run("age-keygen", "-o", folder.path("theirs.txt"))
        let theirs = try await AgeTool.run("age-keygen", "-y", folder.path("theirs.txt"))
        var bytes = try folder.read("theirs.txt")
        let read = try AgeIdentityFile.parse(SecretBytes(taking: &bytes), passphrase: nil)
        #expect(read.identities.map { $0.publicRecipient.text + "\n" } == [theirs])
    }

    // MARK: Passphrases

    @Test func `stock age opens what we encrypt under a passphrase`() async throws {
        let folder = try ScratchFolder()
        let recipient = PassphraseRecipient(secret("correct horse"), workFactor: 10)
        let file = try folder.add("file.age", encrypt(samplePlain(70_000), to: [recipient]))
        try await AgeTool.runOnTerminal(
            typing: "correct horse",
            ["age", "-d", "-o", folder.path("out"), file]
        )
        #expect(try folder.read("out") == samplePlain(70_000))
    }

    @Test func `we open what stock age encrypts under a passphrase`() async throws {
        let folder = try ScratchFolder()
        let plain = try folder.add("plain", samplePlain(70_000))
        try await AgeTool.runOnTerminal(
            typing: "correct horse",
            ["age", "-p", "-o", folder.path("file.age"), plain]
        )
        let identity = PassphraseIdentity(secret("correct horse"))
        #expect(try decrypt(folder.read("file.age"), with: [identity]) == samplePlain(70_000))
    }

    @Test func `stock age uses our identity file under its passphrase`() async throws {
        let folder = try ScratchFolder()
        let identity = try sampleIdentity()
        var generator = SystemRandomNumberGenerator()
        let protected = try AgeIdentityFile([identity])
            .protected(by: secret("correct horse"), workFactor: 10, createdAt: .now(), using: &generator)
        let key = try folder.add("key.age", protected)
        let file = try folder.add("file.age", encrypt(samplePlain(10), to: [identity.recipient]))
        try await AgeTool.runOnTerminal(
            typing: "correct horse",
            ["age", "-d", "-i", key, "-o", folder.path("out"), file]
        )
        #expect(try folder.read("out") == samplePlain(10))
    }
}
