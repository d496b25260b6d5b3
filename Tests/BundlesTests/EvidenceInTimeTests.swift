// SPDX-License-Identifier: Apache-2.0

import ASiC
import Bundles
import Dossiers
import Files
import JSONSchema
import Octets
import Signatures
import Subprocess
import Testing
import TimeAuthorityForTests

/// The table of `docs/time.md`: one dossier, judged at signing and two, five and fifteen years on.
@Suite struct EvidenceInTimeTests {
    private static let day: Int64 = 86400
    private static let signed = Exchange.now
    private static func years(_ number: Int64) -> Timestamp {
        signed.adding(seconds: number * 365 * day + 4 * day)
    }

    /// A dossier whose officers' certificates end after 600 days, and two time-stamp authorities, one after the other.
    private struct Case {
        let office: TestOffice
        let dossier: [UInt8]
        let first: TimeAuthority
        let second: TimeAuthority

        init(in folder: String) async throws {
            office = try TestOffice(
                "ranong",
                in: folder,
                officers: [("preeya", "social-worker"), ("wichai", "head")],
                officerDays: 600
            )
            let trust = TrustStore(cards: [office.card, Exchange.shared.kawthaung.card])
            let half = try Exchange.sign(by: office, "preeya", trust)
            dossier = try Exchange.cosign(half, by: office, "wichai", trust).bytes
            var plan = TimeAuthority.Plan(
                from: Timestamp("2026-01-01T00:00:00Z")!,
                until: Timestamp("2032-01-01T00:00:00Z")!
            )
            plan.hasIntermediate = true
            first = try await TimeAuthority(in: Folder.join(folder, "first"), plan)
            plan.from = Timestamp("2031-01-01T00:00:00Z")!
            plan.until = Timestamp("2047-01-01T00:00:00Z")!
            second = try await TimeAuthority(in: Folder.join(folder, "second"), plan)
        }

        /// What a verifier trusts; `card` where the office has given out a newer one.
        func trust(card: Card? = nil, lists: [RevocationList] = []) -> TrustStore {
            TrustStore(
                cards: [card ?? office.card, Exchange.shared.kawthaung.card],
                time: TimeTrust(anchors: [first.root, second.root], revocationLists: lists)
            )
        }

        func verify(_ bytes: [UInt8], at moment: Timestamp, _ trust: TrustStore? = nil) throws -> Verification
        {
            try Verifier(trust: trust ?? self.trust(), at: moment).verify(MemorySource(bytes))
        }

        /// Adds what `andaman renew` adds, with stamps of `moment`.
        func renewed(
            _ bytes: [UInt8],
            by authority: TimeAuthority,
            at moment: Timestamp,
            archiving: Bool = true
        ) async throws -> [UInt8] {
            var renewal = try EvidenceRenewal(MemorySource(bytes), trust: trust(), at: moment)
            for (place, imprint) in renewal.missingStamps {
                let token = try await authority.token(imprint: imprint, at: moment, nonce: nil)
                try renewal.add(TimeStampToken(der: token), toSignature: place)
            }
            try renewal.addValidationData()
            if archiving, renewal.isArchiveDue {
                let token = try await authority.token(imprint: renewal.archiveImprint, at: moment, nonce: nil)
                try renewal.addArchive(TimeStampToken(der: token))
            }
            let sink = MemorySink(limit: 1 << 22)
            try renewal.write(documentsOf: MemorySource(bytes), to: sink)
            return sink.bytes
        }

        /// The card that the office gives out once it has revoked an officer.
        func card(revoking officer: String, on date: Timestamp, claimedSince: Timestamp) throws -> Card {
            let issuer = try CertificateIssuer(certificate: office.card.authority, key: office.authorityKey)
            let entry = RevocationList.Entry(
                serial: try #require(office.officers[officer]).chain[0].serial,
                date: date,
                reason: .affiliationChanged,
                claimedSince: claimedSince
            )
            let list = try issuer.revocationList(
                number: 2,
                entries: [entry],
                thisUpdate: date,
                nextUpdate: date.adding(seconds: 398 * day)
            )
            let document = try Forge.changing(
                office.cardDocument().json().bytes(.pretty),
                "crl",
                to: .string(Base64.encode(list.der, padded: true))
            )
            return try Card(
                container: Forge.container(
                    [("card.json", document)],
                    root: "card.json",
                    signers: [office.authoritySigner]
                )
            )
        }
    }

