// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// The one place where libcrypto's return codes and error queue are looked at.
enum OpenSSL {
    /// Throws unless `result` is positive, libcrypto's word for success.
    static func check(_ result: Int32) throws(SignatureError) {
        guard result > 0 else { throw failure() }
    }

    /// The error that the queue tells of, which is then empty.
    static func failure() -> SignatureError {
        let number = ERR_peek_last_error()
        drain()
        let detail = unsafe ERR_reason_error_string(number).map { unsafe String(cString: $0) }
        return SignatureError(.opensslFailed, ["detail": detail ?? String(number)])
    }

    /// Empties the error queue of this thread: a failed check must not colour a later one.
    static func drain() { ERR_clear_error() }

    /// The DER of an ECDSA signature with SHA-256 by `key`; nil where it failed, with the reasons still in the queue.
    @safe
    static func signature(by key: OpaquePointer, over message: [UInt8]) -> [UInt8]? {
        guard let context = try? Owned<DigestContextKind>(unsafe EVP_MD_CTX_new()) else { return nil }
        var signature = [UInt8](repeating: 0, count: 128)
        var length = signature.count
        let status = context.withPointer { context in
            guard unsafe EVP_DigestSignInit(context, nil, EVP_sha256(), nil, key) == 1 else {
                return 0 as Int32
            }
            return unsafe EVP_DigestSign(context, &signature, &length, message, message.count)
        }
        return status == 1 ? Array(signature.prefix(length)) : nil
    }
}

/// A kind of object that libcrypto makes and must free.
protocol OpenSSLKind {
    static func free(_ pointer: OpaquePointer)
}

/// Owns one object of libcrypto, frees it once, and lends it to closures only.
@safe
struct Owned<Kind: OpenSSLKind>: ~Copyable {
    private let pointer: OpaquePointer

    /// Takes over what a function of libcrypto gave; nil, its word for failure, throws.
    @safe
    init(_ pointer: OpaquePointer?) throws(SignatureError) {
        guard let pointer = unsafe pointer else { throw OpenSSL.failure() }
        unsafe self.pointer = unsafe pointer
    }

    /// Takes over what `decode` reads from the whole of `der`.
    @safe
    init(
        der: [UInt8],
        _ decode: (
            UnsafeMutablePointer<OpaquePointer?>?, UnsafeMutablePointer<UnsafePointer<UInt8>?>?, Int
        ) -> OpaquePointer?
    ) throws(SignatureError) {
        let (pointer, used) = unsafe der.withUnsafeBufferPointer { bytes in
            var cursor = bytes.baseAddress
            let pointer = unsafe decode(nil, &cursor, bytes.count)
            return unsafe (pointer, cursor.map { unsafe $0 - (bytes.baseAddress ?? $0) })
        }
        if let pointer = unsafe pointer, used != der.count {
            unsafe Kind.free(pointer)
            throw SignatureError(.opensslFailed, ["detail": "trailing bytes"])
        }
        try self.init(pointer)
    }

    deinit { unsafe Kind.free(pointer) }

    @safe
    borrowing func withPointer<R: ~Copyable, E: Error>(_ body: (OpaquePointer) throws(E) -> R) throws(E) -> R
    {
        try unsafe body(pointer)
    }
}

enum KeyKind: OpenSSLKind {
    static func free(_ pointer: OpaquePointer) { unsafe EVP_PKEY_free(pointer) }
}

enum DigestContextKind: OpenSSLKind {
    static func free(_ pointer: OpaquePointer) { unsafe EVP_MD_CTX_free(pointer) }
}

enum CertificateKind: OpenSSLKind {
    static func free(_ pointer: OpaquePointer) { unsafe X509_free(pointer) }
}

enum CertificateStackKind: OpenSSLKind {
    static func free(_ pointer: OpaquePointer) { unsafe andaman_signatures_free_stack(pointer) }
}

enum StoreKind: OpenSSLKind {
    static func free(_ pointer: OpaquePointer) { unsafe X509_STORE_free(pointer) }
}

enum StoreContextKind: OpenSSLKind {
    static func free(_ pointer: OpaquePointer) { unsafe X509_STORE_CTX_free(pointer) }
}
