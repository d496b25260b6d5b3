// SPDX-License-Identifier: Apache-2.0

import AndamanCommands
import Files
import JSONSchema
import Octets
import Testing
import TimeAuthorityForTests

/// `THREATS.md` 16: archive time-stamps inside other people's signatures (EN 319 122-1 §5.5).
///
/// No tool here writes them (pyHanko knows those of PDF alone), so Python puts the bytes together after the standard's
/// text, with nothing of this program; signatures and tokens are by openssl.
@Suite(.timeLimit(.minutes(20))) struct ArchiveStampTests {
    /// A letter signed with openssl by an officer of Ranong, and whom a reader elsewhere believes.
    private struct Bench {
        let exchange: Exchange
        let now: Timestamp
        /// Ends within a year.
        let short: TimeAuthority
        /// Holds for ten.
        let long: TimeAuthority
        let stranger: TimeAuthority
        let letter = Array("a letter".utf8)

        var folder: String { exchange.folder }
        var soon: Timestamp { now.adding(seconds: 86400) }
        var later: Timestamp { now.adding(seconds: 4 * 365 * 86400) }
        /// When each stamp in order is made.
        func time(_ number: Int64) -> Timestamp { now.adding(seconds: 600 * number) }

        init(_ exchange: Exchange) async throws {
            let now = Timestamp.now()
            func authority(_ name: String, years: Int64) async throws -> TimeAuthority {
                try await TimeAuthority(
                    in: exchange.folder + "/" + name,
                    TimeAuthority.Plan(
                        from: now.adding(seconds: -86400),
                        until: now.adding(seconds: 86400 * 365 * years)
                    )
                )
            }
            self.exchange = exchange
            self.now = now
            short = try await authority("short", years: 1)
            long = try await authority("long", years: 10)
            stranger = try await authority("stranger", years: 10)
            let trust = exchange.folder + "/trust"
            try Folder.create(trust)
            let card = try Folder.read(exchange.card(of: "ranong"), limit: Limits.card)
            try Folder.write(card, to: trust + "/ranong.card.asice")
            for authority in [short, long] {
                let root = try Folder.read(authority.folder + "/root.pem", limit: 1 << 16)
                let name = Folder.split(authority.folder).name
                try Folder.write(root, to: trust + "/" + name + ".tsa.pem")
            }
        }

        func signed() async throws -> String {
            let home = exchange.ranong.home
            let content = folder + "/letter.txt"
            try Folder.write(letter, to: content, existing: .replace)
            let ran = try await runProgram(
                "openssl",
                [
                    "cms", "-sign", "-cades", "-binary", "-keyform", "DER", "-outform", "DER", "-in", content,
                    "-out", folder + "/bare.p7s", "-certfile", home + "/authority.pem",
                    "-signer", home + "/officers/preeya.pem", "-inkey", home + "/keys/officer-preeya.key",
                ]
            )
            try #require(ran.isSuccess, "\(ran.output)")
            return folder + "/bare.p7s"
        }

        private static let python = """
            import hashlib, sys
            mode, source, target, *further = sys.argv[1:]
            def read(data, at):
                length, at = data[at + 1], at + 2
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
            def opened(path):
                kind, wrapped = parts(open(path, 'rb').read())
                data = parts(body(wrapped))
                return kind, data, parts(parts(data[-1])[0])
            def closed(kind, data, signer, unsigned):
                signer[6:] = [element(0xA1, *unsigned)]
                data[-1] = element(0x31, element(0x30, *signer))
                return element(0x30, kind, element(0xA0, element(0x30, *data)))
            def unsigned(signer): return parts(signer[6]) if len(signer) > 6 else []
            kind, data, signer = opened(source)
            if mode == 'value':
                open(target, 'wb').write(body(signer[5]))
            if mode == 'index':
                content, fault = further
                def digests(items):
                    return element(0x30, *sorted(element(0x04, hashlib.sha256(item).digest()) for item in items))
                def field(tag): return [part for item in data[3:-1] if item[0] == tag for part in parts(item)]
                certificates = field(0xA0)
                values = [parts(one)[0] + value for one in unsigned(signer) for value in parts(parts(one)[1])]
                if fault == 'certificates': certificates = []
                if fault == 'values': values = []
                if fault == 'extra-certificate': certificates.append(b'never here')
                if fault == 'extra-value': values.append(b'never here')
                algorithm = element(0x30, bytes.fromhex('0609608648016503040201'))
                if fault == 'algorithm': algorithm = element(0x30, bytes.fromhex('0609608648016503040203'))
                if fault == 'default': algorithm = b''
                index = element(0x30, algorithm, digests(certificates), digests(field(0xA1)), digests(values))
                stamped = hashlib.sha256(content.encode()).digest()
                open(target + '.index', 'wb').write(index)
                open(target, 'wb').write(parts(data[2])[0] + stamped + b''.join(signer[:6]) + index)
            if mode == 'many':
                stamps = element(0x30, bytes.fromhex('060604008d450204'), element(0x31, b'\\x05\\x00' * 33))
                open(target, 'wb').write(closed(kind, data, signer, [stamps]))
            if mode == 'add':
                identifier, token, *index = further
                value = open(token, 'rb').read()
                if index:
                    inner = opened(token)
                    value = closed(*inner, [attribute(index[0], open(index[1], 'rb').read())])
                open(target, 'wb').write(closed(kind, data, signer, unsigned(signer) + [attribute(identifier, value)]))
            """

        private func python(_ mode: String, _ source: String, _ target: String, _ further: [String] = [])
            async throws
        {
            let ran = try await runProgram("python3", ["-c", Self.python, mode, source, target] + further)
            try #require(ran.isSuccess, "\(ran.output)")
        }

        /// Adds a time-stamp over the signature's value.
        func stamped(_ signature: String, by authority: TimeAuthority, at time: Timestamp) async throws
            -> String
        {
            try await python("value", signature, signature + ".value")
            let value = try Folder.read(signature + ".value", limit: 1 << 16)
            let token = try await authority.token(over: value, at: time)
            try Folder.write(token, to: signature + ".token", existing: .replace)
            let target = signature + ".stamped"
            try await python("add", signature, target, ["060b2a864886f70d010910020e", signature + ".token"])
            return target
        }

        /// Adds more archive time-stamps than are read, none of which is one.
        func flooded(_ signature: String) async throws -> String {
            try await python("many", signature, signature + ".many")
            return signature + ".many"
        }

        /// Adds an archive time-stamp with what is wrong with it.
        ///
        /// `content`: over another content; `extra-…`: an index of something that is not there; `certificates`, `values`: an
        /// index without those; `damaged`: the token; `older`: another kind of index; `none`: no index; `version-2`: another
        /// attribute; `algorithm`: the index's; `default`: that left out.
        func archived(
            _ signature: String,
            by authority: TimeAuthority,
            at time: Timestamp,
            fault: String = ""
        ) async throws -> String {
            let text = fault == "content" ? "another letter" : "a letter"
            let target = signature + ".archived" + fault
            try await python("index", signature, target, [text, fault])
            var token = try await authority.token(over: Folder.read(target, limit: 1 << 16), at: time)
            // The last byte is the signature's.
            if fault == "damaged" { token[token.count - 1] ^= 1 }
            try Folder.write(token, to: target + ".token", existing: .replace)
            let kind = fault == "version-2" ? "060b2a864886f70d0109100230" : "060604008d450204"
            let index = fault == "older" ? "060604008d450205" : "060704008195320105"
            try await python(
                "add",
                signature,
                target + ".p7s",
                [kind, target + ".token"] + (fault == "none" ? [] : [index, target + ".index"])
            )
            return target + ".p7s"
        }

        func container(_ signature: String) async throws -> String {
            let path = folder + "/letter.asics"
            try? Folder.deleteFile(path)
            let script = """
                import sys, zipfile
                with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as z:
                    z.writestr('mimetype', 'application/vnd.etsi.asic-s+zip', zipfile.ZIP_STORED)
                    z.write(sys.argv[2], 'letter.txt')
                    z.write(sys.argv[3], 'META-INF/signature.p7s')
                """
            let ran = try await runProgram(
                "python3",
                ["-c", script, path, folder + "/letter.txt", signature]
            )
            try #require(ran.isSuccess, "\(ran.output)")
            return path
        }

        func verify(_ signature: String, at moment: Timestamp) async throws -> Judged {
            let path = try await container(signature)
            let ran = await exchange.phangnga.run(
                "verify",
                path,
                "--trust",
                folder + "/trust",
                "--at",
                moment.description,
                "--json"
            )
            return Judged(ran: ran, value: try JSON.parse(Array(ran.output.utf8)))
        }

        func expectSentences(_ signature: String, at moment: Timestamp) async throws {
            let path = try await container(signature)
            for language in ["en", "th", "my"] {
                await exchange.phangnga.run(
                    "verify",
                    path,
                    "--trust",
                    folder + "/trust",
                    "--at",
                    moment.description,
                    "--lang",
                    language
                )
                .expectSentences()
            }
        }
    }

    private struct Judged {
        let ran: Ran
        let value: JSONValue

        var signature: JSONValue? { value["signatures"]?.array?.first }
        var stamps: [JSONValue] { signature?["stamps"]?.array ?? [] }
        var evidence: [String] { (signature?["evidence"]?.array ?? []).compactMap { $0["kind"]?.string } }
        var provenNotAfter: String? { signature?["provenNotAfter"]?.string }
        var indication: String? { signature?["indication"]?.string }
        var subIndication: String? { signature?["subIndication"]?.string }

        /// The codes among what is said of the signature.
        func codes(_ field: String) -> [String] { Self.codes(signature?[field]) }

        static func codes(_ value: JSONValue?) -> [String] {
            (value?.array ?? []).compactMap { $0["code"]?.string }
        }
    }

    @Test func `an archive time-stamp inside a signature keeps it valid when all else has ended (16)`()
        async throws
    {
        try await Exchange.with { exchange in
            let bench = try await Bench(exchange)
            let stamped = try await bench.stamped(bench.signed(), by: bench.short, at: bench.time(1))
            // Without it, nothing holds any more that proves the time.
            let alone = try await bench.verify(stamped, at: bench.later)
            #expect(alone.ran.code == 3 && alone.subIndication == "OUT_OF_BOUNDS_NO_POE", "\(alone.ran)")

            for fault in ["", "default"] {
                let archived = try await bench.archived(
                    stamped,
                    by: bench.long,
                    at: bench.time(2),
                    fault: fault
                )
                for moment in [bench.soon, bench.later] {
                    let good = try await bench.verify(archived, at: moment)
                    #expect(good.ran.code == 0, "\(good.ran)")
                    // It proves that the signature's own time-stamp was there when its authority still held.
                    #expect(good.provenNotAfter == bench.time(1).description)
                    #expect(good.evidence.sorted() == ["archive-time-stamp", "signature-time-stamp"])
                    #expect(good.stamps.count == 2)
                    #expect(good.codes("remarks") == [], "\(good.ran)")
                }
            }
            try await bench.expectSentences(
                bench.archived(stamped, by: bench.long, at: bench.time(2)),
                at: bench.later
            )
            let report = bench.folder + "/report.json"
            let reported = await exchange.phangnga.run(
                "verify",
                bench.folder + "/letter.asics",
                "--trust",
                bench.folder + "/trust",
                "--at",
                bench.later.description,
                "--report",
                report
            )
            #expect(reported.code == 0, "\(reported)")
            let text = String(decoding: try Folder.read(report, limit: 1 << 20), as: UTF8.self)
            #expect(text.contains("archive-time-stamp"))
            // Alone it proves its own time.
            let bare = try await bench.archived(bench.signed(), by: bench.long, at: bench.time(2))
            let later = try await bench.verify(bare, at: bench.later)
            #expect(later.ran.code == 0, "\(later.ran)")
            #expect(later.provenNotAfter == bench.time(2).description)
            #expect(later.evidence == ["archive-time-stamp"])
        }
    }

    @Test func `an archive time-stamp proves what its index covers, and nothing besides (16)`() async throws {
        try await Exchange.with { exchange in
            let bench = try await Bench(exchange)
            let bare = try await bench.signed()
            let stamped = try await bench.stamped(bare, by: bench.short, at: bench.time(1))
            // Not the signature's time-stamp, which may have been made when its key was lost.
            let narrow = try await bench.archived(
                stamped,
                by: bench.long,
                at: bench.time(2),
                fault: "values"
            )
            let judged = try await bench.verify(narrow, at: bench.later)
            #expect(judged.ran.code == 0, "\(judged.ran)")
            #expect(judged.provenNotAfter == bench.time(2).description)
            #expect(judged.evidence == ["archive-time-stamp"])

            // Not a certificate that it leaves out: one put in later proves nothing.
            let left = try await bench.archived(
                stamped,
                by: bench.long,
                at: bench.time(2),
                fault: "certificates"
            )
            let missing = try await bench.verify(left, at: bench.later)
            #expect(missing.ran.code == 3, "\(missing.ran)")
            #expect(missing.subIndication == "NO_SIGNING_CERTIFICATE_FOUND")
            // While the certificates hold by themselves, nothing rests on it.
            #expect(try await bench.verify(left, at: bench.soon).ran.code == 0)

            // An older archive time-stamp lives on under the next one that covers it.
            let first = try await bench.archived(bare, by: bench.short, at: bench.time(2))
            #expect(try await bench.verify(first, at: bench.later).ran.code == 3)
            let renewed = try await bench.archived(first, by: bench.long, at: bench.time(3))
            let both = try await bench.verify(renewed, at: bench.later)
            #expect(both.ran.code == 0, "\(both.ran)")
            #expect(both.provenNotAfter == bench.time(2).description)
            #expect(
                both.stamps.compactMap { $0["time"]?.string }
                    == [bench.time(2).description, bench.time(3).description]
            )
            #expect(both.evidence == ["archive-time-stamp", "archive-time-stamp"])
            let apart = try await bench.archived(first, by: bench.long, at: bench.time(3), fault: "values")
            let separate = try await bench.verify(apart, at: bench.later)
            #expect(separate.ran.code == 0, "\(separate.ran)")
            #expect(separate.provenNotAfter == bench.time(3).description)
            #expect(separate.evidence == ["archive-time-stamp"])
        }
    }

    @Test
    func
        `an archive time-stamp that is damaged or over something else keeps the whole from being valid (16)`()
        async throws
    {
        try await Exchange.with { exchange in
            let bench = try await Bench(exchange)
            let stamped = try await bench.stamped(bench.signed(), by: bench.long, at: bench.time(1))
            for (fault, code) in [
                ("content", "stamp-mismatch"), ("extra-certificate", "stamp-mismatch"),
                ("extra-value", "stamp-mismatch"), ("damaged", "signature-broken"),
                ("none", "attribute-missing"), ("algorithm", "form-not-allowed"),
            ] {
                let archived = try await bench.archived(
                    stamped,
                    by: bench.long,
                    at: bench.time(2),
                    fault: fault
                )
                let broken = try await bench.verify(archived, at: bench.soon)
                #expect(broken.ran.code == 3, "\(fault): \(broken.ran)")
                #expect(broken.indication == "TOTAL-PASSED", "\(fault)")
                #expect(Judged.codes(broken.value["reasons"]) == ["stamp-broken"], "\(fault): \(broken.ran)")
                let stamp = try #require(broken.stamps.first { $0["kind"]?.string == "archive-time-stamp" })
                #expect(stamp["broken"]?.bool == true, "\(fault)")
                #expect(Judged.codes(stamp["reasons"]) == [code], "\(fault): \(broken.ran)")
                #expect(broken.evidence == ["signature-time-stamp"], "\(fault)")
            }
            // Each is work; more than a container may have signatures are not begun with.
            let flooded = try await bench.verify(bench.flooded(bench.signed()), at: bench.soon)
            #expect(flooded.subIndication == "FORMAT_FAILURE", "\(flooded.ran)")
            #expect(flooded.codes("reasons").contains("too-large"), "\(flooded.ran)")
        }
    }

    @Test func `an archive time-stamp of a stranger or of an older kind proves nothing and is named (16)`()
        async throws
    {
        try await Exchange.with { exchange in
            let bench = try await Bench(exchange)
            let bare = try await bench.signed()
            let strange = try await bench.archived(bare, by: bench.stranger, at: bench.time(1))
            let now = try await bench.verify(strange, at: bench.soon)
            #expect(now.ran.code == 0 && now.provenNotAfter == nil, "\(now.ran)")
            #expect(now.codes("reasons") == ["stamp-authority-unknown"])
            let later = try await bench.verify(strange, at: bench.later)
            #expect(later.ran.code == 3 && later.subIndication == "OUT_OF_BOUNDS_NO_POE", "\(later.ran)")
            #expect(later.codes("reasons").contains("stamp-authority-unknown"))

            for fault in ["older", "version-2"] {
                let old = try await bench.archived(bare, by: bench.long, at: bench.time(1), fault: fault)
                let named = try await bench.verify(old, at: bench.soon)
                #expect(named.ran.code == 0 && named.stamps.isEmpty, "\(named.ran)")
                #expect(named.codes("remarks") == ["archive-time-stamp"])
                #expect(try await bench.verify(old, at: bench.later).ran.code == 3)
                try await bench.expectSentences(old, at: bench.soon)
            }
        }
    }
}
