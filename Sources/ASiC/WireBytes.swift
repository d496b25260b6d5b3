// SPDX-License-Identifier: Apache-2.0

/// The fields of a ZIP record, read in order; every integer is little-endian (APPNOTE 6.3.10 §4.1).
///
/// Whoever uses it gives it a record of the right length first: reading beyond the end is a mistake in the program.
struct WireReader {
    private let bytes: [UInt8]
    private(set) var position: Int

    init(_ bytes: [UInt8], from position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    var left: Int { bytes.count - position }

    mutating func uint16() -> UInt16 { UInt16(truncatingIfNeeded: integer(2)) }
    mutating func uint32() -> UInt32 { UInt32(truncatingIfNeeded: integer(4)) }
    mutating func uint64() -> UInt64 { integer(8) }

    mutating func bytes(_ count: Int) -> [UInt8] {
        defer { position += count }
        return Array(bytes[position..<(position + count)])
    }

    private mutating func integer(_ count: Int) -> UInt64 {
        defer { position += count }
        return bytes[position..<(position + count)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}

extension [UInt8] {
    /// Appends `value`, little-endian.
    mutating func append(wire value: some FixedWidthInteger & UnsignedInteger) {
        for shift in stride(from: 0, to: value.bitWidth, by: 8) {
            append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }
}

/// The first four bytes of each record (APPNOTE 6.3.10 §4.3).
enum RecordSignature {
    static let localHeader: UInt32 = 0x0403_4b50
    static let centralHeader: UInt32 = 0x0201_4b50
    static let end: UInt32 = 0x0605_4b50
    static let zip64End: UInt32 = 0x0606_4b50
    static let zip64Locator: UInt32 = 0x0706_4b50
    static let dataDescriptor: UInt32 = 0x0807_4b50
}
