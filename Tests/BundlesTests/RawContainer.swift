// SPDX-License-Identifier: Apache-2.0

import Bundles
import Dossiers
import Files
import JSONSchema
import Octets

/// Containers and age files written byte by byte, where our own writers refuse to lie.
enum RawContainer {
    /// A container by the profile around any entries, `META-INF` included, whatever their manifests say.
    static func container(_ entries: [Forge.Entry]) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var directory: [UInt8] = []
        for (name, content) in [("mimetype", Array("application/vnd.etsi.asic-e+zip".utf8))] + entries {
            let fields =
                little(0, 2) + little(0, 2) + little(0, 2) + little(0x21, 2) + little(crc32(content), 4)
                + little(UInt32(content.count), 4) + little(UInt32(content.count), 4)
                + little(UInt32(name.utf8.count), 2) + little(0, 2)
            directory += Array("PK\u{1}\u{2}".utf8) + little(45, 2) + little(10, 2) + fields
            directory += little(0, 2) + little(0, 2) + little(0, 2) + little(0, 4)
            directory += little(UInt32(bytes.count), 4) + Array(name.utf8)
            bytes += Array("PK\u{3}\u{4}".utf8) + little(10, 2) + fields + Array(name.utf8) + content
        }
        let count = UInt32(entries.count + 1)
        return bytes + directory + Array("PK\u{5}\u{6}".utf8) + little(0, 2) + little(0, 2)
            + little(count, 2) + little(count, 2) + little(UInt32(directory.count), 4)
            + little(UInt32(bytes.count), 4) + little(0, 2)
    }

    private static func little(_ value: UInt32, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt32($0 * 8)) }
    }

    private static func crc32(_ bytes: [UInt8]) -> UInt32 {
        var crc: UInt32 = .max
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return ~crc
    }

    /// The age file `good` with the stanza of `weak` put before its own; the header's MAC is wrong then.
    static func mixedAgeFile(good: [UInt8], weak: [UInt8]) throws -> [UInt8] {
        let version = Array("age-encryption.org/v1\n".utf8)
        let end = weak.firstRange(of: Array("\n---".utf8))!.lowerBound + 1
        return version + weak[version.count..<end] + good[version.count...]
    }
}

extension Exchange {
    /// Gives a member of a folder's document another value, written as JSON.
    static func rewrite(_ folder: String, _ name: String, _ member: String, _ value: String) throws {
        let path = Folder.join(folder, name)
        var object = try JSON.parse(Folder.read(path, limit: Limits.document)).object!
        object[member] = try JSON.parse(Array(value.utf8))
        try Folder.write(JSONValue.object(object).bytes(.pretty), to: path, existing: .replace)
    }
}
