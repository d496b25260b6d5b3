// SPDX-License-Identifier: Apache-2.0

/// Where something newer about a certificate is to be had.
package struct RevocationSource: Hashable, Sendable {
    package let certificate: Certificate
    package let issuer: Certificate
    /// OCSP responders, as the certificate says (RFC 5280 §4.2.2.1).
    package var statusAddresses: [String] { certificate.extensions.statusAddresses }
    /// Where the list is published (RFC 5280 §4.2.1.13).
    package var listAddresses: [String] { certificate.extensions.listAddresses }
}

extension CMSSignature {
    /// Where to ask about the certificates of the signer's path, where one leads to an authority that is trusted.
    ///
    /// A stranger's certificate gives no addresses: whoever makes a file must not choose whom its reader calls.
    package func revocationSources(_ trust: SignatureTrust) -> [RevocationSource] {
        var found: Certificate?
        let signer = try? Self.certificate(
            of: signer,
            reference: signedAttributes.certificateReference,
            among: certificates,
            found: &found
        )
        guard let signer,
            case .found(let path) = try? CertificatePath.find(
                from: signer,
                through: certificates,
                to: trust.anchors + trust.national.authorities.map(\.root),
                isStrict: false
            )
        else { return [] }
        return zip(path, path.dropFirst()).map { RevocationSource(certificate: $0, issuer: $1) }
    }
}
