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

    package let envelope: BundleEnvelope
    /// Where the encrypted dossier stands in the file.
    package let contentEntry: ContainerEntry

    package var waybill: Waybill { envelope.waybill }
    package var identity: SHA256Digest { envelope.identity }
    package var seal: JudgedSignature { envelope.seal }
    package var sender: Card? { envelope.sender }
    package var reference: BundleReference { envelope.reference }
    package var manifest: [UInt8] { envelope.manifest }
    package var signature: [UInt8] { envelope.signature }
    package var waybillBytes: [UInt8] { envelope.waybillBytes }
    var contentDigest: SHA256Digest { envelope.contentDigest }

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

    /// `beside` is a judged time-stamp over the whole file, where one lies beside it.
    init(
        _ contents: ContainerContents,
        trust: TrustStore,
        at moment: Timestamp,
        beside: JudgedStamp? = nil
    ) throws {
        guard contents.kind == .sealedBundle, contents.signatures.count == 1, contents.payload.count == 2,
            // A sealed bundle is never rewritten, so no stamp stands inside it.
            contents.timestamps.isEmpty,
            let waybill = contents.kept[ContainerKind.sealedBundle.rootDocument],
            let entry = contents.entry(Self.content)
        else { throw BundleError(.wrongKind, ["kind": ContainerKind.sealedBundle.rawValue]) }
        contentEntry = entry
        envelope = try BundleEnvelope(
            contents.signatures[0],
            waybill: waybill,
            trust: trust,
            at: moment,
            beside: beside
        )
    }
}
