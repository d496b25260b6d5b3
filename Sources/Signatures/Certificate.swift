// SPDX-License-Identifier: Apache-2.0

package import Octets
import SwiftASN1

/// A certificate as it was received (RFC 5280 §4.1); reading it says nothing about whether it is to be believed.
package struct Certificate: Sendable, Hashable {
    package let der: [UInt8]
    /// The SHA-256 of the whole certificate.
    package let fingerprint: SHA256Digest
    package let subject: DistinguishedName
    package let issuer: DistinguishedName
    /// The serial number's bytes, most significant first.
    package let serial: [UInt8]
    package let validity: Validity
    package let publicKey: PublicKey
    package let extensions: CertificateExtensions

    /// The certificate that is the whole of `der`.
    ///
    /// - Throws: `tooLarge`, `malformed`, `keyNotAccepted`, `formNotAllowed` for another version than 3 or two
    ///   different algorithm fields.
    package init(der: [UInt8]) throws(SignatureError) {
        guard der.count <= Limits.certificate else {
            throw SignatureError(.tooLarge, ["place": "Certificate", "limit": String(Limits.certificate)])
        }
        self.der = der
        fingerprint = SHA256Digest(of: der)
        var certificate = try DERReader(der: der, place: "Certificate")
        var body = try certificate.nested()
        let outerAlgorithm = try certificate.next()
        _ = try certificate.bits()
        try certificate.finish()

        guard let version = body.next(if: .context(0)) else {
            throw SignatureError(.formNotAllowed, ["place": "Certificate.version"])
        }
        var versionReader = try DERReader(version, .context(0), place: "Certificate.version")
        guard try versionReader.smallInteger() == 2 else {
            throw SignatureError(.formNotAllowed, ["place": "Certificate.version"])
        }
        try versionReader.finish()
        serial = try body.integer()
        guard try body.next().encodedBytes == outerAlgorithm.encodedBytes else {
            throw SignatureError(.formNotAllowed, ["place": "Certificate.signatureAlgorithm"])
        }
        issuer = try DistinguishedName(body.next())
        var times = try body.nested()
        validity = try Validity(notBefore: times.time(), notAfter: times.time())
        try times.finish()
        subject = try DistinguishedName(body.next())
        publicKey = try PublicKey(spki: body.next().der)
        // The unique identifiers of version 2 are never used (RFC 5280 §4.1.2.8).
        if let field = body.next(if: .context(3)) {
            var reader = try DERReader(field, .context(3), place: "extensions")
            extensions = try CertificateExtensions(reader.nested())
            try reader.finish()
        } else {
            extensions = CertificateExtensions()
        }
        try body.finish()
    }

    /// The certificate in PEM text; what stands around it is passed over, a second certificate is not.
    ///
    /// - Throws: `malformed` where the text holds none, or more than one.
    package init(pem: String) throws(SignatureError) {
        let all = try PEM.decode(pem, label: "CERTIFICATE")
        guard all.count == 1 else { throw SignatureError.malformed("PEM") }
        try self.init(der: all[0])
    }

    /// All certificates in PEM text, in order, at most as many as a signature carries.
    ///
    /// - Throws: `malformed` where the text holds none.
    package static func all(pem: String) throws(SignatureError) -> [Certificate] {
        let blocks = try PEM.decode(pem, label: "CERTIFICATE")
        guard (1...Limits.certificates).contains(blocks.count) else { throw SignatureError.malformed("PEM") }
        var certificates: [Certificate] = []
        for der in blocks { certificates.append(try Certificate(der: der)) }
        return certificates
    }

    /// The certificate as PEM text (RFC 7468).
    package var pem: String { PEM.encode(der, label: "CERTIFICATE") }

    /// The serial number in hexadecimal.
    package var serialText: String { Hex.encode(serial) }

    /// Tells whether `authority` issued and signed this certificate; times and revocation are not looked at.
    package func isIssued(by authority: Certificate) -> Bool {
        guard self != authority,
            let outcome = try? CertificatePath.find(from: self, through: [], to: [authority], isStrict: true)
        else { return false }
        return outcome == .found([self, authority])
    }

    /// Tells whether the certificate names itself as its issuer.
    package var isSelfIssued: Bool { subject == issuer }

    package static func == (left: Certificate, right: Certificate) -> Bool { left.der == right.der }

    package func hash(into hasher: inout Hasher) { hasher.combine(fingerprint) }
}

extension [Certificate] {
    /// All as PEM text, in order, as TLS servers take a chain.
    package var pem: String { map(\.pem).joined() }
}
