// SPDX-License-Identifier: Apache-2.0

import Delivery
import Files
import Glibc
import Octets
import Testing

@Suite struct FolderCarrierTests {
    @Test func `a bundle is put whole, and once`() async throws {
        try await withTemporaryFolder { folder in
            let (here, stick) = (folder + "/Aung Kyaw.sealed.asice", folder + "/stick")
            try Folder.create(stick)
            try Folder.write([1, 2, 3], to: here)
            let there = try FolderCarrier.put(here, as: "a", into: stick)
            #expect(there == stick + "/a.sealed.asice")
            #expect(try Folder.read(there, limit: 10) == [1, 2, 3])
            #expect(try FolderCarrier.put(here, as: "a", into: stick) == there)
            #expect(try Folder.names(in: stick) == ["a.sealed.asice"])
            try Folder.write([9], to: there, existing: .replace)
            let error = #expect(throws: DeliveryError.self) {
                try FolderCarrier.put(here, as: "a", into: stick)
            }
            #expect(error?.code == .nameTaken)
            #expect(try Folder.read(there, limit: 10) == [9])
        }
    }

    @Test func `bundles and receipts are found, links and unfinished files are not`() async throws {
        try await withTemporaryFolder { folder in
            for name in ["b.sealed.asice", "a.sealed.asice", "a.receipt.asice", ".c.sealed.asice", "x.txt"] {
                try Folder.write([1], to: folder + "/" + name)
            }
            #expect(unsafe symlink("/etc/passwd", folder + "/evil.sealed.asice") == 0)
            try Folder.create(folder + "/folder.sealed.asice")
            #expect(unsafe mkfifo(folder + "/pipe.receipt.asice", 0o600) == 0)
            let names = ["a.sealed.asice", "b.sealed.asice"].map { folder + "/" + $0 }
            let finds = try FolderCarrier.finds(in: folder)
            #expect(finds.bundles == names)
            #expect(finds.receipts == [folder + "/a.receipt.asice"])
            #expect(finds.notFiles == 3 && finds.beyond == 0 && finds.unreadableNames == 0)
            #expect(try FolderCarrier.unverifiedReceipt(at: folder + "/a.receipt.asice") == [1])
        }
    }

    @Test func `what a folder holds beyond the limit is counted`() async throws {
        try await withTemporaryFolder { folder in
            for name in ["c.sealed", "a.sealed", "b.sealed", "a.receipt", "b.receipt"] {
                try Folder.write([1], to: folder + "/" + name + ".asice")
            }
            let finds = try FolderCarrier.finds(in: folder, limit: 2)
            #expect(finds.bundles == ["a", "b"].map { folder + "/\($0).sealed.asice" })
            #expect(finds.receipts.count == 2 && finds.beyond == 1)
            #expect(try FolderCarrier.finds(in: folder, limit: 3).beyond == 0)
        }
    }

    @Test func `what is carried can be read by whoever carries it`() async throws {
        try await withTemporaryFolder { folder in
            let path = try FolderCarrier.keep(receipt: [1], as: folder + "/a")
            #expect(try FolderCarrier.keep(receipt: [1], as: folder + "/a") == path)
            let other = try FolderCarrier.keep(receipt: [2], as: folder + "/a")
            #expect([path, other] == [folder + "/a.receipt.asice", folder + "/a.2.receipt.asice"])
            try Folder.write([3], to: folder + "/b")
            let put = try FolderCarrier.put(folder + "/b", as: "c", into: folder)
            for path in [path, other, put] {
                var status = stat()
                #expect(unsafe stat(path, &status) == 0 && status.st_mode & 0o777 == 0o644)
            }
        }
    }

    @Test func `a folder that is not there is missing`() {
        let error = #expect(throws: FileError.self) { try FolderCarrier.finds(in: "/nonexistent") }
        #expect(error?.code == .missing)
    }
}
