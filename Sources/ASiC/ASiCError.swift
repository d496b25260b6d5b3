// SPDX-License-Identifier: Apache-2.0

import Octets

/// Why a container is not read or not written.
///
/// A changed or missing document is not among these: that is a finding about a readable container and stands as a
/// value in `ContainerSignature`.
package struct ASiCError: CodedError, Equatable {
    package enum Code: String, CaseIterable, Sendable {
        // MARK: The ZIP file

        /// The bytes end before the container does.
        case truncated
        /// Bytes follow the end of the container.
        case trailingBytes = "trailing-bytes"
        /// Something other than the next record stands where that is expected: a gap, a stray record.
        case unexpectedRecord = "unexpected-record"
        /// A field of a record has a value that the profile does not allow.
        case forbiddenField = "forbidden-field"
        /// The central directory says something else than the local headers.
        case directoryMismatch = "directory-mismatch"
        /// ZIP64 is used where it is not needed, or wrongly.
        case zip64
        /// An entry's name is not allowed.
        case entryName = "entry-name"
        /// Two entries have the same name, or names that some systems take for the same.
        case duplicateName = "duplicate-name"
        /// An entry's content does not match its CRC-32.
        case checksum
        /// The container, or something in it, is larger than its limit.
        case tooLarge = "too-large"
        /// The container has too many entries or signatures.
        case tooMany = "too-many"

        // MARK: The profile of ASiC-E

        /// The first entry is not `mimetype` with the one media type.
        case mediaType = "media-type"
        /// An entry stands where the profile's order does not have it, or is not of the profile.
        case unexpectedEntry = "unexpected-entry"
        /// There is no signature.
        case unsigned
        /// A manifest does not name the signature of its own number.
        case signatureReference = "signature-reference"
        /// An entry is not covered by a manifest.
        case uncoveredEntry = "uncovered-entry"
        /// A manifest covers what it must not: itself, a signature, `mimetype`.
        case forbiddenReference = "forbidden-reference"
        /// Not exactly one root document, or not the same in every manifest.
        case rootDocument = "root-document"

        // MARK: The manifest

        /// The manifest is not well-formed XML of the small kind that is read.
        case manifestSyntax = "manifest-syntax"
        /// The manifest holds an element, attribute or text that it must not, or lacks one.
        case manifestContent = "manifest-content"
        /// A reference is not a plain path inside the container.
        case manifestReference = "manifest-reference"
        /// The manifest names the same file twice.
        case duplicateReference = "duplicate-reference"
        /// The digest's method is not taken, or its value is malformed.
        case manifestDigest = "manifest-digest"
        /// The manifest holds a critical extension, none of which is known.
        case criticalExtension = "critical-extension"

        // MARK: Writing

        /// An entry's content is not of the size that was announced.
        case entrySize = "entry-size"
        /// A document was changed after it was signed, so that nothing is added to the container.
        case alteredEntry = "altered-entry"

        // MARK: Other people's containers

        /// The end of the ZIP file can be read in more than one way.
        case ambiguousEnd = "ambiguous-end"
        /// Entries overlap, or bytes belong to no entry.
        case ambiguousLayout = "ambiguous-layout"
        /// An entry is encrypted, a link, or compressed by another method than DEFLATE.
        case unsupportedEntry = "unsupported-entry"
        /// Compressed content is damaged, or is not of the size that was said.
        case damagedContent = "damaged-content"
    }

    package static let domain = "container"
    package let code: Code
    package let arguments: [String: String]
    package var codeName: String { code.rawValue }

    package init(_ code: Code, _ arguments: [String: String] = [:]) {
        self.code = code
        self.arguments = arguments
    }

    /// An error about the entry `name`; a name that could mislead on a screen is not repeated.
    init(_ code: Code, entry name: String) {
        self.init(code, ["entry": EntryName.printable(name)])
    }

    /// An error about what is larger than `limit`.
    init(_ code: Code, what: String, limit: some BinaryInteger) {
        self.init(code, ["entry": EntryName.printable(what), "limit": String(limit)])
    }
}
