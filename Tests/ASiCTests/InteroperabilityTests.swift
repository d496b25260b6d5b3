// SPDX-License-Identifier: Apache-2.0

import ASiC
import Files
import Glibc
import Octets
import Subprocess
import Testing

/// Stock programs read what we write, and we read what they write.
@Suite struct InteroperabilityTests {
    @Test func `Python's zipfile and unzip read our containers`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("a.asice")
        let file = try PendingFile(path)
        let writer = try ContainerWriter(to: file)
        for document in RawZIP.documents {
            let content = Array(document.content.utf8)
            try writer.add(document.name, size: UInt64(content.count), from: MemorySource(content))
        }
        for number in 1...2 {
            try writer.addSignature(
                manifest: writer.manifest(rootDocument: RawZIP.documents[0].name).encoded,
                signature: Array("signature \(number)".utf8)
            )
        }
        try writer.finish()
        try file.place()
        #expect(try Folder.read(path, limit: 1 << 16) == RawZIP.container(signatures: 2).bytes)
        let listed = try await output(
            "python3",
            "-c",
            "import sys,zipfile as z;f=z.ZipFile(sys.argv[1]);print(f.testzip(),*f.namelist(),f.read('documents/01.json'))",
            path
        )
        let names = ["mimetype"] + RawZIP.documents.map(\.name)
        let pairs = (1...2).flatMap { ["META-INF/ASiCManifest00\($0).xml", "META-INF/signature00\($0).p7s"] }
        #expect(listed == "None " + (names + pairs).joined(separator: " ") + " b'{}'\n")
        #expect(try await output("unzip", "-t", path).contains("No errors detected"))
    }

    @Test func `what Python writes, compressed and in one stream, is read (10)`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("a.zip")
        let manifest = RawZIP.manifest([("a.txt", String(repeating: "hello", count: 200))], 1).encoded
        try Folder.write(manifest, to: folder.path("manifest"))
        let script = """
            import sys, zipfile
            class Stream:
                def __init__(self, file): self.file = file
                def write(self, data): return self.file.write(data)
                def flush(self): self.file.flush()
            for path, file in ((sys.argv[1] + '.stream', Stream(open(sys.argv[1] + '.stream', 'wb'))), (sys.argv[1], sys.argv[1])):
                with zipfile.ZipFile(file, 'w', zipfile.ZIP_DEFLATED) as z:
                    z.writestr('mimetype', 'application/vnd.etsi.asic-e+zip', zipfile.ZIP_STORED)
                    z.writestr('a.txt', 'hello' * 200)
                    z.writestr('META-INF/', '')
                    z.writestr('META-INF/ASiCManifest.xml', open(sys.argv[2], 'rb').read())
                    z.writestr('META-INF/signature001.p7s', b's')
            """
        _ = try await output("python3", "-c", script, path, folder.path("manifest"))
        for path in [path, path + ".stream"] {
            let contents = try ForeignContainerReader(FileSource(path)).read { _, _ in .keep(limit: 1000) }
            #expect(contents.signatures.map { $0.references.map(\.state) } == [[.intact]])
            #expect(contents.kept["a.txt"]?.count == 1000)
            #expect(contents.unaccounted.isEmpty)
        }
    }

    @Test func `a document beyond 4 GiB is written with ZIP64, and read by Python and by us`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("large.asice")
        let size = UInt64(UInt32.max) + 5
        let sink = try SparseFile(path)
        let writer = try ContainerWriter(to: sink)
        try writer.add("large", size: size, from: Zeros(size))
        try writer.add("small", Array("behind".utf8))
        try writer.addSignature(manifest: writer.manifest(rootDocument: "small").encoded, signature: [1])
        try writer.finish()
        let contents = try ContainerReader(FileSource(path)).read { name, _ in
            name == "large" ? .skip : .keep(limit: 10)
        }
        #expect(contents.kept["small"] == Array("behind".utf8))
        #expect(contents.entry("large")?.size == size)
        #expect(contents.signatures[0].references.map(\.state) == [.notRead, .intact])
        let theirs = try ForeignContainerReader(FileSource(path)).read { name, _ in
            name == "large" ? .skip : .digest
        }
        #expect(theirs.entries == contents.entries)
        let listed = try await output(
            "python3",
            "-c",
            "import sys,zipfile as z;f=z.ZipFile(sys.argv[1]);print(f.getinfo('large').file_size,f.read('small'))",
            path
        )
        #expect(listed == "\(size) b'behind'\n")
        #expect(try await output("unzip", "-p", path, "small") == "behind")
    }

    private func output(_ program: String, _ arguments: String...) async throws -> String {
        let result = try await run(
            .name(program),
            arguments: Arguments(arguments),
            output: .string(limit: 1 << 16),
            error: .discarded
        )
        #expect(result.terminationStatus.isSuccess)
        return result.standardOutput
    }
}

/// A fresh folder, deleted with its owner.
private final class TemporaryFolder {
    private let folder: String

    init() throws {
        var generator = SystemRandomNumberGenerator()
        folder = "/tmp/andaman-test-" + String(generator.next(), radix: 36)
        try Folder.create(folder)
    }

    deinit {
        try? Folder.deleteTree(folder)
    }

    func path(_ name: String) -> String { Folder.join(folder, name) }
}

/// Gives zero bytes.
private final class Zeros: ByteSource {
    private var left: UInt64

    init(_ count: UInt64) {
        left = count
    }

    func read(into buffer: inout MutableRawSpan) throws -> Int {
        let count = Int(min(UInt64(buffer.byteCount), left))
        unsafe buffer.withUnsafeMutableBytes { bytes in
            _ = unsafe memset(bytes.baseAddress!, 0, count)
        }
        left -= UInt64(count)
        return count
    }
}

/// A file in which long pieces of zeros take no room.
private final class SparseFile: PatchableSink {
    private let descriptor: Int32
    private var offset: UInt64 = 0

    init(_ path: String) throws {
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
    }

    deinit {
        close(descriptor)
    }

    func write(_ bytes: RawSpan) throws {
        let isHole = unsafe bytes.withUnsafeBytes { pointer in
            unsafe pointer.count >= 1 << 16 && pointer[0] == 0
                && memcmp(pointer.baseAddress!, pointer.baseAddress! + 1, pointer.count - 1) == 0
        }
        if !isHole { try put(bytes, offset) }
        offset += UInt64(bytes.byteCount)
    }

    func patch(_ bytes: [UInt8], at offset: UInt64) throws {
        try bytes.withBytes { try put($0, offset) }
    }

    func finish() throws {}

    private func put(_ bytes: RawSpan, _ offset: UInt64) throws {
        let count = unsafe bytes.withUnsafeBytes {
            unsafe pwrite(descriptor, $0.baseAddress, $0.count, off_t(offset))
        }
        #expect(count == bytes.byteCount)
    }
}
