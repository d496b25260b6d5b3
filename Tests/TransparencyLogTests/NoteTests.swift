// SPDX-License-Identifier: Apache-2.0

import Octets
import Testing
import TransparencyLog

@Suite struct NoteTests {
    /// The example of golang.org/x/mod/sumdb/note.
    private static let text = """
        If you think cryptography is the answer to your problem,
        then you don't know what your problem is.

        """
    private static let line =
        "\u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    private static let key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    private static let seed = "gQoUAtUUbI2E8kQzMPVAgOv5juF9nHT2JS/F1ccoMXM="

    private func note(_ text: String) throws -> Note { try Note(parsing: Array(text.utf8)) }

    @Test func `Go's published note is verified by its key`() throws {
        let note = try note(Self.text + "\n" + Self.line)
        #expect(note.text == Self.text)
        #expect(try note.verify(VerifierKey(parsing: Self.key)).count == 1)
        #expect(note.bytes == Array((Self.text + "\n" + Self.line).utf8))
    }

    @Test func `the keys of Go's checksum database and of the example have the ids that stand in them`()
        throws
    {
        for text in [
            Self.key, "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
        ] {
            #expect(try VerifierKey(parsing: text).description == text)
        }
    }

    @Test func `a note's text may hold empty lines, and lines of others change nothing`() throws {
        let signer = Sample.logger
        let text = "one\n\ntwo\n\n"
        let line = try signer.sign(text, at: Sample.time).line
        let note = try note(text + "\n" + Self.line + line + "\n")
        #expect(note.text == text)
        try note.verify(signer.verifierKey)
        #expect(throws: LogError(.signatureInvalid)) { try note.verify(VerifierKey(parsing: Self.key)) }
        #expect(throws: LogError(.unsigned)) { try note.verify(Sample.witness.verifierKey) }
    }

    @Test(arguments: [
        "", "\n", "\n\n", "text\n", "text\n\n", "text\n" + line, "text\n\n" + line.dropLast(),
        "text\n\n\n" + line + "\n",
        "\n" + line, "text\n\n" + line + "more\n", "te\u{1}xt\n\n" + line, "text\r\n\r\n" + line,
        "text\n\n- Name AAAAAAAA\n", "text\n\n\u{2014} Name AAAA\n", "text\n\n\u{2014} Name AAAAA===\n",
        "text\n\n\u{2014} Name AAAAAAA\n", "text\n\n\u{2014}  AAAAAAAA\n",
        "text\n\n\u{2014} Na+me AAAAAAAA\n",
        "text\n\n\u{2014} Na\u{00A0}me AAAAAAAA\n", "text\n\n\u{2014} Name AAAAAAAA \n",
        "text\n\n\u{2014} Name  AAAAAAAA\n",
        "text\n\n\u{2014} Name AAAAAAAB\u{301}\n", "text\n\n" + String(repeating: line, count: 33),
        "text\n\n\u{2014} Name AAAAAAB=\n",
    ])
    func `what is no note is refused`(text: String) throws {
        #expect(throws: LogError(.malformedNote)) { try note(text) }
    }

    @Test func `bytes that are no UTF-8 and notes beyond the limit are refused`() throws {
        let good = Array((Self.text + "\n" + Self.line).utf8)
        #expect(throws: LogError(.malformedNote)) { try Note(parsing: [0xFF] + good) }
        let filler = Array(repeating: UInt8(ascii: "a"), count: Limits.note - good.count)
        #expect(try Note(parsing: filler + good).bytes.count == Limits.note)
        #expect(throws: LogError(.malformedNote)) { try Note(parsing: [1] + filler + good) }
        #expect(throws: LogError(.malformedNote)) { try Note(parsing: filler + [0x61] + good) }
    }

    @Test(arguments: [
        "", "name", "name+c74f20a3", "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10Q=",
        "PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ])
    func `what is no key is refused`(text: String) throws {
        #expect(throws: LogError(.malformedKey)) { try VerifierKey(parsing: text) }
    }

    @Test func `every flipped bit of a note is found`() throws {
        let good = try Sample.head(Sample.log(5)).bytes
        let key = Sample.logger.verifierKey
        for index in good.indices {
            for bit in 0..<8 {
                var bytes = good
                bytes[index] ^= 1 << bit
                #expect(throws: LogError.self, "byte \(index), bit \(bit)") {
                    try SignedCheckpoint(parsing: bytes).verify(key)
                }
            }
        }
    }
}
