// SPDX-License-Identifier: Apache-2.0

/// The end of central directory record (APPNOTE 6.3.10 §4.3.16), field by field.
struct EndRecord: Equatable {
    /// The part of fixed length, signature included; a comment may follow.
    static let fixedSize = 22

    var disk: UInt16 = 0
    var directoryDisk: UInt16 = 0
    var entriesOnDisk: UInt16
    var entries: UInt16
    var directorySize: UInt32
    var directoryOffset: UInt32
    var commentLength: UInt16 = 0

    init(entries: UInt16, directorySize: UInt32, directoryOffset: UInt32) {
        entriesOnDisk = entries
        self.entries = entries
        self.directorySize = directorySize
        self.directoryOffset = directoryOffset
    }

    /// - Parameter bytes: `fixedSize` bytes.
    init?(_ bytes: [UInt8]) {
        var reader = WireReader(bytes)
        guard bytes.count == Self.fixedSize, reader.uint32() == RecordSignature.end else { return nil }
        disk = reader.uint16()
        directoryDisk = reader.uint16()
        entriesOnDisk = reader.uint16()
        entries = reader.uint16()
        directorySize = reader.uint32()
        directoryOffset = reader.uint32()
        commentLength = reader.uint16()
    }

    /// The record's bytes, without a comment.
    var encoded: [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(wire: RecordSignature.end)
        bytes.append(wire: disk)
        bytes.append(wire: directoryDisk)
        bytes.append(wire: entriesOnDisk)
        bytes.append(wire: entries)
        bytes.append(wire: directorySize)
        bytes.append(wire: directoryOffset)
        bytes.append(wire: commentLength)
        return bytes
    }
}

/// The ZIP64 end of central directory record and its locator (APPNOTE 6.3.10 §4.3.14 and §4.3.15), which only
/// occur together.
struct ZIP64EndRecord: Equatable {
    /// The record without extensible data, signature included.
    static let recordSize = 56
    static let locatorSize = 20

    var versionMadeBy: UInt16 = ZIPProfile.versionMadeBy
    var versionNeeded: UInt16 = ZIPProfile.versionNeededZIP64
    var disk: UInt32 = 0
    var directoryDisk: UInt32 = 0
    var entriesOnDisk: UInt64
    var entries: UInt64
    var directorySize: UInt64
    var directoryOffset: UInt64
    /// Where the locator says that the record stands.
    var recordOffset: UInt64
    var locatorDisk: UInt32 = 0
    var disks: UInt32 = 1

    init(entries: UInt64, directorySize: UInt64, directoryOffset: UInt64) {
        entriesOnDisk = entries
        self.entries = entries
        self.directorySize = directorySize
        self.directoryOffset = directoryOffset
        recordOffset = directoryOffset + directorySize
    }

    /// - Parameter bytes: record and locator, one behind the other.
    init?(_ bytes: [UInt8]) {
        var reader = WireReader(bytes)
        guard bytes.count == Self.recordSize + Self.locatorSize, reader.uint32() == RecordSignature.zip64End,
            reader.uint64() == UInt64(Self.recordSize - 12)
        else { return nil }
        versionMadeBy = reader.uint16()
        versionNeeded = reader.uint16()
        disk = reader.uint32()
        directoryDisk = reader.uint32()
        entriesOnDisk = reader.uint64()
        entries = reader.uint64()
        directorySize = reader.uint64()
        directoryOffset = reader.uint64()
        guard reader.uint32() == RecordSignature.zip64Locator else { return nil }
        locatorDisk = reader.uint32()
        recordOffset = reader.uint64()
        disks = reader.uint32()
    }

    /// The bytes of record and locator.
    var encoded: [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(wire: RecordSignature.zip64End)
        bytes.append(wire: UInt64(Self.recordSize - 12))
        bytes.append(wire: versionMadeBy)
        bytes.append(wire: versionNeeded)
        bytes.append(wire: disk)
        bytes.append(wire: directoryDisk)
        bytes.append(wire: entriesOnDisk)
        bytes.append(wire: entries)
        bytes.append(wire: directorySize)
        bytes.append(wire: directoryOffset)
        bytes.append(wire: RecordSignature.zip64Locator)
        bytes.append(wire: locatorDisk)
        bytes.append(wire: recordOffset)
        bytes.append(wire: disks)
        return bytes
    }
}
