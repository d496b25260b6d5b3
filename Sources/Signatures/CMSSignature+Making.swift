// SPDX-License-Identifier: Apache-2.0

package import Octets

extension CMSSignature {
    /// Signs `content`, which stays outside, by our profile (CAdES-B of ETSI EN 319 122-1 §6).
    ///
    /// Nothing is asked of the certificate but that the key is its own; whether it may sign this, the reader judges.
    ///
    /// `chain` is the signer's certificate, then its authority's (which may be the same). `claimedSigningTime` is what
    /// the signer says; no proof of anything.
    ///
    /// `revocationLists` travel along unsigned, so that whoever is offline has them with the signature.
    ///
    /// - Throws: `keyMismatch`, `signerCertificateMissing` for an empty chain, `opensslFailed`.
    package static func make(
        content: [UInt8],
        key: SigningKey,
        chain: [Certificate],
        claimedSigningTime: Timestamp,
        commitment: Commitment,
        revocationLists: [RevocationList] = []
    ) throws(SignatureError) -> CMSSignature {
        guard let signer = chain.first else { throw SignatureError(.signerCertificateMissing) }
        guard signer.publicKey == key.publicKey else { throw SignatureError(.keyMismatch) }
        let attributes = SignedAttributes.encoding(
            contentDigest: SHA256Digest(of: content),
            signer: signer,
            signingTime: claimedSigningTime,
            commitment: commitment
        )
        let signature = try key.sign(attributes)
        let signerInfo = DEREncoding.sequence(
            DEREncoding.integer(1 as UInt64),
            DEREncoding.sequence(signer.issuer.der, DEREncoding.integer(signer.serial)),
            DEREncoding.algorithm(.sha256),
            // IMPLICIT [0] in place of the tag SET OF, under which it was signed (RFC 5652 §5.4).
            [0xa0] + attributes.dropFirst(),
            DEREncoding.algorithm(.ecdsaSHA256),
            DEREncoding.octets(signature)
        )
        let signedData = DEREncoding.sequence(
            DEREncoding.integer(1 as UInt64),
            DEREncoding.set(of: [DEREncoding.algorithm(.sha256)]),
            DEREncoding.sequence(DEREncoding.identifier(.data)),
            implicit(0, Set(chain).map(\.der)),
            implicit(1, Set(revocationLists).map(\.der)),
            DEREncoding.set(of: [signerInfo])
        )
        let der = DEREncoding.sequence(
            DEREncoding.identifier(.signedData),
            DEREncoding.context(0, signedData)
        )
        return try CMSSignature(der: der)
    }
    /// The SET OF in a field `[number]`; nothing at all where it would be empty.
    static func implicit(_ number: UInt8, _ parts: [[UInt8]]) -> [UInt8] {
        parts.isEmpty ? [] : [0xa0 | number] + DEREncoding.set(of: parts).dropFirst()
    }
}
