// SPDX-License-Identifier: Apache-2.0

import COpenSSL
package import Octets

/// A private key on the curve P-256, for signatures or for TLS.
///
/// Key generation and signing take libcrypto's randomness and nothing else; the key lives in libcrypto's memory and
/// is wiped there when it goes. A key in a token stays there, and signs there.
package final class SigningKey: Sendable {
    // Never changed after `init`; libcrypto counts its references atomically and signs without changing the key.
    private nonisolated(unsafe) let place: Place
    package let publicKey: PublicKey

    private enum Place: ~Copyable {
        case memory(Owned<KeyKind>)
        case token(TokenKey)
    }

    private init(_ key: consuming Owned<KeyKind>) throws(SignatureError) {
        publicKey = try key.withPointer { (key) throws(SignatureError) in try PublicKey(of: key) }
        guard publicKey.isP256 else { throw SignatureError(.keyNotAccepted) }
        unsafe place = .memory(key)
    }

    /// The key in the token that `uri` names, which `pin` opens.
    ///
    /// Nothing shows yet that the private key is that of the public one beside it: `sign` checks what comes back.
    ///
    /// - Throws: the codes about tokens; `tokenKeyUnfit` for another curve or kind.
    package init(token uri: TokenURI, pin: SecretBytes) throws(SignatureError) {
        let token = TokenKey(uri, pin: pin)
        publicKey = try token.publicKey()
        guard publicKey.isP256 else { throw SignatureError(.tokenKeyUnfit, ["uri": uri.text]) }
        unsafe place = .token(token)
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
        try withInfo { (info) throws(SignatureError) in try unsafe Self.pkcs8(info) }
    }

    /// The DER of a PrivateKeyInfo.
    static func pkcs8(_ info: OpaquePointer) throws(SignatureError) -> SecretBytes {
        let length = unsafe i2d_PKCS8_PRIV_KEY_INFO(info, nil)
        try OpenSSL.check(length)
        return SecretBytes(count: Int(length)) { target in
            unsafe target.withUnsafeMutableBytes { target in
                var cursor = unsafe target.baseAddress?.assumingMemoryBound(to: UInt8.self)
                _ = unsafe i2d_PKCS8_PRIV_KEY_INFO(info, &cursor)
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
        switch unsafe place {
        case .memory(let key):
            guard let signature = key.withPointer({ OpenSSL.signature(by: $0, over: message) }) else {
                throw OpenSSL.failure()
            }
            return signature
        case .token(let token):
            let signature = try token.sign(message)
            guard publicKey.isValid(signature, over: message, .ecdsa(.sha256)) else {
                throw SignatureError(.tokenKeyUnfit, ["uri": token.uri.text])
            }
            return signature
        }
    }

    /// Shows that the private key is there and is that of the public one, before a certificate says so.
    package func prove() throws(SignatureError) {
        _ = try sign(Array("andaman/proof-of-possession/1".utf8))
    }

    @safe
    private func withInfo<R>(_ body: (OpaquePointer) throws(SignatureError) -> R) throws(SignatureError) -> R
    {
        switch unsafe place {
        case .memory(let key):
            let info = try key.withPointer { (key) throws(SignatureError) in
                try Owned<PrivateKeyInfoKind>(unsafe EVP_PKEY2PKCS8(key))
            }
            return try info.withPointer(body)
        case .token: throw SignatureError(.tokenKeyStays)
        }
    }

    private static func decode(_ pkcs8: SecretBytes) throws(SignatureError) -> Owned<KeyKind> {
        let key: Owned<KeyKind>
        if let plain = try plainKey(pkcs8) { key = plain } else { key = try decodedKey(pkcs8) }
        let context = try key.withPointer { (key) throws(SignatureError) in
            try Owned<KeyContextKind>(unsafe EVP_PKEY_CTX_new(key, nil))
        }
        try OpenSSL.check(context.withPointer { unsafe EVP_PKEY_check($0) })
        return key
    }

    /// The key in the form in which libcrypto writes those on P-256, with no choice left in it; nil for another form.
    private static func plainKey(_ pkcs8: SecretBytes) throws(SignatureError) -> Owned<KeyKind>? {
        let number = header.count
        let point = number + Int(ANDAMAN_P256_NUMBER) + middle.count
        guard pkcs8.count == point + Int(ANDAMAN_P256_POINT) else { return nil }
        let (isPlain, pointer) = unsafe pkcs8.withBytes { bytes in
            unsafe bytes.withUnsafeBytes { bytes in
                guard unsafe bytes.starts(with: header),
                    unsafe bytes[..<point].suffix(middle.count).elementsEqual(middle),
                    unsafe bytes[point] == 4,
                    let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
                else { return unsafe (false, nil as OpaquePointer?) }
                return unsafe (true, andaman_signatures_p256(start + point, start + number))
            }
        }
        return isPlain ? try Owned<KeyKind>(pointer) : nil
    }

    /// What stands before the private number (RFC 5958 §2, RFC 5915 §3), as DER has it.
    private static let header: [UInt8] = [
        0x30, 0x81, 0x87, 0x02, 0x01, 0x00,
        0x30, 0x13,
        0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01,
        0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07,
        0x04, 0x6D, 0x30, 0x6B, 0x02, 0x01, 0x01, 0x04, 0x20,
    ]
    /// What stands between the number and the point.
    private static let middle: [UInt8] = [0xA1, 0x44, 0x03, 0x42, 0x00]

    private static func decodedKey(_ pkcs8: SecretBytes) throws(SignatureError) -> Owned<KeyKind> {
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
        return try info.withPointer { (info) throws(SignatureError) in
            try Owned<KeyKind>(unsafe EVP_PKCS82PKEY(info))
        }
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
