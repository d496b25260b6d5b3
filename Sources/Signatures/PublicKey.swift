// SPDX-License-Identifier: Apache-2.0

import COpenSSL
package import Octets

/// A public key, kept as its SubjectPublicKeyInfo (RFC 5280 §4.1.2.7).
package struct PublicKey: Hashable, Sendable {
    package let der: [UInt8]
    private let decoded: Decoded

    /// The key whose SubjectPublicKeyInfo is the whole of `spki`.
    ///
    /// - Throws: `keyNotAccepted` for what libcrypto cannot read. Which kinds may sign is asked later.
    package init(spki: [UInt8]) throws(SignatureError) {
        guard spki.count <= Limits.certificate else {
            throw SignatureError(
                .tooLarge,
                ["place": "SubjectPublicKeyInfo", "limit": String(Limits.certificate)]
            )
        }
        der = spki
        do { decoded = try Decoded(spki: spki) } catch { throw SignatureError(.keyNotAccepted) }
    }

    /// The public part of libcrypto's `key`.
    ///
    /// Of a key on P-256 it is put together: `i2d_PUBKEY` gathers all encoders first.
    @safe
    init(of key: OpaquePointer) throws(SignatureError) {
        var point = [UInt8](repeating: 0, count: Int(ANDAMAN_P256_POINT))
        if unsafe andaman_signatures_p256_point(key, &point) == 1 {
            try self.init(spki: Decoded.p256Header + point)
            return
        }
        OpenSSL.drain()
        let length = unsafe i2d_PUBKEY(key, nil)
        try OpenSSL.check(length)
        var der = [UInt8](repeating: 0, count: Int(length))
        let written = unsafe der.withUnsafeMutableBufferPointer { der in
            var cursor = der.baseAddress
            return unsafe i2d_PUBKEY(key, &cursor)
        }
        try OpenSSL.check(written)
        try self.init(spki: der)
    }

    package static func == (left: PublicKey, right: PublicKey) -> Bool { left.der == right.der }

    package func hash(into hasher: inout Hasher) { hasher.combine(der) }

    /// The SHA-256 of the SubjectPublicKeyInfo, by which a pin names a key.
    package var digest: SHA256Digest { SHA256Digest(of: der) }

    /// Tells whether it is a key as we make them: P-256, named.
    package var isP256: Bool { kind == "prime256v1" }

    /// The curve's name, or `RSA` and the number of bits, for people and for the rule on strength.
    package var kind: String {
        decoded.withPointer { key in
            if unsafe Self.isRSA(key) { return "RSA " + String(unsafe EVP_PKEY_get_bits(key)) }
            var name = [CChar](repeating: 0, count: 64)
            var length = 0
            let isNamed = unsafe EVP_PKEY_get_group_name(key, &name, name.count, &length) == 1
            OpenSSL.drain()
            guard isNamed else { return String(unsafe EVP_PKEY_get_bits(key)) }
            return String(decoding: name.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }

    /// Tells whether the key is strong enough to be believed: P-256, P-384, P-521, or RSA from 2048 bits.
    package var isStrong: Bool {
        let kind = kind
        if kind.hasPrefix("RSA ") { return Int(kind.dropFirst(4)).map { $0 >= 2048 } ?? false }
        return ["prime256v1", "secp384r1", "secp521r1"].contains(kind)
    }

    /// Tells whether `signature` was made over `message` by this key's owner.
    ///
    /// A signature's encoding need not be the only one: ECDSA's s may be replaced by n − s (`THREATS.md` 36).
    ///
    /// Signatures that held are remembered, those of lists and certificates above all, which come again with every
    /// bundle: that is arithmetic, and says nothing about whether the key's owner is to be believed now.
    func isValid(_ signature: [UInt8], over message: [UInt8], _ algorithm: SignatureAlgorithm) -> Bool {
        let digest = Self.digest(of: [der, signature, message, algorithm.tag])
        if Self.held[digest] != nil { return true }
        guard holds(signature, over: message, algorithm) else { return false }
        Self.held.remember((), for: digest)
        return true
    }

    private static let held = BoundedMemory<Void>(limit: Limits.checkedSignatures)

    /// The digest over several values, each with its length before it.
    private static func digest(of values: [[UInt8]]) -> SHA256Digest {
        let hasher = SHA256Hasher()
        for value in values {
            let count = UInt64(value.count)
            (0..<8).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) }.withBytes { hasher.update($0) }
            value.withBytes { hasher.update($0) }
        }
        return hasher.finalize()
    }

    private func holds(_ signature: [UInt8], over message: [UInt8], _ algorithm: SignatureAlgorithm) -> Bool {
        defer { OpenSSL.drain() }
        guard let context = try? Owned<DigestContextKind>(unsafe EVP_MD_CTX_new()) else { return false }
        return context.withPointer { context in
            decoded.withPointer { key in
                let isECDSA = if case .ecdsa = algorithm { true } else { false }
                guard unsafe Self.isRSA(key) != isECDSA else { return false }
                var parameters: OpaquePointer?
                guard
                    unsafe EVP_DigestVerifyInit(context, &parameters, algorithm.digest.method, nil, key) == 1
                else { return false }
                if case .rsa = algorithm {
                    // Said aloud, because a key for PSS alone would otherwise bring its own padding.
                    guard unsafe EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PADDING) == 1 else {
                        return false
                    }
                }
                if case .rsaPSS(let digest, let saltLength) = algorithm {
                    guard unsafe EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) == 1,
                        unsafe EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, Int32(saltLength)) == 1,
                        unsafe EVP_PKEY_CTX_set_rsa_mgf1_md(parameters, digest.method) == 1
                    else { return false }
                }
                return unsafe EVP_DigestVerify(
                    context,
                    signature,
                    signature.count,
                    message,
                    message.count
                ) == 1
            }
        }
    }

    private static func isRSA(_ key: OpaquePointer) -> Bool {
        unsafe EVP_PKEY_is_a(key, "RSA") == 1 || EVP_PKEY_is_a(key, "RSA-PSS") == 1
    }
}

/// A public key as libcrypto has it, decoded once.
private final class Decoded: Sendable {
    // Never changed after `init`; libcrypto counts its references atomically and checks signatures without changing it.
    private nonisolated(unsafe) let key: Owned<KeyKind>

    init(spki: [UInt8]) throws(SignatureError) {
        let point = Array(spki.dropFirst(Self.p256Header.count))
        if spki.starts(with: Self.p256Header), point.count == ANDAMAN_P256_POINT, point[0] == 4 {
            unsafe key = try Owned<KeyKind>(unsafe andaman_signatures_p256(point, nil))
        } else {
            unsafe key = try unsafe Owned<KeyKind>(der: spki, d2i_PUBKEY)
        }
    }

    /// What stands before the uncompressed point of a key on the named curve P-256 (RFC 5480 §2), as DER has it.
    static let p256Header: [UInt8] = [
        0x30, 0x59,
        0x30, 0x13,
        0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01,
        0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07,
        0x03, 0x42, 0x00,
    ]

    @safe
    func withPointer<R, E: Error>(_ body: (OpaquePointer) throws(E) -> R) throws(E) -> R {
        try unsafe key.withPointer(body)
    }
}