    private func withCase<R>(_ body: (Case, String) async throws -> R) async throws -> R {
        try await withFolder { folder in try await body(Case(in: folder), folder) }
    }

    @Test func `one dossier, fifteen years`() async throws {
        try await withCase { sample, _ in
            // At signing: valid by the certificates alone, and nothing about its time is proven.
            let bare = try sample.verify(sample.dossier, at: Self.signed)
            #expect(bare.verdict == .valid)
            #expect(bare.signatures.allSatisfy { $0.judged.proven == .unknown && !$0.judged.restsOnProof })

            let stamped = Self.signed.adding(seconds: 60)
            let kept = try await sample.renewed(sample.dossier, by: sample.first, at: stamped)
            let atSigning = try sample.verify(kept, at: stamped)
            #expect(atSigning.verdict == .valid, "\(atSigning.reasons)")
            #expect(atSigning.signatures.allSatisfy { $0.judged.proven.notAfter == stamped })
            #expect(atSigning.stamps.map(\.kind) == [.archive])

            // Two years on the officers' certificates have ended: nothing without proof, valid with it.
            let lost = try sample.verify(sample.dossier, at: Self.years(2))
            #expect(lost.verdict == .indeterminate)
            #expect(lost.signatures[0].judged.subIndication == .outOfBoundsNoProof)
            let two = try sample.verify(kept, at: Self.years(2))
            #expect(two.verdict == .valid, "\(two.reasons)")
            #expect(two.signatures.allSatisfy { $0.judged.restsOnProof })
            #expect(two.signatures[0].judged.subIndicationNow == .outOfBoundsNoProof)

            // Four years on an officer is revoked, and the office says that he was not to be believed from the start.
            let card = try sample.card(
                revoking: "wichai",
                on: Self.years(4),
                claimedSince: Exchange.founded
            )
            let revoked = sample.trust(card: card)
            let five = try sample.verify(kept, at: Self.years(5), revoked)
            #expect(five.verdict == .valid, "\(five.reasons)")
            #expect(five.signatures[1].judged.reasons.map(\.code) == ["revocation-claimed"])
            #expect(five.signatures[1].judged.subIndicationNow != nil)
            #expect(try sample.verify(sample.dossier, at: Self.years(5), revoked).verdict == .indeterminate)

            // The first authority is about to end: renewed by the second, once.
            let renewal = Self.years(5).adding(seconds: -30 * Self.day)
            let renewed = try await sample.renewed(kept, by: sample.second, at: renewal)
            let again = try EvidenceRenewal(MemorySource(renewed), trust: sample.trust(), at: renewal)
            #expect(!again.isArchiveDue && again.missingStamps.isEmpty)
            #expect(try sample.verify(renewed, at: renewal).stamps.count == 2)

            // Fifteen years on everything of the beginning has ended, and an authority of then was revoked meanwhile.
            let list = try await sample.first.list(
                revoking: #require(sample.first.intermediate),
                since: Self.years(7),
                at: Self.years(7),
                until: Self.years(20)
            )
            let late = sample.trust(card: card, lists: [list])
            let fifteen = try sample.verify(renewed, at: Self.years(15), late)
            #expect(fifteen.verdict == .valid, "\(fifteen.reasons)")
            #expect(fifteen.signatures.allSatisfy { $0.judged.proven.notAfter == stamped })
            #expect(fifteen.documents.allSatisfy { $0.isIntact })
            // Without the renewal there is nothing left to stand on.
            let forgotten = try sample.verify(kept, at: Self.years(15), late)
            #expect(forgotten.verdict == .indeterminate)
            #expect(forgotten.signatures[0].judged.subIndication == .outOfBoundsNoProof)
            // And whoever trusts no time-stamp authority sees the bare signatures.
            let nobody = TrustStore(cards: late.cards)
            #expect(try sample.verify(renewed, at: Self.years(15), nobody).verdict == .indeterminate)
        }
    }

