// SPDX-License-Identifier: Apache-2.0

import Files
import Glibc
import Testing

/// What a command leaves on a stick, and says of what it finds there.
@Suite(.timeLimit(.minutes(10))) struct CarriedFilesTests {
    private func mode(_ path: String) -> UInt32? {
        var status = stat()
        return unsafe lstat(path, &status) == 0 ? status.st_mode & 0o777 : nil
    }

    @Test func `bundles and receipts can be read by whoever carries them, dossiers only by their owner`()
        async throws
    {
        try await Exchange.with { exchange in
            let sealed = exchange.folder + "/sealed"
            try await exchange.ranong.done("seal", exchange.dossier, "--to", "kawthaung", "-o", sealed)
            #expect(mode(sealed) == 0o644)
            let stick = exchange.folder + "/stick"
            try Folder.create(stick)
            let sent = try await exchange.ranong.done("send", exchange.bundle, "--to-folder", stick)
            try await exchange.kawthaung.done("receive", stick)
            let names = try Folder.names(in: stick)
            #expect(names.count == 2 && names.contains { $0.hasSuffix(".receipt.asice") }, "\(sent)")
            for name in names { #expect(mode(stick + "/" + name) == 0o644, "\(name)") }
            try await exchange.ranong.done("receive", stick)
            let bundle = try #require(names.first?.prefix(36))
            let receipt = exchange.folder + "/fetched.receipt.asice"
            try await exchange.ranong.done("outbox", "receipt", String(bundle), "-o", receipt)
            #expect(mode(receipt) == 0o644)
            // Papers in the clear are nobody else's.
            #expect(mode(exchange.dossier) == 0o600)
        }
    }
}
