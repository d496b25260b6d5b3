// SPDX-License-Identifier: Apache-2.0

package import Dossiers
package import Octets

/// What an officer is about to put a signature to: shown before the key is used, and exactly what is signed then.
package struct SigningOutline: Sendable {
    /// A file that the signature covers.
    package struct Paper: Sendable {
        /// The neutral name in the container.
        package let name: String
        /// Nil of a sealed part, which has none.
        package let kind: DocumentKind?
        package let title: String?
        /// The name in the folder; nil where the dossier does not tell.
        package let originalName: String?
        /// Nil of an attachment that is read only while it is signed.
        package let digest: SHA256Digest?
    }

    package let referral: Referral
    package let signer: Signer
    package let standing: DossierSigning.Standing
    package let papers: [Paper]
    /// The listed signers who have signed before.
    package let signed: [Signer]
    /// The listed signers who will still owe a signature.
    package let owed: [Signer]

    init(
        _ referral: Referral,
        signer: Signer,
        standing: DossierSigning.Standing,
        owed: [Signer],
        digests: [String: SHA256Digest]
    ) {
        self.referral = referral
        self.signer = signer
        self.standing = standing
        signed = referral.signers.filter { !owed.contains($0) }
        self.owed = owed.filter { standing == .countersigner || $0 != signer }
        func paper(_ name: String, _ kind: DocumentKind?, _ title: String?, _ original: String?) -> Paper {
            Paper(name: name, kind: kind, title: title, originalName: original, digest: digests[name])
        }
        papers =
            [paper(ContainerKind.dossier.rootDocument, .referral, nil, nil)]
            + referral.documents.map { paper($0.name, $0.kind, $0.title, $0.originalName) }
            + referral.parts.map { paper($0.name, nil, nil, nil) }
            + referral.attachments.map { paper($0.name, nil, $0.title, $0.originalName) }
    }
}
