// SPDX-License-Identifier: Apache-2.0

/// Every maximum of the formats: what a writer may make and a reader must take, and nothing beyond.
///
/// The same table, with its reasons, stands in `docs/formats/limits.md`.
package enum Limits {
    // MARK: Streams

    /// The piece in which long streams are handled, in bytes: sixteen age chunks.
    package static let chunk = 1 << 20

    // MARK: Containers

    /// Entries of one container, `mimetype` and `META-INF` included.
    package static let containerEntries = 1024
    /// An entry's name, in bytes.
    package static let entryName = 96
    /// Everything in one container, in bytes.
    package static let containerSize: UInt64 = 64 << 30
    /// Signatures of one container.
    package static let signatures = 32
    /// One ASiCManifest, in bytes.
    package static let manifest = 1 << 20
    /// One CMS signature, in bytes.
    package static let signature = 256 << 10
    /// The central directory, in bytes.
    package static let centralDirectory = 1 << 20

    // MARK: Documents

    /// One JSON document, in bytes.
    package static let document = 1 << 20
    /// All JSON documents of one dossier, in bytes.
    package static let documents = 16 << 20
    /// Nesting of one JSON document.
    package static let documentDepth = 32
    /// Documents of one dossier.
    package static let documentCount = 128
    /// Attachments of one dossier.
    package static let attachmentCount = 512

    // MARK: Schemas

    /// One compiled regular expression, in instructions.
    package static let patternSize = 4096
    /// Schemas entered one inside the other while one document is judged.
    package static let schemaDepth = 384
    /// Work on one document, in steps: a value against a schema, or eight states of a regular expression.
    package static let schemaSteps = 4_000_000
    /// Violations that are listed for one document.
    package static let violations = 100

    // MARK: Age files

    /// The header of an age file, in bytes.
    package static let ageHeader = 256 << 10
    /// Stanzas of an age file.
    package static let ageStanzas = 64
    /// One line of a stanza's arguments, in bytes.
    package static let ageArgumentLine = 8 << 10
    /// scrypt's work factor, as a power of two, that a reader takes.
    package static let scryptWorkFactor = 20
    /// An identity file, in bytes.
    package static let identityFile = 64 << 10

    // MARK: Signatures

    /// Certificates carried in one CMS signature.
    package static let certificates = 8
    /// One certificate, in bytes.
    package static let certificate = 16 << 10
    /// One certificate revocation list, in bytes.
    package static let revocationList = 1 << 20
}
