// SPDX-License-Identifier: Apache-2.0

import COpenSSL
import Crypto
import Octets

extension SecretBytes {
    /// HKDF-SHA-256 of these bytes to a key of 32 bytes (RFC 5869).
    func derivedKey(salt: [UInt8], info: String) -> SymmetricKey {
        withBytes { bytes in
            unsafe bytes.withUnsafeBytes { pointer in
                HKDF<SHA256>.deriveKey(
                    inputKeyMaterial: unsafe SymmetricKey(data: pointer),
                    salt: salt,
                    info: Array(info.utf8),
                    outputByteCount: 32
                )
            }
        }
    }

    /// The same as `derivedKey`, for libcrypto.
    func derived(salt: [UInt8], info: String) -> SecretBytes {
        SecretBytes(copying: derivedKey(salt: salt, info: info))
    }

    /// scrypt of this passphrase to a key of 32 bytes (RFC 7914), with r = 8 and p = 1.
    ///
    /// Takes 2^(`workFactor` + 10) bytes of memory while it runs; the caller has capped the work factor.
    func stretched(salt: [UInt8], workFactor: Int) throws(AgeError) -> SecretBytes {
        precondition((1...Limits.scryptWorkFactor).contains(workFactor))
        let rounds = UInt64(1) << UInt64(workFactor)
        // RFC 7914 §2: 128 · r · N bytes, and a little for the blocks beside them.
        let memory = 128 * 8 * rounds + (1 << 20)
        let salt = Array("age-encryption.org/v1/scrypt".utf8) + salt
        return try SecretBytes(count: 32) { (target) throws(AgeError) in
            let result = withBytes { passphrase in
                unsafe passphrase.withUnsafeBytes { passphrase in
                    unsafe target.withUnsafeMutableBytes { key in
                        unsafe EVP_PBE_scrypt(
                            passphrase.baseAddress?.assumingMemoryBound(to: CChar.self),
                            passphrase.count,
                            salt,
                            salt.count,
                            rounds,
                            8,
                            1,
                            memory,
                            key.baseAddress?.assumingMemoryBound(to: UInt8.self),
                            key.count
                        )
                    }
                }
            }
            try LibraryCheck.succeeded(result)
        }
    }

    convenience init(copying key: SymmetricKey) {
        let count = key.bitCount / 8
        self.init(count: count) { target in
            unsafe key.withUnsafeBytes { bytes in
                target.copy(from: unsafe RawSpan(_unsafeBytes: bytes))
            }
        }
    }

    convenience init(copying secret: SharedSecret) {
        self.init(count: 32) { target in
            unsafe secret.withUnsafeBytes { bytes in
                target.copy(from: unsafe RawSpan(_unsafeBytes: bytes))
            }
        }
    }

    /// Tells in constant time whether every byte is zero.
    var isZero: Bool {
        isEqual(to: SecretBytes(count: count) { _ in })
    }
}
