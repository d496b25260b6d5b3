// SPDX-License-Identifier: Apache-2.0

package import Octets

/// Writes a container by the profile (`docs/formats/container.md`): documents first, then signatures, then the end.
///
/// Documents stream through: memory stays flat, and each is hashed while it is written. The same calls with the same
/// content give the same bytes. After an error the writer and what it wrote are good for nothing.
package final class ContainerWriter {
    private let sink: any PatchableSink
    private var offset: UInt64 = 0
    private var names = NameSet()
    private var rules = SignatureRules()
    private var archived = 0
    /// What was written so far, `mimetype` included.
    package private(set) var entries: [ContainerEntry] = []

    static let mediaType = Array("application/vnd.etsi.asic-e+zip".utf8)

    /// Begins a container in `sink`, which is empty so far and will be finished by `finish`.
    package init(to sink: any PatchableSink) throws {
        self.sink = sink
        try write(EntryName.mediaType, Self.mediaType)
    }

    /// Begins with the documents and signatures of a container that exists, byte for byte, to add signatures to it.
    ///
    /// Throws what `ContainerReader` refuses, and `alteredEntry` where a document is not what was signed.
    package init(extending container: any ByteSource, to sink: any PatchableSink) throws {
        self.sink = sink
        let contents = try ContainerReader(container, copyingEntriesTo: sink).read { _, _ in .digest }
        // An archive time-stamp is over all that there is: nothing comes behind it but a further one.
        if let stamp = contents.timestamps.first {
            throw ASiCError(.unexpectedEntry, entry: stamp.signedName)
        }
        for signature in contents.signatures {
            for reference in signature.references where reference.state != .intact {
                throw ASiCError(.alteredEntry, entry: reference.reference.name)
            }
            _ = try rules.check(
                manifest: signature.signedBytes,
                signature: signature.signature,
                entries: contents.entries
            )
        }
        entries = contents.entries
        for entry in entries { _ = names.insert(entry.name) }
        offset = entries.last.map { $0.dataOffset + $0.size } ?? 0
    }

    /// Begins with the documents of a container that exists, byte for byte, to write its signatures anew.
    ///
    /// - Throws: what `ContainerReader` refuses, and `alteredEntry` where a document is not what was signed.
    init(documentsOf container: any ByteSource, to sink: any PatchableSink) throws {
        self.sink = sink
        let contents = try ContainerReader(container, copyingEntriesTo: sink, documentsOnly: true)
            .read { _, _ in .digest }
        entries = contents.entries.filter { !EntryName.isMetaInf($0.name) }
        for entry in entries { _ = names.insert(entry.name) }
        offset = entries.last.map { $0.dataOffset + $0.size } ?? 0
    }

    // MARK: Documents

    /// Adds a document that is in memory.
    @discardableResult
    package func add(_ name: String, _ bytes: [UInt8]) throws -> ContainerEntry {
        try checkDocument(name)
        return try write(name, bytes)
    }

    /// Adds a document of `size` bytes, read from `source` up to its end.
    @discardableResult
    package func add(_ name: String, size: UInt64, from source: any ByteSource) throws -> ContainerEntry {
        try add(name, size: size...size) { sink in try source.copy(to: sink) }
    }

    /// Adds a document that `body` writes; finishing the sink that it is given is allowed and does nothing.
    ///
    /// `size` is how many bytes the document has, a range where that is not known exactly. The form of an entry's header
    /// changes at 4 GiB − 1 and is chosen by the lower bound, so a size outside the range, or on the other side of
    /// 4 GiB − 1 than its lower bound, throws `entrySize`. Further codes: `entryName`, `duplicateName`,
    /// `unexpectedEntry` after a signature, `tooMany`, `tooLarge`.
    @discardableResult
    package func add(
        _ name: String,
        size: ClosedRange<UInt64>,
        writing body: (any ByteSink) throws -> Void
    ) throws -> ContainerEntry {
        try checkDocument(name)
        try claim(name, size: size.lowerBound)
        let headerOffset = offset
        let provisional = ZIPProfile.localHeader(
            name: name,
            size: size.lowerBound,
            crc32: 0,
            headerOffset: headerOffset
        ).encoded
        try put(provisional)
        let dataOffset = offset
        let entrySink = EntrySink(name: name, limit: size.upperBound, sink: sink)
        try body(entrySink)
        let meter = entrySink.meter
        offset += meter.count
        try checkContainerSize(name)
        let header = ZIPProfile.localHeader(
            name: name,
            size: meter.count,
            crc32: meter.crc32,
            headerOffset: headerOffset
        ).encoded
        guard size.contains(meter.count), header.count == provisional.count else {
            throw ASiCError(.entrySize, entry: name)
        }
        try sink.patch(header, at: headerOffset)
        return record(name, meter.count, meter.crc32, meter.digest, headerOffset, dataOffset)
    }

    // MARK: Signatures

    /// The number that the next signature will have.
    package var nextSignature: Int { rules.count + 1 }

    /// The manifest that the next signature has to cover: every document, as the signatures before it do.
    ///
    /// `rootDocument` is the name of the document to begin with; only the first manifest chooses it.
    package func manifest(rootDocument: String) -> ASiCManifest {
        let references = entries.filter(\.isPayload).map { entry in
            ASiCManifest.Reference(
                name: entry.name,
                mediaType: rules.first?.references.first { $0.name == entry.name }?.mediaType
                    ?? ASiCManifest.mediaType(of: entry.name),
                isRootDocument: entry.name == rules.rootDocument ?? rootDocument,
                method: .sha256,
                digest: entry.sha256?.bytes ?? []
            )
        }
        return ASiCManifest(
            signatureName: EntryName.signature(nextSignature),
            signatureMediaType: ASiCManifest.signatureMediaType,
            references: references
        )
    }

    /// Adds a signature and the manifest that it is over.
    ///
    /// The manifest is checked as a reader will check it, so that no container leaves that we would refuse.
    ///
    /// - Parameters:
    ///   - manifest: the bytes that were signed, usually `manifest(rootDocument:).encoded`.
    ///   - signature: the CMS signature (DER); not looked into.
    /// - Throws: `ASiCError`; `alteredEntry` where the manifest says another digest.
    package func addSignature(manifest: [UInt8], signature: [UInt8]) throws {
        let checked = try rules.check(manifest: manifest, signature: signature, entries: entries)
        for reference in checked.references where reference.state != .intact {
            throw ASiCError(.alteredEntry, entry: reference.reference.name)
        }
        for (name, bytes, limit) in [
            (checked.signedName, manifest, Limits.manifest),
            (checked.signatureName, signature, Limits.signature),
        ] {
            guard bytes.count <= limit else { throw ASiCError(.tooLarge, what: name, limit: limit) }
            try write(name, bytes)
        }
    }

    /// Adds an archive manifest and the time-stamp over it, behind all signatures and the archive manifests before.
    ///
    /// - Throws: as `addSignature`.
    func addArchive(manifest: [UInt8], stamp: [UInt8], isNewest: Bool) throws {
        let name = isNewest ? EntryName.newestArchiveManifest : EntryName.archiveManifest(archived + 1)
        let checked = try rules.check(
            archiveManifest: manifest,
            named: name,
            stamp: stamp,
            archived: archived,
            entries: entries
        )
        for reference in checked.references where reference.state != .intact {
            throw ASiCError(.alteredEntry, entry: reference.reference.name)
        }
        for (name, bytes, limit) in [
            (name, manifest, Limits.manifest), (checked.signatureName, stamp, Limits.timeStampToken),
        ] {
            guard bytes.count <= limit else { throw ASiCError(.tooLarge, what: name, limit: limit) }
            try write(name, bytes)
        }
        archived += 1
    }

    /// Writes the central directory and finishes the sink.
    ///
    /// Throws `unsigned` where no signature was added.
    package func finish() throws {
        guard rules.count > 0 else { throw ASiCError(.unsigned, entry: EntryName.signature(1)) }
        try put(ZIPProfile.directory(entries, at: offset))
        try sink.finish()
    }

    // MARK: Writing

    private func checkDocument(_ name: String) throws(ASiCError) {
        guard EntryName.isAllowed(name.utf8), !EntryName.isMetaInf(name) else {
            throw ASiCError(.entryName, entry: name)
        }
        guard rules.count == 0 else { throw ASiCError(.unexpectedEntry, entry: name) }
    }

    private func claim(_ name: String, size: UInt64) throws(ASiCError) {
        guard names.insert(name) else {
            throw ASiCError(.duplicateName, entry: name)
        }
        guard entries.count < Limits.containerEntries else {
            throw ASiCError(.tooMany, what: name, limit: Limits.containerEntries)
        }
        guard size <= Limits.containerSize else {
            throw ASiCError(.tooLarge, what: name, limit: Limits.containerSize)
        }
    }

    private func checkContainerSize(_ name: String) throws(ASiCError) {
        guard offset <= Limits.containerSize else {
            throw ASiCError(.tooLarge, what: name, limit: Limits.containerSize)
        }
    }

    @discardableResult
    private func write(_ name: String, _ bytes: [UInt8]) throws -> ContainerEntry {
        let size = UInt64(bytes.count)
        try claim(name, size: size)
        let meter = ContentMeter()
        try bytes.withBytes { try meter.update($0) }
        let headerOffset = offset
        try put(
            ZIPProfile.localHeader(name: name, size: size, crc32: meter.crc32, headerOffset: headerOffset)
                .encoded
        )
        let dataOffset = offset
        try put(bytes)
        try checkContainerSize(name)
        return record(name, size, meter.crc32, meter.digest, headerOffset, dataOffset)
    }

    private func put(_ bytes: [UInt8]) throws {
        try sink.write(bytes)
        offset += UInt64(bytes.count)
    }

    private func record(
        _ name: String,
        _ size: UInt64,
        _ crc32: UInt32,
        _ digest: SHA256Digest,
        _ headerOffset: UInt64,
        _ dataOffset: UInt64
    ) -> ContainerEntry {
        let entry = ContainerEntry(
            name: name,
            size: size,
            crc32: crc32,
            sha256: digest,
            headerOffset: headerOffset,
            dataOffset: dataOffset
        )
        entries.append(entry)
        return entry
    }
}

/// Takes one entry's content.
private final class EntrySink: ByteSink {
    let meter = ContentMeter()
    private let name: String
    private let limit: UInt64
    private let sink: any ByteSink

    init(name: String, limit: UInt64, sink: any ByteSink) {
        self.name = name
        self.limit = limit
        self.sink = sink
    }

    func write(_ bytes: RawSpan) throws {
        guard UInt64(bytes.byteCount) <= limit - meter.count else { throw ASiCError(.entrySize, entry: name) }
        try meter.update(bytes) { try sink.write(bytes) }
    }

    func finish() {}
}
