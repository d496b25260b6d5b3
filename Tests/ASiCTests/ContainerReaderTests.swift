// SPDX-License-Identifier: Apache-2.0

import ASiC
import Octets
import Testing

/// A container that must be refused, how it is made from a good one, and why it is refused.
struct HostileContainer: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let code: ASiCError.Code
    let make: @Sendable () -> [UInt8]

    init(_ name: String, _ code: ASiCError.Code, _ change: @escaping @Sendable (inout RawZIP) -> Void) {
        testDescription = name
        self.code = code
        make = {
            var zip = RawZIP.container()
            change(&zip)
            return zip.bytes
        }
    }
}

private let root = "referral.json"

@Suite struct ContainerReaderTests {
    /// `THREATS` 10; the families are those of "My ZIP isn't your ZIP" (USENIX Security 2025).
    static let ambiguous: [HostileContainer] = [
        // A: the two headers of an entry disagree.
        HostileContainer("A1 method in the local header", .forbiddenField) { $0[root].local.method = 8 },
        HostileContainer("A1 method in the directory", .directoryMismatch) { $0[root].central.method = 8 },
        HostileContainer("A2 name in the directory", .directoryMismatch) {
            $0[root].central.name = Array("z".utf8)
        },
        HostileContainer("A3 size in the directory", .directoryMismatch) { $0[root].central.size = 1 },
        HostileContainer("A3 stored size in the local header", .forbiddenField) { $0[root].local.stored = 1 },
        HostileContainer("A4 data descriptor", .forbiddenField) { zip in
            zip[root].both { $0.flags = 8 }
            zip[root].local.crc = 0
            zip[root].after = le(UInt32(0x0807_4b50)) + le(zip[root].central.crc)
        },
        HostileContainer("A4 data descriptor unsaid", .unexpectedRecord) { zip in
            zip[root].after = le(UInt32(0x0807_4b50)) + Array(repeating: 0, count: 12)
        },
        HostileContainer("A5 encryption", .forbiddenField) { $0[root].both { $0.flags = 1 } },
        HostileContainer("A CRC-32 in the directory", .directoryMismatch) { $0[root].central.crc ^= 1 },
        HostileContainer("A CRC-32 in both", .checksum) { $0[root].both { $0.crc ^= 1 } },
        HostileContainer("A time", .forbiddenField) { $0[root].both { $0.time = 1 } },
        HostileContainer("A date in the directory", .directoryMismatch) { $0[root].central.date = 1 },
        HostileContainer("A version needed", .forbiddenField) { $0[root].both { $0.version = 20 } },
        HostileContainer("A version made by", .directoryMismatch) { $0[root].central.madeBy = 0x0314 },
        HostileContainer("A link in the attributes (11)", .directoryMismatch) {
            $0[root].central.attributes = 0xa1ff << 16
        },
        // B: names.
        HostileContainer("B1 the same name twice", .duplicateName) { $0.entries.insert($0[root], at: 2) },
        HostileContainer("B2 letter case", .duplicateName) {
            $0.entries.insert(.init("Referral.json", ""), at: 2)
        },
        HostileContainer("B3 dot segment", .entryName) { $0[root].both { $0.name = Array("a/../b".utf8) } },
        HostileContainer("B3 current folder", .entryName) { $0[root].both { $0.name = Array("./b".utf8) } },
        HostileContainer("B3 root", .entryName) { $0[root].both { $0.name = Array("/b".utf8) } },
        HostileContainer("B3 back-slash", .entryName) { $0[root].both { $0.name = Array("a\\b".utf8) } },
        HostileContainer("B3 NUL", .entryName) { $0[root].both { $0.name = [0x61, 0, 0x62] } },
        HostileContainer("B3 folder", .entryName) { $0.entries.insert(.init("a/", ""), at: 1) },
        HostileContainer("B3 no name", .entryName) { $0[root].both { $0.name = [] } },
        HostileContainer("B4 Unicode path in an extra field", .forbiddenField) {
            $0[root].both { $0.extra = le(UInt16(0x7075)) + le(UInt16(6)) + [1, 0, 0, 0, 0, 0x62] }
        },
        HostileContainer("B4 UTF-8 flag", .forbiddenField) { $0[root].both { $0.flags = 0x800 } },
        HostileContainer("B4 long extra field", .forbiddenField) {
            $0[root].both { $0.extra = Array(repeating: 0, count: 60_000) }
        },
        // C: the file's structure.
        HostileContainer("C1 comment", .directoryMismatch) { $0.comment = [1] },
        HostileContainer("C1 a second end in the comment", .directoryMismatch) {
            $0.comment = le(UInt32(0x0605_4b50)) + Array(repeating: 0, count: 18)
        },
        HostileContainer("C1 entry's comment", .directoryMismatch) { $0[root].central.comment = [1] },
        HostileContainer("C2 directory's offset", .directoryMismatch) { $0.directoryOffset = 0 },
        HostileContainer("C2 directory's size", .directoryMismatch) { $0.directorySize = 46 },
        HostileContainer("C2 bytes in front", .unexpectedRecord) { $0.entries[0].before = [0x4d, 0x5a] },
        HostileContainer("C2 gap before an entry", .unexpectedRecord) { $0[root].before = [0] },
        HostileContainer("C2 gap before the directory", .unexpectedRecord) {
            $0.beforeDirectory = [0, 0, 0, 0]
        },
        HostileContainer("C2 gap before the end", .directoryMismatch) { $0.beforeEnd = [0, 0, 0, 0] },
        HostileContainer("C3 hidden local header", .directoryMismatch) { $0[root].isInDirectory = false },
        HostileContainer("C3 entry only in the directory", .directoryMismatch) { $0[root].isInFile = false },
        HostileContainer("C3 two directory entries for one local header (12)", .directoryMismatch) {
            $0["documents/01.json"].offset = 0
        },
        HostileContainer("C4 number of entries", .directoryMismatch) { $0.count = 1 },
        HostileContainer("C5 needless ZIP64 in an entry", .zip64) { zip in
            let size = UInt64(zip[root].data.count)
            zip[root].both {
                $0.extra = le(UInt16(1)) + le(UInt16(16)) + le(size) + le(size)
                $0.version = 45
                $0.size = .max
                $0.stored = .max
            }
        },
        HostileContainer("C5 ZIP64 field with plain sizes", .zip64) { zip in
            zip[root].both { $0.extra = le(UInt16(1)) + le(UInt16(16)) + Array(repeating: 0, count: 16) }
        },
        HostileContainer("C5 ZIP64 mark without field", .zip64) { $0[root].both { $0.size = .max } },
        HostileContainer("C5 needless ZIP64 end", .directoryMismatch) {
            $0.beforeEnd = le(UInt32(0x0606_4b50)) + Array(repeating: 0, count: 72)
        },
    ]

