// SPDX-License-Identifier: Apache-2.0

import ASiC
import Bundles
import Dossiers
import Files
import JSONSchema
import Octets
import Signatures
import Testing

@Suite struct OpenedFolderTests {
    private let exchange = Exchange.shared

    private func open(_ bundle: [UInt8], into path: String) throws {
        let envelope = try exchange.envelope(bundle)
        let folder = try OpenedFolder(path)
        let opened = try BundleOpening(
            office: exchange.kawthaung.reference,
            identities: [exchange.kawthaung.identity],
            trust: exchange.trust,
            policy: .postQuantum,
            now: Exchange.now
        )
        .open(
            envelope,
            content: MemorySource(Exchange.content(bundle, envelope)),
            copyingTo: folder.containerSink,
            attachment: folder.attachment
        )
        try opened.judgement.requireGood()
        try folder.place(opened.dossier)
    }

    @Test func `everything stands in the folder under the names that it had`() throws {
        try withTemporaryFolder { folder in
            let path = Folder.join(folder, "out")
            try open(exchange.sealed, into: path)
            #expect(try Folder.names(in: folder) == ["out"])
            let papers = try Folder.names(in: Folder.join(Exchange.package, "Examples/return-of-a-child"))
            #expect(try Folder.names(in: path) == (papers + ["dossier.asice"]).sorted())
            #expect(try Folder.read(Folder.join(path, "dossier.asice"), limit: 1 << 20) == exchange.signed)
            let attachments = Folder.join(path, "attachments")
            #expect(try Folder.names(in: attachments) == Exchange.attachments.keys.sorted())
            for (name, bytes) in Exchange.attachments {
                #expect(try Folder.read(Folder.join(attachments, name), limit: 1 << 20) == bytes)
            }
        }
    }

    @Test func `a slash behind the folder's name does not count`() throws {
        try withTemporaryFolder { folder in
            try open(exchange.sealed, into: Folder.join(folder, "out/"))
            #expect(try Folder.names(in: folder) == ["out"])
        }
    }

    @Test func `a name that is taken is refused, and stays as it is`() throws {
        try withTemporaryFolder { folder in
            let path = Folder.join(folder, "out")
            try Folder.write([1], to: path)
            let error = try #require(throws: FileError.self) { try open(exchange.sealed, into: path) }
            #expect(error.code == .exists)
            #expect(try Folder.names(in: folder) == ["out"])
        }
    }

    @Test func `after a failure nothing is left`() throws {
        let content = try exchange.envelope(exchange.sealed).contentEntry
        var late = exchange.sealed
        late[Int(content.dataOffset + content.size) - 5] ^= 1
        let owed = try Forge.bundle(
            around: exchange.halfSigned,
            from: exchange.ranong,
            to: exchange.kawthaung
        )
        for bundle in [late, owed] {
            try withTemporaryFolder { folder in
                #expect(throws: BundleError.self) { try open(bundle, into: Folder.join(folder, "out")) }
                let left = try Folder.names(in: folder)
                #expect(left.isEmpty)
            }
        }
    }

    @Test func `an attachment that was called as another is called inside is in nobody's way`() throws {
        let attachments: [String: [UInt8]] = [
            "02.pdf": [1], "01.pdf": [2], "03.pdf": [3],
        ]
        let half = try Exchange.sign(
            by: exchange.ranong,
            "preeya",
            exchange.trust,
            attachments: attachments
        ) { folder in
            try Exchange.rewrite(
                folder,
                "referral.json",
                "attachments",
                #"""
                [{"originalName": "02.pdf", "title": "b"}, {"originalName": "03.pdf", "title": "c"},
                 {"originalName": "01.pdf", "title": "a"}]
                """#
            )
        }
        let signed = try Exchange.cosign(half, by: exchange.ranong, "wichai", exchange.trust).bytes
        try withTemporaryFolder { folder in
            let path = Folder.join(folder, "out")
            try open(exchange.seal(signed), into: path)
            for (name, bytes) in attachments {
                #expect(try Folder.read(Folder.join(path, "attachments/" + name), limit: 10) == bytes)
            }
        }
    }

    @Test func `THREATS 11: names of another office's making stay inside the folder`() throws {
        let documents = try Forge.documents(exchange.signed).map { name, bytes in
            guard name == "referral.json" else { return (name, bytes) }
            let text = String(decoding: bytes, as: UTF8.self)
                .split(separator: "\"letter-th.pdf\"").joined(separator: #""../../../tmp/evil.pdf""#)
                .split(separator: "\"scan-1.jpg\"").joined(separator: #""..""#)
            return (name, Array(text.utf8))
        }
        let signed = try Forge.container(
            documents,
            root: "referral.json",
            signers: [exchange.ranong.officers["preeya"]!, exchange.ranong.officers["wichai"]!]
        )
        try withTemporaryFolder { folder in
            let path = Folder.join(folder, "out")
            try open(
                Forge.bundle(around: signed, from: exchange.ranong, to: exchange.kawthaung),
                into: path
            )
            #expect(try Folder.names(in: folder) == ["out"])
            #expect(
                try Folder.names(in: Folder.join(path, "attachments")) == [
                    "02.jpg", "evil.pdf", "scan-2.jpg",
                ]
            )
        }
    }
}
