// SPDX-License-Identifier: Apache-2.0

import SwiftASN1

/// How a signature was computed: what we make is ECDSA with SHA-256, the rest we only check.
enum SignatureAlgorithm: Hashable, Sendable {
    case ecdsa(DigestAlgorithm)
    case rsa(DigestAlgorithm)
    case rsaPSS(DigestAlgorithm, saltLength: Int)

    var digest: DigestAlgorithm {
        switch self {
        case .ecdsa(let digest), .rsa(let digest), .rsaPSS(let digest, _): digest
        }
    }

    /// For people and reports.
    var name: String {
        switch self {
        case .ecdsa(let digest): "ECDSA, " + digest.name
        case .rsa(let digest): "RSA, " + digest.name
        case .rsaPSS(let digest, _): "RSA-PSS, " + digest.name
        }
    }

    /// Tells it from every other, in bytes.
    var tag: [UInt8] {
        let salt = if case .rsaPSS(_, let length) = self { " \(length)" } else { "" }
        return Array((name + salt).utf8)
    }

    /// Reads an AlgorithmIdentifier (RFC 5758 §3.2, RFC 8017 §A.2).
    ///
    /// `digest` goes with an identifier that names only the kind of key (RFC 5754 §3.2).
    ///
    /// - Throws: `algorithmNotAccepted` for anything that is not listed in `docs/formats/signatures.md`.
    init(_ reader: DERReader, digest: DigestAlgorithm? = nil) throws(SignatureError) {
        var reader = reader
        let identifier = try reader.identifier()
        let refusal = SignatureError(.algorithmNotAccepted, ["algorithm": identifier.description])
        switch identifier {
        case .ecdsaSHA256: self = .ecdsa(.sha256)
        case .ecdsaSHA384: self = .ecdsa(.sha384)
        case .ecdsaSHA512: self = .ecdsa(.sha512)
        case .rsaSHA256: self = .rsa(.sha256)
        case .rsaSHA384: self = .rsa(.sha384)
        case .rsaSHA512: self = .rsa(.sha512)
        // Read so that it can be said whose they are and since when they prove nothing.
        case .rsaSHA1: self = .rsa(.insecureSHA1)
        case .ecdsaSHA1: self = .ecdsa(.insecureSHA1)
        case .rsa:
            guard let digest else { throw refusal }
            self = .rsa(digest)
        case .rsaPSS:
            self = try Self.parameters(reader.nested())
            try reader.finish()
            return
        default: throw refusal
        }
        if case .rsa = self { _ = reader.next(if: .null) }
        try reader.finish()
    }

    /// Reads RSASSA-PSS-params: one strong hash for both uses, the usual trailer.
    private static func parameters(_ reader: DERReader) throws(SignatureError) -> SignatureAlgorithm {
        let refusal = SignatureError(
            .algorithmNotAccepted,
            ["algorithm": ObjectIdentifier.rsaPSS.description]
        )
        var reader = reader
        // What is left out stands for SHA-1.
        guard let hash = reader.next(if: .context(0)), let mask = reader.next(if: .context(1)) else {
            throw refusal
        }
        var hashField = try DERReader(hash, .context(0), place: "hashAlgorithm")
        let digest = try DigestAlgorithm(hashField.nested())
        try hashField.finish()
        var maskField = try DERReader(mask, .context(1), place: "maskGenAlgorithm")
        var generation = try maskField.nested()
        try maskField.finish()
        guard try generation.identifier() == .mgf1, try DigestAlgorithm(generation.nested()) == digest,
            digest.isStrong
        else { throw refusal }
        try generation.finish()
        var saltLength: UInt64 = 20
        if let salt = reader.next(if: .context(2)) {
            var field = try DERReader(salt, .context(2), place: "saltLength")
            saltLength = try field.smallInteger()
            try field.finish()
        }
        // A salt longer than the key's modulus cannot be, and libcrypto says so; this only keeps the number small.
        guard reader.isAtEnd, saltLength <= 2048 else { throw refusal }
        return .rsaPSS(digest, saltLength: Int(saltLength))
    }
}
