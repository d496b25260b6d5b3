// SPDX-License-Identifier: Apache-2.0

import Octets

/// The layout of a ZIP file that others wrote, once it is certain that there is only one way to read it (`THREATS` 10).
///
/// The end record is the last one and ends with the file; the directory ends where the end records begin; the entries
/// begin with the file, follow each other without gap or overlap up to the directory, and each local header says what
/// the directory says. So a reader that searches from the end and one that reads from the front find the same.
struct ForeignDirectory {
    private static let longestComment = 0xffff

    /// In the order in which they stand in the file, folders included.
    private(set) var entries: [ForeignEntry] = []

    private let source: any PositionalSource

    /// Reads the directory and all local headers of `source`.
    init(reading source: any PositionalSource) throws {
        self.source = source
        guard source.size <= Limits.containerSize else {
            throw ASiCError(.tooLarge, what: "", limit: Limits.containerSize)
        }
        let (end, endOffset) = try Self.findEnd(source)
        let (count, range) = try Self.directoryRange(end, endOffset, source)
        let bytes = try source.bytes(range)
        guard Self.lastRecord(RecordSignature.end, in: bytes) == nil else { throw ASiCError(.ambiguousEnd) }
        var position = 0
        var names = NameSet()
        var total: UInt64 = 0
        for _ in 0..<count {
            guard let header = CentralHeader(bytes, at: &position) else {
                throw ASiCError(.directoryMismatch)
            }
            let entry = try ForeignEntry(header)
            guard entry.isFolder ? names.insertFolder(entry.name) : names.insert(entry.name) else {
                throw ASiCError(.duplicateName, entry: entry.name)
            }
            let (sum, overflow) = total.addingReportingOverflow(entry.size)
            total = sum
            guard !overflow, total <= Limits.foreignContent else {
                throw ASiCError(.tooLarge, what: entry.name, limit: Limits.foreignContent)
            }
            entries.append(entry)
        }
        guard position == bytes.count else { throw ASiCError(.directoryMismatch) }
        entries.sort { $0.headerOffset < $1.headerOffset }
        try checkLayout(directoryOffset: range.lowerBound)
    }

    // MARK: The end

    private static func findEnd(_ source: any PositionalSource) throws -> (EndRecord, offset: UInt64) {
        let tailSize = min(source.size, UInt64(EndRecord.fixedSize + longestComment))
        let tail = try source.bytes((source.size - tailSize)..<source.size)
        guard let position = lastRecord(RecordSignature.end, in: tail) else { throw ASiCError(.truncated) }
        guard position + EndRecord.fixedSize <= tail.count,
            let end = EndRecord(Array(tail[position..<(position + EndRecord.fixedSize)]))
        else { throw ASiCError(.ambiguousEnd) }
        let behind = tail.count - position - EndRecord.fixedSize
        guard behind == Int(end.commentLength) else {
            throw ASiCError(behind > Int(end.commentLength) ? .trailingBytes : .truncated)
        }
        return (end, source.size - tailSize + UInt64(position))
    }

    private static func directoryRange(
        _ end: EndRecord,
        _ endOffset: UInt64,
        _ source: any PositionalSource
    ) throws -> (count: Int, Range<UInt64>) {
        var directoryEnd = endOffset
        var (count, size, offset) = (
            UInt64(end.entries), UInt64(end.directorySize), UInt64(end.directoryOffset)
        )
        guard end.disk == 0, end.directoryDisk == 0, end.entriesOnDisk == end.entries else {
            throw ASiCError(.ambiguousEnd)
        }
        let needsZIP64 =
            end.entries == .max || end.directorySize == .max || end.directoryOffset == .max
        let recordsSize = UInt64(ZIP64EndRecord.recordSize + ZIP64EndRecord.locatorSize)
        let records = try source.bytes((endOffset - min(endOffset, recordsSize))..<endOffset)
        let locator = records.suffix(ZIP64EndRecord.locatorSize)
        let hasLocator =
            locator.count == ZIP64EndRecord.locatorSize
            && lastRecord(RecordSignature.zip64Locator, in: Array(locator)) == 0
        guard needsZIP64 == hasLocator else { throw ASiCError(.zip64) }
        if needsZIP64 {
            guard let large = ZIP64EndRecord(records), large.disk == 0, large.directoryDisk == 0,
                large.locatorDisk == 0, large.disks == 1, large.entriesOnDisk == large.entries,
                large.recordOffset == endOffset - recordsSize,
                end.entries == .max || large.entries == count,
                end.directorySize == .max || large.directorySize == size,
                end.directoryOffset == .max || large.directoryOffset == offset
            else { throw ASiCError(.zip64) }
            (count, size, offset) = (large.entries, large.directorySize, large.directoryOffset)
            directoryEnd = large.recordOffset
        }
        guard count <= UInt64(Limits.containerEntries) else {
            throw ASiCError(.tooMany, what: "", limit: Limits.containerEntries)
        }
        guard size <= UInt64(Limits.centralDirectory) else {
            throw ASiCError(.tooLarge, what: "", limit: Limits.centralDirectory)
        }
        guard offset <= directoryEnd, directoryEnd - offset == size else { throw ASiCError(.ambiguousLayout) }
        return (Int(count), offset..<directoryEnd)
    }

