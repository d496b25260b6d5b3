// SPDX-License-Identifier: Apache-2.0

import COpenSSL
import Octets

/// The way from a certificate to an authority that is trusted (RFC 5280 §6), found by libcrypto.
///
/// Checked here: signatures, basic constraints, path lengths, key usage of authorities, name constraints, unknown
/// critical extensions, strength of keys and hashes (112 bits). Not here: times, revocation and purposes, which
/// `CMSSignature` judges for itself so that each has a verdict of its own. There is no network and no system store.
enum CertificatePath {
    enum Outcome: Equatable {
        /// From the signer to the anchor.
        case found([Certificate])
        case noAnchor
        case weak
        case broken(detail: String)
    }

    /// Asks libcrypto for a path; `isStrict` holds every certificate to RFC 5280's letter, as ours are.
    ///
    /// Paths that were found are remembered by everything that they follow from, which the time is not part of; with
    /// an authority more or less among the anchors, libcrypto is asked anew.
    static func find(
        from certificate: Certificate,
        through others: [Certificate],
        to anchors: [Certificate],
        isStrict: Bool
    ) throws(SignatureError) -> Outcome {
        let counts = [UInt8(isStrict ? 1 : 0)] + Array("\(others.count) \(anchors.count)\n".utf8)
        let digest = SHA256Digest(
            of: ([certificate] + others + anchors).reduce(into: counts) { $0 += $1.fingerprint.bytes }
        )
        if let path = memory[digest] { return .found(path) }
        let outcome = try search(from: certificate, through: others, to: anchors, isStrict: isStrict)
        if case .found(let path) = outcome { memory.remember(path, for: digest) }
        return outcome
    }

    private static let memory = BoundedMemory<[Certificate]>(limit: Limits.decodedCertificates)

    private static func search(
        from certificate: Certificate,
        through others: [Certificate],
        to anchors: [Certificate],
        isStrict: Bool
    ) throws(SignatureError) -> Outcome {
        let store = try Owned<StoreKind>(unsafe X509_STORE_new())
        for anchor in anchors {
            let anchor = try DecodedCertificate.of(anchor)
            try OpenSSL.check(
                store.withPointer { store in anchor.withPointer { unsafe X509_STORE_add_cert(store, $0) } }
            )
        }
        let stack = try Owned<CertificateStackKind>(unsafe andaman_signatures_new_stack())
        for other in others { try push(other, on: stack) }
        let target = try DecodedCertificate.of(certificate)
        let context = try Owned<StoreContextKind>(unsafe X509_STORE_CTX_new())
        // The context refers to the other three: all live until this function returns.
        return try store.withPointer { (store) throws(SignatureError) in
            try stack.withPointer { (stack) throws(SignatureError) in
                try target.withPointer { (target) throws(SignatureError) in
                    try context.withPointer { (context) throws(SignatureError) in
                        try OpenSSL.check(unsafe X509_STORE_CTX_init(context, store, target, stack))
                        let known = [certificate] + others + anchors
                        return try unsafe verify(context, among: known, isStrict: isStrict)
                    }
                }
            }
        }
    }

    private static func verify(
        _ context: OpaquePointer,
        among known: [Certificate],
        isStrict: Bool
    ) throws(SignatureError) -> Outcome {
        let parameters = unsafe X509_STORE_CTX_get0_param(context)
        let flags = X509_V_FLAG_NO_CHECK_TIME | (isStrict ? X509_V_FLAG_X509_STRICT : 0)
        try OpenSSL.check(unsafe X509_VERIFY_PARAM_set_flags(parameters, UInt(flags)))
        unsafe X509_VERIFY_PARAM_set_auth_level(parameters, 2)
        defer { OpenSSL.drain() }
        guard unsafe X509_verify_cert(context) == 1 else {
            return switch unsafe X509_STORE_CTX_get_error(context) {
            case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
                X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
                X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, X509_V_ERR_CERT_UNTRUSTED:
                .noAnchor
            case X509_V_ERR_EE_KEY_TOO_SMALL, X509_V_ERR_CA_KEY_TOO_SMALL, X509_V_ERR_CA_MD_TOO_WEAK:
                .weak
            case let error:
                .broken(
                    detail: unsafe X509_verify_cert_error_string(Int(error)).map {
                        unsafe String(cString: $0)
                    } ?? ""
                )
            }
        }
        let chain = try unsafe Owned<CertificateStackKind>(X509_STORE_CTX_get1_chain(context))
        return .found(try certificates(in: chain, among: known))
    }

    /// The certificates of a path: libcrypto puts together what it was given and makes none.
    private static func certificates(
        in stack: borrowing Owned<CertificateStackKind>,
        among known: [Certificate]
    ) throws(SignatureError) -> [Certificate] {
        try stack.withPointer { (stack) throws(SignatureError) in
            var certificates: [Certificate] = []
            for index in 0..<(unsafe andaman_signatures_count(stack)) {
                let item = unsafe andaman_signatures_item(stack, index)
                let length = unsafe i2d_X509(item, nil)
                try OpenSSL.check(length)
                var der = [UInt8](repeating: 0, count: Int(length))
                let written = unsafe der.withUnsafeMutableBufferPointer { der in
                    var cursor = der.baseAddress
                    return unsafe i2d_X509(item, &cursor)
                }
                try OpenSSL.check(written)
                guard let certificate = known.first(where: { $0.der == der }) else {
                    throw SignatureError(.opensslFailed, ["detail": "path"])
                }
                certificates.append(certificate)
            }
            return certificates
        }
    }

    private static func push(
        _ certificate: Certificate,
        on stack: borrowing Owned<CertificateStackKind>
    ) throws(SignatureError) {
        let decoded = try DecodedCertificate.of(certificate)
        // The stack frees what it holds, so it is given a reference of its own.
        let count = stack.withPointer { stack in
            decoded.withPointer { certificate in
                guard unsafe X509_up_ref(certificate) == 1 else { return 0 as Int32 }
                let count = unsafe andaman_signatures_push(stack, certificate)
                if count < 1 { unsafe X509_free(certificate) }
                return count
            }
        }
        try OpenSSL.check(count)
    }
}
