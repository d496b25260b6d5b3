// SPDX-License-Identifier: Apache-2.0

import Octets

/// What an entry of our containers looks like on the wire: everything follows from name, size, CRC-32 and offset.
///
/// Because nothing else is free, the reader checks an entry by writing it anew and comparing bytes, and the same
/// input gives the same container.
enum ZIPProfile {
    /// Specification 4.5, made on no particular system (APPNOTE 6.3.10 §4.4.2).
    static let versionMadeBy: UInt16 = 45
    /// What an entry that is stored needs of its reader (§4.4.3.2).
    static let versionNeeded: UInt16 = 10
    static let versionNeededZIP64: UInt16 = 45
    /// 1980-01-01 00:00:00, the first moment that the format knows (§4.4.6).
    static let time: UInt16 = 0
    static let date: UInt16 = 0x0021
    /// What stands in place of a number that is too large for its field (§4.5.3).
    static let beyond32: UInt32 = .max
    /// The tag of the ZIP64 extra field (§4.5.3).
    static let zip64Tag: UInt16 = 0x0001
    static let zip64Mark: [UInt8] = [0x01, 0x00]

    /// Tells whether `number` needs the ZIP64 field: all ones are its mark, so that value needs it too.
    static func needsZIP64(_ number: UInt64) -> Bool { number >= UInt64(beyond32) }

    static func localHeader(name: String, size: UInt64, crc32: UInt32, headerOffset: UInt64) -> LocalHeader {
        let isLarge = needsZIP64(size)
        return LocalHeader(
            // The central header must say the same, and there the offset counts as well.
            versionNeeded: isLarge || needsZIP64(headerOffset) ? versionNeededZIP64 : versionNeeded,
            flags: 0,
            method: 0,
            time: time,
            date: date,
            crc32: crc32,
            compressedSize: isLarge ? beyond32 : UInt32(size),
            size: isLarge ? beyond32 : UInt32(size),
            name: Array(name.utf8),
            // The local header's field holds both sizes always.
            extra: isLarge ? zip64Extra([size, size]) : []
        )
    }

    static func centralHeader(_ entry: ContainerEntry) -> CentralHeader {
        let (name, size, headerOffset) = (entry.name, entry.size, entry.headerOffset)
        var numbers = needsZIP64(size) ? [size, size] : []
        if needsZIP64(headerOffset) { numbers.append(headerOffset) }
        return CentralHeader(
            localHeader(name: name, size: size, crc32: entry.crc32, headerOffset: headerOffset),
            headerOffset: needsZIP64(headerOffset) ? beyond32 : UInt32(headerOffset),
            extra: numbers.isEmpty ? [] : zip64Extra(numbers)
        )
    }

    /// Everything behind the last entry.
    static func directory(_ entries: [ContainerEntry], at offset: UInt64) -> [UInt8] {
        var bytes: [UInt8] = []
        for entry in entries { bytes += centralHeader(entry).encoded }
        let size = UInt64(bytes.count)
        if needsZIP64(offset) {
            bytes +=
                ZIP64EndRecord(entries: UInt64(entries.count), directorySize: size, directoryOffset: offset)
                .encoded
        }
        let end = EndRecord(
            entries: UInt16(entries.count),
            directorySize: UInt32(size),
            directoryOffset: needsZIP64(offset) ? beyond32 : UInt32(offset)
        )
        return bytes + end.encoded
    }

    private static func zip64Extra(_ numbers: [UInt64]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(wire: zip64Tag)
        bytes.append(wire: UInt16(numbers.count * 8))
        for number in numbers { bytes.append(wire: number) }
        return bytes
    }
}
