// SPDX-License-Identifier: Apache-2.0

import Files
import Glibc
import Octets
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

    @Test func `links, pipes and folders on a stick are counted, and what is a file is taken`() async throws {
        try await Exchange.with { exchange in
            let stick = exchange.folder + "/stick"
            try await exchange.ranong.done("send", exchange.bundle, "--to-folder", made(stick))
            #expect(unsafe symlink(exchange.bundle, stick + "/link.sealed.asice") == 0)
            #expect(unsafe mkfifo(stick + "/pipe.receipt.asice", 0o600) == 0)
            try Folder.create(stick + "/folder.sealed.asice")
            for language in ["en", "th", "my"] {
                let ran = await exchange.kawthaung.run("receive", stick, "--lang", language)
                ran.expect(65, saying: "3", stick)
                #expect(ran.output.contains(".receipt.asice"), "\(ran)")
            }
        }
    }

    @Test func `files beyond the limit are said, and end nothing as if all was well`() async throws {
        try await Exchange.with { exchange in
            let stick = try made(exchange.folder + "/stick")
            // A bundle for somebody else is passed over, so that all that is wrong here is their number.
            let first = stick + "/0.sealed.asice"
            try Folder.write(Folder.read(exchange.bundle, limit: 1 << 24), to: first)
            for number in 1..<Limits.carriedFiles + 2 {
                let descriptor = unsafe open("\(stick)/\(number).receipt.asice", O_CREAT | O_WRONLY, 0o600)
                #expect(descriptor >= 0)
                close(descriptor)
            }
            let ran = await exchange.phangnga.run("receive", stick)
            #expect(ran.code == 65)
            let lines = ran.complaint.split(separator: "\n")
            #expect(lines.first?.contains("and 1 files were not") == true, "\(lines.first ?? "")")
            #expect(lines.count == Limits.carriedFiles + 1)
            ran.expectSentences()
        }
    }

    private func made(_ folder: String) throws -> String {
        try Folder.create(folder)
        return folder
    }
}
