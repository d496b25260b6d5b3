// SPDX-License-Identifier: Apache-2.0

package import ASiC
package import Dossiers
import JSONSchema
package import Octets
import Signatures

/// Makes court extracts: some papers of a signed dossier under its original signatures, the others declared withheld.
///
/// The signatures cover manifests, and a manifest names each paper with its digest. So a paper can stay away without
/// breaking a signature; that it does is told by the extract, which its maker signs.
package struct ExtractMaking {
    /// The folder in which the original stands.
    static let original = "original"
    static let receipts = "receipts"

    package let office: OfficeReference
    package let signer: ContainerSigner
    /// The newest head of the office's log that another office cosigned, to be signed along: proof of not before.
    package let checkpoint: [UInt8]?
    /// The moment it is now.
    package let now: Timestamp

    package init(
        office: OfficeReference,
        signer: ContainerSigner,
        checkpoint: [UInt8]? = nil,
        now: Timestamp
    ) {
        self.office = office
        self.signer = signer
        self.checkpoint = checkpoint
        self.now = now
    }

    /// Writes an extract to `file`, finishes it, and gives its root document.
    ///
    /// `open` gives the dossier from its beginning, `entry` one entry of it, which begins and ends where the first
    /// reading found it. `choice` names the papers to show, by their names in the container or their original names;
    /// none shows none. `receipts` are containers to enclose, byte for byte.
    ///
    /// - Throws: `BundleError` with `wrongKind`, `noSuchDocument`, `documentAltered` or `extractReceipt`; what reading
    ///   and writing throw.
    package func make(
        dossier open: () throws -> any ByteSource,
        entry: (ContainerEntry) throws -> any ByteSource,
        showing choice: [String],
        receipts: [[UInt8]],
        trust: TrustStore,
        into file: any PatchableSink,
        using generator: inout some RandomNumberGenerator
    ) throws -> ExtractDocument {
        let outline = try DossierContainer.read(open()) { _, _ in .skip }
        let contents = outline.contents
        let chosen = try Self.chosen(choice, of: outline)
        let manifests = outline.manifests
        for bytes in receipts {
            // What does not belong to this dossier is refused here and not only by whoever reads the extract.
            let receipt = try Receipt(container: bytes, trust: trust, at: now)
            guard manifests.starts(with: receipt.waybill.manifests) else {
                throw BundleError(.extractReceipt)
            }
        }
        let digests = try Self.digests(contents)
        func listed(_ isShown: Bool) -> [ExtractDocument.Entry] {
            contents.payload.map(\.name).filter { chosen.contains($0) == isShown }
                .compactMap { name in
                    digests[name].map { ExtractDocument.Entry(name: name, sha256: $0) }
                }
        }
        let document = ExtractDocument(
            salt: Salt.fresh(using: &generator),
            made: now,
            from: office,
            officer: signer.officer,
            manifests: manifests,
            shown: listed(true),
            withheld: listed(false),
            receipts: receipts.enumerated().map { index, bytes in
                ExtractDocument.Entry(name: Self.receiptName(index), sha256: SHA256Digest(of: bytes))
            }
        )
        let writer = try ContainerWriter(to: file)
        try writer.add(ContainerKind.extract.rootDocument, document.json().bytes(.pretty))
        if let checkpoint { try writer.add(CarriedCheckpoint.name, checkpoint) }
        for shown in contents.payload where chosen.contains(shown.name) {
            let written = try writer.add(
                Self.original + "/" + shown.name,
                size: shown.size,
                from: entry(shown)
            )
            guard written.sha256 == digests[shown.name] else {
                throw BundleError(.documentAltered, ["document": shown.name])
            }
        }
        for signature in contents.signatures + contents.timestamps {
            try writer.add(Self.original + "/" + signature.signedName, signature.signedBytes)
            try writer.add(Self.original + "/" + signature.signatureName, signature.signature)
        }
        for (index, bytes) in receipts.enumerated() { try writer.add(Self.receiptName(index), bytes) }
        try signer.sign(writer, kind: .extract)
        try writer.finish()
        return document
    }

    private static func receiptName(_ index: Int) -> String {
        receipts + "/" + (index < 9 ? "0" : "") + String(index + 1) + ".receipt.asice"
    }

    /// The neutral names of the papers that people name, by either name.
    private static func chosen(_ choice: [String], of dossier: DossierContainer) throws -> Set<String> {
        let referral = dossier.referral
        let names = Set(dossier.contents.payload.map(\.name))
        // Evidence of time is no paper, and gives nothing away.
        var chosen = names.intersection([CarriedCheckpoint.name])
        for wanted in choice {
            var found = names.contains(wanted) ? [wanted] : []
            found += referral.documents.filter { $0.originalName == wanted }.map(\.name)
            found += referral.attachments.filter { $0.originalName == wanted }.map(\.name)
            guard !found.isEmpty else { throw BundleError(.noSuchDocument, ["document": wanted]) }
            chosen.formUnion(found)
        }
        return chosen
    }

    /// What the signatures say of each paper; they must all say the same.
    private static func digests(_ contents: ContainerContents) throws -> [String: SHA256Digest] {
        var digests: [String: SHA256Digest] = [:]
        for reference in contents.signatures.flatMap(\.references).map(\.reference) {
            guard let digest = SHA256Digest(bytes: reference.digest),
                digests[reference.name] == nil || digests[reference.name] == digest
            else { throw BundleError(.documentAltered, ["document": reference.name]) }
            digests[reference.name] = digest
        }
        return digests
    }
}
