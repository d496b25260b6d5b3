// SPDX-License-Identifier: Apache-2.0

import ASiC
import Octets

/// A ZIP file whose every field can be set wrong, written without the code under test.
struct RawZIP {
    struct Fields {
        var name: [UInt8]
        var version: UInt16 = 10
        var flags: UInt16 = 0
        var method: UInt16 = 0
        var time: UInt16 = 0
        var date: UInt16 = 0x21
        var crc: UInt32
        var stored: UInt32
        var size: UInt32
        var extra: [UInt8] = []
        var comment: [UInt8] = []
        var madeBy: UInt16 = 45
        var attributes: UInt32 = 0

        var common: [UInt8] {
            le(version) + le(flags) + le(method) + le(time) + le(date) + le(crc) + le(stored) + le(size)
                + le(UInt16(name.count)) + le(UInt16(extra.count))
        }
    }

    struct Entry {
        var before: [UInt8] = []
        var local: Fields
        var data: [UInt8]
        var after: [UInt8] = []
        var central: Fields
        var isInFile = true
        var isInDirectory = true
        var offset: UInt32?

        init(_ name: String, _ content: [UInt8]) {
            let fields = Fields(
                name: Array(name.utf8),
                crc: crc32(content),
                stored: UInt32(content.count),
                size: UInt32(content.count)
            )
            local = fields
            central = fields
            data = content
        }

        init(_ name: String, _ content: String) {
            self.init(name, Array(content.utf8))
        }

        /// Changes both headers.
        mutating func both(_ change: (inout Fields) -> Void) {
            change(&local)
            change(&central)
        }
    }

    var entries: [Entry]
    var beforeDirectory: [UInt8] = []
    var beforeEnd: [UInt8] = []
    var comment: [UInt8] = []
    var count: UInt16?
    var directorySize: UInt32?
    var directoryOffset: UInt32?

    var bytes: [UInt8] {
        var file: [UInt8] = []
        var directory: [UInt8] = []
        var listed: UInt16 = 0
        for entry in entries {
            file += entry.before
            let offset = UInt32(file.count)
            if entry.isInFile {
                file += le(UInt32(0x0403_4b50)) + entry.local.common + entry.local.name + entry.local.extra
                file += entry.data + entry.after
            }
            guard entry.isInDirectory else { continue }
            let central = entry.central
            directory += le(UInt32(0x0201_4b50)) + le(central.madeBy) + central.common
            directory += le(UInt16(central.comment.count)) + le(UInt16(0)) + le(UInt16(0))
            directory += le(central.attributes) + le(entry.offset ?? offset)
            directory += central.name + central.extra + central.comment
            listed += 1
        }
        file += beforeDirectory
        let start = UInt32(file.count)
        file += directory + beforeEnd
        file += le(UInt32(0x0605_4b50)) + le(UInt32(0)) + le(count ?? listed) + le(count ?? listed)
        file += le(directorySize ?? UInt32(directory.count)) + le(directoryOffset ?? start)
        return file + le(UInt16(comment.count)) + comment
    }

    subscript(_ name: String) -> Entry {
        get { entries.first { $0.local.name == Array(name.utf8) }! }
        set { entries[entries.firstIndex { $0.local.name == Array(name.utf8) }!] = newValue }
    }

    // MARK: Containers

    static let documents: [(name: String, content: String)] = [
        ("referral.json", "{\"type\":\"urn:andaman:dossier:1\"}"), ("documents/01.json", "{}"),
        ("attachments/01.pdf", "%PDF-1.7 not really"),
    ]

    /// A container by the profile, its signature any bytes.
    static func container(
        _ documents: [(name: String, content: String)] = documents,
        signatures: Int = 1,
        manifest change: (inout ASiCManifest, Int) -> Void = { _, _ in }
    ) -> RawZIP {
        var entries = [Entry("mimetype", "application/vnd.etsi.asic-e+zip")]
        entries += documents.map { Entry($0.name, $0.content) }
        for number in 1...max(signatures, 1) where signatures > 0 {
            var manifest = manifest(documents, number)
            change(&manifest, number)
            entries.append(Entry("META-INF/ASiCManifest00\(number).xml", manifest.encoded))
            entries.append(Entry("META-INF/signature00\(number).p7s", "signature \(number)"))
        }
        return RawZIP(entries: entries)
    }

    static func manifest(_ documents: [(name: String, content: String)], _ number: Int) -> ASiCManifest {
        ASiCManifest(
            signatureName: "META-INF/signature00\(number).p7s",
            signatureMediaType: nil,
            references: documents.enumerated().map { index, document in
                ASiCManifest.Reference(
                    name: document.name,
                    mediaType: nil,
                    isRootDocument: index == 0,
                    method: .sha256,
                    digest: SHA256Digest(of: Array(document.content.utf8)).bytes
                )
            }
        )
    }
}

func le(_ value: some FixedWidthInteger) -> [UInt8] {
    stride(from: 0, to: value.bitWidth, by: 8).map { UInt8(truncatingIfNeeded: value >> $0) }
}

func crc32(_ bytes: [UInt8]) -> UInt32 {
    var crc = UInt32.max
    for byte in bytes {
        crc ^= UInt32(byte)
        for _ in 0..<8 { crc = crc >> 1 ^ (crc & 1 == 1 ? 0xedb8_8320 : 0) }
    }
    return ~crc
}

/// Reads `bytes` strictly, every document hashed.
@discardableResult
func read(_ bytes: [UInt8]) throws -> ContainerContents {
    try ContainerReader(MemorySource(bytes)).read { _, _ in .digest }
}

/// The code that strict reading of `bytes` ends with; nil where it does not fail.
func code(_ bytes: [UInt8]) -> ASiCError.Code? {
    do {
        try read(bytes)
        return nil
    } catch {
        return (error as? ASiCError)?.code
    }
}

/// An entry whose content is a DEFLATE stream of one stored block (RFC 1951 §3.2.4).
func compressed(_ name: String, _ content: [UInt8]) -> RawZIP.Entry {
    var entry = RawZIP.Entry(name, content)
    entry.data = [1] + le(UInt16(content.count)) + le(~UInt16(content.count)) + content
    entry.both {
        $0.method = 8
        $0.stored = UInt32(content.count + 5)
    }
    return entry
}