    @Test(arguments: ambiguous)
    func `a container that can be read in two ways is refused (10)`(container: HostileContainer) {
        #expect(code(container.make()) == container.code)
    }

    /// `THREATS` 12.
    static let large: [HostileContainer] = [
        HostileContainer("entry of 4 GiB that is not there", .truncated) { zip in
            zip[root].both {
                $0.size = 0xffff_fffe
                $0.stored = 0xffff_fffe
            }
        },
        HostileContainer("entry beyond the container's limit", .tooLarge) { zip in
            zip[root].both {
                $0.extra = le(UInt16(1)) + le(UInt16(16)) + le(UInt64.max) + le(UInt64.max)
                $0.version = 45
                $0.size = .max
                $0.stored = .max
            }
        },
        HostileContainer("more entries than the limit", .tooMany) { zip in
            for number in 0..<Limits.containerEntries { zip.entries.insert(.init("x\(number)", ""), at: 1) }
        },
        HostileContainer("large manifest", .tooLarge) {
            $0["META-INF/ASiCManifest001.xml"] =
                .init("META-INF/ASiCManifest001.xml", Array(repeating: 0x20, count: Limits.manifest + 1))
        },
        HostileContainer("large signature", .tooLarge) {
            $0["META-INF/signature001.p7s"] =
                .init("META-INF/signature001.p7s", Array(repeating: 0x20, count: Limits.signature + 1))
        },
    ]

