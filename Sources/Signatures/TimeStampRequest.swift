// SPDX-License-Identifier: Apache-2.0

package import Octets
import SwiftASN1

/// What a time-stamp authority is asked: to say that a digest existed (RFC 3161 §2.4.1).
///
/// The authority learns the digest and nothing else. It is asked for its certificate, so that the token can be checked
/// by whoever has nothing but the token and a root.
package struct TimeStampRequest: Sendable {
    /// The digest to be stamped.
    package let imprint: SHA256Digest
    /// The policy that is asked for; nil leaves it to the authority.
    package let policy: ObjectIdentifier?
    /// A number that the answer must repeat, so that no old answer passes for this one.
    let nonce: [UInt8]

    package init(
        imprint: SHA256Digest,
        policy: ObjectIdentifier? = nil,
        using generator: inout some RandomNumberGenerator
    ) {
        self.imprint = imprint
        self.policy = policy
        // Never 0 and never negative, so that it has one encoding.
        let number = UInt64.random(in: 1...UInt64(Int64.max), using: &generator)
        nonce = Array(DEREncoding.integer(number).dropFirst(2))
    }

    package var der: [UInt8] {
        let digest = DEREncoding.sequence(
            DEREncoding.algorithm(.sha256),
            DEREncoding.octets(imprint.bytes)
        )
        return DEREncoding.sequence(
            DEREncoding.integer(1 as UInt64),
            digest,
            policy.map { DEREncoding.identifier($0) } ?? [],
            DEREncoding.element(0x02, nonce),
            DEREncoding.boolean(true)
        )
    }

    /// Reads the authority's answer and takes the token out of it, if it answers this request.
    ///
    /// Whether the token is to be believed, `TimeStampToken.verify` says.
    ///
    /// - Throws: `stampRefused` with the authority's reason, `stampMismatch` for a token that answers another request,
    ///   `malformed` and whatever reading a token throws.
    package func token(in response: [UInt8]) throws(SignatureError) -> TimeStampToken {
        let place = "TimeStampResp"
        guard response.count <= Limits.timeStampToken else {
            throw SignatureError(.tooLarge, ["place": place, "limit": String(Limits.timeStampToken)])
        }
        var reader = try DERReader(der: response, place: place)
        var status = try reader.nested()
        let code = try status.smallInteger()
        let rest = try status.rest()
        guard code <= 1 else {
            // PKIFailureInfo is a BIT STRING; the authority's free text is not repeated.
            let failure = rest.last { $0.identifier == .bitString }.map { Self.failure($0.der) }
            throw SignatureError(.stampRefused, ["status": String(code), "failure": failure ?? "none"])
        }
        let token = try TimeStampToken(der: reader.next().der)
        try reader.finish()
        guard token.info.digestAlgorithm == .sha256, token.info.imprint == imprint.bytes else {
            throw SignatureError(.stampMismatch, ["field": "messageImprint"])
        }
        guard token.info.nonce == nonce else { throw SignatureError(.stampMismatch, ["field": "nonce"]) }
        guard policy == nil || token.info.policy == policy else {
            throw SignatureError(.stampMismatch, ["field": "policy"])
        }
        return token
    }

    /// The names of PKIFailureInfo's bits (RFC 3161 §2.4.2).
    private static func failure(_ der: [UInt8]) -> String {
        let names: [Int: String] = [
            0: "badAlg", 2: "badRequest", 5: "badDataFormat", 14: "timeNotAvailable",
            15: "unacceptedPolicy", 16: "unacceptedExtension", 17: "addInfoNotAvailable",
            25: "systemFailure",
        ]
        // Tag, length, number of unused bits, then the bits.
        let bytes = der.dropFirst(3)
        let set = names.keys.sorted().filter { bit in
            bit / 8 < bytes.count && bytes[bytes.startIndex + bit / 8] & (0x80 >> UInt8(bit % 8)) != 0
        }
        return set.compactMap { names[$0] }.joined(separator: ", ")
    }
}
