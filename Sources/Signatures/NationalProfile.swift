// SPDX-License-Identifier: Apache-2.0

/// What a national authority's certificate must be for its bearer to sign here, on top of RFC 5280's path.
///
/// Another profile than ours cannot be asked of a state. What is asked is that nothing in the certificate speaks against
/// signing papers: a key for servers, time-stamps or other certificates signs nothing, whatever roster lists it.
enum NationalProfile {
    /// The first field that speaks against signing; nil where none does.
    static func deviation(of certificate: Certificate) -> String? {
        let extensions = certificate.extensions
        if extensions.isAuthority { return "basicConstraints" }
        guard let usage = extensions.keyUsage, !usage.isDisjoint(with: [.digitalSignature, .nonRepudiation]),
            usage.isDisjoint(with: [.certificateSigning, .listSigning])
        else { return "keyUsage" }
        let purposes = extensions.extendedKeyUsage
        // No purpose at all is any purpose (RFC 5280 §4.2.1.12); where some are named, one must be for papers.
        if !purposes.isEmpty, Set(purposes).isDisjoint(with: signing) { return "extKeyUsage" }
        if !Set(purposes).isDisjoint(with: [.serverAuthentication, .timeStamping, .statusSigning]) {
            return "extKeyUsage"
        }
        return certificate.publicKey.isStrong ? nil : "subjectPublicKeyInfo"
    }

    private static let signing: Set<ObjectIdentifier> = [
        .documentSigning, .emailProtection, .clientAuthentication, .anyPurpose,
    ]
}
