// SPDX-License-Identifier: Apache-2.0

package import ASiC
import AgeEncryption
package import Dossiers
import JSONSchema
package import Octets
import Signatures

/// A sealed bundle whose envelope was read: waybill, manifest and seal.
///
/// No key was touched.
package struct SealedBundle: Sendable {
    /// The entry that holds the encrypted dossier.
    package static let content = "dossier.asice.age"

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
    /// Where the encrypted dossier stands in the file.
    package let contentEntry: ContainerEntry
    let contentDigest: SHA256Digest

    package var reference: BundleReference { BundleReference(id: waybill.bundle, identity: identity) }

    /// Reads the envelope of a bundle, passing over the encrypted dossier.
    ///
    /// - Throws: what reading a container throws; `BundleError` with `wrongKind`; `JSONError` and `DossierError` for a
    ///   waybill that cannot be read.
    package init(envelopeOf source: any ByteSource, trust: TrustStore, at moment: Timestamp) throws {
        let contents = try ContainerReader(source).read { name, _ in
            name == ContainerKind.sealedBundle.rootDocument ? .keep(limit: Limits.document) : .skip
        }
        try self.init(contents, trust: trust, at: moment)
    }

    init(_ contents: ContainerContents, trust: TrustStore, at moment: Timestamp) throws {
        guard contents.kind == .sealedBundle, contents.signatures.count == 1, contents.payload.count == 2,
            let waybillBytes = contents.kept[ContainerKind.sealedBundle.rootDocument],
            let entry = contents.entry(Self.content),
            let reference = contents.signatures[0].references.first(where: {
                $0.reference.name == Self.content
            }),
            let digest = SHA256Digest(bytes: reference.reference.digest)
        else { throw BundleError(.wrongKind, ["kind": ContainerKind.sealedBundle.rawValue]) }
        self.waybillBytes = waybillBytes
        waybill = try Waybill(JSON.parse(waybillBytes))
        manifest = contents.signatures[0].signedBytes
        signature = contents.signatures[0].signature
        identity = SHA256Digest(of: manifest)
        contentEntry = entry
        contentDigest = digest
        seal = SignatureJudge(trust, at: moment, unread: .checkedLater)
            .judge(contents.signatures[0], in: .sealedBundle)
        sender = trust.office(of: seal).flatMap { trust.card(of: $0) }
    }
}