    @Test func `an extract of it holds up as long, by the archive time-stamps that it encloses`() async throws
    {
        try await withCase { sample, _ in
            let stamped = Self.signed.adding(seconds: 60)
            let once = try await sample.renewed(sample.dossier, by: sample.first, at: stamped)
            let renewal = Self.years(5).adding(seconds: -30 * Self.day)
            let dossier = try await sample.renewed(once, by: sample.second, at: renewal)
            let sink = MemorySink(limit: 1 << 20)
            var random = SystemRandomNumberGenerator()
            _ = try ExtractMaking(
                office: sample.office.reference,
                signer: sample.office.seal(.approval),
                now: Self.signed
            )
            .make(
                dossier: { MemorySource(dossier) },
                entry: { entry in
                    let place = Int(entry.dataOffset)..<Int(entry.dataOffset + entry.size)
                    return MemorySource(Array(dossier[place]))
                },
                showing: ["consent.json"],
                receipts: [],
                trust: sample.trust(),
                into: sink,
                using: &random
            )
            let early = try sample.verify(sink.bytes, at: Self.years(1))
            #expect(early.verdict == .valid, "\(early.rules) \(early.reasons)")
            let fifteen = try sample.verify(sink.bytes, at: Self.years(15))
            let originals = fifteen.signatures.filter { $0.standing != .maker }.map(\.judged)
            #expect(originals.count == 2)
            #expect(originals.allSatisfy { $0.restsOnProof && $0.proven.notAfter == stamped })
            #expect(fifteen.stamps.map(\.kind) == [.archive, .archive])
            // Whoever chose has no proof of the kind, and can choose again.
            #expect(fifteen.rules.isEmpty && fifteen.verdict == .indeterminate)

            // A maker who exchanges a stamp, or what it says of a paper that nobody sees, is found out.
            let documents = try Forge.documents(sink.bytes)
            func forged(_ changes: [String: [UInt8]]) throws -> Verification {
                try sample.verify(
                    Forge.container(
                        documents.map { ($0.name, changes[$0.name] ?? $0.bytes) },
                        root: "extract.json",
                        signers: [sample.office.seal(.approval)]
                    ),
                    at: Self.years(1)
                )
            }
            #expect(try forged([:]).verdict == .valid)
            let folder = "original/META-INF/"
            let token = try await sample.first.token(over: [1], at: stamped)
            let exchanged = try forged([folder + "timestamp001.tst": token])
            #expect(exchanged.verdict == .invalid)
            // The newer stamp covered it.
            #expect(exchanged.rules.map(\.code) == ["stamp-broken", "stamp-broken"])
            let name = folder + "ASiCArchiveManifest001.xml"
            let manifest = try #require(documents.first { $0.name == name }).bytes
            let digest = try #require(
                Forge.contents(dossier).entries.first { $0.name == "attachments/01.pdf" }?.sha256
            )
            let place = try #require(
                manifest.firstRange(of: Array(Base64.encode(digest.bytes, padded: true).utf8))
            )
            var lying = manifest
            lying.replaceSubrange(
                place,
                with: Array(Base64.encode([UInt8](repeating: 7, count: 32), padded: true).utf8)
            )
            let lied = try await forged([
                name: lying, folder + "timestamp001.tst": sample.first.token(over: lying, at: stamped),
            ])
            #expect(lied.verdict == .invalid)
            #expect(lied.rules.contains { $0.code == "extract-mismatch" })
        }
    }

    @Test func `a revocation before the stamp is not undone by it`() async throws {
        try await withCase { sample, _ in
            let card = try sample.card(
                revoking: "wichai",
                on: Exchange.founded,
                claimedSince: Exchange.founded
            )
            let stamped = Self.signed.adding(seconds: 60)
            let kept = try await sample.renewed(sample.dossier, by: sample.first, at: stamped)
            let found = try sample.verify(kept, at: Self.years(1), sample.trust(card: card))
            #expect(found.verdict == .indeterminate)
            #expect(found.signatures[1].judged.subIndication == .revokedNoProof)
        }
    }

    @Test func `no change to what was stamped stays unseen`() async throws {
        try await withCase { sample, _ in
            let stamped = Self.signed.adding(seconds: 60)
            let once = try await sample.renewed(sample.dossier, by: sample.first, at: stamped)
            let twice = try await sample.renewed(once, by: sample.second, at: Self.years(5))
            let moment = Self.years(15)
            #expect(try sample.verify(twice, at: moment).verdict == .valid)
            // Steps that meet every part of the file; each container is whole again, but for what was changed.
            let places = TakenApart(twice)
            for (name, content) in places.entries where name.hasPrefix("META-INF/") {
                for index in stride(from: 5, to: content.count, by: max(content.count / 24, 1)) {
                    var changed = content
                    changed[index] ^= 1
                    let forged = try places.replacing(name, with: changed)
                    let verdict = try? sample.verify(forged, at: moment).verdict
                    #expect(verdict != .valid, "\(name) at \(index)")
                }
            }
        }
    }

    @Test func `an archive time-stamp covers everything or is refused`() async throws {
        try await withCase { sample, _ in
            let kept = try await sample.renewed(
                sample.dossier,
                by: sample.first,
                at: Self.signed.adding(seconds: 60)
            )
            let places = TakenApart(kept)
            let manifest = "META-INF/ASiCArchiveManifest.xml"
            let text = String(decoding: try #require(places.content(manifest)), as: UTF8.self)
            let line = try #require(
                text.firstRange(of: "  <asic:DataObjectReference URI=\"META-INF/signature001.p7s\"")
            )
            let end = try #require(text[line.lowerBound...].firstRange(of: "</asic:DataObjectReference>\n"))
            let gap = text[..<line.lowerBound] + text[end.upperBound...]
            #expect(throws: (any Error).self) {
                let forged = try places.replacing(manifest, with: Array(gap.utf8))
                _ = try sample.verify(forged, at: Self.signed)
            }
            // A signature behind it would not be covered; the writer refuses to add one.
            #expect(throws: (any Error).self) {
                try Exchange.cosign(kept, by: Exchange.shared.kawthaung, "tunlin", sample.trust())
            }
        }
    }

    @Test func `stock tools check the archive time-stamp`() async throws {
        try await withCase { sample, folder in
            let once = try await sample.renewed(
                sample.dossier,
                by: sample.first,
                at: Self.signed.adding(seconds: 60)
            )
            let twice = try await sample.renewed(once, by: sample.second, at: Self.years(5))
            try Folder.write(twice, to: Folder.join(folder, "dossier.asice"))
            try Folder.write(Array(sample.first.root.pem.utf8), to: Folder.join(folder, "first.pem"))
            try Folder.write(Array(sample.second.root.pem.utf8), to: Folder.join(folder, "second.pem"))
            let script = """
                set -eu; cd \(folder); mkdir x; cd x; unzip -q ../dossier.asice
                openssl ts -verify -token_in -in META-INF/timestamp002.tst -data META-INF/ASiCArchiveManifest.xml \
                    -CAfile ../second.pem -attime \(Self.years(15).secondsSinceEpoch)
                openssl ts -verify -token_in -in META-INF/timestamp001.tst -data META-INF/ASiCArchiveManifest001.xml \
                    -CAfile ../first.pem -attime \(Self.years(5).secondsSinceEpoch)
                for name in META-INF/signature001.p7s META-INF/ASiCArchiveManifest001.xml referral.json; do
                    grep -q "$(openssl dgst -sha256 -binary $name | base64)" META-INF/ASiCArchiveManifest.xml
                done
                grep -q 'ASiCArchiveManifest001.xml" MimeType="application/xml" Rootfile="true"' \
                    META-INF/ASiCArchiveManifest.xml
                """
            try await run("sh", "-c", script)
        }
    }

    /// The blocks of commands under the guide's heading on time.
    private func guide() throws -> [String] {
        let path = Folder.split(#filePath).folder + "/../../docs/check-without-us.md"
        let text = String(decoding: try Folder.read(path, limit: 1 << 20), as: UTF8.self)
        let section = try #require(text.split(separator: "\n## When it existed at the latest\n").last)
            .split(separator: "\n## ")[0]
        return section.split(separator: "\n```sh\n").dropFirst().map {
            String($0.split(separator: "\n```\n")[0])
        }
    }

    @Test func `the guide's commands check the time-stamps as they are printed`() async throws {
        try await withCase { sample, folder in
            let stamped = try await sample.renewed(
                sample.dossier,
                by: sample.first,
                at: Self.signed.adding(seconds: 60)
            )
            try Folder.write(stamped, to: Folder.join(folder, "dossier.asice"))
            for (name, authority) in [("first", sample.first), ("second", sample.second)] {
                try Folder.write(Array(authority.root.pem.utf8), to: Folder.join(folder, name + ".pem"))
            }
            let blocks = try guide()
            #expect(blocks.count == 2)
            let damage = "printf x >> META-INF/ASiCArchiveManifest.xml\n"
            for (index, block) in blocks.enumerated() {
                func follow(_ authority: String, _ before: String = "") async throws -> (
                    isSuccess: Bool, output: String
                ) {
                    let script = """
                        cd \(folder); rm -rf x; mkdir -p x/content; cd x/content; unzip -q ../../dossier.asice
                        signature=META-INF/signature001.p7s; moment=\(Self.years(1)); tsa=\(folder)/\(authority).pem
                        \(before)\(before.isEmpty ? block : block.replacing("-data ../value", with: "-data referral.json"))
                        """
                    return try await attempt("bash", ["-euo", "pipefail", "-c", script])
                }
                let good = try await follow("first")
                #expect(good.isSuccess && good.output.contains("Verification: OK"), "\(good.output)")
                // By another authority, and over something else.
                #expect(!(try await follow("second")).isSuccess, "block \(index)")
                #expect(!(try await follow("first", damage)).isSuccess, "block \(index)")
            }
        }
    }

    @Test func `only what may be written anew is renewed`() throws {
        let error = try #require(throws: BundleError.self) {
            try EvidenceRenewal(
                MemorySource(Exchange.shared.sealed),
                trust: Exchange.shared.trust,
                at: Self.signed
            )
        }
        #expect(error.code == .neverRewritten)
    }
}

