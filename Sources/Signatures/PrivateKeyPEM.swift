// SPDX-License-Identifier: Apache-2.0

import COpenSSL
package import Octets

/// A private key in the text form in which authorities hand keys out (RFC 7468 §10, RFC 5915).
package enum PrivateKeyPEM {
    /// The key as PKCS #8 PrivateKeyInfo, DER.
    ///
    /// A key under a passphrase is not opened here: `openssl pkcs8` does that, and nobody is asked behind a command's back.
    ///
    /// - Throws: `keyNotAccepted` for text that holds no plain private key.
    package static func pkcs8(_ pem: SecretBytes) throws(SignatureError) -> SecretBytes {
        defer { OpenSSL.drain() }
        do throws(SignatureError) {
            let key = try Owned<KeyKind>(unsafe decode(pem))
            let info = try key.withPointer { (key) throws(SignatureError) in
                try Owned<KeyInfoKind>(unsafe EVP_PKEY2PKCS8(key))
            }
            return try info.withPointer { (info) throws(SignatureError) in try unsafe SigningKey.pkcs8(info) }
        } catch {
            throw SignatureError(.keyNotAccepted)
        }
    }

    private static func decode(_ pem: SecretBytes) -> OpaquePointer? {
        unsafe pem.withBytes { bytes in
            unsafe bytes.withUnsafeBytes { bytes in
                let input = unsafe BIO_new_mem_buf(bytes.baseAddress, Int32(bytes.count))
                defer { unsafe BIO_free_all(input) }
                return unsafe andaman_signatures_plain_key(input)
            }
        }
    }
}

private enum KeyInfoKind: OpenSSLKind {
    static func free(_ pointer: OpaquePointer) { unsafe PKCS8_PRIV_KEY_INFO_free(pointer) }
}
