// SPDX-License-Identifier: Apache-2.0

import Bundles
import Delivery
import Dossiers
import Files
import Octets
import Offices
import Registry
import Signatures
import Testing
import TransparencyLog

/// The log from end to end: receipts that are in it, the service that shows it, the witness, and `log verify`.
@Suite(.timeLimit(.minutes(20))) struct LogTests {
    /// Checks a log by its service's answers and a receipt, with nothing of ours.
    ///
    /// RFC 6962 over the entries, the tiles, the head's Ed25519 signature and the receipt's proof; it prints the size.
    private static let script = """
        import base64, hashlib, struct, subprocess, sys, zipfile
        address, authority, vkey, receipt = sys.argv[1:]
        def get(path):
            return subprocess.run(["curl", "-sS", "--fail", "--cacert", authority, address + path], check=True,
                                  stdout=subprocess.PIPE).stdout
        h = lambda data: hashlib.sha256(data).digest()
        leaf_hash = lambda data: h(b"\\0" + data)
        def root(leaves):
            if not leaves: return h(b"")
            if len(leaves) == 1: return leaves[0]
            k = 1
            while k * 2 < len(leaves): k *= 2
            return h(b"\\1" + root(leaves[:k]) + root(leaves[k:]))
        name, key_id, key = vkey.split("+", 2)
        key = base64.b64decode(key)
        assert key[0] == 1 and h(name.encode() + b"\\n" + key)[:4].hex() == key_id
        def check(note):
            text, lines = note.rsplit(b"\\n\\n", 1)
            text += b"\\n"
            sigs = [l.split(" ") for l in lines.decode().strip().split("\\n")]
            sig = [base64.b64decode(s[2]) for s in sigs if s[1] == name and base64.b64decode(s[2])[:4].hex() == key_id]
            assert len(sig) == 1
            try:
                from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
                Ed25519PublicKey.from_public_bytes(key[1:]).verify(sig[0][4:], text)
            except ImportError:
                print("signature not checked: no python3-cryptography", file=sys.stderr)
            origin, size, root_hash = text.decode().split("\\n")[:3]
            assert origin == name
            return int(size), base64.b64decode(root_hash)
        size, root_hash = check(get("/log/checkpoint"))
        bundle = get("/log/tile/entries/000.p/%d" % size)
        entries = []
        while bundle:
            n = struct.unpack(">H", bundle[:2])[0]
            entries.append(bundle[2:2 + n]); bundle = bundle[2 + n:]
        assert len(entries) == size
        leaves = [leaf_hash(e) for e in entries]
        assert b"".join(leaves) == get("/log/tile/0/000.p/%d" % size)
        assert root(leaves) == root_hash
        with zipfile.ZipFile(receipt) as z:
            document, proof = z.read("receipt.json"), z.read("receipt.tlog-proof")
        line = b"andaman/receipt/1 " + hashlib.sha256(document).hexdigest().encode()
        head, note = proof.split(b"\\n\\n", 1)
        head = head.decode().split("\\n")
        assert head[0] == "c2sp.org/tlog-proof@v1" and head[1].startswith("index ")
        index = int(head[1][6:])
        assert entries[index] == line
        then, then_root = check(note)
        node, fn, sn = leaf_hash(line), index, then - 1
        for p in map(base64.b64decode, head[2:]):
            if fn % 2 or fn == sn:
                node = h(b"\\1" + p + node)
                while fn and not fn % 2: fn >>= 1; sn >>= 1
            else: node = h(b"\\1" + node + p)
            fn >>= 1; sn >>= 1
        assert sn == 0 and node == then_root and root(leaves[:then]) == then_root
        print("ok", size)
        """

    /// How many changes of trust an office has on record, each of which has a line in its log once the service has run.
    private func trustChanges(_ desk: Desk) throws -> Int {
        try FileTree(desk.home + "/trust-changes").files.keys.count { $0.hasSuffix(".json") }
    }

    @Test
    func `a receipt's leaf, the tiles and the head are checked by a script that knows only the standards`()
        async throws
    {
        try await Exchange.with { exchange in
            let desk = exchange.kawthaung
            let receipt = exchange.folder + "/the.receipt.asice"
            // The service begins with the lines about its trust.
            let leaves = try trustChanges(desk) + 1
            #expect(leaves > 1)
            try await desk.serving { address in
                let card = try Office(home: desk.home).card()
                let sender = try BundleSender(authority: card.authority.der)
                guard case .filed(let bytes, false) = try await sender.send(exchange.bundle, to: address)
                else {
                    Issue.record("not filed")
                    return
                }
                try Folder.write(bytes, to: receipt)
                let ran = try await runProgram(
                    "python3",
                    [
                        "-c", Self.script, address, desk.home + "/authority.pem", card.document.logKey ?? "",
                        receipt,
                    ]
                )
                #expect(ran.isSuccess && ran.output.hasPrefix("ok \(leaves)\n"), "\(ran.output)")
            }
            try await exchange.ranong.done("verify", receipt)
            // What it says is not what was logged.
            try await desk.done("log", "verify")
            let stats = try await desk.done("stats", "--json")
            #expect(stats.output.contains("\"filed\":1") && stats.output.contains("\"leaves\":\(leaves)"))
        }
    }

    @Test func `a replayed id's refusal is in the log too`() async throws {
        try await Exchange.with { exchange in
            let id = "01a20878-2fc0-7baa-a666-445f5243327f"
            for name in ["1", "2"] {
                let path = "\(exchange.folder)/\(name).sealed.asice"
                try sealLoosely(exchange.dossier, from: exchange.ranong, to: "kawthaung", as: id, into: path)
                _ = await exchange.kawthaung.run("receive", path)
            }
            let refusal = try Receipt(
                container: Folder.read(exchange.folder + "/2.receipt.asice", limit: Limits.receipt),
                trust: Office(home: exchange.ranong.home).trust(),
                at: exchange.ranong.now
            )
            #expect(refusal.document.decision == .refused && refusal.logFailure == nil)
            #expect(refusal.logProof.index == 1)
            let head = try await exchange.kawthaung.done("log", "checkpoint")
            #expect(head.output.contains("\n2\n"))
            try await exchange.kawthaung.done("log", "verify")
        }
    }

    @Test func `each office's service cosigns the other's log`() async throws {
        try await Exchange.with { exchange in
            let (ranong, kawthaung) = (exchange.ranong, exchange.kawthaung)
            let empty = await kawthaung.run("log", "checkpoint")
            empty.expect(66)
            try await kawthaung.done("receive", exchange.bundle)
            try await ranong.serving { address in
                let ran = try await kawthaung.done("log", "cosign", "ranong", "--to", address)
                #expect(ran.output.contains("ranong"))
                let head = try await kawthaung.done("log", "checkpoint")
                let signed = try SignedCheckpoint(parsing: Array(head.output.utf8))
                let key = try #require(try Office(home: ranong.home).card().cosignerKey)
                #expect(try signed.cosignedAt(by: key) != nil)
                // Phang Nga trusts Ranong, which does not know it.
                let stranger = await exchange.phangnga.run("log", "cosign", "ranong", "--to", address)
                #expect(stranger.code == 0 || stranger.code == 69)
            }
            try await kawthaung.done("log", "verify")
            try await ranong.done("log", "verify")
        }
    }

    @Test func `after a restore nothing is filed until the other office has confirmed the log`() async throws
    {
        try await Exchange.with { exchange in
            let (ranong, kawthaung) = (exchange.ranong, exchange.kawthaung)
            try await kawthaung.done("receive", exchange.bundle)
            try await ranong.serving { address in
                try await kawthaung.done("log", "cosign", "ranong", "--to", address)
                let registry = try SQLiteRegistry(path: kawthaung.home + "/service/registry.sqlite")
                try registry.markRestored(at: kawthaung.now)
                let second = exchange.folder + "/second.sealed.asice"
                try sealLoosely(
                    exchange.dossier,
                    from: ranong,
                    to: "kawthaung",
                    as: "01a20878-2fc0-7baa-a666-445f5243327f",
                    into: second
                )
                let refused = await kawthaung.run("receive", second)
                #expect(refused.code == 3, "\(refused)")
                // What has its receipt gets it again.
                try await kawthaung.done("receive", exchange.bundle)
                try await kawthaung.done("log", "cosign", "ranong", "--to", address)
                try await kawthaung.done("receive", second)
            }
        }
    }

    @Test func `a log under a new name ends a restore, and what the former one proves stays proven`()
        async throws
    {
        try await Exchange.with { exchange in
            let (ranong, kawthaung) = (exchange.ranong, exchange.kawthaung)
            try await kawthaung.done("receive", exchange.bundle)
            try await ranong.serving { address in
                _ = try await kawthaung.done("log", "cosign", "ranong", "--to", address)
            }
            let former = try await kawthaung.done("log", "checkpoint").output
            try SQLiteRegistry(path: kawthaung.home + "/service/registry.sqlite").markRestored(
                at: kawthaung.now
            )
            let second = exchange.folder + "/second.sealed.asice"
            try await ranong.done("seal", exchange.dossier, "--to", "kawthaung", "-o", second)
            await kawthaung.run("receive", second).expect(3, saying: "read-only")
            try await kawthaung.done("office", "renew", "--log")
            // What could not be filed waits in quarantine.
            try await kawthaung.done("receive")
            try await kawthaung.done("receive", second)
            try await kawthaung.done("log", "verify")
            let head = try await kawthaung.done("log", "checkpoint").output
            let (before, now) = (
                try SignedCheckpoint(parsing: Array(former.utf8)),
                try SignedCheckpoint(parsing: Array(head.utf8))
            )
            #expect(now.checkpoint.origin == before.checkpoint.origin + "/2")
            #expect(try now.checkpoint.size == trustChanges(kawthaung) + 2)

            // Ranong has the former card: the old receipt is good, the new one not yet; then its card comes.
            let (old, new) = (
                exchange.folder + "/bundle.receipt.asice", exchange.folder + "/second.receipt.asice"
            )
            try await ranong.done("verify", old)
            #expect(await ranong.run("verify", new).code != 0)
            let card = exchange.folder + "/kawthaung.2.card.asice"
            try await kawthaung.done("office", "card", "-o", card)
            try await ranong.done("trust", "add", card)
            for receipt in [old, new] { try await ranong.done("verify", receipt) }
            // A lawyer who has the new card alone verifies both.
            let trust = exchange.folder + "/pack"
            try Folder.create(trust)
            for name in [card, exchange.card(of: "ranong")] {
                try Folder.write(Folder.read(name, limit: 1 << 20), to: trust + "/" + Folder.split(name).name)
            }
            for receipt in [old, new] { try await ranong.done("verify", receipt, "--trust", trust) }
            try await ranong.serving { address in
                _ = try await kawthaung.done("log", "cosign", "ranong", "--to", address)
            }
            try await kawthaung.done("log", "verify")
        }
    }

    @Test func `log verify finds a changed file and tells what it is`() async throws {
        try await Exchange.with { exchange in
            let desk = exchange.kawthaung
            try await desk.done("receive", exchange.bundle)
            #expect(try await desk.done("log", "verify").output.contains("sound"))
            let tree = try FileTree(desk.home + "/service/store/objects")
            let name = try #require(tree.files.keys.first)
            let path = desk.home + "/service/store/objects/" + name
            var bytes = try Folder.read(path, limit: 1 << 20)
            bytes[bytes.count / 2] ^= 0x10
            try Folder.write(bytes, to: path, existing: .replace)
            let ran = await desk.run("log", "verify")
            #expect(ran.code == 1 && ran.output.contains("sealed file was changed"), "\(ran)")
            ran.expectSentences()
            let json = await desk.run("log", "verify", "--json")
            #expect(json.code == 1)
            #expect(
                json.output.contains("\"sound\":false") && json.output.contains("\"file-altered\""),
                "\(json)"
            )
        }
    }
}
