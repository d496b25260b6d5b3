// SPDX-License-Identifier: Apache-2.0

import Octets
import Testing
import TransparencyLog

@Suite struct CheckpointTests {
    private static let root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="

    @Test func `the example of C2SP's page`() throws {
        let text = "example.com/behind-the-sofa\n20852163\n\(Self.root)\n"
        let checkpoint = try Checkpoint(parsing: text)
        #expect(checkpoint.origin == "example.com/behind-the-sofa")
        #expect(checkpoint.size == 20_852_163)
        #expect(checkpoint.text == text)
        #expect(try Checkpoint(parsing: text + "extension\n").extensions == ["extension"])
    }

    @Test(arguments: [
        "", "a\n1\n", "a\n1\n\(root)", "\n1\n\(root)\n", "a\n01\n\(root)\n", "a\n+1\n\(root)\n",
        "a\n-1\n\(root)\n",
        "a\n 1\n\(root)\n", "a\n\n\(root)\n", "a\n1\n\(root.dropLast())\n", "a\n1\nAAAA\n",
        "a\n1\n\(root)\n\n",
        "a\n1\n\(root)\n\nb\n", "a\n9007199254740993\n\(root)\n", "a\n99999999999999999999\n\(root)\n",
        "a\n1\n\(root.replacing("2I=", with: "2J="))\n", "a\n١\n\(root)\n",
    ])
    func `what is no checkpoint is refused`(text: String) throws {
        #expect(throws: LogError(.malformedCheckpoint)) { try Checkpoint(parsing: text) }
    }

    @Test func `a checkpoint is its log's alone`() throws {
        let head = try Sample.head(Sample.log(3))
        try head.verify(Sample.logger.verifierKey)
        let other = try NoteSigner(name: Sample.logger.verifierKey.name, use: .log, seed: Sample.seed(7))
        #expect(throws: LogError(.unsigned)) { try head.verify(other.verifierKey) }
        let elsewhere = try NoteSigner(name: "andaman/elsewhere/00", use: .log, seed: Sample.seed(1))
        #expect(throws: LogError(.originDiffers)) { try head.verify(elsewhere.verifierKey) }
        #expect(throws: LogError(.originDiffers)) { try head.verify(Sample.witness.verifierKey) }
    }

    @Test func `a cosignature says when, and another text or time breaks it`() throws {
        var head = try Sample.head(Sample.log(3))
        #expect(try head.cosignedAt(by: Sample.witness.verifierKey) == nil)
        head.add(try Sample.witness.sign(head.note.text, at: Sample.time))
        head.add(try Sample.witness.sign(head.note.text, at: Sample.time.adding(seconds: 5)))
        let read = try SignedCheckpoint(parsing: head.bytes)
        #expect(read.note.signatures.count == 2)
        try read.verify(Sample.logger.verifierKey)
        #expect(
            try read.cosignedAt(by: Sample.witness.verifierKey) == Sample.time.adding(seconds: 5)
        )
        // A log's key cannot stand in for a cosigner's: the use is part of the id.
        #expect(try read.cosignedAt(by: Sample.logger.verifierKey) == nil)
        var line = try Sample.witness.sign(head.note.text, at: Sample.time)
        var changed = line.signature
        changed[7] ^= 1
        line = NoteSignature(name: line.name, keyID: line.keyID, signature: changed)
        head.add(line)
        #expect(throws: LogError(.signatureInvalid)) {
            try head.cosignedAt(by: Sample.witness.verifierKey)
        }
    }

    @Test(arguments: [
        "andaman/receipt/1", "andaman/receipt/2 \(String(repeating: "0", count: 64))",
        "andaman/Receipt/1 \(String(repeating: "0", count: 64))",
        "andaman/receipt/1  \(String(repeating: "0", count: 64))",
        "andaman/receipt/1 \(String(repeating: "A", count: 64))",
        "andaman/receipt/1 \(String(repeating: "0", count: 64))\n", "",
        "andaman//1 \(String(repeating: "0", count: 64))", "andaman/receipt/1 00",
    ])
    func `what is no line of our logs is refused`(text: String) throws {
        #expect(throws: LogError(.malformedLeaf)) { try LogLeaf(parsing: Array(text.utf8)) }
    }

    @Test func `a leaf is read as it is written`() throws {
        let leaf = try LogLeaf(kind: "content-handover", digest: SHA256Digest(of: [1]))
        #expect(try LogLeaf(parsing: leaf.bytes) == leaf)
        #expect(leaf.description == "andaman/content-handover/1 \(SHA256Digest(of: [1]).hex)")
    }
}
