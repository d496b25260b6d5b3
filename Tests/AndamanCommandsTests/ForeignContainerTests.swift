// SPDX-License-Identifier: Apache-2.0

import AndamanCommands
import Files
import JSONSchema
import Octets
import Testing
import TimeAuthorityForTests

/// `verify` on what other people's software makes.
@Suite(.timeLimit(.minutes(20))) struct ForeignContainerTests {
    struct Vector: CustomTestStringConvertible, Sendable {
        let name: String
        let verdict: String
        var indications: [String] = ["INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND"]
        /// Documents that are not intact.
        var notIntact: [String] = []
        /// Time-stamps over the whole, which are judged; nobody here trusts their authorities.
        var stamps = 0
        var testDescription: String { name }

        static let all = [
            Vector(name: "onefile-ok.asice", verdict: "indeterminate"),
            Vector(name: "multifiles-ok.asice", verdict: "indeterminate"),
            Vector(
                name: "cades-lta-alternative-naming.sce",
                verdict: "indeterminate",
                stamps: 1
            ),
            Vector(
                name: "brokenReference.asice",
                verdict: "invalid",
                indications: ["TOTAL-FAILED HASH_FAILURE"],
                notIntact: ["test.text"]
            ),
            Vector(
                name: "removed-doc.asice",
                verdict: "indeterminate",
                indications: ["INDETERMINATE SIGNED_DATA_NOT_FOUND"],
                notIntact: ["cacert.pem"],
                stamps: 1
            ),
            Vector(
                name: "nonConformantManifest.asice",
                verdict: "indeterminate",
                notIntact: ["toBeSigned.txt", "toBeSigned.pdf"]
            ),
            Vector(
                name: "twoSignaturesOneTimeOneSigner.asice",
                verdict: "invalid",
                indications: ["TOTAL-FAILED HASH_FAILURE", "TOTAL-FAILED HASH_FAILURE"]
            ),
            Vector(
                name: "emptyCertStore.asice",
                verdict: "indeterminate",
                indications: ["INDETERMINATE NO_SIGNING_CERTIFICATE_FOUND"]
            ),
        ]
    }

    private func json(_ ran: Ran) throws -> JSONValue {
        try JSON.parse(Array(ran.output.utf8))
    }

    private func codes(_ value: JSONValue?) -> [String] {
        (value?.array ?? []).compactMap { $0["code"]?.string }
    }

    @Test(arguments: Vector.all) func `a published container has the verdict that its makers expect (13)`(
        vector: Vector
    ) async throws {
        let folder = Folder.split(#filePath).folder + "/../../../shared/vectors/asic"
        guard Folder.exists(folder) else { try Test.cancel("the vectors are not at \(folder)") }
        try await Exchange.with { exchange in
            let trust = exchange.folder + "/trust"
            try Folder.create(trust)
            try Folder.write(
                Folder.read(exchange.card(of: "ranong"), limit: Limits.card),
                to: trust + "/ranong.card.asice"
            )
            let path = folder + "/" + vector.name
            let ran = await exchange.phangnga.run("verify", path, "--trust", trust, "--json")
            #expect(ran.code == (vector.verdict == "invalid" ? 1 : 3), "\(ran)")
            let value = try json(ran)
            #expect(value["verdict"]?.string == vector.verdict)
            #expect(value["kind"]?.string == "foreign")
            let indications = (value["signatures"]?.array ?? []).map { signature in
                "\(signature["indication"]?.string ?? "") \(signature["subIndication"]?.string ?? "")"
            }
            #expect(indications == vector.indications)
            let damaged = (value["documents"]?.array ?? []).filter { $0["intact"]?.bool == false }
            #expect(damaged.compactMap { $0["name"]?.string } == vector.notIntact)
            // The standard's words are reason codes too, each with a sentence.
            for word in vector.indications.compactMap({ $0.split(separator: " ").last }) {
                #expect(codes(value["reasons"]).contains(String(word)))
            }
            let stamps = value["stamps"]?.array ?? []
            #expect(stamps.count == vector.stamps && stamps.allSatisfy { $0["provenNotAfter"] == .null })
            #expect(codes(value["warnings"]) == [])
            for language in ["en", "th", "my"] {
                let told = await exchange.phangnga.run("verify", path, "--trust", trust, "--lang", language)
                told.expectSentences()
            }
        }
    }

    @Test func `what is refused as other people's container is refused for the true reason`() async throws {
        try await Exchange.with { exchange in
            // A data descriptor after each entry, which other people's containers may have, and something behind the end.
            let path = exchange.folder + "/foreign.asice"
            let script = """
                import io, sys, zipfile
                class Pipe(io.RawIOBase):
                    def __init__(self): self.bytes = b""
                    def writable(self): return True
                    def write(self, piece): self.bytes += bytes(piece); return len(piece)
                pipe = Pipe()
                with zipfile.ZipFile(pipe, "w") as container:
                    container.writestr("mimetype", "application/vnd.etsi.asic-e+zip")
                    container.writestr("a.txt", "text")
                open(sys.argv[1], "wb").write(pipe.bytes)
                """
            let made = try await runProgram("python3", ["-c", script, path])
            try #require(made.isSuccess, "\(made.output)")
            var bytes = try Folder.read(path, limit: 1 << 16)
            await exchange.phangnga.run("inspect", path).expectSentences()
            bytes.append(0)
            try Folder.write(bytes, to: path, existing: .replace)
            let ran = await exchange.phangnga.run("verify", path, "--json")
            #expect(ran.code == 65, "\(ran)")
            #expect(try codes(json(ran)["reasons"]) == ["trailing-bytes"])
            await exchange.phangnga.run("inspect", path).expect(65, saying: "follows the end")
            // One of ours keeps the reason of our own reader.
            var own = try Folder.read(exchange.dossier, limit: 1 << 24)
            own[own.count - 1] = 1
            try Folder.write(own, to: path, existing: .replace)
            let ours = await exchange.phangnga.run("verify", path, "--json")
            #expect(try ours.code == 65 && codes(json(ours)["reasons"]) == ["directory-mismatch"], "\(ours)")
        }
    }

    // MARK: Made by openssl and Python with keys that are trusted here

    /// Signs `content` beside it, as a stock tool does, by officers of Ranong.
    private func sign(
        _ content: String,
        by officers: [String],
        _ exchange: Exchange,
        _ options: [String] = []
    ) async throws -> String {
        let home = exchange.ranong.home
        let path = content + ".p7s"
        let signers = officers.flatMap {
            ["-signer", home + "/officers/\($0).pem", "-inkey", home + "/keys/officer-\($0).key"]
        }
        let ran = try await runProgram(
            "openssl",
            [
                "cms", "-sign", "-cades", "-binary", "-keyform", "DER", "-outform", "DER", "-in", content,
                "-out", path, "-certfile", home + "/authority.pem",
            ] + options + signers
        )
        try #require(ran.isSuccess, "\(ran.output)")
        return path
    }

    /// Packs files with Python, compressed: pairs of a name and a path.
    private func pack(_ path: String, mediaType: String, _ files: [(String, String)]) async throws {
        let script = """
            import sys, zipfile
            with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as z:
                z.writestr('mimetype', sys.argv[2], zipfile.ZIP_STORED)
                for name, source in zip(sys.argv[3::2], sys.argv[4::2]): z.write(source, name)
            """
        let ran = try await runProgram(
            "python3",
            ["-c", script, path, mediaType] + files.flatMap { [$0.0, $0.1] }
        )
        try #require(ran.isSuccess, "\(ran.output)")
    }

    private let simple = "application/vnd.etsi.asic-s+zip"

    @Test func `several signers in one file, compressed, are judged one by one`() async throws {
        try await Exchange.with { exchange in
            let content = exchange.folder + "/letter.txt"
            try Folder.write(Array(String(repeating: "a letter\n", count: 500).utf8), to: content)
            let signature = try await sign(content, by: ["preeya", "wichai"], exchange)
            let path = exchange.folder + "/letter.asics"
            let files = [("letter.txt", content), ("META-INF/signature.p7s", signature)]
            try await pack(path, mediaType: simple, files)
            let good = try json(await exchange.kawthaung.run("verify", path, "--json"))
            #expect(good["verdict"]?.string == "valid", "\(good.text())")
            let signers = (good["signatures"]?.array ?? []).compactMap { $0["signer"]?["officer"]?.string }
            #expect(signers.sorted() == ["preeya", "wichai"])

            // Changed afterwards, both fail.
            try Folder.write(Array("another letter".utf8), to: content, existing: .replace)
            try await pack(path, mediaType: simple, files)
            let ran = await exchange.kawthaung.run("verify", path, "--json")
            #expect(ran.code == 1)
            let subIndications = (try json(ran)["signatures"]?.array ?? []).compactMap {
                $0["subIndication"]?.string
            }
            #expect(subIndications == ["HASH_FAILURE", "HASH_FAILURE"])

            // One of the two is nobody's whom Kawthaung knows: the worse counts.
            let strange = exchange.phangnga.home
            let keys = [
                "-signer", strange + "/officers/preeya.pem", "-inkey", strange + "/keys/officer-preeya.key",
            ]
            let mixed = try await sign(content, by: ["preeya"], exchange, keys)
            try await pack(
                path,
                mediaType: simple,
                [("letter.txt", content), ("META-INF/signature.p7s", mixed)]
            )
            #expect(await exchange.kawthaung.run("verify", path).code == 3)
        }
    }

    @Test func `SHA-1 is too weak for its date, in a signature and in a manifest`() async throws {
        try await Exchange.with { exchange in
            let content = exchange.folder + "/letter.txt"
            try Folder.write(Array("a letter".utf8), to: content)
            let path = exchange.folder + "/letter.asics"
            let signature = try await sign(content, by: ["preeya"], exchange, ["-md", "sha1"])
            try await pack(
                path,
                mediaType: simple,
                [("letter.txt", content), ("META-INF/signature.p7s", signature)]
            )
            let ran = await exchange.kawthaung.run("verify", path, "--json")
            #expect(ran.code == 3, "\(ran)")
            let reasons = codes(try json(ran)["reasons"])
            #expect(reasons.contains("CRYPTO_CONSTRAINTS_FAILURE_NO_POE"))
            #expect(reasons.contains("algorithm-too-weak"))

            let digest = try await runProgram(
                "openssl",
                ["dgst", "-sha1", "-binary", "-out", content + ".d", content]
            )
            try #require(digest.isSuccess)
            let value = Base64.encode(try Folder.read(content + ".d", limit: 100), padded: true)
            let manifest = exchange.folder + "/manifest.xml"
            let xml = """
                <a:ASiCManifest xmlns:a="http://uri.etsi.org/02918/v1.2.1#" xmlns:d="http://www.w3.org/2000/09/xmldsig#">\
                <a:SigReference URI="META-INF/s.p7s"/><a:DataObjectReference URI="letter.txt">\
                <d:DigestMethod Algorithm="http://www.w3.org/2000/09/xmldsig#sha1"/>\
                <d:DigestValue>\(value)</d:DigestValue></a:DataObjectReference></a:ASiCManifest>
                """
            try Folder.write(Array(xml.utf8), to: manifest)
            let strong = try await sign(manifest, by: ["preeya"], exchange)
            let container = exchange.folder + "/weak.asice"
            try await pack(
                container,
                mediaType: "application/vnd.etsi.asic-e+zip",
                [
                    ("letter.txt", content), ("META-INF/ASiCManifest.xml", manifest),
                    ("META-INF/s.p7s", strong),
                ]
            )
            let weak = try json(await exchange.kawthaung.run("verify", container, "--json"))
            #expect(weak["verdict"]?.string == "indeterminate", "\(weak.text())")
            #expect(codes(weak["reasons"]).contains("digest-weak"))
        }
    }

    @Test func `what is not checked is named, and a signature that is not keeps the whole from being valid`()
        async throws
    {
        try await Exchange.with { exchange in
            let content = exchange.folder + "/letter.txt"
            try Folder.write(Array("a letter".utf8), to: content)
            let signature = try await sign(content, by: ["preeya"], exchange)
            let files = [("letter.txt", content), ("META-INF/signature.p7s", signature)]
            let path = exchange.folder + "/letter.asics"
            try await pack(
                path,
                mediaType: simple,
                files + [
                    ("META-INF/evidencerecord001.ers", content), ("META-INF/container.xml", content),
                ]
            )
            let named = try json(await exchange.kawthaung.run("verify", path, "--json"))
            #expect(named["verdict"]?.string == "valid", "\(named.text())")
            #expect(codes(named["warnings"]).sorted() == ["evidence-record", "unaccounted"])
            try await pack(
                path,
                mediaType: simple,
                files + [("META-INF/signatures001.xml", content)]
            )
            let unread = try json(await exchange.kawthaung.run("verify", path, "--json"))
            #expect(unread["verdict"]?.string == "indeterminate", "\(unread.text())")
            #expect(codes(unread["reasons"]) == ["signature-unread"])
        }
    }

    // MARK: Counter-signatures

    /// What the scripts begin with that write signatures which no tool here makes: just enough DER, and openssl.
    ///
    /// They are given the signature that they start from, the new one's path, a key, its certificate, and more.
    private static let python = """
        import hashlib, ssl, subprocess, sys
        source, target, key, certificate, *further = sys.argv[1:]
        def read(data, at):
            tag, length, at = data[at], data[at + 1], at + 2
            if length & 0x80:
                count = length & 0x7F
                length, at = int.from_bytes(data[at:at + count], 'big'), at + count
            return data[at:at + length], at + length
        def body(element): return read(element, 0)[0]
        def parts(element):
            data, at, found = body(element), 0, []
            while at < len(data):
                end = read(data, at)[1]
                found.append(data[at:end])
                at = end
            return found
        def element(tag, *contents):
            data = b''.join(contents)
            size = len(data).to_bytes((len(data).bit_length() + 7) // 8 or 1, 'big')
            return bytes([tag]) + (size if len(data) < 128 else bytes([0x80 | len(size)]) + size) + data
        def attribute(identifier, value):
            return element(0x30, bytes.fromhex(identifier), element(0x31, value))
        def sign(data):
            return subprocess.run(['openssl', 'dgst', '-sha256', '-sign', key, '-keyform', 'DER'],
                input=data, capture_output=True, check=True).stdout
        """

    /// Puts a counter-signature (RFC 5652 §11.4) into a signature file, with openssl for the arithmetic and Python for
    /// the bytes: neither openssl nor pyHanko makes one.
    ///
    /// `fault` is `value` for one over something else, `type` for one with a content type, which has to have none.
    private func counterSign(
        _ signature: String,
        by officer: String,
        at home: String,
        fault: String = ""
    ) async throws -> String {
        let script = """
            fault, = further
            kind, wrapped = parts(open(source, 'rb').read())
            data = parts(body(wrapped))
            signer = parts(parts(data[-1])[0])
            own = ssl.PEM_cert_to_DER_cert(open(certificate).read())
            to_be_signed = parts(parts(own)[0])
            value = body(signer[5]) + (b'x' if fault == 'value' else b'')
            attributes = [
                attribute('06092a864886f70d010904', element(0x04, hashlib.sha256(value).digest())),
                attribute('060b2a864886f70d010910022f',
                    element(0x30, element(0x30, element(0x30, element(0x04, hashlib.sha256(own).digest()))))),
            ]
            if fault == 'type':
                attributes.append(attribute('06092a864886f70d010903', bytes.fromhex('06092a864886f70d010701')))
            signed = element(0x31, *sorted(attributes))
            made = sign(signed)
            counter = element(0x30, b'\\x02\\x01\\x01', element(0x30, to_be_signed[3], to_be_signed[1]), signer[2],
                b'\\xa0' + signed[1:], signer[4], element(0x04, made))
            signer.append(element(0xA1, attribute('06092a864886f70d010906', counter)))
            data[3] = element(0xA0, body(data[3]), own)
            data[-1] = element(0x31, element(0x30, *signer))
            open(target, 'wb').write(element(0x30, kind, element(0xA0, element(0x30, *data))))
            """
        let target = signature + "." + officer + fault
        let ran = try await runProgram(
            "python3",
            [
                "-c", Self.python + "\n" + script, signature, target, home + "/keys/officer-\(officer).key",
                home + "/officers/\(officer).pem", fault,
            ]
        )
        try #require(ran.isSuccess, "\(ran.output)")
        return target
    }

    @Test func `a counter-signature is judged and named, and changes no verdict`() async throws {
        try await Exchange.with { exchange in
            let content = exchange.folder + "/letter.txt"
            try Folder.write(Array("a letter".utf8), to: content)
            let signature = try await sign(content, by: ["preeya"], exchange)
            let path = exchange.folder + "/letter.asics"
            let (ranong, stranger) = (exchange.ranong.home, exchange.phangnga.home)
            for (home, fault, code, word) in [
                (ranong, "", "counter-signature-passed", "Wichai"),
                (ranong, "value", "counter-signature-failed", "HASH_FAILURE"),
                (ranong, "type", "counter-signature-failed", "FORMAT_FAILURE"),
                (stranger, "", "counter-signature-indeterminate", "NO_CERTIFICATE_CHAIN_FOUND"),
            ] {
                let counterSigned = try await counterSign(signature, by: "wichai", at: home, fault: fault)
                try? Folder.deleteFile(path)
                try await pack(
                    path,
                    mediaType: simple,
                    [("letter.txt", content), ("META-INF/signature.p7s", counterSigned)]
                )
                let ran = await exchange.kawthaung.run("verify", path, "--json")
                #expect(ran.code == 0, "\(ran)")
                let signatures = try #require(try json(ran)["signatures"]?.array)
                #expect(signatures.count == 1)
                let remarks = signatures[0]["remarks"]
                #expect(codes(remarks) == [code], "\(ran)")
                #expect(remarks?.array?.first?["text"]?.string?.contains(word) == true, "\(ran)")
                for language in ["en", "th", "my"] {
                    await exchange.kawthaung.run("verify", path, "--lang", language).expectSentences()
                }
            }
        }
    }

    // MARK: Time-stamps over the content

    /// Puts time-stamps over the content (EN 319 122-1 §5.2.8) among the attributes that `officer` signs.
    private func sign(
        _ signature: String,
        holding tokens: [[UInt8]],
        by officer: String,
        at home: String
    ) async throws -> String {
        let script = """
            kind, wrapped = parts(open(source, 'rb').read())
            data = parts(body(wrapped))
            signer = parts(parts(data[-1])[0])
            stamps = [attribute('060b2a864886f70d0109100214', open(token, 'rb').read()) for token in further]
            signed = element(0x31, *sorted(parts(signer[3]) + stamps))
            signer[3], signer[5] = b'\\xa0' + signed[1:], element(0x04, sign(signed))
            data[-1] = element(0x31, element(0x30, *signer))
            open(target, 'wb').write(element(0x30, kind, element(0xA0, element(0x30, *data))))
            """
        let target = signature + ".stamped"
        var files: [String] = []
        for token in tokens {
            files.append("\(target)\(files.count).tst")
            try Folder.write(token, to: files[files.count - 1], existing: .replace)
        }
        let ran = try await runProgram(
            "python3",
            [
                "-c", Self.python + "\n" + script, signature, target, home + "/keys/officer-\(officer).key",
                home + "/officers/\(officer).pem",
            ] + files
        )
        try #require(ran.isSuccess, "\(ran.output)")
        return target
    }

    @Test func `a time-stamp over the content shows when the signature was made at the earliest (15, 16)`()
        async throws
    {
        try await Exchange.with { exchange in
            let now = Timestamp.now()
            func authority(_ name: String) async throws -> TimeAuthority {
                try await TimeAuthority(
                    in: exchange.folder + "/" + name,
                    TimeAuthority.Plan(
                        from: now.adding(seconds: -86400),
                        until: now.adding(seconds: 86400 * 365)
                    )
                )
            }
            let (known, unknown) = (try await authority("known"), try await authority("unknown"))
            let (kawthaung, home) = (exchange.kawthaung, exchange.ranong.home)
            try await kawthaung.done(
                "office",
                "timestamp-authority",
                "http://127.0.0.1/tsa",
                "--root",
                known.folder + "/root.pem"
            )
            let letter = Array("a letter".utf8)
            let content = exchange.folder + "/letter.txt"
            try Folder.write(letter, to: content)
            let path = exchange.folder + "/letter.asics"
            func judged(_ officer: String, _ tokens: [[UInt8]]) async throws -> (ran: Ran, value: JSONValue) {
                let bare = try await sign(content, by: [officer], exchange)
                let signature = try await sign(bare, holding: tokens, by: officer, at: home)
                try? Folder.deleteFile(path)
                try await pack(
                    path,
                    mediaType: simple,
                    [("letter.txt", content), ("META-INF/signature.p7s", signature)]
                )
                let ran = await kawthaung.run("verify", path, "--json")
                return (ran, try #require(json(ran)["signatures"]?.array?.first))
            }
            let early = now.adding(seconds: -7200)
            let good = try await judged(
                "preeya",
                [known.token(over: letter, at: now), known.token(over: letter, at: early)]
            )
            #expect(good.ran.code == 0, "\(good.ran)")
            #expect(good.value["provenNotBefore"]?.string == now.description)
            #expect(good.value["provenNotAfter"] == .null)
            let evidence = good.value["evidence"]?.array ?? []
            #expect(evidence.allSatisfy { $0["kind"]?.string == "content-time-stamp" } && evidence.count == 2)
            #expect(evidence.allSatisfy { $0["end"]?.string == "not-before" })
            #expect(good.value["stamps"]?.array?.count == 2)
            #expect(codes(good.value["remarks"]) == [])
            for language in ["en", "th", "my"] {
                await kawthaung.run("verify", path, "--lang", language).expectSentences()
            }

            // Nobody here believes its authority: it says nothing.
            let strange = try await judged("preeya", [unknown.token(over: letter, at: now)])
            #expect(strange.ran.code == 0, "\(strange.ran)")
            #expect(strange.value["provenNotBefore"] == .null)
            #expect(codes(strange.value["reasons"]) == ["stamp-authority-unknown"])

            // Over something else, or damaged: the signature holds, and not all that it holds.
            var damaged = try await known.token(over: letter, at: now)
            damaged[damaged.count - 1] ^= 1
            for token in [try await known.token(over: letter + [0], at: now), damaged] {
                let broken = try await judged("preeya", [token])
                #expect(broken.ran.code == 3, "\(broken.ran)")
                #expect(broken.value["indication"]?.string == "TOTAL-PASSED")
                #expect(broken.value["provenNotBefore"] == .null)
                #expect(codes(try json(broken.ran)["reasons"]) == ["stamp-broken"])
            }

            // Who signed what did not exist before he was revoked, signed as one who was.
            try await exchange.ranong.done("officer", "revoke", "wichai", "--reason", "key-lost")
            let card = exchange.folder + "/card-2"
            try await exchange.ranong.done("office", "card", "-o", card)
            try await kawthaung.done("trust", "add", card)
            let later = Timestamp.now().adding(seconds: 60)
            let revoked = try await judged("wichai", [known.token(over: letter, at: later)])
            #expect(revoked.ran.code == 1, "\(revoked.ran)")
            #expect(revoked.value["subIndication"]?.string == "REVOKED")
            let open = try await judged("wichai", [unknown.token(over: letter, at: later)])
            #expect(open.ran.code == 3, "\(open.ran)")
            #expect(open.value["subIndication"]?.string == "REVOKED_NO_POE")
        }
    }
}
