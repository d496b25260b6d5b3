// SPDX-License-Identifier: Apache-2.0

import ASiC
package import Dossiers
import JSONSchema
package import Octets
import Signatures

/// What a sealed bundle shows to everybody: waybill, manifest and seal, read from the bundle or shown ahead of it.
///
/// No key was touched, and of the encrypted dossier nothing but its digest is known.
package struct BundleEnvelope: Sendable {
    package let waybill: Waybill
    /// The bundle's identity: the SHA-256 of its manifest, which no change to signature or file name touches.
    package let identity: SHA256Digest
    package let seal: JudgedSignature
    /// The card of the office that sealed it; nil where the seal did not pass.
    package let sender: Card?
    /// The manifest and the signature, as the receipt repeats them.
    package let manifest: [UInt8]
    package let signature: [UInt8]
    package let waybillBytes: [UInt8]
    let contentDigest: SHA256Digest

    package var reference: BundleReference { BundleReference(id: waybill.bundle, identity: identity) }

    /// Reads an envelope that is shown ahead of its bundle.
    ///
    /// - Throws: `ASiCError`, `JSONError` or `DossierError` for what cannot be read; `BundleError` with `wrongKind` where
    ///   the three are not the envelope of one sealed bundle.
    package init(
        waybill: [UInt8],
        manifest: [UInt8],
        signature: [UInt8],
        trust: TrustStore,
        at moment: Timestamp
    ) throws {
        let isMarked = try ASiCManifest(parsing: manifest).references
            .contains { $0.name == CarriedCheckpoint.name }
        let unseen = [SealedBundle.content] + (isMarked ? [CarriedCheckpoint.name] : [])
        let shown = try ContainerSignature.shown(
            manifest: manifest,
            signature: signature,
            root: (ContainerKind.sealedBundle.rootDocument, SHA256Digest(of: waybill)),
            unseen: unseen
        )
        guard shown.references.allSatisfy({ $0.state == .intact || unseen.contains($0.reference.name) })
        else { throw BundleError(.wrongKind, ["kind": ContainerKind.sealedBundle.rawValue]) }
        try self.init(shown, waybill: waybill, trust: trust, at: moment, in: nil)
    }

    /// Whether these are the documents of a sealed bundle: waybill and dossier, and at most a checkpoint beside them.
    static func isComplete(_ names: [String]) -> Bool {
        let required = [ContainerKind.sealedBundle.rootDocument, SealedBundle.content]
        return names.filter { $0 != CarriedCheckpoint.name }.sorted() == required.sorted()
            && names.count <= required.count + 1
    }

    /// `contents` is nil where nothing but the envelope is there yet; `outside` is evidence of time beside the file.
    init(
        _ signature: ContainerSignature,
        waybill bytes: [UInt8],
        trust: TrustStore,
        at moment: Timestamp,
        in contents: ContainerContents?,
        outside: OutsideEvidence = .none
    ) throws {
        guard Self.isComplete(signature.references.map(\.reference.name)),
            let reference = signature.references.first(where: { $0.reference.name == SealedBundle.content }),
            let digest = SHA256Digest(bytes: reference.reference.digest)
        else { throw BundleError(.wrongKind, ["kind": ContainerKind.sealedBundle.rawValue]) }
        waybillBytes = bytes
        waybill = try Waybill(JSON.parse(bytes))
        manifest = signature.signedBytes
        self.signature = signature.signature
        identity = SHA256Digest(of: signature.signedBytes)
        contentDigest = digest
        seal = SignatureJudge(trust, at: moment, in: contents, unread: .checkedLater, outside: outside)
            .judge(signature, in: .sealedBundle)
        sender = trust.office(of: seal).flatMap { trust.card(of: $0) }
    }
}
