// SPDX-License-Identifier: Apache-2.0

package import Octets

/// Reads other people's ASiC-E and ASiC-S containers with CAdES signatures, for verification only.
///
/// What is looser than `ContainerReader`: DEFLATE, data descriptors, comments, extra fields, folders, other names in
/// `META-INF`, other digest methods, documents that no manifest covers (they are listed). What is not looser: the file
/// has one reading (`ForeignDirectory`), names are harmless, sizes are bounded and checked while decompressing.
package final class ForeignContainerReader {
    private static let longestMediaType = 256
    private static let asicEMediaType = "application/vnd.etsi.asic-e+zip"

    private let source: any PositionalSource
    private var entries: [ContainerEntry] = []
    private var kept: [String: [UInt8]] = [:]
    private var digests: [String: [DigestMethod: [UInt8]]] = [:]
    private var metaInf: [(name: String, bytes: [UInt8])] = []

    /// Reads `source`, which is not to change meanwhile.
    package init(_ source: any PositionalSource) {
        self.source = source
    }

    /// Reads what `ContainerReader` refused: where our own strict reading fails, other people's container may still be read,
    /// if it has one reading.
    ///
    /// - Throws: why it has none; `refusal` where the file begins as ours do, and so was not made by other people.
    package static func read(
        _ source: any PositionalSource,
        refused refusal: ASiCError
    ) throws -> ContainerContents {
        do {
            return try ForeignContainerReader(source).read { _, _ in .digest }
        } catch let error as ASiCError {
            throw try beginsAsOurs(source) ? refusal : error
        }
    }

    /// Tells whether the first entry is `mimetype`, stored and dated as `ContainerWriter` does it.
    private static func beginsAsOurs(_ source: any PositionalSource) throws -> Bool {
        let name = Array(EntryName.mediaType.utf8)
        guard source.size >= UInt64(LocalHeader.fixedSize + name.count) else { return false }
        let fixedPart = try source.bytes(0..<UInt64(LocalHeader.fixedSize))
        guard var header = LocalHeader(fixedPart: fixedPart), header.name.count == name.count,
            header.extra.isEmpty
        else { return false }
        let start = UInt64(LocalHeader.fixedSize)
        header.name = try source.bytes(start..<start + UInt64(name.count))
        return header
            == ZIPProfile.localHeader(
                name: EntryName.mediaType,
                size: UInt64(ContainerWriter.mediaType.count),
                crc32: header.crc32,
                headerOffset: 0
            )
    }

    /// Reads the container, once.
    ///
    /// `handling` is as in `ContainerReader.read`; the one document of an ASiC-S container is kept in any case. Documents
    /// are handed over in the order of the file.
    package func read(
        _ handling: (String, UInt64) throws -> ContainerReader.Handling
    ) throws -> ContainerContents {
        let directory = try ForeignDirectory(reading: source)
        let files = directory.entries.filter { !$0.isFolder }
        try readMetaInf(files)
        let manifests = try parseManifests()
        let payload = files.filter { $0.name != EntryName.mediaType && !EntryName.isMetaInf($0.name) }
        let methods = methodsByName(manifests.map(\.manifest))
        var mediaType: String?
        if let file = files.first(where: { $0.name == EntryName.mediaType }) {
            let bytes = try content(file, limit: Self.longestMediaType, methods[file.name] ?? [])
            mediaType = String(validating: bytes, as: UTF8.self)
        }
        let isSimple = manifests.isEmpty && mediaType != Self.asicEMediaType
        let simple = isSimple ? simpleSignature(payload) : nil
        var simpleContent: [UInt8] = []
        for file in payload {
            let wanted = methods[file.name] ?? []
            if simple != nil {
                simpleContent = try content(file, limit: Limits.foreignSignedFile, wanted)
                switch try handling(file.name, file.size) {
                case .keep: kept[file.name] = simpleContent
                case .write(let sink):
                    try sink.write(simpleContent)
                    try sink.finish()
                case .digest, .skip: break
                }
                continue
            }
            switch try handling(file.name, file.size) {
            case .keep(let limit): kept[file.name] = try content(file, limit: limit, wanted)
            case .write(let sink): try pass(file, to: sink, wanted)
            case .digest: try pass(file, to: nil, wanted)
            case .skip: record(file, nil)
            }
        }
        let order = Dictionary(uniqueKeysWithValues: files.enumerated().map { ($1.name, $0) })
        entries.sort { order[$0.name, default: 0] < order[$1.name, default: 0] }
        return contents(manifests, simple, simpleContent, mediaType)
    }

    // MARK: META-INF

    private struct NamedManifest {
        let name: String
        let bytes: [UInt8]
        let manifest: ASiCManifest

        /// EN 319 162-1 §4.4.4.2: a time-stamp token ends in `.tst`.
        var isOverTimestamp: Bool {
            manifest.signatureName.lowercased().hasSuffix(".tst")
                || manifest.signatureMediaType == "application/vnd.etsi.timestamp-token"
        }
    }

    private func readMetaInf(_ files: [ForeignEntry]) throws {
        var left = Limits.foreignMetaInf
        for file in files where EntryName.isMetaInf(file.name) {
            let bytes = try content(file, limit: left, Set(DigestMethod.allCases))
            left -= bytes.count
            metaInf.append((file.name, bytes))
        }
    }

    private func parseManifests() throws(ASiCError) -> [NamedManifest] {
        var manifests: [NamedManifest] = []
        var targets: Set<String> = []
        for (name, bytes) in metaInf {
            let last = name.split(separator: "/").last.map(String.init) ?? ""
            // §4.4.4.2: the names contain these words; what stands before, between and behind is free.
            guard last.hasSuffix(".xml"),
                last.contains("ASiCManifest") || last.contains("ASiCArchiveManifest")
            else { continue }
            guard bytes.count <= Limits.manifest else {
                throw ASiCError(.tooLarge, what: name, limit: Limits.manifest)
            }
            guard manifests.count < Limits.signatures else {
                throw ASiCError(.tooMany, what: name, limit: Limits.signatures)
            }
            let manifest = try ASiCManifest(foreign: bytes)
            guard targets.insert(manifest.signatureName).inserted else {
                throw ASiCError(.signatureReference, entry: name)
            }
            manifests.append(NamedManifest(name: name, bytes: bytes, manifest: manifest))
        }
        return manifests
    }

    private func methodsByName(_ manifests: [ASiCManifest]) -> [String: Set<DigestMethod>] {
        var methods: [String: Set<DigestMethod>] = [:]
        for reference in manifests.flatMap(\.references) {
            if let method = reference.method { methods[reference.name, default: []].insert(method) }
        }
        return methods
    }

    /// The signature or time-stamp of an ASiC-S container, over its one document (EN 319 162-1 §4.3.3.2).
    private func simpleSignature(_ payload: [ForeignEntry]) -> (name: String, bytes: [UInt8])? {
        let signatures = metaInf.filter { Self.isSignature($0.name) || Self.isTimestamp($0.name) }
        return payload.count == 1 && signatures.count == 1 ? signatures[0] : nil
    }

    private static func isSignature(_ name: String) -> Bool { name.lowercased().hasSuffix(".p7s") }
    private static func isTimestamp(_ name: String) -> Bool { name.lowercased().hasSuffix(".tst") }

    // MARK: Content

    private func content(_ file: ForeignEntry, limit: Int, _ methods: Set<DigestMethod>) throws -> [UInt8] {
        guard file.size <= UInt64(limit) else { throw ASiCError(.tooLarge, what: file.name, limit: limit) }
        let sink = MemorySink(limit: limit)
        try pass(file, to: sink, methods)
        return sink.bytes
    }

    private func pass(_ file: ForeignEntry, to sink: (any ByteSink)?, _ methods: Set<DigestMethod>) throws {
        let stored = SliceSource(source, file.dataOffset..<(file.dataOffset + file.storedSize))
        let content: any ByteSource =
            file.header.method == ForeignEntry.deflate
            ? try InflatingSource(stored, size: file.size, name: file.name) : stored
        let meter = ContentMeter()
        let hashers = methods.compactMap { method in MethodHasher(method).map { (method, $0) } }
        let buffer = Buffer(capacity: Int(min(max(file.size, 1), UInt64(Limits.chunk))))
        while true {
            let count = try buffer.fill(from: content)
            if count == 0 { break }
            try buffer.withBytes(count) { bytes in
                try meter.update(bytes) {
                    for (_, hasher) in hashers { hasher.update(bytes) }
                    try sink?.write(bytes)
                }
            }
        }
        let digest = meter.digest
        guard meter.count == file.size else { throw ASiCError(.truncated) }
        guard meter.crc32 == file.header.crc32 else { throw ASiCError(.checksum, entry: file.name) }
        try sink?.finish()
        digests[file.name] = Dictionary(uniqueKeysWithValues: hashers.map { ($0, $1.finalize()) })
            .merging([.sha256: digest.bytes]) { first, _ in first }
        record(file, digest)
    }

    private func record(_ file: ForeignEntry, _ digest: SHA256Digest?) {
        entries.append(
            ContainerEntry(
                name: file.name,
                size: file.size,
                crc32: file.header.crc32,
                sha256: digest,
                headerOffset: file.headerOffset,
                dataOffset: file.dataOffset
            )
        )
    }

    // MARK: Findings

    private func contents(
        _ manifests: [NamedManifest],
        _ simple: (name: String, bytes: [UInt8])?,
        _ simpleContent: [UInt8],
        _ mediaType: String?
    ) -> ContainerContents {
        let byName = Dictionary(uniqueKeysWithValues: metaInf.map { ($0.name, $0.bytes) })
        let payload = entries.filter(\.isPayload).map(\.name)
        var signatures: [ContainerSignature] = []
        var timestamps: [ContainerSignature] = []
        var accounted: Set<String> = []
        for named in manifests {
            // A manifest whose signature is not there stays unaccounted for.
            guard let signature = byName[named.manifest.signatureName] else { continue }
            accounted.formUnion([named.name, named.manifest.signatureName])
            let covered = Set(named.manifest.references.map(\.name))
            let finding = ContainerSignature(
                number: (named.isOverTimestamp ? timestamps.count : signatures.count) + 1,
                signatureName: named.manifest.signatureName,
                signature: signature,
                signedName: named.name,
                signedBytes: named.bytes,
                manifest: named.manifest,
                references: named.manifest.references.map(check),
                uncovered: payload.filter { !covered.contains($0) }
            )
            if named.isOverTimestamp { timestamps.append(finding) } else { signatures.append(finding) }
        }
        if let simple, let name = payload.first {
            accounted.insert(simple.name)
            let finding = ContainerSignature(
                number: 1,
                signatureName: simple.name,
                signature: simple.bytes,
                signedName: name,
                signedBytes: simpleContent,
                manifest: nil,
                references: [],
                uncovered: []
            )
            if Self.isTimestamp(simple.name) {
                timestamps.append(finding)
            } else {
                signatures.append(finding)
            }
        }
        return ContainerContents(
            entries: entries,
            kept: kept,
            signatures: signatures,
            timestamps: timestamps,
            unaccounted: metaInf.map(\.name).filter { !accounted.contains($0) },
            mediaType: mediaType
        )
    }

    private func check(_ reference: ASiCManifest.Reference) -> CheckedReference {
        guard entries.contains(where: { $0.name == reference.name }) else {
            return CheckedReference(reference: reference, state: .missing)
        }
        guard let method = reference.method else {
            return CheckedReference(reference: reference, state: .unknownMethod)
        }
        guard let digest = digests[reference.name]?[method] else {
            return CheckedReference(reference: reference, state: .notRead)
        }
        return CheckedReference(reference: reference, state: digest == reference.digest ? .intact : .altered)
    }
}
