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
    package init(
        envelopeOf source: any ByteSource,
        trust: TrustStore,
        at moment: Timestamp,
        outside: OutsideEvidence = .none
    ) throws {
        let contents = try ContainerReader(source).read { name, _ in
            switch name {
            case ContainerKind.sealedBundle.rootDocument: .keep(limit: Limits.document)
            case CarriedCheckpoint.name: .keep(limit: Limits.note)
            default: .skip
            }
        }
        try self.init(contents, trust: trust, at: moment, outside: outside)
    }

    /// `outside` is evidence of time that lies beside the file.
    init(
        _ contents: ContainerContents,
        trust: TrustStore,
        at moment: Timestamp,
        outside: OutsideEvidence = .none
    ) throws {
        guard contents.kind == .sealedBundle, contents.signatures.count == 1,
            BundleEnvelope.isComplete(contents.payload.map(\.name)),
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
            in: contents,
            outside: outside
        )
    }
}
