// SPDX-License-Identifier: Apache-2.0

import Octets
import SwiftASN1

/// A time-stamp token as it was received (RFC 3161 §2.4.2): read, and not yet believed.
///
/// It is a CMS signature by one time-stamp authority over TSTInfo, which stands inside. Like `CMSSignature` it is read
/// element by element here, and libcrypto is asked for digests, signatures and paths alone.
package struct TimeStampToken: Sendable, Hashable {
    package let der: [UInt8]
    package let info: TimeStampInfo
    /// The certificates inside; nobody vouches for them.
    package let certificates: [Certificate]
    /// Revocation lists inside; each counts only where its authority signed it.
    package let revocationLists: [RevocationList]
    /// The OCSP answers inside.
    let statusResponses: [StatusResponse]
    /// TSTInfo as it was signed.
    package let content: [UInt8]
    let signer: CMSSignature.SignerIdentifier
    let digestAlgorithm: DigestAlgorithm
    let algorithm: SignatureAlgorithm
    let signatureValue: [UInt8]
    let signedAttributes: SignedAttributes

    /// The token that is the whole of `der`.
    ///
    /// - Throws: `tooLarge`, `malformed`, `formNotAllowed`, `signerCount`, `attributeMissing` and the other codes of
    ///   attributes, `algorithmNotAccepted`.
    package init(der: [UInt8]) throws(SignatureError) {
        guard der.count <= Limits.timeStampToken else {
            let limit = String(Limits.timeStampToken)
            throw SignatureError(.tooLarge, ["place": "TimeStampToken", "limit": limit])
        }
        self.der = der
        var wrapper = try DERReader(der: der, place: "TimeStampToken")
        guard try wrapper.identifier() == .signedData else { throw Self.notAllowed("contentType") }
        var explicit = try wrapper.nested(.context(0))
        try wrapper.finish()
        var data = try explicit.nested()
        try explicit.finish()
        guard try (3...5).contains(data.smallInteger()) else { throw Self.notAllowed("version") }
        _ = try data.nested(.set)
        var encapsulated = try data.nested()
        guard try encapsulated.identifier() == .timeStampInfo else { throw Self.notAllowed("eContentType") }
        var contentField = try encapsulated.nested(.context(0))
        content = try contentField.octets()
        try contentField.finish()
        try encapsulated.finish()
        info = try TimeStampInfo(der: content)
        certificates = try CMSSignature.certificates(data.next(if: .context(0)), .foreign)
        let revocations = try RevocationValues(crls: data.next(if: .context(1)), .foreign)
        revocationLists = revocations.lists
        statusResponses = revocations.responses
        var signers = try data.nested(.set)
        try data.finish()
        guard !signers.isAtEnd else { throw SignatureError(.signerCount) }
        var signer = try signers.nested()
        // One authority speaks, and nobody beside it (RFC 3161 §2.4.2).
        guard signers.isAtEnd else { throw SignatureError(.signerCount) }

        let version = try signer.smallInteger()
        self.signer = try CMSSignature.identifier(&signer)
        let isByKey = if case .keyIdentifier = self.signer { true } else { false }
        guard version == (isByKey ? 3 : 1) else { throw Self.notAllowed("SignerInfo.version") }
        digestAlgorithm = try DigestAlgorithm(signer.nested())
        guard let attributes = signer.next(if: .context(0)) else {
            throw SignatureError(.attributeMissing, ["attribute": ObjectIdentifier.messageDigest.description])
        }
        signedAttributes = try SignedAttributes(attributes, contentType: .timeStampInfo, form: .foreign)
        algorithm = try SignatureAlgorithm(signer.nested(), digest: digestAlgorithm)
        signatureValue = try signer.octets()
        _ = signer.next(if: .context(1))
        try signer.finish()
    }

    /// The token in the one form that our own containers hold: the certificates of `path` but its root, and nothing else
    /// that is not signed.
    ///
    /// What an authority sends along beyond that could be changed unseen by whoever has the file.
    package func trimmed(to path: [Certificate]) throws(SignatureError) -> TimeStampToken {
        var wrapper = try DERReader(der: der, place: "TimeStampToken")
        _ = try wrapper.next()
        var explicit = try wrapper.nested(.context(0))
        var data = try explicit.nested()
        _ = try data.next()
        _ = try data.next()
        let encapsulated = try data.next().der
        _ = data.next(if: .context(0))
        let lists = data.next(if: .context(1))?.der ?? []
        var signers = try data.nested(.set)
        var signer = try signers.nested()
        var fields: [[UInt8]] = []
        for _ in 0..<6 { fields.append(try signer.next().der) }
        let signedData = DEREncoding.sequence(
            DEREncoding.integer(3 as UInt64),
            // Of the signer's fields the third is its digest algorithm.
            DEREncoding.set(of: [fields[2]]),
            encapsulated,
            CMSSignature.implicit(0, path.dropLast().map(\.der)),
            lists,
            DEREncoding.set(of: [DEREncoding.sequence(of: fields)])
        )
        return try TimeStampToken(
            der: DEREncoding.sequence(
                DEREncoding.identifier(.signedData),
                DEREncoding.context(0, signedData)
            )
        )
    }

    package static func == (left: TimeStampToken, right: TimeStampToken) -> Bool { left.der == right.der }

    package func hash(into hasher: inout Hasher) { hasher.combine(der) }

    private static func notAllowed(_ field: String) -> SignatureError {
        SignatureError(.formNotAllowed, ["place": "TimeStampToken." + field])
    }
}
