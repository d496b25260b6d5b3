// SPDX-License-Identifier: Apache-2.0

import Octets
import SwiftASN1

/// A request for a certificate by someone who made his key himself (PKCS #10, RFC 2986).
///
/// The signature has been checked: whoever sent it has the private key. The name is only proposed; what the certificate
/// says, the authority decides.
package struct CertificateRequest: Sendable {
    package let der: [UInt8]
    package let subject: DistinguishedName
    package let publicKey: PublicKey

    /// Makes a request for the owner of `key`.
    package init(subject: DistinguishedName, key: SigningKey) throws(SignatureError) {
        let body = DEREncoding.sequence(
            DEREncoding.integer(0 as UInt64),
            subject.der,
            key.publicKey.der,
            DEREncoding.context(0, [])
        )
        try self.init(der: CertificateIssuer.signed(body, by: key))
    }

    /// The request that is the whole of `der`; attributes in it are passed over.
    ///
    /// - Throws: `tooLarge`, `malformed`, `formNotAllowed`, `keyNotAccepted`, `algorithmNotAccepted`, and
    ///   `signatureBroken` where the sender has not shown that the key is his.
    package init(der: [UInt8]) throws(SignatureError) {
        let place = "CertificationRequest"
        guard der.count <= Limits.certificate else {
            throw SignatureError(.tooLarge, ["place": place, "limit": String(Limits.certificate)])
        }
        self.der = der
        var request = try DERReader(der: der, place: place)
        let bodyNode = try request.next()
        let algorithm = try SignatureAlgorithm(request.nested())
        let bits = try request.bits()
        guard bits.unused == 0 else { throw SignatureError.malformed(place) }
        try request.finish()
        var body = try DERReader(bodyNode, place: place)
        guard try body.smallInteger() == 0 else {
            throw SignatureError(.formNotAllowed, ["place": place + ".version"])
        }
        subject = try DistinguishedName(body.next())
        publicKey = try PublicKey(spki: body.next().der)
        _ = body.next(if: .context(0))
        try body.finish()
        guard publicKey.isValid(bits.bytes, over: bodyNode.der, algorithm) else {
            throw SignatureError(.signatureBroken)
        }
    }

    /// The request in PEM text.
    package init(pem: String) throws(SignatureError) {
        let all = try PEM.decode(pem, label: "CERTIFICATE REQUEST")
        guard all.count == 1 else { throw SignatureError.malformed("PEM") }
        try self.init(der: all[0])
    }

    /// The request as PEM text (RFC 7468).
    package var pem: String { PEM.encode(der, label: "CERTIFICATE REQUEST") }
}