    /// Where the last record of this kind begins, or what looks like one.
    private static func lastRecord(_ signature: UInt32, in bytes: [UInt8]) -> Int? {
        var mark: [UInt8] = []
        mark.append(wire: signature)
        guard bytes.count >= mark.count else { return nil }
        return (0...(bytes.count - mark.count)).last {
            bytes[$0] == mark[0] && bytes[$0...].starts(with: mark)
        }
    }

    // MARK: The entries

    private mutating func checkLayout(directoryOffset: UInt64) throws {
        var expected: UInt64 = 0
        for index in entries.indices {
            let entry = entries[index]
            guard entry.headerOffset == expected else { throw ASiCError(.ambiguousLayout, entry: entry.name) }
            let next = index + 1 < entries.count ? entries[index + 1].headerOffset : directoryOffset
            let dataOffset = try checkLocalHeader(entry)
            guard dataOffset <= next, entry.storedSize <= next - dataOffset else {
                throw ASiCError(.ambiguousLayout, entry: entry.name)
            }
            let behind = try source.descriptor((dataOffset + entry.storedSize)..<next)
            guard behind.map({ descriptorsAllowed(entry).contains($0) }) == true else {
                throw ASiCError(.ambiguousLayout, entry: entry.name)
            }
            entries[index].dataOffset = dataOffset
            expected = next
        }
        guard expected == directoryOffset else { throw ASiCError(.ambiguousLayout) }
    }

    /// Compares the local header with the directory and returns where the content begins.
    private func checkLocalHeader(_ entry: ForeignEntry) throws -> UInt64 {
        let fixedEnd = entry.headerOffset.addingReportingOverflow(UInt64(LocalHeader.fixedSize)).partialValue
        guard fixedEnd > entry.headerOffset, fixedEnd <= source.size,
            let local = LocalHeader(fixedPart: try source.bytes(entry.headerOffset..<fixedEnd))
        else { throw ASiCError(.ambiguousLayout, entry: entry.name) }
        let nameEnd = fixedEnd + UInt64(local.name.count)
        let dataOffset = nameEnd + UInt64(local.extra.count)
        guard dataOffset <= source.size else { throw ASiCError(.ambiguousLayout, entry: entry.name) }
        let name = try source.bytes(fixedEnd..<nameEnd)
        let extra = try ExtraFields(try source.bytes(nameEnd..<dataOffset), entry: entry.name)
        var numbers = extra.zip64
        guard numbers.isEmpty || numbers.count == 2 else { throw ASiCError(.zip64, entry: entry.name) }
        let size = try ForeignEntry.number(local.size, &numbers, entry.name)
        let storedSize = try ForeignEntry.number(local.compressedSize, &numbers, entry.name)
        // Unlike the directory, a local header may have the ZIP64 field in reserve, with sizes known only later.
        guard numbers.isEmpty || (entry.hasDescriptor && numbers.allSatisfy { $0 == 0 }) else {
            throw ASiCError(.zip64, entry: entry.name)
        }
        let isLate = entry.hasDescriptor
        guard name == entry.header.name, local.method == entry.header.method,
            local.flags == entry.header.flags,
            local.crc32 == entry.header.crc32 || isLate && local.crc32 == 0,
            size == entry.size || isLate && size == 0,
            storedSize == entry.storedSize || isLate && storedSize == 0
        else { throw ASiCError(.directoryMismatch, entry: entry.name) }
        return dataOffset
    }

    /// What may stand between an entry's content and the next header: nothing, or the data descriptor in one of its
    /// forms (APPNOTE 6.3.10 §4.3.9), which must say what the directory says.
    private func descriptorsAllowed(_ entry: ForeignEntry) -> [[UInt8]] {
        guard entry.hasDescriptor else { return [[]] }
        var small: [UInt8] = []
        small.append(wire: entry.header.crc32)
        var large = small
        small.append(wire: UInt32(truncatingIfNeeded: entry.storedSize))
        small.append(wire: UInt32(truncatingIfNeeded: entry.size))
        large.append(wire: entry.storedSize)
        large.append(wire: entry.size)
        var mark: [UInt8] = []
        mark.append(wire: RecordSignature.dataDescriptor)
        let fitsSmall = entry.storedSize <= UInt32.max && entry.size <= UInt32.max
        return [large, mark + large] + (fitsSmall ? [small, mark + small] : [])
    }
}

extension PositionalSource {
    /// The bytes of `range`, all of which must be there.
    func bytes(_ range: Range<UInt64>) throws -> [UInt8] {
        let count = Int(range.upperBound - range.lowerBound)
        let buffer = Buffer(capacity: count)
        guard try buffer.fill(from: SliceSource(self, range), upTo: count) == count else {
            throw ASiCError(.truncated)
        }
        return buffer.withBytes(count) { Array(copying: $0) }
    }

    /// The bytes of `range` where they can be a data descriptor; nil where there are too many.
    fileprivate func descriptor(_ range: Range<UInt64>) throws -> [UInt8]? {
        range.upperBound - range.lowerBound <= 24 ? try bytes(range) : nil
    }
}
