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
    /// A piece up to this size is hashed where it is read, in bytes; another core costs more below.
    package static let hashedInPlace = 256 << 10
    /// Nesting of a manifest's elements.
    package static let manifestDepth = 8
    /// An entry's name in other people's containers, in bytes.
    package static let foreignEntryName = 1024
    /// Segments of such a name.
    package static let foreignNameDepth = 32
    /// All entries of other people's containers together, decompressed, in bytes.
    package static let foreignContent: UInt64 = 8 << 30
    /// How many bytes each compressed byte of other people's containers may become.
    package static let inflation: UInt64 = 200
    /// What an entry may become whatever its ratio, in bytes.
    package static let inflationAllowance: UInt64 = 1 << 20
    /// The one signed file of other people's ASiC-S containers, in bytes: it is kept in memory.
    package static let foreignSignedFile = 64 << 20
    /// Everything in META-INF of other people's containers, in bytes: it is kept in memory.
    package static let foreignMetaInf = 16 << 20

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

    /// Dossiers that one withdrawal notice names.
    package static let noticeDossiers = 32

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
    /// scrypt's work factor, as a power of two, that a writer uses: 256 MiB and about a second.
    package static let scryptWorkFactorWritten = 18
    /// An identity file, in bytes.
    package static let identityFile = 64 << 10

    // MARK: Signatures

    /// Certificates carried in one CMS signature.
    package static let certificates = 16
    /// Certificates carried in one signature that other people's software made.
    package static let foreignCertificates = 64
    /// One certificate, in bytes.
    package static let certificate = 16 << 10
    /// Certificates that libcrypto decoded and that are kept decoded.
    package static let decodedCertificates = 256
    /// Signatures that were checked, held, and are not checked again.
    package static let checkedSignatures = 4096
    /// One certificate revocation list, in bytes.
    package static let revocationList = 1 << 20
    /// Revocation lists carried in one CMS signature.
    package static let revocationLists = 16
    /// A revocation list that a new signature takes along, in bytes; a longer one travels in the card alone.
    package static let carriedRevocationList = 32 << 10
    /// An OCSP answer, in bytes.
    package static let statusResponse = 64 << 10
    /// How many lists and answers one run of `verify --online` asks for.
    package static let fetches = 32
    /// How long a decision to believe a national authority holds, in seconds: three years.
    package static let nationalPin: Int64 = 94_694_400
    /// A time-stamp token, or a time-stamp authority's answer, in bytes.
    package static let timeStampToken = 64 << 10
    /// How far a time-stamp may be ahead of the moment that is asked about, in seconds: clocks differ.
    package static let stampClockSkew: Int64 = 300
    /// Archive time-stamps of one container, oldest to newest: one in several years.
    package static let archiveStamps = 32
    /// A URI that names a key in a token, in bytes.
    package static let tokenURI = 1024

    // MARK: Envelopes

    /// An office card, in bytes.
    package static let card = 4 << 20
    /// Cards that were read and are kept read, by a service.
    package static let rememberedCards = 64
    /// Bundles that are filed in one transaction.
    package static let filingGroup = 128
    /// A receipt container, in bytes.
    package static let receipt = 4 << 20
    /// How long a sealed bundle may be on its way, in seconds: 90 days.
    package static let bundleLifetime: Int64 = 7_776_000
    /// How far another office's clock may be ahead of ours, in seconds: an hour.
    package static let clockSkew: Int64 = 3600
    /// An office's or officer's id, in bytes.
    package static let officeID = 64

    /// A sealed part of a dossier, in bytes: held whole, since papers are small.
    package static let part = 32 << 20

    // MARK: Logs

    /// One leaf of a log, in bytes.
    package static let logLeaf = 1024
    /// Leaves of a log, and every number in a text about one: 2^53.
    package static let logSize = 9_007_199_254_740_992
    /// A signed note, in bytes.
    package static let note = 16 << 10
    /// Signature lines of a note.
    package static let noteSignatures = 32
    /// A log proof, or a request to cosign, in bytes.
    package static let logProof = 24 << 10
    /// A log's or cosigner's public key as text, in bytes.
    package static let verifierKey = 512

    // MARK: Passphrases

    /// A new passphrase has at least this many bytes.
    package static let shortestPassphrase = 12
    /// A file with a passphrase, in bytes.
    package static let passphraseFile = 4096

    // MARK: The service

    /// The answer that explains a problem, in bytes.
    package static let problem = 64 << 10
    /// A bundle below this size is sent in one request; larger ones can be gone on with after a cut, in bytes.
    package static let sentAtOnce: UInt64 = 1 << 20
    /// Receipts of one bundle that are asked for: the answer, each opening, the erasure.
    package static let receiptsOfBundle = 1000
    /// All receipts of one bundle from one receiver together, in bytes.
    package static let receiptsOfBundleSize = 32 << 20
    /// Bundles in quarantine, which cannot be judged yet: anybody may put some on a stick.
    package static let quarantinedFiles = 256
    /// Bundles that a list shows where no other number is asked for.
    package static let listedBundles = 1000
    /// Files of a folder or stick that are looked at.
    package static let carriedFiles = 10_000
}
