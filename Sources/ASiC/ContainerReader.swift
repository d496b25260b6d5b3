// SPDX-License-Identifier: Apache-2.0

package import Octets

/// Reads a container of our own, from its first byte to its last, once, in order (`THREATS` 10 to 13).
///
/// Nothing is searched for: each record stands where the one before it ends, each is compared with the only form that
/// the profile has for it, and after the last byte of the end record the source must end. So there is no second way
/// to read a container that was read here. Documents stream through, on two cores where they are
/// large.
package final class ContainerReader {
    /// What is to be done with a document.
    package enum Handling {
        /// Read, checked and kept in memory, refused beyond `limit` bytes.
        case keep(limit: Int)
        /// Read, checked and written; finished once its CRC-32 is found right. Until the manifests have been held
        /// against it, what was written is not to be used.
        case write(to: any ByteSink)
        /// Read and checked.
        case digest
        /// Passed over; CRC-32 and digest stay unknown.
        case skip
    }

    private let stream: RecordStream
    private let copy: (any ByteSink)?
    /// Whether `copy` takes documents alone, because `META-INF` will be written anew.
    private let copiesDocumentsOnly: Bool
    private var entries: [ContainerEntry] = []
    private var names = NameSet()
    private var kept: [String: [UInt8]] = [:]
    /// Manifests and signatures in turn, as they come.
    private var metaInf: [[UInt8]] = []
    /// Archive manifests, each with its name and how many entries stood before it, and their time-stamps in turn.
    private var archive: [(name: String, bytes: [UInt8], position: Int)] = []
    private var hasNewestArchive = false

    /// - Parameter source: the container; read to its end.
    package convenience init(_ source: any ByteSource) {
        self.init(source, copyingEntriesTo: nil)
    }

    /// Reads `source` and hands all bytes before the central directory to `copy`.
    init(_ source: any ByteSource, copyingEntriesTo copy: (any ByteSink)?, documentsOnly: Bool = false) {
        stream = RecordStream(source)
        self.copy = copy
        copiesDocumentsOnly = documentsOnly
    }

    private func copy(_ name: String) -> (any ByteSink)? {
        copiesDocumentsOnly && EntryName.isMetaInf(name) ? nil : copy
    }

    /// Reads the container, once.
    ///
    /// `handling` says for each document, by name and size in bytes, what is to be done with it. Whatever is not by the
    /// profile throws an `ASiCError`; what source, sinks and `handling` throw is passed on.
    package func read(_ handling: (String, UInt64) throws -> Handling) throws -> ContainerContents {
        while let header = try nextHeader() {
            try readEntry(header, handling)
        }
        return try finish()
    }

    // MARK: Headers

    private struct Header {
        let name: String
        let size: UInt64
        let crc32: UInt32
        let offset: UInt64
    }

    /// The next entry's header; nil where the central directory begins.
    private func nextHeader() throws -> Header? {
        let offset = stream.offset
        var bytes = try stream.read(4)
        var reader = WireReader(bytes)
        switch reader.uint32() {
        case RecordSignature.localHeader: break
        case RecordSignature.centralHeader: return nil
        default: throw ASiCError(.unexpectedRecord, ["offset": String(offset)])
        }
        guard entries.count < Limits.containerEntries else {
            throw ASiCError(.tooMany, ["limit": String(Limits.containerEntries), "entry": ""])
        }
        bytes += try stream.read(LocalHeader.fixedSize - 4)
        guard var header = LocalHeader(fixedPart: bytes) else { throw ASiCError(.truncated) }
        guard header.name.count <= Limits.entryName else { throw ASiCError(.entryName, entry: "") }
        header.name = try stream.read(header.name.count)
        guard EntryName.isAllowed(header.name) else {
            throw ASiCError(.entryName, entry: String(decoding: header.name, as: UTF8.self))
        }
        let name = String(decoding: header.name, as: UTF8.self)
        // The field is 20 bytes where it is, so what is longer is refused before it is read.
        guard header.extra.count <= 20 else { throw ASiCError(.forbiddenField, entry: name) }
        header.extra = try stream.read(header.extra.count)
        let size = try self.size(header, name)
        let expected = ZIPProfile.localHeader(
            name: name,
            size: size,
            crc32: header.crc32,
            headerOffset: offset
        )
        guard header == expected else {
            let isAboutZIP64 =
                header.extra != expected.extra && header.extra.starts(with: ZIPProfile.zip64Mark)
            throw ASiCError(isAboutZIP64 ? .zip64 : .forbiddenField, entry: name)
        }
        guard size <= Limits.containerSize, stream.offset <= Limits.containerSize - size else {
            throw ASiCError(.tooLarge, what: name, limit: Limits.containerSize)
        }
        guard names.insert(name) else {
            throw ASiCError(.duplicateName, entry: name)
        }
        try copy(name)?.write(header.encoded)
        return Header(name: name, size: size, crc32: header.crc32, offset: offset)
    }

    private func size(_ header: LocalHeader, _ name: String) throws(ASiCError) -> UInt64 {
        guard header.size == ZIPProfile.beyond32 else { return UInt64(header.size) }
        guard header.extra.count == 20 else { throw ASiCError(.zip64, entry: name) }
        var reader = WireReader(header.extra, from: 4)
        return reader.uint64()
    }

    // MARK: Entries

    private func readEntry(_ header: Header, _ handling: (String, UInt64) throws -> Handling) throws {
        if entries.isEmpty {
            guard header.name == EntryName.mediaType,
                header.size == UInt64(ContainerWriter.mediaType.count),
                try content(header, limit: ContainerWriter.mediaType.count) == ContainerWriter.mediaType
            else { throw ASiCError(.mediaType) }
        } else if EntryName.isMetaInf(header.name) {
            if metaInf.count.isMultiple(of: 2), !metaInf.isEmpty,
                !archive.isEmpty || header.name.hasPrefix(EntryName.archivePrefix)
            {
                let position = entries.count
                archive.append((header.name, try archiveContent(header), position))
            } else {
                metaInf.append(try metaInfContent(header))
            }
        } else {
            guard metaInf.isEmpty else { throw ASiCError(.unexpectedEntry, entry: header.name) }
            switch try handling(header.name, header.size) {
            case .keep(let limit): kept[header.name] = try content(header, limit: limit)
            case .write(let sink): try pass(header, to: sink)
            case .digest: try pass(header, to: nil)
            case .skip:
                let dataOffset = stream.offset
                try stream.skip(header.size)
                record(header, nil, dataOffset)
            }
        }
    }

    /// An archive manifest or its time-stamp: behind all signatures, in pairs from the oldest to the newest, which alone
    /// bears the plain name (EN 319 162-1 annex A.7).
    private func archiveContent(_ header: Header) throws -> [UInt8] {
        let number = archive.count / 2 + 1
        let isManifest = archive.count.isMultiple(of: 2)
        guard number <= Limits.archiveStamps else {
            throw ASiCError(.tooMany, what: header.name, limit: Limits.archiveStamps)
        }
        if isManifest {
            guard !hasNewestArchive else { throw ASiCError(.unexpectedEntry, entry: header.name) }
            hasNewestArchive = header.name == EntryName.newestArchiveManifest
        }
        let expected =
            !isManifest
            ? EntryName.archiveStamp(number)
            : hasNewestArchive ? EntryName.newestArchiveManifest : EntryName.archiveManifest(number)
        guard header.name == expected else { throw ASiCError(.unexpectedEntry, entry: header.name) }
        return try content(header, limit: isManifest ? Limits.manifest : Limits.timeStampToken)
    }

    /// A manifest or a signature: they stand in pairs, numbered from 001, and nothing else stands in `META-INF`.
    private func metaInfContent(_ header: Header) throws -> [UInt8] {
        let number = metaInf.count / 2 + 1
        let isManifest = metaInf.count.isMultiple(of: 2)
        guard number <= Limits.signatures else {
            throw ASiCError(.tooMany, what: header.name, limit: Limits.signatures)
        }
        guard header.name == (isManifest ? EntryName.manifest(number) : EntryName.signature(number)) else {
            throw ASiCError(.unexpectedEntry, entry: header.name)
        }
        return try content(header, limit: isManifest ? Limits.manifest : Limits.signature)
    }

    private func content(_ header: Header, limit: Int) throws -> [UInt8] {
        guard header.size <= UInt64(limit) else {
            throw ASiCError(.tooLarge, what: header.name, limit: limit)
        }
        let sink = MemorySink(limit: limit)
        try pass(header, to: sink)
        return sink.bytes
    }

    private func pass(_ header: Header, to sink: (any ByteSink)?) throws {
        let dataOffset = stream.offset
        let meter = ContentMeter()
        let copy = copy(header.name)
        try stream.forEach(header.size) { bytes in
            try meter.update(bytes) {
                try copy?.write(bytes)
                try sink?.write(bytes)
            }
        }
        guard meter.crc32 == header.crc32 else { throw ASiCError(.checksum, entry: header.name) }
        try sink?.finish()
        record(header, meter.digest, dataOffset)
    }

    private func record(_ header: Header, _ digest: SHA256Digest?, _ dataOffset: UInt64) {
        entries.append(
            ContainerEntry(
                name: header.name,
                size: header.size,
                crc32: header.crc32,
                sha256: digest,
                headerOffset: header.offset,
                dataOffset: dataOffset
            )
        )
    }

    // MARK: The end

    /// Compares what is left with the only directory that these entries can have, then looks at the signatures.
    private func finish() throws -> ContainerContents {
        guard !entries.isEmpty else { throw ASiCError(.mediaType) }
        let expected = ZIPProfile.directory(entries, at: stream.offset - 4)
        // The first four bytes were read already.
        let found = try stream.readUpTo(expected.count - 4)
        guard expected[4...].starts(with: found) else { throw ASiCError(.directoryMismatch) }
        guard found.count == expected.count - 4 else { throw ASiCError(.truncated) }
        guard try stream.isAtEnd() else { throw ASiCError(.trailingBytes) }
        guard !metaInf.isEmpty, metaInf.count.isMultiple(of: 2) else {
            throw ASiCError(.unsigned, entry: EntryName.signature(metaInf.count / 2 + 1))
        }
        var rules = SignatureRules()
        var signatures: [ContainerSignature] = []
        for index in stride(from: 0, to: metaInf.count, by: 2) {
            signatures.append(
                try rules.check(manifest: metaInf[index], signature: metaInf[index + 1], entries: entries)
            )
        }
        guard archive.isEmpty || hasNewestArchive && archive.count.isMultiple(of: 2) else {
            throw ASiCError(.unsigned, entry: EntryName.newestArchiveManifest)
        }
        var stamps: [ContainerSignature] = []
        for index in stride(from: 0, to: archive.count, by: 2) {
            stamps.append(
                try rules.check(
                    archiveManifest: archive[index].bytes,
                    named: archive[index].name,
                    stamp: archive[index + 1].bytes,
                    archived: stamps.count,
                    entries: Array(entries[..<archive[index].position])
                )
            )
        }
        return ContainerContents(
            entries: entries,
            kept: kept,
            signatures: signatures,
            timestamps: stamps,
            unaccounted: [],
            mediaType: String(decoding: ContainerWriter.mediaType, as: UTF8.self)
        )
    }
}
