// SPDX-License-Identifier: Apache-2.0

import ASiC
import Files
import Octets
import Testing

/// Where the published containers lie, beside the project's root.
let publishedFolder: String = {
    let parts = #filePath.split(separator: "/").dropLast(3)
    return "/" + parts.joined(separator: "/") + "/../shared/vectors/asic"
}()

/// The code that reading `bytes` as other people's container ends with; nil where it does not fail.
private func foreignCode(_ bytes: [UInt8]) -> ASiCError.Code? {
    do {
        try foreign(bytes)
        return nil
    } catch {
        return (error as? ASiCError)?.code
    }
}

@discardableResult
private func foreign(_ bytes: [UInt8]) throws -> ContainerContents {
    try ForeignContainerReader(MemoryPositionalSource(bytes)).read { _, _ in .digest }
}

/// What the manifests of a published container must be found to say.
struct PublishedContainer: CustomTestStringConvertible, Sendable {
    let name: String
    let documents: [[CheckedReference.State]]
    var uncovered = 0
    var timestamps = 0
    var testDescription: String { name }
}

private let root = "referral.json"

@Suite struct ForeignContainerReaderTests {
    static let published = [
        PublishedContainer(name: "onefile-ok.asice", documents: [[.intact]]),
        PublishedContainer(name: "multifiles-ok.asice", documents: [[.intact, .intact]]),
        PublishedContainer(name: "cades-lta-alternative-naming.sce", documents: [[.intact]], timestamps: 1),
        PublishedContainer(name: "brokenReference.asice", documents: [[.altered, .intact]]),
        PublishedContainer(
            name: "removed-doc.asice",
            documents: [[.intact, .missing, .intact]],
            timestamps: 1
        ),
        PublishedContainer(name: "nonConformantManifest.asice", documents: [[]], uncovered: 2),
        PublishedContainer(name: "twoSignaturesOneTimeOneSigner.asice", documents: [[.intact], [.intact]]),
        PublishedContainer(name: "emptyCertStore.asice", documents: [[.intact, .intact]]),
    ]

    @Test(
        .enabled(if: Folder.isFolder(publishedFolder), "shared/vectors is not beside the project"),
        arguments: published
    )
    func `published containers open and say what they must (13)`(example: PublishedContainer) throws {
        let source = try FileSource(Folder.join(publishedFolder, example.name))
        let contents = try ForeignContainerReader(source).read { _, _ in .digest }
        #expect(contents.signatures.map { $0.references.map(\.state) } == example.documents)
        #expect(contents.signatures.reduce(0) { $0 + $1.uncovered.count } == example.uncovered)
        #expect(contents.timestamps.count == example.timestamps)
        #expect(contents.unaccounted.isEmpty)
        let expected = try String(
            decoding: Folder.read(Folder.join(publishedFolder, "expected.tsv"), limit: 1 << 16),
            as: UTF8.self
        )
        let line = try #require(expected.split(separator: "\n").first { $0.hasPrefix(example.name + "\t") })
        #expect(line.split(separator: "\t")[1] == String(contents.signatures.count))
        // None of them is by our profile.
        let strict = try FileSource(Folder.join(publishedFolder, example.name))
        #expect(throws: ASiCError.self) { try ContainerReader(strict).read { _, _ in .digest } }
    }

    @Test func `our own containers are read alike`() throws {
        let bytes = RawZIP.container(signatures: 2).bytes
        let (ours, theirs) = (try read(bytes), try foreign(bytes))
        #expect(ours.entries == theirs.entries)
        #expect(ours.signatures.map(\.references) == theirs.signatures.map(\.references))
        #expect(ours.signatures.map(\.signedBytes) == theirs.signatures.map(\.signedBytes))
        #expect(ours.signatures.map(\.signature) == theirs.signatures.map(\.signature))
    }

