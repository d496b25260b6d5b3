// SPDX-License-Identifier: Apache-2.0

import Files
import Glibc
import Octets
import Registry
import Testing

@Suite struct SealedStoreTests {
    @Test func `a spool file is adopted under its digest`() async throws {
        try await withTemporaryFolder { folder in
            let store = try SealedStore(folder)
            let digest = SHA256Digest(of: Sample.content(1))
            let spool = try store.makeSpoolFile()
            try spool.write(Sample.content(1))
            #expect(spool.digest == digest)
            #expect(spool.count == UInt64(Sample.content(1).count))
            var status = stat()
            #expect(unsafe stat(spool.path, &status) == 0 && status.st_mode & 0o777 == 0o600)
            #expect(!store.contains(digest))
            try store.adopt(spool.path, digest: digest)
            #expect(
                store.path(of: digest)
                    == "\(folder)/objects/\(digest.hex.prefix(2))/\(digest.hex.dropFirst(2))"
            )
            #expect(try store.source(of: digest).readAll(limit: 1 << 20) == Sample.content(1))
            #expect(!Folder.exists(spool.path))
        }
    }

    @Test func `adopting the same bytes twice changes nothing`() async throws {
        try await withTemporaryFolder { folder in
            let store = try SealedStore(folder)
            try Sample.store(1, in: store)
            try Sample.store(1, in: store)
            #expect(
                try store.source(of: SHA256Digest(of: Sample.content(1))).readAll(limit: 1 << 20)
                    == Sample.content(1)
            )
            #expect(try Folder.names(in: folder + "/spool").isEmpty)
        }
    }

    @Test func `a spool file that is given up leaves nothing`() async throws {
        try await withTemporaryFolder { folder in
            let store = try SealedStore(folder)
            do { try store.makeSpoolFile().write([1, 2, 3]) }
            #expect(try Folder.names(in: folder + "/spool").isEmpty)
        }
    }

    @Test func `the sweep deletes what dead writers left and spares the living`() async throws {
        try await withTemporaryFolder { folder in
            let store = try SealedStore(folder)
            let alive = try store.makeSpoolFile()
            try Folder.write([1], to: folder + "/spool/dead")
            let sweep = try store.sweep(now: Sample.time) { _ in true }
            #expect(sweep.abandoned == 1)
            #expect(Folder.exists(alive.path))
            #expect(try Folder.names(in: folder + "/spool").count == 1)
        }
    }

    @Test func `the sweep moves files without a row aside, after a grace`() async throws {
        try await withTemporaryFolder { folder in
            let store = try SealedStore(folder)
            try Sample.store(1, in: store)
            try Sample.store(2, in: store)
            let known = SHA256Digest(of: Sample.content(1))
            let orphan = SHA256Digest(of: Sample.content(2))
            #expect(try store.sweep(now: .now(), grace: 3600) { $0 == known }.quarantined == 0)
            #expect(store.contains(orphan))
            let later = Timestamp.now().adding(seconds: 3600)
            #expect(try store.sweep(now: later, grace: 3600) { $0 == known }.quarantined == 1)
            #expect(store.contains(known) && !store.contains(orphan))
            #expect(
                try Folder.read("\(folder)/quarantine/\(orphan.hex).sealed.asice", limit: 1 << 20)
                    == Sample.content(2)
            )
        }
    }

    @Test func `a copy in quarantine goes once the bundle is filed, and with its erasure`() async throws {
        try await withTemporaryFolder { folder in
            let store = try SealedStore(folder)
            let digest = SHA256Digest(of: Sample.content(1))
            let copy = "\(folder)/quarantine/\(digest.hex).sealed.asice"
            let later = Timestamp.now().adding(seconds: 3600)
            for isErased in [false, true] {
                try Sample.store(1, in: store)
                #expect(try store.sweep(now: later) { _ in false }.quarantined == 1)
                #expect(try store.sweep(now: later) { _ in true }.quarantined == 0)
                // As long as it is the only one, it stays, whatever the registry says.
                #expect(Folder.exists(copy))
                try Sample.store(1, in: store)
                if isErased {
                    try store.remove(digest)
                } else {
                    _ = try store.sweep(now: later) { _ in true }
                }
                #expect(!Folder.exists(copy) && store.contains(digest) != isErased)
            }
        }
    }

    @Test func `a name that an upload never got is cleared away`() async throws {
        try await withTemporaryFolder { folder in
            let uploads = try SealedStore(folder).makeUploadStore()
            try Folder.write([], to: folder + "/uploads/.0123.part.mark.partial")
            for (age, left) in [(0, 1), (3600, 0)] as [(Int64, Int)] {
                let now = Timestamp.now().adding(seconds: age)
                _ = try uploads.sweep(now: now, lifetime: 3600, emptyLifetime: 3600)
                #expect(try Folder.names(in: folder + "/uploads").count == left)
            }
        }
    }

    @Test func `a removed file is gone, and removing it again is no error`() async throws {
        try await withTemporaryFolder { folder in
            let store = try SealedStore(folder)
            try Sample.store(1, in: store)
            let digest = SHA256Digest(of: Sample.content(1))
            try store.remove(digest)
            try store.remove(digest)
            #expect(!store.contains(digest))
            #expect(try #require(throws: FileError.self) { try store.source(of: digest) }.code == .missing)
        }
    }
}
