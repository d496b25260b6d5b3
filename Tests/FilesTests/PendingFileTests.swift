// SPDX-License-Identifier: Apache-2.0

import Files
import Glibc
import Octets
import Testing

@Suite struct PendingFileTests {
    @Test func `a file appears whole, and only when it is placed`() throws {
        try withTemporaryFolder { folder in
            let path = Folder.join(folder, "a")
            let file = try PendingFile(path)
            try file.write(Array("hello".utf8))
            try file.patch(Array("J".utf8), at: 0)
            #expect(!Folder.exists(path))
            try file.place()
            #expect(try Folder.read(path, limit: 10) == Array("Jello".utf8))
            #expect(try Folder.names(in: folder) == ["a"])
        }
    }

    @Test func `a file that is given up leaves nothing`() throws {
        try withTemporaryFolder { folder in
            do { try PendingFile(Folder.join(folder, "a")).write([1]) }
            #expect(try Folder.names(in: folder).isEmpty)
        }
    }

    @Test func `a name that is taken, before or meanwhile, is refused`() throws {
        try withTemporaryFolder { folder in
            let path = Folder.join(folder, "a")
            let late = try PendingFile(path)
            try Folder.write([1], to: path)
            #expect(try #require(throws: FileError.self) { try PendingFile(path) }.code == .exists)
            #expect(try #require(throws: FileError.self) { try late.place() }.code == .exists)
            #expect(try Folder.read(path, limit: 10) == [1])
        }
    }

    @Test func `a file never takes the place of a pipe, a device or a folder`() throws {
        try withTemporaryFolder { folder in
            let pipe = Folder.join(folder, "pipe")
            try #require(unsafe mkfifo(pipe, 0o600) == 0)
            let link = Folder.join(folder, "link")
            try #require(unsafe symlink("/dev/null", link) == 0)
            for path in [pipe, link, folder] {
                let error = try #require(throws: FileError.self) {
                    try Folder.write([1], to: path, existing: .replace)
                }
                #expect(error.code == .wrongKind)
            }
            let late = Folder.join(folder, "late")
            let file = try PendingFile(late, existing: .replace)
            try #require(unsafe mkfifo(late, 0o600) == 0)
            #expect(throws: FileError(.wrongKind, path: late)) { try file.place(existing: .replace) }
            #expect(Folder.isLink(link))
        }
    }

    @Test func `a name that is not UTF-8 is told, and never taken for another`() throws {
        try withTemporaryFolder { folder in
            try Folder.write([1], to: Folder.join(folder, "a\u{FFFD}"))
            let path = Array((folder + "/a").utf8).map { CChar(bitPattern: $0) } + [-1, 0]
            let descriptor = unsafe open(path, O_WRONLY | O_CREAT, 0o600)
            try #require(descriptor >= 0)
            close(descriptor)
            defer { unsafe unlink(path) }
            #expect(throws: FileError(.unreadableName, path: folder)) { try Folder.names(in: folder) }
            let listing = try Folder.listing(of: folder)
            #expect(listing.names == ["a\u{FFFD}"] && listing.unreadable == 1)
        }
    }

    @Test func `a link is not followed where that is not wanted`() throws {
        try withTemporaryFolder { folder in
            #expect(throws: FileError(.wrongKind, path: folder)) { try FileSource(folder) }
            let missing = try #require(throws: FileError.self) { try FileSource(Folder.join(folder, "none")) }
            #expect(missing.code == .missing)
        }
    }
}

/// Lends a fresh folder and deletes it afterwards.
func withTemporaryFolder<R>(_ body: (String) throws -> R) throws -> R {
    var generator = SystemRandomNumberGenerator()
    let folder = "/tmp/andaman-test-" + String(generator.next(), radix: 36)
    try Folder.create(folder)
    defer { try? Folder.deleteTree(folder) }
    return try body(folder)
}