    @Test(arguments: DigestMethod.allCases)
    func `other digest methods are checked`(method: DigestMethod) throws {
        // Digests of no bytes at all (FIPS 180-4).
        let empty: [DigestMethod: String] = [
            .insecureSHA1: "da39a3ee5e6b4b0d3255bfef95601890afd80709",
            .sha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            .sha384: "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da"
                + "274edebfe76f65fbd51ad2f14898b95b",
            .sha512: "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
                + "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
        ]
        let digest = try Hex.decode(#require(empty[method]))
        for (content, state) in [("", CheckedReference.State.intact), ("x", .altered)] {
            var zip = RawZIP.container([("a", content)])
            let text = String(decoding: RawZIP.manifest([("a", "")], 1).encoded, as: UTF8.self)
                .split(separator: DigestMethod.sha256.rawValue).joined(separator: method.rawValue)
                .split(separator: Base64.encode(SHA256Digest(of: []).bytes, padded: true))
                .joined(separator: Base64.encode(digest, padded: true))
            let name = "META-INF/ASiCManifest001.xml"
            zip[name] = .init(name, text)
            let checked = try #require(try foreign(zip.bytes).signatures.first?.references.first)
            #expect(checked.state == state && checked.reference.method == method)
            #expect(method.isWeak == (method == .insecureSHA1))
        }
    }

    @Test func `what stands in META-INF for no signature is listed, as is what none covers (13)`() throws {
        var zip = RawZIP.container()
        zip.entries.append(.init("META-INF/container.xml", "x"))
        zip.entries.append(.init("META-INF/signature002.p7s", "x"))
        zip.entries.append(.init("extra.txt", "x"))
        let contents = try foreign(zip.bytes)
        #expect(contents.unaccounted == ["META-INF/container.xml", "META-INF/signature002.p7s"])
        #expect(contents.signatures[0].uncovered == ["extra.txt"])
    }

    @Test func `the signature of an ASiC-S container is over its one document`() throws {
        var zip = RawZIP(entries: [
            .init("mimetype", "application/vnd.etsi.asic-s+zip"), .init("a.txt", "hello"),
            .init("META-INF/signature.p7s", "s"),
        ])
        let contents = try foreign(zip.bytes)
        #expect(contents.signatures.map(\.signedName) == ["a.txt"])
        #expect(contents.signatures[0].signedBytes == Array("hello".utf8))
        zip.entries.insert(.init("b.txt", "hidden"), at: 1)
        #expect(try foreign(zip.bytes).signatures.isEmpty)
    }

    @Test func `content that is compressed is read, with its descriptor in each form`() throws {
        for form in 0..<4 {
            var zip = RawZIP.container()
            zip[root] = compressed(root, Array(RawZIP.documents[0].content.utf8))
            let entry = zip[root].central
            zip[root].both { $0.flags = 8 }
            zip[root].local.crc = 0
            zip[root].local.size = 0
            zip[root].local.stored = 0
            zip[root].after =
                (form & 1 == 0 ? [] : le(UInt32(0x0807_4b50))) + le(entry.crc)
                + (form & 2 == 0
                    ? le(entry.stored) + le(entry.size) : le(UInt64(entry.stored)) + le(UInt64(entry.size)))
            zip.comment = Array("mimetype=application/vnd.etsi.asic-e+zip".utf8)
            #expect(
                try foreign(zip.bytes).signatures[0].references.map(\.state) == [.intact, .intact, .intact]
            )
        }
    }

