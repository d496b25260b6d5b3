// SPDX-License-Identifier: Apache-2.0

package import Octets

/// One entry of a container.
package struct ContainerEntry: Equatable, Sendable {
    package let name: String
    /// In bytes, decompressed.
    package let size: UInt64
    package let crc32: UInt32
    /// Nil where the entry was not read; then `crc32` is only what the header says.
    package let sha256: SHA256Digest?
    /// Where the entry's header begins in the container.
    package let headerOffset: UInt64
    /// Where the entry's bytes begin in the container; in other people's containers they may be compressed.
    package let dataOffset: UInt64

    /// Tells whether the entry is a document: neither `mimetype` nor in `META-INF`.
    package var isPayload: Bool { name != EntryName.mediaType && !EntryName.isMetaInf(name) }
}

/// What a container holds and what its manifests say about it.
///
/// Nothing here has been checked with a certificate: the signatures are bytes.
package struct ContainerContents: Sendable {
    /// All entries, in the order in which they stand in the file; folders of other people's containers left out.
    package let entries: [ContainerEntry]
    /// The documents that were to be kept, by name.
    package let kept: [String: [UInt8]]
    package let signatures: [ContainerSignature]
    /// Archive manifests with their time-stamp tokens, the oldest first.
    package let timestamps: [ContainerSignature]
    /// What stands in `META-INF` and belongs to no signature read here; other people's containers only.
    package let unaccounted: [String]
    /// What the entry `mimetype` says; nil where there is none.
    package let mediaType: String?

    /// The documents, in order.
    package var payload: [ContainerEntry] { entries.filter(\.isPayload) }

    /// The entry of this name.
    package func entry(_ name: String) -> ContainerEntry? { entries.first { $0.name == name } }
}

/// A signature of a container, with what it covers.
package struct ContainerSignature: Sendable {
    /// Counted from 1; in our own containers the number in the names.
    package let number: Int
    package let signatureName: String
    /// The CMS signature, or the time-stamp token, as it stands in the file.
    package let signature: [UInt8]
    /// The name of what the signature is over: a manifest, or in an ASiC-S container the one document.
    package let signedName: String
    /// What the signature is over, as it stands in the file.
    package let signedBytes: [UInt8]
    /// Nil in an ASiC-S container.
    package let manifest: ASiCManifest?
    /// What became of each document that the manifest names, in its order.
    package let references: [CheckedReference]
    /// The documents that the manifest does not name; always empty in our own containers.
    package let uncovered: [String]
}

/// A manifest's reference held against the container.
package struct CheckedReference: Equatable, Sendable {
    package enum State: String, CaseIterable, Sendable {
        /// The document has the digest that the manifest says.
        case intact
        /// The document has another digest.
        case altered
        /// The container holds no such document.
        case missing
        /// The document was passed over unread, so nothing is known.
        case notRead = "not-read"
        /// The digest's method is not known here, so nothing is known.
        case unknownMethod = "unknown-method"
        /// An extract does not hold the document, and says so.
        case withheld
    }

    package let reference: ASiCManifest.Reference
    package let state: State
}
