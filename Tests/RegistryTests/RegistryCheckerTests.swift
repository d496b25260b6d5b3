// SPDX-License-Identifier: Apache-2.0

import Files
import GRDB
import Octets
import Registry
import Testing

@Suite struct RegistryCheckerTests {
    private func findings(after spoil: (_ folder: String, SealedStore) throws -> Void) async throws
        -> [RegistryFinding]
    {
        try await withTemporaryFolder { folder in
            let store = try SealedStore(folder + "/store")
            do {
                let registry = try SQLiteRegistry(path: folder + "/registry.sqlite")
                let outbox = try SealedStore(folder + "/outbox")
                for number in [5, 6] {
                    try Sample.store(number, in: outbox)
                    try registry.record(Sample.outgoing(number))
                }
                try registry.record(
                    OutgoingBundle.Progress(state: .delivered),
                    after: nil,
                    identity: Sample.identity(6),
                    recipientAuthority: Sample.ranong
                )
                try outbox.remove(SHA256Digest(of: Sample.content(6)))
                let upload = try store.makeUploadStore().create(Self.upload)
                try Sample.content(7).withBytes { try upload.write($0) }
                for number in 1...3 {
                    try Sample.store(number, in: store)
                    _ = try registry.file(Sample.facts(number)) { Sample.receipt(number) }
                }
                _ = try registry.file(Sample.facts(4, decision: .refused)) { Sample.receipt(4) }
            }
            try spoil(folder, store)
            return try RegistryChecker(
                databasePath: folder + "/registry.sqlite",
                storeFolder: folder + "/store",
                outboxFolder: folder + "/outbox"
            ).check()
        }
    }

    private static let upload = UploadRecord(
        token: String(repeating: "0a", count: 16),
        sender: Sample.ranong,
        identity: Sample.identity(7),
        length: UInt64(Sample.content(7).count),
        digest: SHA256Digest(of: Sample.content(7)),
        createdAt: Sample.time
    )

    /// Changes one bit in the file at `path`.
    private func flip(_ path: String, at offset: Int) throws {
        var bytes = try Folder.read(path, limit: 1 << 20)
        bytes[offset % bytes.count] ^= 1 << (offset % 8)
        try Folder.write(bytes, to: path, existing: .replace)
    }

    @Test func `a bit flipped anywhere in store, outbox or uploads is found`() async throws {
        let received = SHA256Digest(of: Sample.content(2))
        let sent = SHA256Digest(of: Sample.content(5))
        let token = Self.upload.token
        for _ in 0..<10 {
            let offset = Int.random(in: 0..<1_000_000)
            for (file, finding) in [
                ("store", RegistryFinding(.fileAltered, received.hex)),
                ("outbox", RegistryFinding(.fileAltered, sent.hex)),
                ("\(token).upload", RegistryFinding(.uploadDamaged, token)),
                ("\(token).part", RegistryFinding(.uploadDamaged, token)),
            ] {
                let found = try await findings { folder, store in
                    let path =
                        switch file {
                        case "store": store.path(of: received)
                        case "outbox": try SealedStore(folder + "/outbox").path(of: sent)
                        default: folder + "/store/uploads/" + file
                        }
                    try flip(path, at: offset)
                }
                #expect(found == [finding], "\(file) at \(offset)")
            }
        }
    }

    @Test func `a file that the outbox or an upload lacks, or has too much, is found`() async throws {
        let sent = SHA256Digest(of: Sample.content(5))
        let stray = SHA256Digest(of: Sample.content(9))
        let token = Self.upload.token
        #expect(
            try await findings { folder, _ in try SealedStore(folder + "/outbox").remove(sent) }
                == [RegistryFinding(.fileMissing, sent.hex)]
        )
        #expect(
            try await findings { folder, _ in
                try Sample.store(9, in: try SealedStore(folder + "/outbox"))
            } == [RegistryFinding(.fileWithoutRow, stray.hex)]
        )
        #expect(
            try await findings { folder, _ in
                try Folder.deleteFile("\(folder)/store/uploads/\(token).part")
            } == [RegistryFinding(.uploadDamaged, token)]
        )
        #expect(
            try await findings { folder, _ in try Folder.write([1], to: folder + "/store/uploads/x") }
                == [RegistryFinding(.strayName, "x")]
        )
    }

    private let second = SHA256Digest(of: Sample.content(2))

    @Test func `a sound registry has no findings`() async throws {
        #expect(try await findings { _, _ in } == [])
    }

    @Test func `a missing file is found`() async throws {
        #expect(
            try await findings { _, store in try store.remove(second) }
                == [RegistryFinding(.fileMissing, second.hex)]
        )
    }

    @Test func `one changed byte of a file is found`() async throws {
        let found = try await findings { _, store in
            var bytes = Sample.content(2)
            bytes[7] ^= 1
            try Folder.write(bytes, to: store.path(of: second), existing: .replace)
        }
        #expect(found == [RegistryFinding(.fileAltered, second.hex)])
    }

    @Test func `a file without a row is found`() async throws {
        let found = try await findings { _, store in try Sample.store(9, in: store) }
        #expect(found == [RegistryFinding(.fileWithoutRow, SHA256Digest(of: Sample.content(9)).hex)])
    }

    @Test func `a name that the store does not give is found`() async throws {
        let found = try await findings { folder, _ in
            try Folder.write([1], to: folder + "/store/objects/stray")
        }
        #expect(found == [RegistryFinding(.strayName, "stray")])
    }

    @Test func `a changed receipt and a changed size are found`() async throws {
        let found = try await findings { folder, _ in
            try tamper(folder) { database in
                try database.execute(
                    sql: "UPDATE received SET receipt = x'00', fileSize = 5 WHERE sequence = 2"
                )
            }
        }
        #expect(
            found == [
                RegistryFinding(.rowAltered, "received"),
                RegistryFinding(.receiptAltered, Sample.identity(2).hex),
                RegistryFinding(.sizeDiffers, second.hex),
            ]
        )
    }
}