private let day: Int64 = 86400

/// The entries of a container of ours, one after the other, to be put together again otherwise.
private struct TakenApart {
    let entries: [Forge.Entry]

    init(_ container: [UInt8]) {
        var entries: [Forge.Entry] = []
        var offset = 0
        func number(_ place: Int, _ count: Int) -> Int {
            (0..<count).reversed().reduce(0) { $0 << 8 | Int(container[offset + place + $1]) }
        }
        while number(0, 4) == 0x0403_4b50 {
            let (size, name) = (number(18, 4), number(26, 2))
            let start = offset + 30 + name + number(28, 2)
            let text = String(decoding: container[offset + 30..<offset + 30 + name], as: UTF8.self)
            entries.append((text, Array(container[start..<start + size])))
            offset = start + size
        }
        self.entries = Array(entries.dropFirst())
    }

    func content(_ name: String) -> [UInt8]? { entries.first { $0.0 == name }?.1 }

    func replacing(_ name: String, with content: [UInt8]) throws -> [UInt8] {
        try RawContainer.container(entries.map { $0.0 == name ? (name, content) : $0 })
    }
}

/// Lends a fresh folder and deletes it afterwards.
private func withFolder<R>(_ body: (String) async throws -> R) async throws -> R {
    var generator = SystemRandomNumberGenerator()
    let path = "/tmp/andaman-bundles-" + String(generator.next(), radix: 36)
    try Folder.create(path)
    defer { try? Folder.deleteTree(path) }
    return try await body(path)
}

private func run(_ program: String, _ arguments: String...) async throws {
    let ran = try await attempt(program, arguments)
    try #require(ran.isSuccess, "\(ran.output)")
}

private func attempt(_ program: String, _ arguments: [String]) async throws -> (
    isSuccess: Bool, output: String
) {
    let result = try await Subprocess.run(
        .name(program),
        arguments: Arguments(arguments),
        output: .string(limit: 1 << 20),
        error: .string(limit: 1 << 20)
    )
    return (result.terminationStatus.isSuccess, result.standardOutput + result.standardError)
}
