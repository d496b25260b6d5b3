// SPDX-License-Identifier: Apache-2.0

/// The four kinds of certificates that an office has; each field is in `docs/formats/certificates.md`.
package enum CertificateProfile: String, CaseIterable, Sendable {
    /// The office's authority: issues the other three, signs revocation lists and the office's card.
    case authority
    /// A person who signs.
    case officer
    /// The office's seal, used by a machine.
    case seal
    /// A TLS server; never a signer.
    case tls

    var keyUsage: KeyUsage {
        switch self {
        case .authority: [.certificateSigning, .listSigning, .digitalSignature]
        case .officer, .seal: [.digitalSignature, .nonRepudiation]
        case .tls: [.digitalSignature]
        }
    }

    var extendedKeyUsage: [ObjectIdentifier] {
        switch self {
        case .authority: []
        case .officer, .seal: [.documentSigning]
        case .tls: [.serverAuthentication]
        }
    }

    var policies: [ObjectIdentifier] {
        switch self {
        case .authority, .tls: []
        case .officer: [.officerPolicy]
        case .seal: [.sealPolicy]
        }
    }

    /// The first field in which `certificate` is not of this profile; nil where it is.
    ///
    /// Exactly what the profile says, not at least that: a certificate for two purposes is for neither.
    package func deviation(of certificate: Certificate) -> String? {
        let extensions = certificate.extensions
        let isAuthority = self == .authority
        if extensions.isAuthority != isAuthority || isAuthority && extensions.pathLength != 0 {
            return "basicConstraints"
        }
        if isAuthority, !extensions.critical.contains(.basicConstraints) { return "basicConstraints" }
        if extensions.keyUsage != keyUsage || !extensions.critical.contains(.keyUsage) { return "keyUsage" }
        if extensions.extendedKeyUsage != extendedKeyUsage { return "extKeyUsage" }
        if extensions.policies != policies { return "certificatePolicies" }
        if self == .tls, extensions.serverNames.isEmpty { return "subjectAltName" }
        if isAuthority, !certificate.isSelfIssued { return "issuer" }
        let isPerson = certificate.subject.officer != nil && certificate.subject.role != nil
        if certificate.subject.office == nil || isPerson != (self == .officer) { return "subject" }
        if certificate.subject.name == nil { return "subject" }
        if !isAuthority, certificate.issuer.office != certificate.subject.office { return "subject" }
        // What we issue has P-256; another office's software may prefer another strong key.
        if !certificate.publicKey.isStrong { return "subjectPublicKeyInfo" }
        return nil
    }
}

extension Certificate {
    /// Which of our profiles the certificate has, if any.
    package var profile: CertificateProfile? {
        CertificateProfile.allCases.first { $0.deviation(of: self) == nil }
    }
}
