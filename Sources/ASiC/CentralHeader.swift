// SPDX-License-Identifier: Apache-2.0

/// An entry's header in the central directory (APPNOTE 6.3.10 §4.3.12), field by field.
struct CentralHeader: Equatable {
    /// The part of fixed length, signature included.
    static let fixedSize = 46

    var versionMadeBy: UInt16
    var versionNeeded: UInt16
    var flags: UInt16
    var method: UInt16
    var time: UInt16
    var date: UInt16
    var crc32: UInt32
    var compressedSize: UInt32
    var size: UInt32
    var disk: UInt16
    var internalAttributes: UInt16
    var externalAttributes: UInt32
    var headerOffset: UInt32
    var name: [UInt8]
    var extra: [UInt8]
    var comment: [UInt8]

    /// Reads the header at `position` and moves on behind it; nil where none stands there whole.
    init?(_ bytes: [UInt8], at position: inout Int) {
        guard bytes.count - position >= Self.fixedSize else { return nil }
        var reader = WireReader(bytes, from: position)
        guard reader.uint32() == RecordSignature.centralHeader else { return nil }
        versionMadeBy = reader.uint16()
        versionNeeded = reader.uint16()
        flags = reader.uint16()
        method = reader.uint16()
        time = reader.uint16()
        date = reader.uint16()
        crc32 = reader.uint32()
        compressedSize = reader.uint32()
        size = reader.uint32()
        let (nameLength, extraLength, commentLength) = (reader.uint16(), reader.uint16(), reader.uint16())
        disk = reader.uint16()
        internalAttributes = reader.uint16()
        externalAttributes = reader.uint32()
        headerOffset = reader.uint32()
        guard reader.left >= Int(nameLength) + Int(extraLength) + Int(commentLength) else { return nil }
        name = reader.bytes(Int(nameLength))
        extra = reader.bytes(Int(extraLength))
        comment = reader.bytes(Int(commentLength))
        position = reader.position
    }

    /// The header that says the same as `local`, with nothing besides.
    init(_ local: LocalHeader, headerOffset: UInt32, extra: [UInt8]) {
        versionMadeBy = ZIPProfile.versionMadeBy
        versionNeeded = local.versionNeeded
        flags = local.flags
        method = local.method
        time = local.time
        date = local.date
        crc32 = local.crc32
        compressedSize = local.compressedSize
        size = local.size
        disk = 0
        internalAttributes = 0
        externalAttributes = 0
        self.headerOffset = headerOffset
        name = local.name
        self.extra = extra
        comment = []
    }

    /// The record's bytes.
    var encoded: [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(wire: RecordSignature.centralHeader)
        bytes.append(wire: versionMadeBy)
        bytes.append(wire: versionNeeded)
        bytes.append(wire: flags)
        bytes.append(wire: method)
        bytes.append(wire: time)
        bytes.append(wire: date)
        bytes.append(wire: crc32)
        bytes.append(wire: compressedSize)
        bytes.append(wire: size)
        bytes.append(wire: UInt16(name.count))
        bytes.append(wire: UInt16(extra.count))
        bytes.append(wire: UInt16(comment.count))
        bytes.append(wire: disk)
        bytes.append(wire: internalAttributes)
        bytes.append(wire: externalAttributes)
        bytes.append(wire: headerOffset)
        return bytes + name + extra + comment
    }
}
