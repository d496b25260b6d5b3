// SPDX-License-Identifier: Apache-2.0

import ASiC
import Octets
import Testing

@Suite struct ContainerWriterTests {
    @Test func `the bytes are the profile's, and the same each time`() throws {
        #expect(try write() == RawZIP.container().bytes)
        #expect(try write() == write())
    }

    @Test func `each way to add a document gives the same bytes`() throws {
        let sink = MemorySink(limit: 1 << 20)
        let writer = try ContainerWriter(to: sink)
        for (index, document) in RawZIP.documents.enumerated() {
            let content = Array(document.content.utf8)
            if index == 0 {
                try writer.add(document.name, size: UInt64(content.count), from: MemorySource(content))
            } else {
                try writer.add(document.name, size: 0...1000) { sink in
                    for byte in content { try sink.write([byte]) }
                    try sink.finish()
                }
            }
        }
        try writer.addSignature(
            manifest: writer.manifest(rootDocument: "referral.json").encoded,
            signature: Array("signature 1".utf8)
        )
        try writer.finish()
        #expect(sink.bytes == RawZIP.container().bytes)
    }

    @Test func `what was written is read back`() throws {
        let contents = try ContainerReader(MemorySource(write())).read { name, size in
            #expect(size > 0)
            return name == "referral.json" ? .keep(limit: 100) : .skip
        }
        #expect(contents.payload.map(\.name) == RawZIP.documents.map(\.name))
        #expect(contents.kept == ["referral.json": Array(RawZIP.documents[0].content.utf8)])
        let signature = try #require(contents.signatures.first)
        #expect(contents.signatures.count == 1 && signature.number == 1)
        #expect(signature.references.map(\.state) == [.intact, .notRead, .notRead])
        #expect(signature.signature == Array("signature 1".utf8))
        #expect(signature.signedName == "META-INF/ASiCManifest001.xml")
        #expect(contents.entry("documents/01.json")?.sha256 == nil)
        let offset = Int(try #require(contents.entry("documents/01.json")).dataOffset)
        #expect(try Array(write()[offset..<(offset + 2)]) == Array("{}".utf8))
    }

    @Test func `a large document is hashed beside writing, and comes back whole`() throws {
        let content = (0..<(5 << 20)).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }
        let sink = MemorySink(limit: 8 << 20)
        let writer = try ContainerWriter(to: sink)
        let entry = try writer.add("large", size: UInt64(content.count), from: MemorySource(content))
        #expect(entry.sha256 == SHA256Digest(of: content))
        try writer.addSignature(manifest: writer.manifest(rootDocument: "large").encoded, signature: [1])
        try writer.finish()
        let copy = MemorySink(limit: 8 << 20)
        let contents = try ContainerReader(MemorySource(sink.bytes)).read { _, _ in .write(to: copy) }
        #expect(copy.bytes == content)
        #expect(contents.signatures[0].references[0].state == .intact)
    }

    @Test func `one more signature leaves the rest as it was, and is the same each time`() throws {
        let extended = try extend(write())
        #expect(extended == RawZIP.container(signatures: 2).bytes)
        #expect(try extend(write()) == extended)
        #expect(try read(extended).signatures.map(\.number) == [1, 2])
    }

    @Test func `nothing is added to a container whose document was changed`() throws {
        var zip = RawZIP.container()
        zip["documents/01.json"] = RawZIP.Entry("documents/01.json", "[]")
        #expect(try #require(throws: ASiCError.self) { try extend(zip.bytes) }.code == .alteredEntry)
    }

    @Test(arguments: [
        "", "/a", "a/", "a//b", "./a", "a/..", "../a", "a b", "a\\b", "C:a", "é", "META-INF/a", "meta-inf/a",
        "a.", "-a", "a/.b", "nul", "a/Aux.txt",
        String(repeating: "a", count: Limits.entryName + 1),
    ])
    func `a name beyond the allow-list is not written (11)`(name: String) throws {
        let writer = try ContainerWriter(to: MemorySink(limit: 1000))
        #expect(try #require(throws: ASiCError.self) { try writer.add(name, [1]) }.code == .entryName)
    }

    @Test func `names that meet on some systems are not written (10)`() throws {
        let writer = try ContainerWriter(to: MemorySink(limit: 1000))
        try writer.add("a/B", [1])
        for name in ["a/B", "A/b", "a", "a/b/c", "mimetype", "MimeType", "mimetype/a"] {
            #expect(try #require(throws: ASiCError.self) { try writer.add(name, [1]) }.code == .duplicateName)
        }
    }

    @Test func `a document of another size than was said is refused`() throws {
        let writer = try ContainerWriter(to: MemorySink(limit: 1000))
        for size in [0...4, 6...9] as [ClosedRange<UInt64>] {
            let error = try #require(throws: ASiCError.self) {
                try writer.add("a\(size.lowerBound)", size: size) { try $0.write([1, 2, 3, 4, 5]) }
            }
            #expect(error.code == .entrySize)
        }
        let straddling = try #require(throws: ASiCError.self) {
            try writer.add("b", size: 1...(8 << 30)) { _ in }
        }
        #expect(straddling.code == .entrySize)
    }

    @Test func `a container without signature or with documents behind it is not written`() throws {
        let writer = try ContainerWriter(to: MemorySink(limit: 10_000))
        try writer.add("a", [1])
        #expect(try #require(throws: ASiCError.self) { try writer.finish() }.code == .unsigned)
        try writer.addSignature(manifest: writer.manifest(rootDocument: "a").encoded, signature: [1])
        #expect(try #require(throws: ASiCError.self) { try writer.add("b", [1]) }.code == .unexpectedEntry)
    }

    @Test func `a manifest that a reader would refuse is not written (13)`() throws {
        let writer = try ContainerWriter(to: MemorySink(limit: 10_000))
        try writer.add("a", [1])
        try writer.add("b", [2])
        var manifest = writer.manifest(rootDocument: "a")
        manifest.references.removeLast()
        let uncovered = try #require(throws: ASiCError.self) {
            try writer.addSignature(manifest: manifest.encoded, signature: [1])
        }
        #expect(uncovered.code == .uncoveredEntry)
        let rootless = try #require(throws: ASiCError.self) {
            try writer.addSignature(manifest: writer.manifest(rootDocument: "c").encoded, signature: [1])
        }
        #expect(rootless.code == .rootDocument)
    }

    private func write() throws -> [UInt8] {
        let sink = MemorySink(limit: 1 << 20)
        let writer = try ContainerWriter(to: sink)
        for document in RawZIP.documents { try writer.add(document.name, Array(document.content.utf8)) }
        try writer.addSignature(
            manifest: writer.manifest(rootDocument: "referral.json").encoded,
            signature: Array("signature 1".utf8)
        )
        try writer.finish()
        return sink.bytes
    }

    private func extend(_ bytes: [UInt8]) throws -> [UInt8] {
        let sink = MemorySink(limit: 1 << 20)
        let writer = try ContainerWriter(extending: MemorySource(bytes), to: sink)
        try writer.addSignature(
            manifest: writer.manifest(rootDocument: "ignored").encoded,
            signature: Array("signature \(writer.nextSignature)".utf8)
        )
        try writer.finish()
        return sink.bytes
    }
}
