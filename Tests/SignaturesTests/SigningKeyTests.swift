// SPDX-License-Identifier: Apache-2.0

import Octets
import Signatures
import Testing

@Suite struct SigningKeyTests {
    @Test func `a key comes back from its PKCS 8 form`() throws {
        let key = try SigningKey.generate()
        let copy = try SigningKey(pkcs8: key.pkcs8())
        #expect(copy.publicKey == key.publicKey)
        #expect(try copy.pkcs8().isEqual(to: key.pkcs8()))
        #expect(key.publicKey.isP256)
        #expect(try SigningKey.generate().publicKey != key.publicKey)
    }

    @Test func `OpenSSL reads our key and we read its`() async throws {
        let key = try SigningKey.generate()
        try await withTemporaryFolder { folder in
            try folder.write(key.pem(), "key.pem")
            try await run(
                "openssl",
                "pkey",
                "-in",
                folder("key.pem"),
                "-pubout",
                "-outform",
                "DER",
                "-out",
                folder("public")
            )
            #expect(try folder.read("public") == key.publicKey.der)
            try await run(
                "openssl",
                "pkcs8",
                "-topk8",
                "-nocrypt",
                "-in",
                folder("key.pem"),
                "-outform",
                "DER",
                "-out",
                folder("key.der")
            )
            var bytes = try folder.read("key.der")
            #expect(try SigningKey(pkcs8: SecretBytes(taking: &bytes)).publicKey == key.publicKey)
        }
    }

    @Test func `a key in another form than ours is read as well`() async throws {
        let key = try SigningKey.generate()
        try await withTemporaryFolder { folder in
            try folder.write(key.pem(), "key.pem")
            try await run(
                "openssl",
                "ec",
                "-in",
                folder("key.pem"),
                "-conv_form",
                "compressed",
                "-out",
                folder("compressed.pem")
            )
            try await run(
                "openssl",
                "pkcs8",
                "-topk8",
                "-nocrypt",
                "-in",
                folder("compressed.pem"),
                "-outform",
                "DER",
                "-out",
                folder("key.der")
            )
            var bytes = try folder.read("key.der")
            #expect(bytes.count == 105)
            let copy = try SigningKey(pkcs8: SecretBytes(taking: &bytes))
            #expect(copy.publicKey.isP256)
            try copy.prove()
        }
    }

    @Test(arguments: [
        ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
        ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp256k1"],
        ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
        ["-algorithm", "ED25519"],
    ])
    func `a key of another kind is refused`(options: [String]) async throws {
        try await withTemporaryFolder { folder in
            let (isSuccess, output) = try await attempt(
                "openssl",
                ["genpkey"] + options + ["-outform", "DER", "-out", folder("key.der")]
            )
            try #require(isSuccess, "\(output)")
            var bytes = try folder.read("key.der")
            let error = try #require(throws: SignatureError.self) {
                try SigningKey(pkcs8: SecretBytes(taking: &bytes))
            }
            #expect(error.code == .keyNotAccepted)
        }
    }

    @Test func `a damaged key, or one with bytes after it, is refused`() throws {
        let good = try SigningKey.generate().pkcs8().withBytes { [UInt8](copying: $0) }
        // The last byte belongs to the public point, which must fit the private number.
        var changed = good
        changed[changed.count - 1] ^= 1
        for var bytes in [good + [0], Array(good.dropLast()), [], changed] {
            let error = try #require(throws: SignatureError.self) {
                try SigningKey(pkcs8: SecretBytes(taking: &bytes))
            }
            #expect(error.code == .keyNotAccepted)
        }
    }
}
