// SPDX-License-Identifier: Apache-2.0

package import Octets

/// An office's authority with its key at hand: what issues certificates and revocation lists.
package struct CertificateIssuer: Sendable {
    package let certificate: Certificate
    private let key: SigningKey

    /// - Throws: `keyMismatch` where `key` is not the certificate's, `signerNotPermitted` where that is no authority.
    package init(certificate: Certificate, key: SigningKey) throws(SignatureError) {
        guard certificate.publicKey == key.publicKey else { throw SignatureError(.keyMismatch) }
        if let field = CertificateProfile.authority.deviation(of: certificate) {
            throw SignatureError(.signerNotPermitted, ["field": field])
        }
        self.certificate = certificate
        self.key = key
    }

    /// Makes an authority that issues its own certificate.
    ///
    /// `generator` gives the serial number's 128 random bits.
    package init(
        creating subject: DistinguishedName,
        key: SigningKey,
        validity: Validity,
        using generator: inout some RandomNumberGenerator
    ) throws(SignatureError) {
        let certificate = try Self.certificate(
            .authority,
            publicKey: key.publicKey,
            subject: subject,
            serverNames: [],
            validity: validity,
            issuer: subject,
            issuerKey: key,
            serial: Self.serial(using: &generator)
        )
        try self.init(certificate: certificate, key: key)
    }

    /// Issues a certificate for `publicKey`; its owner may have kept the private key to himself.
    ///
    /// `serverNames` are for `tls` alone, at least one.
    ///
    /// - Throws: `validityNotAccepted` where it would outlive the authority, `nameNotAccepted` where `subject` is not
    ///   of this office or lacks what the profile wants, `keyNotAccepted` for another key than P-256.
    package func issue(
        _ profile: CertificateProfile,
        for publicKey: PublicKey,
        subject: DistinguishedName,
        serverNames: [ServerName] = [],
        validity: Validity,
        using generator: inout some RandomNumberGenerator
    ) throws(SignatureError) -> Certificate {
        guard certificate.validity.contains(validity) else { throw SignatureError(.validityNotAccepted) }
        guard publicKey.isP256, publicKey != key.publicKey else { throw SignatureError(.keyNotAccepted) }
        guard profile != .authority, subject != certificate.subject else {
            throw SignatureError(.nameNotAccepted, ["field": "subject"])
        }
        let issued = try Self.certificate(
            profile,
            publicKey: publicKey,
            subject: subject,
            serverNames: serverNames,
            validity: validity,
            issuer: certificate.subject,
            issuerKey: key,
            serial: Self.serial(using: &generator)
        )
        if let field = profile.deviation(of: issued) {
            throw SignatureError(.nameNotAccepted, ["field": field])
        }
        return issued
    }

    /// Makes the revocation list with every certificate of this authority that was ever revoked.
    ///
    /// Entries are never dropped, not even of certificates that have expired: signatures outlive them.
    ///
    /// `number` must be greater than that of any list before.
    package func revocationList(
        number: UInt64,
        entries: [RevocationList.Entry],
        thisUpdate: Timestamp,
        nextUpdate: Timestamp
    ) throws(SignatureError) -> RevocationList {
        let body = try RevocationList.body(
            number: number,
            entries: entries,
            validity: Validity(notBefore: thisUpdate, notAfter: nextUpdate),
            issuer: certificate
        )
        return try RevocationList(der: Self.signed(body, by: key))
    }

    private static func certificate(
        _ profile: CertificateProfile,
        publicKey: PublicKey,
        subject: DistinguishedName,
        serverNames: [ServerName],
        validity: Validity,
        issuer: DistinguishedName,
        issuerKey: SigningKey,
        serial: [UInt8]
    ) throws(SignatureError) -> Certificate {
        let isAuthority = profile == .authority
        var extensions = [
            Self.critical(
                .basicConstraints,
                isAuthority
                    ? DEREncoding.sequence(DEREncoding.boolean(true), DEREncoding.integer(0 as UInt64))
                    : DEREncoding.sequence()
            ),
            Self.critical(.keyUsage, profile.keyUsage.der),
            Self.plain(.subjectKeyIdentifier, DEREncoding.octets(identifier(of: publicKey))),
            Self.plain(
                .authorityKeyIdentifier,
                DEREncoding.sequence(DEREncoding.contextPrimitive(0, identifier(of: issuerKey.publicKey)))
            ),
        ]
        if !profile.extendedKeyUsage.isEmpty {
            let usages = profile.extendedKeyUsage.map(DEREncoding.identifier)
            extensions.append(Self.plain(.extendedKeyUsage, DEREncoding.sequence(of: usages)))
        }
        if !profile.policies.isEmpty {
            let policies = profile.policies.map { DEREncoding.sequence(DEREncoding.identifier($0)) }
            extensions.append(Self.plain(.certificatePolicies, DEREncoding.sequence(of: policies)))
        }
        if !serverNames.isEmpty {
            extensions.append(
                Self.plain(.subjectAlternativeName, DEREncoding.sequence(of: serverNames.map(\.der)))
            )
        }
        let body = DEREncoding.sequence(
            DEREncoding.context(0, DEREncoding.integer(2 as UInt64)),
            DEREncoding.integer(serial),
            DEREncoding.algorithm(.ecdsaSHA256),
            issuer.der,
            DEREncoding.sequence(DEREncoding.time(validity.notBefore), DEREncoding.time(validity.notAfter)),
            subject.der,
            publicKey.der,
            DEREncoding.context(3, DEREncoding.sequence(of: extensions))
        )
        return try Certificate(der: signed(body, by: issuerKey))
    }

    /// The SIGNED form of X.509: the body, the algorithm, the signature over the body.
    static func signed(_ body: [UInt8], by key: SigningKey) throws(SignatureError) -> [UInt8] {
        try DEREncoding.sequence(body, DEREncoding.algorithm(.ecdsaSHA256), DEREncoding.bits(key.sign(body)))
    }

    /// 128 random bits, never all zero (RFC 5280 §4.1.2.2).
    private static func serial(using generator: inout some RandomNumberGenerator) -> [UInt8] {
        let number = UInt128.random(in: 1...UInt128.max, using: &generator)
        return (0..<16).reversed().map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }

    /// The leftmost 160 bits of the key's SHA-256 (RFC 7093 §2, method 4, over the whole SubjectPublicKeyInfo).
    private static func identifier(of key: PublicKey) -> [UInt8] { Array(key.digest.bytes.prefix(20)) }

    static func critical(_ kind: ObjectIdentifier, _ value: [UInt8]) -> [UInt8] {
        DEREncoding.sequence(
            DEREncoding.identifier(kind),
            DEREncoding.boolean(true),
            DEREncoding.octets(value)
        )
    }

    static func plain(_ kind: ObjectIdentifier, _ value: [UInt8]) -> [UInt8] {
        DEREncoding.sequence(DEREncoding.identifier(kind), DEREncoding.octets(value))
    }
}
