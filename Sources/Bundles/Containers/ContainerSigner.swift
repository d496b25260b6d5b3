// SPDX-License-Identifier: Apache-2.0

import ASiC
package import Dossiers
package import Octets
package import Signatures

/// A key with its certificates, ready to sign containers at one moment.
package struct ContainerSigner: Sendable {
    package let key: SigningKey
    /// The signer's certificate, then those above it.
    package let chain: [Certificate]
    package let commitment: Commitment
    /// What the signature will claim as its time.
    package let signedAt: Timestamp
    /// Travel with the signature, so that whoever is offline hears of revocations as early as of signatures.
    package let revocationLists: [RevocationList]
    /// The officer as referrals list him; nil of a seal or authority.
    package let officer: Signer?

    package init(
        key: SigningKey,
        chain: [Certificate],
        commitment: Commitment,
        signedAt: Timestamp,
        revocationLists: [RevocationList] = [],
        officer: Signer? = nil
    ) {
        self.officer = officer ?? chain.first?.subject.listing
        self.key = key
        self.chain = chain
        self.commitment = commitment
        self.signedAt = signedAt
        self.revocationLists = revocationLists.filter { $0.der.count <= Limits.carriedRevocationList }
    }

    /// Adds a signature over every document that `writer` holds, and returns the digest of its manifest.
    @discardableResult
    func sign(_ writer: ContainerWriter, kind: ContainerKind) throws -> SHA256Digest {
        let manifest = writer.manifest(rootDocument: kind.rootDocument).encoded
        let signature = try CMSSignature.make(
            content: manifest,
            key: key,
            chain: chain,
            claimedSigningTime: signedAt,
            commitment: commitment,
            revocationLists: revocationLists
        )
        try writer.addSignature(manifest: manifest, signature: signature.der)
        return SHA256Digest(of: manifest)
    }
}
