// SPDX-License-Identifier: Apache-2.0

import COpenSSL
import Octets

/// ChaCha20-Poly1305 (RFC 8439) of libcrypto under one key, one context for all chunks.
///
/// libcrypto, because it is more than twice as fast as swift-crypto here and writes into memory that is handed to it.
@safe
final class ChunkCipher {
    enum Direction: Int32 {
        case opening = 0
        case sealing = 1
    }

    /// The bytes of a tag.
    static let tag = 16

    private let context: OpaquePointer

    /// Takes a key of 32 bytes.
    init(key: SecretBytes, _ direction: Direction) throws(AgeError) {
        precondition(key.count == 32)
        guard let context = unsafe EVP_CIPHER_CTX_new() else { throw LibraryCheck.failure() }
        unsafe self.context = context
        let result = key.withBytes { bytes in
            unsafe bytes.withUnsafeBytes { pointer in
                unsafe andaman_age_set_key(
                    context,
                    pointer.baseAddress?.assumingMemoryBound(to: UInt8.self),
                    direction.rawValue
                )
            }
        }
        try LibraryCheck.succeeded(result)
    }

    deinit {
        unsafe EVP_CIPHER_CTX_free(context)
    }

    /// Writes the encrypted `plain` and its tag to the front of `out`.
    func seal(_ plain: RawSpan, chunk: UInt64, isFinal: Bool, into out: inout MutableRawSpan) throws(AgeError)
    {
        precondition(out.byteCount >= plain.byteCount + Self.tag)
        let result = unsafe out.withUnsafeMutableBytes { target in
            unsafe plain.withUnsafeBytes { source in
                unsafe andaman_age_seal(
                    context,
                    chunk,
                    isFinal ? 1 : 0,
                    source.baseAddress?.assumingMemoryBound(to: UInt8.self),
                    Int32(source.count),
                    target.baseAddress?.assumingMemoryBound(to: UInt8.self)
                )
            }
        }
        try LibraryCheck.succeeded(result)
    }

    /// Decrypts `sealed` to the front of `out` and tells whether its tag is right.
    ///
    /// - Warning: Where it is not, `out` holds bytes that must not be handed on.
    func open(_ sealed: RawSpan, chunk: UInt64, isFinal: Bool, into out: inout MutableRawSpan) -> Bool {
        guard sealed.byteCount >= Self.tag else { return false }
        precondition(out.byteCount >= sealed.byteCount - Self.tag)
        let result = unsafe out.withUnsafeMutableBytes { target in
            unsafe sealed.withUnsafeBytes { source in
                unsafe andaman_age_open(
                    context,
                    chunk,
                    isFinal ? 1 : 0,
                    source.baseAddress?.assumingMemoryBound(to: UInt8.self),
                    Int32(source.count - Self.tag),
                    target.baseAddress?.assumingMemoryBound(to: UInt8.self)
                )
            }
        }
        if result == 1 { return true }
        // A wrong tag puts nothing on libcrypto's queue, but what else fails does.
        ERR_clear_error()
        return false
    }
}
