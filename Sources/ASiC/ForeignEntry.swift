// SPDX-License-Identifier: Apache-2.0

import Octets

/// An entry of other people's containers, as the central directory has it.
struct ForeignEntry {
    static let deflate: UInt16 = 8
    /// The flags that change nothing about what an entry holds: DEFLATE's levels, UTF-8.
    private static let harmlessFlags: UInt16 = 0x0806
    /// A data descriptor follows the content (APPNOTE 6.3.10 §4.4.4, bit 3).
    static let descriptorFlag: UInt16 = 0x0008
    private static let utf8Flag: UInt16 = 0x0800

    let header: CentralHeader
    let name: String
    let isFolder: Bool
    let storedSize: UInt64
    let size: UInt64
    let headerOffset: UInt64
    /// Known once the local header has been read.
    var dataOffset: UInt64 = 0

    var hasDescriptor: Bool { header.flags & Self.descriptorFlag != 0 }

    /// Checks everything about an entry that its central header can tell.
    ///
    /// Codes: `entryName`, `unsupportedEntry`, `forbiddenField`, `zip64`, `directoryMismatch`, `tooLarge`.
    init(_ header: CentralHeader) throws(ASiCError) {
        self.header = header
        guard let text = String(validating: header.name, as: UTF8.self) else {
            throw ASiCError(.entryName, entry: "")
        }
        isFolder = text.hasSuffix("/")
        name = isFolder ? String(text.dropLast()) : text
        // Without the flag a name is in code page 437 (appendix D), so beyond ASCII it has two readings.
        guard EntryName.isHarmless(name),
            header.flags & Self.utf8Flag != 0 || header.name.allSatisfy({ $0 < 0x80 })
        else { throw ASiCError(.entryName, entry: text) }
        guard header.flags & ~(Self.harmlessFlags | Self.descriptorFlag) == 0,
            header.method == 0 || header.method == Self.deflate
        else { throw ASiCError(.unsupportedEntry, entry: name) }
        guard header.disk == 0 else { throw ASiCError(.forbiddenField, entry: name) }
        try Self.checkFileType(header, isFolder: isFolder, name: name)
        var numbers = try ExtraFields(header.extra, entry: name).zip64
        size = try Self.number(header.size, &numbers, name)
        storedSize = try Self.number(header.compressedSize, &numbers, name)
        headerOffset = try Self.number(header.headerOffset, &numbers, name)
        guard numbers.isEmpty else { throw ASiCError(.zip64, entry: name) }
        guard header.method == Self.deflate || storedSize == size else {
            throw ASiCError(.directoryMismatch, entry: name)
        }
        // An empty DEFLATE stream has two bytes.
        guard !isFolder || size == 0 && storedSize <= 2 else {
            throw ASiCError(.unsupportedEntry, entry: name)
        }
        guard size <= Limits.inflationAllowance || size / Limits.inflation <= storedSize else {
            throw ASiCError(.tooLarge, what: name, limit: Limits.inflation)
        }
    }

    /// Takes a field's value, or the next number of the ZIP64 field where the value is its mark.
    static func number(_ field: UInt32, _ numbers: inout [UInt64], _ name: String) throws(ASiCError) -> UInt64
    {
        guard field == ZIPProfile.beyond32 else { return UInt64(field) }
        guard !numbers.isEmpty else { throw ASiCError(.zip64, entry: name) }
        return numbers.removeFirst()
    }

    /// Refuses links, devices and folders that are called files (§4.4.15; Unix's file types).
    private static func checkFileType(
        _ header: CentralHeader,
        isFolder: Bool,
        name: String
    ) throws(ASiCError) {
        let system = header.versionMadeBy >> 8
        guard system == 3 || system == 19 else { return }
        let type = header.externalAttributes >> 16 & 0xf000
        guard type == 0 || type == (isFolder ? 0x4000 : 0x8000) else {
            throw ASiCError(.unsupportedEntry, entry: name)
        }
    }
}

/// An entry's extra fields (APPNOTE 6.3.10 §4.5.1).
struct ExtraFields {
    /// Another name for the entry, encryption: what would make the entry something else than its header says.
    private static let refusedTags: Set<UInt16> = [0x7075, 0x0017, 0x9901]

    /// The numbers of the ZIP64 field; empty where there is none.
    private(set) var zip64: [UInt64] = []

    init(_ bytes: [UInt8], entry name: String) throws(ASiCError) {
        var reader = WireReader(bytes)
        var hasZIP64 = false
        while reader.left > 0 {
            guard reader.left >= 4 else { throw ASiCError(.forbiddenField, entry: name) }
            let (tag, length) = (reader.uint16(), Int(reader.uint16()))
            guard length <= reader.left, !Self.refusedTags.contains(tag) else {
                throw ASiCError(.forbiddenField, entry: name)
            }
            let content = reader.bytes(length)
            guard tag == ZIPProfile.zip64Tag else { continue }
            guard !hasZIP64, length.isMultiple(of: 8) else { throw ASiCError(.zip64, entry: name) }
            hasZIP64 = true
            var numbers = WireReader(content)
            while numbers.left > 0 { zip64.append(numbers.uint64()) }
        }
    }
}