    /// `THREATS` 10 to 12: the same constructions as for our own reader, where looser rules apply.
    static let ambiguous: [HostileContainer] = [
        HostileContainer("A1 method in the local header", .directoryMismatch) { $0[root].local.method = 8 },
        HostileContainer("A1 method in the directory", .damagedContent) { $0[root].both { $0.method = 8 } },
        HostileContainer("A2 name in the directory", .directoryMismatch) {
            $0[root].central.name = Array("z".utf8)
        },
        HostileContainer("A3 size in the directory", .directoryMismatch) { $0[root].central.size = 1 },
        HostileContainer("A3 size in the local header", .directoryMismatch) { $0[root].local.size = 1 },
        HostileContainer("A3 stored size in both", .ambiguousLayout) {
            $0[root].both {
                $0.size = 1
                $0.stored = 1
            }
        },
        HostileContainer("A4 descriptor disagrees", .ambiguousLayout) { zip in
            zip[root].both { $0.flags = 8 }
            zip[root].after =
                le(zip[root].central.crc ^ 1) + le(zip[root].central.stored) + le(zip[root].central.size)
        },
        HostileContainer("A4 descriptor is missing", .ambiguousLayout) { $0[root].both { $0.flags = 8 } },
        HostileContainer("A4 descriptor unsaid", .ambiguousLayout) { zip in
            zip[root].after =
                le(zip[root].central.crc) + le(zip[root].central.stored) + le(zip[root].central.size)
        },
        HostileContainer("A4 flags in the local header", .directoryMismatch) { $0[root].local.flags = 2 },
        HostileContainer("A5 encryption", .unsupportedEntry) { $0[root].both { $0.flags = 1 } },
        HostileContainer("A CRC-32 in the directory", .directoryMismatch) { $0[root].central.crc ^= 1 },
        HostileContainer("A CRC-32 in both", .checksum) { $0[root].both { $0.crc ^= 1 } },
        HostileContainer("A another method", .unsupportedEntry) { $0[root].both { $0.method = 12 } },
        HostileContainer("B1 the same name twice", .duplicateName) { $0.entries.insert($0[root], at: 2) },
        HostileContainer("B2 letter case", .duplicateName) {
            $0.entries.insert(.init("Referral.json", ""), at: 2)
        },
        HostileContainer("B2 Unicode form", .duplicateName) { zip in
            for name in ["caf\u{e9}", "cafe\u{301}"] {
                zip.entries.append(.init(name, ""))
                zip[name].both { $0.flags = 0x800 }
            }
        },
        HostileContainer("B2 a file that is a folder too", .duplicateName) {
            $0.entries.append(.init("referral.json/a", ""))
        },
        HostileContainer("B3 dot segment (11)", .entryName) { $0.entries.append(.init("a/../../b", "")) },
        HostileContainer("B3 root (11)", .entryName) { $0.entries.append(.init("/etc/passwd", "")) },
        HostileContainer("B3 device (11)", .entryName) { $0.entries.append(.init("a/nul.txt", "")) },
        HostileContainer("B3 many folders (12)", .entryName) {
            $0.entries.append(.init(String(repeating: "a/", count: Limits.foreignNameDepth) + "b", ""))
        },
        HostileContainer("B3 back-slash (11)", .entryName) { $0.entries.append(.init("a\\b", "")) },
        HostileContainer("B3 drive (11)", .entryName) { $0.entries.append(.init("C:b", "")) },
        HostileContainer("B3 NUL", .entryName) { $0.entries.append(.init("a\u{0}b", "")) },
        HostileContainer("B3 direction of writing", .entryName) { zip in
            zip.entries.append(.init("a\u{202e}fdp.exe", ""))
            zip.entries[zip.entries.count - 1].both { $0.flags = 0x800 }
        },
        HostileContainer("B3 letters without the UTF-8 flag", .entryName) {
            $0.entries.append(.init("é", ""))
        },
        HostileContainer("B3 not UTF-8", .entryName) { $0[root].both { $0.name = [0xff] } },
        HostileContainer("B3 link (11)", .unsupportedEntry) {
            $0[root].central.madeBy = 0x0314
            $0[root].central.attributes = 0xa1ff << 16
        },
        HostileContainer("B3 folder with content", .unsupportedEntry) { $0.entries.append(.init("a/", "x")) },
        HostileContainer("B4 Unicode path in an extra field", .forbiddenField) {
            $0[root].both { $0.extra = le(UInt16(0x7075)) + le(UInt16(6)) + [1, 0, 0, 0, 0, 0x62] }
        },
        HostileContainer("B4 Unicode path in the local header alone", .forbiddenField) {
            $0[root].local.extra = le(UInt16(0x7075)) + le(UInt16(6)) + [1, 0, 0, 0, 0, 0x62]
        },
        HostileContainer("B4 extra field beyond its end", .forbiddenField) {
            $0[root].both { $0.extra = [1, 1, 9, 9] }
        },
        HostileContainer("C1 a second end in the comment", .truncated) {
            $0.comment = le(UInt32(0x0605_4b50)) + Array(repeating: 0, count: 16) + [1, 0]
        },
        HostileContainer("C1 a second, complete end in the comment", .ambiguousLayout) {
            $0.comment = le(UInt32(0x0605_4b50)) + Array(repeating: 0, count: 18)
        },
        HostileContainer("C1 an end within the directory", .ambiguousEnd) {
            $0[root].central.comment = le(UInt32(0x0605_4b50)) + Array(repeating: 0, count: 18)
        },
        HostileContainer("C1 the end's mark at the very end", .ambiguousEnd) {
            $0.comment = le(UInt32(0x0605_4b50))
        },
        HostileContainer("C2 directory's offset", .ambiguousLayout) { $0.directoryOffset = 0 },
        HostileContainer("C2 directory's size", .ambiguousLayout) { $0.directorySize = 46 },
        HostileContainer("C2 bytes in front", .ambiguousLayout) { $0.entries[0].before = [0x4d, 0x5a] },
        HostileContainer("C2 gap before an entry", .ambiguousLayout) { $0[root].before = [0] },
        HostileContainer("C2 gap before the directory", .ambiguousLayout) {
            $0.beforeDirectory = [0, 0, 0, 0]
        },
        HostileContainer("C2 gap before the end", .ambiguousLayout) { $0.beforeEnd = [0, 0, 0, 0] },
        HostileContainer("C3 hidden local header", .ambiguousLayout) { $0[root].isInDirectory = false },
        HostileContainer("C3 two directory entries for one local header (12)", .ambiguousLayout) {
            $0["documents/01.json"].offset = 0
        },
        HostileContainer("C4 number of entries too low", .directoryMismatch) { $0.count = 1 },
        HostileContainer("C4 number of entries too high", .directoryMismatch) { $0.count = 9 },
        HostileContainer("C5 needless ZIP64 field", .zip64) { zip in
            zip[root].both { $0.extra = le(UInt16(1)) + le(UInt16(16)) + Array(repeating: 0, count: 16) }
        },
        HostileContainer("C5 ZIP64 field that disagrees", .directoryMismatch) { zip in
            zip[root].both {
                $0.extra = le(UInt16(1)) + le(UInt16(16)) + le(UInt64($0.size)) + le(UInt64($0.stored))
                $0.size = .max
                $0.stored = .max
            }
            zip[root].local.extra = le(UInt16(1)) + le(UInt16(16)) + le(UInt64(1)) + le(UInt64(1))
        },
        HostileContainer("C5 ZIP64 mark without field", .zip64) { $0[root].both { $0.size = .max } },
        HostileContainer("C5 ZIP64 end that nothing asks for", .zip64) {
            $0.beforeEnd =
                le(UInt32(0x0606_4b50)) + Array(repeating: 0, count: 52) + le(UInt32(0x0706_4b50))
                + Array(repeating: 0, count: 16)
        },
        HostileContainer("C5 ZIP64 end asked for and missing", .zip64) { $0.directoryOffset = .max },
        HostileContainer("12 ratio", .tooLarge) { zip in
            zip[root] = compressed(root, [1, 2, 3])
            zip[root].both { $0.size = 4_000_000_000 }
        },
        HostileContainer("12 sum of sizes", .tooLarge) { zip in
            for number in 0..<3 {
                zip.entries.append(.init("x\(number)", ""))
                zip.entries[zip.entries.count - 1].both {
                    $0.size = 0xffff_fff0
                    $0.stored = 0xffff_fff0
                }
            }
        },
        HostileContainer("12 more comes than was said", .damagedContent) { zip in
            zip[root] = compressed(root, [1, 2, 3])
            zip[root].both { $0.size = 2 }
        },
        HostileContainer("12 less comes than was said", .damagedContent) { zip in
            zip[root] = compressed(root, [1, 2, 3])
            zip[root].both { $0.size = 4 }
        },
        HostileContainer("12 bytes behind the compressed content", .damagedContent) { zip in
            zip[root] = compressed(root, [1, 2, 3])
            zip[root].data.append(0)
            zip[root].both { $0.stored += 1 }
        },
        HostileContainer("12 compressed content without end", .damagedContent) { zip in
            zip[root] = compressed(root, [1, 2, 3])
            zip[root].data[0] = 0
        },
        HostileContainer("12 number of entries", .tooMany) { zip in
            for number in 0..<Limits.containerEntries { zip.entries.append(.init("x\(number)", "")) }
        },
        HostileContainer("13 two manifests of one signature", .signatureReference) {
            $0 = RawZIP.container(signatures: 2) { manifest, _ in
                manifest.signatureName = "META-INF/signature001.p7s"
            }
        },
    ]

    @Test(arguments: ambiguous)
    func `other people's ambiguous containers are refused too (10, 11, 12)`(container: HostileContainer) {
        #expect(foreignCode(container.make()) == container.code)
    }

    @Test func `other people's containers are refused when cut, continued or changed`() {
        var zip = RawZIP.container()
        zip[root] = compressed(root, Array(RawZIP.documents[0].content.utf8))
        let bytes = zip.bytes
        #expect(foreignCode(bytes) == nil)
        for length in 0..<bytes.count { #expect(foreignCode(Array(bytes[..<length])) != nil) }
        for more in [[0], Array("PK".utf8), bytes] { #expect(foreignCode(bytes + more) != nil) }
        #expect(foreignCode([0x4d, 0x5a] + bytes) == .ambiguousLayout)
        // Version, time and attributes mean nothing here; a change of anything that counts is refused.
        let start = bytes.count - 22
        for index in start..<bytes.count {
            var changed = bytes
            changed[index] ^= 0x10
            #expect(foreignCode(changed) != nil, "byte \(index - start) of the end")
        }
    }
}
