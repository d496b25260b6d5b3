// SPDX-License-Identifier: Apache-2.0

import COpenSSL
package import Octets

/// A private key on the curve P-256, for signatures or for TLS.
///
/// Key generation and signing take libcrypto's randomness and nothing else; the key lives in libcrypto's memory and
/// is wiped there when it goes.
package final class SigningKey: Sendable {
    // Never changed after `init`; libcrypto counts its references atomically and signs without changing the key.
    private nonisolated(unsafe) let key: Owned<KeyKind>
    package let publicKey: PublicKey

    private init(_ key: consuming Owned<KeyKind>) throws(SignatureError) {
        publicKey = try Self.publicKey(of: key)
        guard publicKey.isP256 else { throw SignatureError(.keyNotAccepted) }
        unsafe self.key = key
    }

    /// Makes a fresh key.
    package static func generate() throws(SignatureError) -> SigningKey {
        try SigningKey(Owned<KeyKind>(unsafe andaman_signatures_generate_p256()))
    }

    /// The key in a PKCS #8 PrivateKeyInfo (RFC 5958), not encrypted.
    ///
    /// - Throws: `keyNotAccepted` for bytes that are damaged or go on, another curve or kind, or a public part that
    ///   does not belong to the private one.
    package convenience init(pkcs8: SecretBytes) throws(SignatureError) {
        do {
            try self.init(Self.decode(pkcs8))
        } catch {
            throw SignatureError(.keyNotAccepted)
        }
    }

    /// The key as PKCS #8 PrivateKeyInfo, DER, not encrypted.
    package func pkcs8() throws(SignatureError) -> SecretBytes {
        try withInfo { (info) throws(SignatureError) in
            let length = unsafe i2d_PKCS8_PRIV_KEY_INFO(info, nil)
            try OpenSSL.check(length)
            return SecretBytes(count: Int(length)) { target in
                unsafe target.withUnsafeMutableBytes { target in
                    var cursor = unsafe target.baseAddress?.assumingMemoryBound(to: UInt8.self)
                    _ = unsafe i2d_PKCS8_PRIV_KEY_INFO(info, &cursor)
                }
            }
        }
    }

    /// The key as PEM, not encrypted, for a TLS library.
    package func pem() throws(SignatureError) -> SecretBytes {
        try withInfo { (info) throws(SignatureError) in
            // A memory BIO that is wiped when it goes.
            let output = try Owned<StreamKind>(unsafe BIO_new(BIO_s_secmem()))
            return try output.withPointer { (output) throws(SignatureError) in
                try OpenSSL.check(unsafe PEM_write_bio_PKCS8_PRIV_KEY_INFO(output, info))
                let length = unsafe BIO_ctrl(output, BIO_CTRL_PENDING, 0, nil)
                return try SecretBytes(count: length) { (target) throws(SignatureError) in
                    let read = unsafe target.withUnsafeMutableBytes { target in
                        unsafe BIO_read(output, target.baseAddress, Int32(target.count))
                    }
                    guard Int(read) == length else { throw OpenSSL.failure() }
                }
            }
        }
    }

    /// The DER of an ECDSA signature with SHA-256 over `message` (RFC 3279 §2.2.3).
    func sign(_ message: [UInt8]) throws(SignatureError) -> [UInt8] {
        let context = try Owned<DigestContextKind>(unsafe EVP_MD_CTX_new())
        var signature = [UInt8](repeating: 0, count: 128)
        var length = signature.count
        let status = context.withPointer { context in
            unsafe key.withPointer { key in
                guard unsafe EVP_DigestSignInit(context, nil, EVP_sha256(), nil, key) == 1 else {
                    return 0 as Int32
                }
                return unsafe EVP_DigestSign(context, &signature, &length, message, message.count)
            }
        }
        try OpenSSL.check(status)
        return Array(signature.prefix(length))
    }

    @safe
    private func withInfo<R>(_ body: (OpaquePointer) throws(SignatureError) -> R) throws(SignatureError) -> R
    {
        let info = try unsafe key.withPointer { (key) throws(SignatureError) in
            try Owned<PrivateKeyInfoKind>(unsafe EVP_PKEY2PKCS8(key))
        }
        return try info.withPointer(body)
    }

    private static func decode(_ pkcs8: SecretBytes) throws(SignatureError) -> Owned<KeyKind> {
        let (pointer, isWhole) = unsafe pkcs8.withBytes { bytes in
            unsafe bytes.withUnsafeBytes { bytes in
                let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
                var cursor = unsafe start
                let info = unsafe d2i_PKCS8_PRIV_KEY_INFO(nil, &cursor, bytes.count)
                return unsafe (info, cursor == start.map { unsafe $0 + bytes.count })
            }
        }
        let info = try Owned<PrivateKeyInfoKind>(pointer)
        guard isWhole else { throw SignatureError(.keyNotAccepted) }
        let key = try info.withPointer { (info) throws(SignatureError) in
            try Owned<KeyKind>(unsafe EVP_PKCS82PKEY(info))
        }
        let context = try key.withPointer { (key) throws(SignatureError) in
            try Owned<KeyContextKind>(unsafe EVP_PKEY_CTX_new(key, nil))
        }
        try OpenSSL.check(context.withPointer { unsafe EVP_PKEY_check($0) })
        return key
    }

    private static func publicKey(of key: borrowing Owned<KeyKind>) throws(SignatureError) -> PublicKey {
        let length = key.withPointer { unsafe i2d_PUBKEY($0, nil) }
        try OpenSSL.check(length)
        var der = [UInt8](repeating: 0, count: Int(length))
        let written = unsafe der.withUnsafeMutableBufferPointer { der in
            key.withPointer { key in
                var cursor = der.baseAddress
                return unsafe i2d_PUBKEY(key, &cursor)
            }
        }
        try OpenSSL.check(written)
        return try PublicKey(spki: der)
    }
}

private enum KeyContextKind: OpenSSLKind {
    static func free(_ pointer: OpaquePointer) { unsafe EVP_PKEY_CTX_free(pointer) }
}

private enum PrivateKeyInfoKind: OpenSSLKind {
    static func free(_ pointer: OpaquePointer) { unsafe PKCS8_PRIV_KEY_INFO_free(pointer) }
}

private enum StreamKind: OpenSSLKind {
    static func free(_ pointer: OpaquePointer) { unsafe BIO_free_all(pointer) }
}
