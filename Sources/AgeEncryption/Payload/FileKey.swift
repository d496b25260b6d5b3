// SPDX-License-Identifier: Apache-2.0

import Octets

/// The 16 bytes that a file is encrypted with, and how X25519 and passphrases wrap them (age.md, "File key").
enum FileKey {
    static let count = 16
    /// The file key and its tag.
    static let wrappedCount = count + ChunkCipher.tag

    /// Encrypts `fileKey` with a key that is used this once, so that the nonce is all zeros.
    static func wrap(_ fileKey: SecretBytes, under key: SecretBytes) throws(AgeError) -> [UInt8] {
        let cipher = try ChunkCipher(key: key, .sealing)
        let sealed = Buffer(capacity: wrappedCount)
        try sealed.withMutableBytes { (out) throws(AgeError) in
            try fileKey.withBytes { (plain) throws(AgeError) in
                try cipher.seal(plain, chunk: 0, isFinal: false, into: &out)
            }
        }
        return sealed.withBytes(wrappedCount) { Array(copying: $0) }
    }

    /// Decrypts what `wrap` made; nil where `key` is not the one.
    static func unwrap(_ wrapped: [UInt8], under key: SecretBytes) throws(AgeError) -> SecretBytes? {
        precondition(wrapped.count == wrappedCount)
        let cipher = try ChunkCipher(key: key, .opening)
        var isAuthentic = false
        let fileKey = SecretBytes(count: count) { out in
            isAuthentic = wrapped.withBytes { cipher.open($0, chunk: 0, isFinal: false, into: &out) }
        }
        return isAuthentic ? fileKey : nil
    }
}
