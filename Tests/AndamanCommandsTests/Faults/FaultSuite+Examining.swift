// SPDX-License-Identifier: Apache-2.0

import ASiC
import Bundles
import Dossiers
import Files
import JSONSchema
import Octets
import Offices
import Registry
import Testing

extension FaultSuite {
    /// None lost, none twice, each whole, each with its receipt; and both offices tell the same story.
    func examine() async throws {
        let entries = ledger.value
        #expect(entries.allSatisfy { $0.isEntered })
        let whole = ["--json", "--limit", "1000000"]
        let outbox = try await told(sender, ["outbox", "--all"] + whole)
        let inbox = try await told(receiver, ["inbox"] + whole)
        #expect(outbox.allSatisfy { $0.state == "delivered" }, "\(outbox.filter { $0.state != "delivered" })")
        #expect(Set(outbox.map(\.bundle)) == Set(inbox.map(\.bundle)))
        let sent = Set(entries.map { "\($0.id) \($0.identity)" })
        #expect(Set(inbox.map(\.bundle.name)) == sent && inbox.count == entries.count)
        for machine in [sender, receiver] { try await machine.desk.done("log", "verify") }
        try examineReceipts(entries)
        try examineContent(entries)
        try await examineByCommands(entries)
    }

    private struct Told: Hashable {
        struct Bundle: Hashable {
            let name: String
            let sha256: String
        }

        let bundle: Bundle
        let state: String
    }

    private func told(_ machine: Machine, _ words: [String]) async throws -> [Told] {
        let ran = await machine.desk.run(words)
        try #require(ran.code == 0, "\(ran)")
        let pattern =
            /"bundle":"([^"]*)","identity":"([^"]*)".*?"(?:state|decision)":"([^"]*)".*?"sha256":"([^"]*)"/
        return ran.output.matches(of: pattern).map { match in
            let (_, bundle, identity, state, digest) = match.output
            return Told(
                bundle: .init(name: "\(bundle) \(identity)", sha256: String(digest)),
                state: String(state)
            )
        }
    }

    /// The receipt that the receiver keeps is the sender's, and the one that was called verified then; it is in the log.
    private func examineReceipts(_ entries: [Consignment]) throws {
        let received = try SQLiteRegistry(path: receiver.home + "/service/registry.sqlite")
        let sent = try SQLiteRegistry(path: sender.home + "/service/registry.sqlite")
        let office = try Office(home: sender.home)
        let (trust, other) = (try office.trust(), try Office(home: receiver.home).reference)
        for entry in entries {
            let kept = try #require(try received.received(identity: entry.identity), "lost: \(entry.id)")
                .receipt
            let collected = try sent.collectedReceipts(of: entry.identity).map(\.bytes)
            #expect(collected == [kept], "\(entry.id) has another receipt, or several")
            #expect(entry.receipts.isSubset(of: [SHA256Digest(of: kept)]), "\(entry.id) had another receipt")
            let receipt = try Receipt(container: kept, trust: trust, at: sender.clock.now)
            try receipt.require(
                for: BundleReference(id: entry.id, identity: entry.identity),
                from: other
            )
            #expect(receipt.document.decision == .filed && receipt.logFailure == nil)
        }
        #expect(try received.figures().filed == Int64(entries.count))
        // What is kept of a bundle on its way goes with it.
        for folder in ["outbox/spool", "outbox/objects"] {
            #expect(try files(sender.home + "/service/" + folder).isEmpty)
        }
        #expect(try files(receiver.home + "/service/store/spool").isEmpty)
        #expect(try files(receiver.home + "/service/store/quarantine").isEmpty)
    }

    private func files(_ folder: String) throws -> [String] {
        guard Folder.exists(folder) else { return [] }
        return try Folder.names(in: folder).flatMap { name in
            let path = folder + "/" + name
            return Folder.isFolder(path) ? try files(path) : [path]
        }
    }

    /// Each stored file opens, and holds the dossier that was sealed.
    private func examineContent(_ entries: [Consignment]) throws {
        let office = try Office(home: receiver.home)
        let registry = try SQLiteRegistry(path: receiver.home + "/service/registry.sqlite")
        let store = try SealedStore(receiver.home + "/service/store")
        let opening = BundleOpening(
            office: office.reference,
            identities: try office.identities(NoPassphrases()),
            trust: try office.trust(),
            policy: office.encryptionPolicy,
            now: receiver.clock.now
        )
        for entry in entries {
            let row = try #require(try registry.received(identity: entry.identity))
            let path = store.path(of: row.facts.fileDigest)
            let bundle = try SealedBundle(
                envelopeOf: FileSource(path),
                trust: opening.trust,
                at: receiver.clock.now
            )
            let place = bundle.contentEntry
            let dossier = MemorySink(limit: 1 << 26)
            let opened = try opening.open(
                bundle,
                content: FileSource(path, from: place.dataOffset, length: place.size),
                copyingTo: dossier
            ) { _, _ in .digest }
            try opened.judgement.requireGood()
            #expect(SHA256Digest(of: dossier.bytes) == entry.content, "\(entry.id) holds something else")
        }
    }

    /// The same of a few by the commands that people use.
    private func examineByCommands(_ entries: [Consignment]) async throws {
        for entry in entries.prefix(3) {
            let receipt = "\(desktop)/\(entry.id).last"
            try await sender.desk.done("outbox", "receipt", entry.id, "-o", receipt)
            try await sender.desk.done("verify", receipt)
            let folder = "\(desktop)/\(entry.id).opened"
            try await receiver.desk.done("open", entry.id, "-o", folder, "--as", "preeya")
            let dossier = try Folder.read(folder + "/dossier.asice", limit: 1 << 26)
            #expect(SHA256Digest(of: dossier) == entry.content)
        }
    }
}