    @Test(arguments: large)
    func `a container beyond the limits is refused (12)`(container: HostileContainer) {
        #expect(code(container.make()) == container.code)
    }

    @Test func `a document beyond what the caller keeps is refused (12)`() throws {
        let error = try #require(throws: ASiCError.self) {
            try ContainerReader(MemorySource(RawZIP.container().bytes)).read { _, _ in .keep(limit: 10) }
        }
        #expect(error.code == .tooLarge)
    }

    /// `THREATS` 13, and the order of entries.
    static let unaccounted: [HostileContainer] = [
        HostileContainer("mimetype is not first", .mediaType) { $0.entries.swapAt(0, 1) },
        HostileContainer("mimetype says ASiC-S", .mediaType) {
            $0["mimetype"] = .init("mimetype", "application/vnd.etsi.asic-s+zip")
        },
        HostileContainer("mimetype ends with a line feed", .mediaType) {
            $0["mimetype"] = .init("mimetype", "application/vnd.etsi.asic-e+zip\n")
        },
        HostileContainer("mimetype is missing", .mediaType) { $0.entries.removeFirst() },
        HostileContainer("file that no manifest names", .uncoveredEntry) {
            $0.entries.insert(.init("extra.txt", "x"), at: 2)
        },
        HostileContainer("file behind the signatures", .unexpectedEntry) {
            $0.entries.append(.init("extra", "x"))
        },
        HostileContainer("another file in META-INF", .unexpectedEntry) {
            $0.entries.append(.init("META-INF/manifest.xml", "x"))
        },
        HostileContainer("time-stamp, reserved", .unexpectedEntry) {
            $0.entries.append(.init("META-INF/timestamp001.tst", "x"))
        },
        HostileContainer("archive manifest without its stamp", .unsigned) {
            $0.entries.append(.init("META-INF/ASiCArchiveManifest001.xml", "x"))
        },
        HostileContainer("META-INF in another case", .unexpectedEntry) {
            $0.entries.append(.init("meta-inf/signature002.p7s", "x"))
        },
        HostileContainer("META-INF as a file", .unexpectedEntry) {
            $0.entries.insert(.init("META-INF", "x"), at: 1)
        },
        HostileContainer("signature before its manifest", .unexpectedEntry) { $0.entries.swapAt(4, 5) },
        HostileContainer("numbers begin with 2", .unexpectedEntry) {
            $0[root].before = []
            $0["META-INF/ASiCManifest001.xml"].both { $0.name = Array("META-INF/ASiCManifest002.xml".utf8) }
        },
        HostileContainer("manifest without signature", .unsigned) { $0.entries.removeLast() },
        HostileContainer("no signature", .unsigned) { $0 = RawZIP.container(signatures: 0) },
        HostileContainer("two manifests of one signature", .signatureReference) {
            $0 = RawZIP.container(signatures: 2) { manifest, _ in
                manifest.signatureName = "META-INF/signature001.p7s"
            }
        },
        HostileContainer("manifest covers a signature", .forbiddenReference) {
            $0 = RawZIP.container(signatures: 2) { manifest, number in
                if number == 2 { manifest.references.append(reference("META-INF/signature001.p7s")) }
            }
        },
        HostileContainer("manifest covers mimetype", .forbiddenReference) {
            $0 = RawZIP.container { manifest, _ in manifest.references.append(reference("mimetype")) }
        },
        HostileContainer("document named twice", .duplicateReference) {
            $0 = RawZIP.container { manifest, _ in manifest.references.append(manifest.references[1]) }
        },
        HostileContainer("no root document", .rootDocument) {
            $0 = RawZIP.container { manifest, _ in manifest.references[0] = reference(root) }
        },
        HostileContainer("two root documents", .rootDocument) {
            $0 = RawZIP.container { manifest, _ in
                manifest.references[1] = reference("documents/01.json", isRoot: true)
            }
        },
        HostileContainer("two manifests with different root documents", .rootDocument) {
            $0 = RawZIP.container(signatures: 2) { manifest, number in
                guard number == 2 else { return }
                manifest.references[0] = reference(root)
                manifest.references[1] = reference("documents/01.json", isRoot: true)
            }
        },
        HostileContainer("second manifest covers less", .uncoveredEntry) {
            $0 = RawZIP.container(signatures: 2) { manifest, number in
                if number == 2 { manifest.references.removeLast() }
            }
        },
        HostileContainer("more signatures than the limit", .tooMany) {
            for number in 2...(Limits.signatures + 1) {
                let digits = number < 10 ? "00\(number)" : "0\(number)"
                $0.entries.append(.init("META-INF/ASiCManifest\(digits).xml", "x"))
                $0.entries.append(.init("META-INF/signature\(digits).p7s", "x"))
            }
        },
    ]

    @Test(arguments: unaccounted)
    func `what no signature accounts for is refused (13)`(container: HostileContainer) {
        #expect(code(container.make()) == container.code)
    }

    @Test func `changed, missing and renamed documents are findings (13)`() throws {
        var changed = RawZIP.container()
        changed["documents/01.json"] = .init("documents/01.json", "[]")
        #expect(
            try read(changed.bytes).signatures[0].references.map(\.state) == [.intact, .altered, .intact]
        )
        var removed = RawZIP.container()
        removed.entries.remove(at: 2)
        #expect(
            try read(removed.bytes).signatures[0].references.map(\.state) == [.intact, .missing, .intact]
        )
        var renamed = RawZIP.container()
        renamed["documents/01.json"].both { $0.name = Array("documents/02.json".utf8) }
        #expect(code(renamed.bytes) == .uncoveredEntry)
    }

    @Test func `a container that ends early is refused wherever it ends`() {
        let bytes = RawZIP.container().bytes
        for length in 0..<bytes.count { #expect(code(Array(bytes[..<length])) == .truncated, "\(length)") }
    }

    @Test func `a container that goes on is refused`() {
        let bytes = RawZIP.container().bytes
        #expect(code(bytes) == nil)
        for more in [[0], [0x0a], Array("PK".utf8), bytes] { #expect(code(bytes + more) == .trailingBytes) }
    }

    @Test func `no bit can be changed unnoticed`() {
        let bytes = RawZIP.container().bytes
        for index in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[index] ^= 1 << bit
                #expect(code(changed) != nil, "byte \(index) bit \(bit)")
            }
        }
    }

    @Test func `a source that gives single bytes is read as well`() throws {
        let bytes = RawZIP.container().bytes
        #expect(try ContainerReader(Trickle(bytes)).read { _, _ in .digest }.signatures.count == 1)
    }
}

private func reference(_ name: String, isRoot: Bool = false) -> ASiCManifest.Reference {
    ASiCManifest.Reference(
        name: name,
        mediaType: nil,
        isRootDocument: isRoot,
        method: .sha256,
        digest: Array(repeating: 0, count: 32)
    )
}

/// Gives one byte at a time.
private final class Trickle: ByteSource {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    func read(into buffer: inout MutableRawSpan) throws -> Int {
        guard position < bytes.count else { return 0 }
        buffer.storeBytes(of: bytes[position], toByteOffset: 0, as: UInt8.self)
        position += 1
        return 1
    }
}
