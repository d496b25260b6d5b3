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
                for number in 1...3 {
                    try Sample.store(number, in: store)
                    _ = try registry.file(Sample.facts(number)) { Sample.receipt(number) }
                }
                _ = try registry.file(Sample.facts(4, decision: .refused)) { Sample.receipt(4) }
            }
            try spoil(folder, store)
            return try RegistryChecker(
                databasePath: folder + "/registry.sqlite",
                storeFolder: folder + "/store"
            ).check()
        }
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
