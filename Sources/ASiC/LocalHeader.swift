// SPDX-License-Identifier: Apache-2.0

/// A local file header as it stands before an entry's bytes (APPNOTE 6.3.10 §4.3.7), field by field.
struct LocalHeader: Equatable {
    /// The part of fixed length, signature included.
    static let fixedSize = 30

    var versionNeeded: UInt16
    var flags: UInt16
    var method: UInt16
    var time: UInt16
    var date: UInt16
    var crc32: UInt32
    var compressedSize: UInt32
    var size: UInt32
    var name: [UInt8]
    var extra: [UInt8]

    /// Reads the fixed part of a header; name and extra field are given the zero bytes they will have.
    ///
    /// - Parameter bytes: `fixedSize` bytes.
    init?(fixedPart bytes: [UInt8]) {
        var reader = WireReader(bytes)
        guard bytes.count == Self.fixedSize, reader.uint32() == RecordSignature.localHeader else {
            return nil
        }
        versionNeeded = reader.uint16()
        flags = reader.uint16()
        method = reader.uint16()
        time = reader.uint16()
        date = reader.uint16()
        crc32 = reader.uint32()
        compressedSize = reader.uint32()
        size = reader.uint32()
        name = Array(repeating: 0, count: Int(reader.uint16()))
        extra = Array(repeating: 0, count: Int(reader.uint16()))
    }

    init(
        versionNeeded: UInt16,
        flags: UInt16,
        method: UInt16,
        time: UInt16,
        date: UInt16,
        crc32: UInt32,
        compressedSize: UInt32,
        size: UInt32,
        name: [UInt8],
        extra: [UInt8]
    ) {
        self.versionNeeded = versionNeeded
        self.flags = flags
        self.method = method
        self.time = time
        self.date = date
        self.crc32 = crc32
        self.compressedSize = compressedSize
        self.size = size
        self.name = name
        self.extra = extra
    }

    /// The record's bytes.
    var encoded: [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(wire: RecordSignature.localHeader)
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
        return bytes + name + extra
    }
}
