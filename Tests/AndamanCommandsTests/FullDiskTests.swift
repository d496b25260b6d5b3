// SPDX-License-Identifier: Apache-2.0

import Bundles
import Delivery
import Files
import Glibc
import Octets
import Offices
import Registry
import Signatures
import Testing

/// An office whose disk is really full: a small file system in memory, for which the test must be root.
@Suite(.timeLimit(.minutes(20))) struct FullDiskTests {
    @Test func `on a full disk nothing is filed and nothing is lost`() async throws {
        try await Exchange.with { exchange in
            try await onSmallDisk(exchange) { desk in
                _ = try await desk.done("inbox")
                try fill(desk.home + "/filler")
                let before = try FileTree(desk.home + "/service/store")
                let ran = await desk.run("receive", exchange.bundle)
                ran.expect(74)
                #expect(!Folder.exists(exchange.folder + "/bundle.receipt.asice"))
                #expect(try FileTree(desk.home + "/service/store") == before)

                try Folder.deleteFile(desk.home + "/filler")
                try await desk.serving { address in
                    try fill(desk.home + "/filler")
                    let sender = try BundleSender(authority: Office(home: desk.home).card().authority.der)
                    let answer = try await sender.send(exchange.bundle, to: address)
                    guard case .problem(503, _, .some) = answer else {
                        Issue.record("no 503 but \(answer)")
                        return
                    }
                    let told = await exchange.ranong.run("send", exchange.bundle, "--to", address)
                    told.expect(69, saying: "no room")
                    try Folder.deleteFile(desk.home + "/filler")
                    try await exchange.expectNothingFiled(at: desk)
                    try await exchange.ranong.done("send", exchange.bundle, "--to", address)
                }
                let findings = try RegistryChecker(
                    databasePath: desk.home + "/service/registry.sqlite",
                    storeFolder: desk.home + "/service/store"
                ).check()
                #expect(findings.isEmpty)
                // What people write does not appear half either.
                try fill(desk.home + "/filler")
                await desk.run("open", exchange.bundle, "-o", desk.home + "/opened").expect(74)
                #expect(try Folder.names(in: desk.home).allSatisfy { !$0.contains("opened") })
            }
        }
    }

    /// Moves Kawthaung's home to a disk of a few megabytes.
    private func onSmallDisk(_ exchange: Exchange, _ body: (Desk) async throws -> Void) async throws {
        let disk = try await MachineDisk(exchange.folder + "/disk", size: "4m")
        guard disk.isReal else { try Test.cancel("cannot mount a tmpfs here") }
        let result: Result<Void, any Error>
        do {
            try FileTree(exchange.kawthaung.home).write(to: disk.folder + "/home")
            result = .success(try await body(Desk(home: disk.folder + "/home")))
        } catch {
            result = .failure(error)
        }
        try await disk.unmount()
        try result.get()
    }

    /// Writes until the disk takes no more.
    private func fill(_ path: String) throws {
        let file = unsafe try #require(fopen(path, "wb"))
        defer { unsafe fclose(file) }
        unsafe setbuf(file, nil)
        let block = [UInt8](repeating: 1, count: 4096)
        while unsafe fwrite(block, 1, block.count, file) == block.count {}
    }
}
