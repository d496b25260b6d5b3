// SPDX-License-Identifier: Apache-2.0

import AgeEncryption
import Crypto
import Octets
import Testing

/// Files that our writer cannot make, put together here with swift-crypto alone.
@Suite struct AgeHandmadeTests {
    private static let chunk = 64 << 10

    /// A file whose payload is made of `chunks`, each with the final mark that is given.
    private func file(to recipient: X25519Recipient, chunks: [(plain: [UInt8], isFinal: Bool)]) throws
        -> [UInt8]
    {
        let fileKey = Array("YELLOW SUBMARINE".utf8)
        var generator = SeededGenerator(seed: 9)
        let stanzas = try recipient.wrap(
            fileKey: fileKey.withBytes { SecretBytes(copying: $0) },
            using: &generator
        )
        var text = "age-encryption.org/v1\n"
        for stanza in stanzas {
            text +=
                "-> \(stanza.type) \(stanza.arguments.joined(separator: " "))\n\(Base64.encode(stanza.body))\n"
        }
        text += "---"
        let macKey = derive(fileKey, salt: [], info: "header")
        let mac = Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: macKey))
        let nonce = [UInt8](repeating: 3, count: 16)
        var bytes = Array("\(text) \(Base64.encode(mac))\n".utf8) + nonce
        let key = derive(fileKey, salt: nonce, info: "payload")
        for (number, (plain, isFinal)) in chunks.enumerated() {
            let nonce = [UInt8](repeating: 0, count: 10) + [UInt8(number), isFinal ? 1 : 0]
            let sealed = try ChaChaPoly.seal(plain, using: key, nonce: ChaChaPoly.Nonce(data: nonce))
            bytes += Array(sealed.ciphertext) + Array(sealed.tag)
        }
        return bytes
    }

    private func derive(_ fileKey: [UInt8], salt: [UInt8], info: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: fileKey),
            salt: salt,
            info: Array(info.utf8),
            outputByteCount: 32
        )
    }

    /// What comes of a file of `chunks`: how many bytes were handed out, and the error.
    private func outcome(_ chunks: [(plain: [UInt8], isFinal: Bool)]) throws -> (Int, AgeError.Code?) {
        let identity = try sampleIdentity()
        let file = try file(to: identity.recipient, chunks: chunks)
        let released = MemorySink(limit: .max)
        let code = ageCode {
            try AgeDecryptingSource.open(MemorySource(file), identities: [identity]).copyPiecewise(
                to: released
            )
        }
        return (released.bytes.count, code)
    }

    @Test func `a file put together by hand opens`() throws {
        #expect(try outcome([([1, 2], true)]) == (2, nil))
        #expect(try outcome([([], true)]) == (0, nil))
        #expect(try outcome([(samplePlain(Self.chunk), false), ([1], true)]) == (Self.chunk + 1, nil))
    }

    @Test func `an empty final chunk after another is refused`() throws {
        let full = samplePlain(Self.chunk)
        #expect(try outcome([(full, false), ([], true)]) == (Self.chunk, .payloadDamaged))
    }

    @Test func `a chunk that is neither full nor final is refused unread`() throws {
        #expect(try outcome([([1, 2, 3], false)]) == (0, .payloadDamaged))
        #expect(try outcome([([], false)]) == (0, .payloadDamaged))
        #expect(try outcome([([1, 2, 3], false), ([4], true)]) == (0, .payloadDamaged))
    }

    @Test func `a final chunk before the end is refused after it`() throws {
        let full = samplePlain(Self.chunk)
        #expect(try outcome([(full, true), ([1], true)]) == (Self.chunk, .trailingBytes))
        #expect(try outcome([(full, false)]) == (Self.chunk, .payloadTruncated))
    }
}
