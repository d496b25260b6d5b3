// SPDX-License-Identifier: Apache-2.0

import COpenSSL
import SwiftASN1

/// A hash function that occurs in signatures (RFC 5754 §2).
enum DigestAlgorithm: Hashable, Sendable {
    /// Only ever compared where another person's ESSCertID (RFC 2634) names its certificate by it.
    case insecureSHA1
    case sha256
    case sha384
    case sha512

    init?(_ identifier: ObjectIdentifier) {
        switch identifier {
        case .sha1: self = .insecureSHA1
        case .sha256: self = .sha256
        case .sha384: self = .sha384
        case .sha512: self = .sha512
        default: return nil
        }
    }

    /// Reads an AlgorithmIdentifier whose parameters are absent or NULL.
    init(_ reader: DERReader) throws(SignatureError) {
        var reader = reader
        let identifier = try reader.identifier()
        _ = reader.next(if: .null)
        try reader.finish()
        guard let algorithm = DigestAlgorithm(identifier) else {
            throw SignatureError(.algorithmNotAccepted, ["algorithm": identifier.description])
        }
        self = algorithm
    }

    var isStrong: Bool { self != .insecureSHA1 }

    var name: String {
        switch self {
        case .insecureSHA1: "SHA1"
        case .sha256: "SHA256"
        case .sha384: "SHA384"
        case .sha512: "SHA512"
        }
    }

    /// libcrypto's description of it, which lives as long as the program.
    var method: OpaquePointer? {
        switch self {
        case .insecureSHA1: unsafe EVP_sha1()
        case .sha256: unsafe EVP_sha256()
        case .sha384: unsafe EVP_sha384()
        case .sha512: unsafe EVP_sha512()
        }
    }

    func digest(of content: [UInt8]) throws(SignatureError) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        try OpenSSL.check(unsafe EVP_Digest(content, content.count, &digest, &length, method, nil))
        return Array(digest.prefix(Int(length)))
    }
}
