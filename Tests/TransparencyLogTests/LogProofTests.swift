// SPDX-License-Identifier: Apache-2.0

import Octets
import Testing
import TransparencyLog

@Suite struct LogProofTests {
    @Test func `a proof holds for its leaf and no other`() throws {
        let log = try Sample.log(70)
        for index in [0, 1, 35, 63, 64, 69] {
            let proof = try LogProof(parsing: Sample.proof(index, in: log).bytes)
            try proof.verify(Sample.leaf(index), key: Sample.logger.verifierKey)
            #expect(throws: LogError(.proofInvalid)) {
                try proof.verify(Sample.leaf(index + 1), key: Sample.logger.verifierKey)
            }
            #expect(throws: LogError(.originDiffers)) {
                try proof.verify(Sample.leaf(index), key: Sample.witness.verifierKey)
            }
        }
    }

    @Test func `threat 28: extra data is read over and never given out`() throws {
        let text = String(decoding: try Sample.proof(2, in: Sample.log(5)).bytes, as: UTF8.self)
        let extended = text.replacing("@v1\n", with: "@v1\nextra aGVsbG8=\n")
        let proof = try LogProof(parsing: Array(extended.utf8))
        try proof.verify(Sample.leaf(2), key: Sample.logger.verifierKey)
        #expect(proof.bytes == Array(text.utf8))
    }

    @Test(arguments: [
        ("@v1\n", "@v2\n"), ("@v1\n", "@v1\r\n"), ("@v1\n", "@v1\nextra aGVsbG8\n"),
        ("@v1\n", "@v1\nextra aGVsbG8=\nextra aGVsbG8=\n"), ("index 2", "index 02"), ("index 2", "index -2"),
        ("index 2", "index"), ("index 2", "index 9007199254740993"), ("index 2", "Index 2"),
        ("index 2\n", "index 2\n\n"), ("=\n\nandaman", "=\nandaman"), ("=\n\nandaman", "=\n\n\nandaman"),
        (
            "=\n\nandaman",
            "=\n" + String(repeating: String(repeating: "A", count: 43) + "=\n", count: 64) + "\nandaman"
        ),
        ("=\n\nandaman", "=\nAAAA\n\nandaman"),
    ])
    func `what is no proof is refused`(part: String, replacement: String) throws {
        let text = String(decoding: try Sample.proof(2, in: Sample.log(5)).bytes, as: UTF8.self)
        let changed = text.replacing(part, with: replacement)
        #expect(changed != text)
        #expect(throws: LogError.self) { try LogProof(parsing: Array(changed.utf8)) }
    }

    @Test func `every flipped bit of a proof is found`() throws {
        let good = try Sample.proof(2, in: Sample.log(5)).bytes
        for index in good.indices {
            var bytes = good
            bytes[index] ^= 1 << (index % 8)
            #expect(throws: LogError.self, "byte \(index)") {
                try LogProof(parsing: bytes).verify(Sample.leaf(2), key: Sample.logger.verifierKey)
            }
        }
    }
}
