// SPDX-License-Identifier: Apache-2.0

import COpenSSL
import Octets

/// A certificate as libcrypto has it, which it never changes.
///
/// Decoding asks every decoder there is for the key, which takes longer than to check a signature; so those that were
/// decoded last are kept, by their SHA-256. What is kept says nothing about whether a certificate is to be believed.
final class DecodedCertificate: Sendable {
    // Never changed after `init`; libcrypto counts its references atomically and locks what it computes late.
    private nonisolated(unsafe) let certificate: Owned<CertificateKind>

    private init(der: [UInt8]) throws(SignatureError) {
        unsafe certificate = try unsafe Owned<CertificateKind>(der: der, d2i_X509)
    }

    private static let memory = BoundedMemory<DecodedCertificate>(limit: Limits.decodedCertificates)

    static func of(_ certificate: Certificate) throws(SignatureError) -> DecodedCertificate {
        if let known = memory[certificate.fingerprint] { return known }
        let decoded = try DecodedCertificate(der: certificate.der)
        memory.remember(decoded, for: certificate.fingerprint)
        return decoded
    }

    @safe
    func withPointer<R, E: Error>(_ body: (OpaquePointer) throws(E) -> R) throws(E) -> R {
        try unsafe certificate.withPointer(body)
    }
}
