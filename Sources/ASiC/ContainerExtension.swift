// SPDX-License-Identifier: Apache-2.0

package import Octets

/// A container that is to carry more evidence: its signatures with what was added to them, and archive time-stamps.
///
/// The documents stay where they are, byte for byte, and so does every manifest. First `signatures` are changed, then
/// the archive manifest is stamped, then the whole is written.
package struct ContainerExtension {
    private let contents: ContainerContents
    /// The CMS signatures, in order; each may be exchanged for itself with more evidence in it.
    package var signatures: [[UInt8]]
    /// The time-stamp over `archiveManifest`, once it was fetched.
    package var archiveStamp: [UInt8]?

    /// Begins with a container of our own that was read to its end, every entry of it.
    package init(_ contents: ContainerContents) {
        self.contents = contents
        signatures = contents.signatures.map(\.signature)
    }

    /// Whether anything would be written that is not there already.
    package var isChanged: Bool {
        archiveStamp != nil || signatures != contents.signatures.map(\.signature)
    }

    /// Whether the signatures may still be changed: once a time-stamp is over them they stay as they are.
    package var isArchived: Bool { !contents.timestamps.isEmpty }

    /// The archive manifest to be stamped next: over every entry as it will be written (EN 319 162-1 annex A.7).
    package var archiveManifest: [UInt8] {
        var digests: [(name: String, digest: SHA256Digest)] = contents.payload.compactMap { entry in
            entry.sha256.map { (entry.name, $0) }
        }
        for (signature, der) in zip(contents.signatures, signatures) {
            digests.append((signature.signedName, SHA256Digest(of: signature.signedBytes)))
            digests.append((signature.signatureName, SHA256Digest(of: der)))
        }
        for stamp in contents.timestamps {
            let name = EntryName.archiveManifest(stamp.number)
            digests.append((name, SHA256Digest(of: stamp.signedBytes)))
            digests.append((stamp.signatureName, SHA256Digest(of: stamp.signature)))
        }
        let before = contents.timestamps.last.map { EntryName.archiveManifest($0.number) }
        return ASiCManifest(
            signatureName: EntryName.archiveStamp(contents.timestamps.count + 1),
            signatureMediaType: ASiCManifest.stampMediaType,
            references: digests.map { name, digest in
                ASiCManifest.Reference(
                    name: name,
                    mediaType: ASiCManifest.mediaType(of: name),
                    isRootDocument: name == before,
                    method: .sha256,
                    digest: digest.bytes
                )
            }
        ).encoded
    }

    /// Writes the container, whose documents come from `source`, to `sink`.
    ///
    /// - Throws: what `ContainerReader` and `ContainerWriter` throw; `alteredEntry` where `source` is not what was read.
    package func write(documentsOf source: any ByteSource, to sink: any PatchableSink) throws {
        let manifest = archiveManifest
        let writer = try ContainerWriter(documentsOf: source, to: sink)
        for (signature, der) in zip(contents.signatures, signatures) {
            try writer.addSignature(manifest: signature.signedBytes, signature: der)
        }
        for stamp in contents.timestamps {
            let isNewest = archiveStamp == nil && stamp.number == contents.timestamps.count
            try writer.addArchive(manifest: stamp.signedBytes, stamp: stamp.signature, isNewest: isNewest)
        }
        if let archiveStamp {
            try writer.addArchive(manifest: manifest, stamp: archiveStamp, isNewest: true)
        }
        try writer.finish()
    }
}
