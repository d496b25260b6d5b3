// SPDX-License-Identifier: Apache-2.0

import ASiC
import Bundles
import Dossiers
import JSONSchema
import Octets
import Signatures
import Testing

/// Court extracts: what they show, what they withhold, and whatever somebody changes in them (THREATS 13, 30).
@Suite struct ExtractTests {
    private let exchange = Exchange.shared

    /// An extract of the shared dossier.
    private func extract(
        _ names: [String],
        by signer: ContainerSigner? = nil,
        of office: TestOffice? = nil,
        receipts: [[UInt8]] = [],
        from dossier: [UInt8]? = nil
    ) throws -> [UInt8] {
        let dossier = dossier ?? exchange.signed
        let office = office ?? exchange.ranong
        let sink = MemorySink(limit: 4 << 20)
        var random = SystemRandomNumberGenerator()
        _ = try ExtractMaking(
            office: office.reference,
            signer: signer ?? office.officers["wichai"] ?? office.seal(.approval),
            now: Exchange.now
        )
        .make(
            dossier: { MemorySource(dossier) },
            entry: {
                MemorySource(Array(dossier[Int($0.dataOffset)..<Int($0.dataOffset + $0.size)]))
            },
            showing: names,
            receipts: receipts,
            trust: exchange.trust,
            into: sink,
            using: &random
        )
        return sink.bytes
    }

    private func receipt(for bundle: [UInt8]) throws -> [UInt8] {
        var random = SystemRandomNumberGenerator()
        return try exchange.kawthaung.receipts().make(
            .filed,
            for: exchange.envelope(bundle),
            sender: exchange.ranong.card,
            using: &random
        )
    }

    private func codes(_ reasons: [Reason]) -> Set<String> { Set(reasons.map(\.code)) }

    // MARK: What is made

    @Test func `chosen papers stand under the original signatures, the others are declared`() throws {
        let bytes = try extract(["referral.json", "consent.json", "letter-th.pdf"])
        let verification = try exchange.verify(bytes)
        #expect(verification.verdict == .valid, "\(verification.rules)")
        #expect(verification.kind == .extract)
        #expect(verification.signatures.map(\.standing) == [.maker, .listed, .listed])
        let states = Dictionary(
            uniqueKeysWithValues: verification.documents.filter { $0.name.hasPrefix("original/") }
                .filter { !$0.name.hasPrefix("original/META-INF/") }
                .map { ($0.name, $0.state) }
        )
        #expect(states.values.count { $0 == .intact } == 3)
        #expect(states["original/referral.json"] == .intact)
        #expect(states.values.count { $0 == .withheld } == states.count - 3)
        // A dossier names each of its papers, and an extract of it does too.
        #expect(states.count == (try Forge.documents(exchange.signed).count))
        #expect(
            codes(verification.warnings) == [
                "extract-shown", "extract-chosen", "extract-withheld", "extract-recognisable",
            ]
        )
        // Nothing of a withheld paper is in the file.
        let withheld = try #require(
            try Forge.documents(exchange.signed).first { $0.name == "documents/01.json" }
        )
        #expect(bytes.firstRange(of: withheld.bytes) == nil)
        // Nor its original name, which only the referral has.
        let blind = try extract(["consent.json"])
        #expect(blind.firstRange(of: Array("letter-th".utf8)) == nil)
    }

    @Test func `an extract without a paper has signatures and receipts alone`() throws {
        let bytes = try extract([], receipts: [receipt(for: exchange.sealed)])
        let verification = try exchange.verify(bytes)
        #expect(verification.verdict == .valid, "\(verification.rules)")
        #expect(verification.signatures.map(\.standing) == [.maker, nil, nil])
        #expect(codes(verification.warnings).isSuperset(of: ["extract-none-shown", "extract-receipt-filed"]))
        #expect(codes(verification.warnings).contains("extract-signers-withheld"))
    }

    @Test func `the other office makes one as well, by an officer or by its seal`() throws {
        for signer in [exchange.kawthaung.officers["tunlin"], exchange.kawthaung.seal(.approval)] {
            let bytes = try extract(["consent.json"], by: signer, of: exchange.kawthaung)
            let verification = try exchange.verify(bytes)
            #expect(verification.verdict == .valid, "\(verification.rules)")
        }
    }

    @Test func `a receipt that came before the countersignature is still about the dossier`() throws {
        let later = try Exchange.cosign(
            exchange.signed,
            by: exchange.kawthaung,
            "tunlin",
            exchange.trust
        ).bytes
        let bytes = try extract([], receipts: [receipt(for: exchange.sealed)], from: later)
        #expect(try exchange.verify(bytes).verdict == .valid)
    }

    @Test func `what is not there cannot be shown, and another dossier's receipt cannot be enclosed`() throws
    {
        let unknown = try #require(throws: BundleError.self) { try extract(["nobody.json"]) }
        #expect(unknown.code == .noSuchDocument)
        let other = try Exchange.cosign(
            Exchange.sign(by: exchange.ranong, "preeya", exchange.trust),
            by: exchange.ranong,
            "wichai",
            exchange.trust
        ).bytes
        let foreign = try receipt(for: exchange.seal(other))
        let refused = try #require(throws: BundleError.self) { try extract([], receipts: [foreign]) }
        #expect(refused.code == .extractReceipt)
    }

    @Test func `a stranger's extract, or one of a stranger's dossier, is neither valid nor wrong`() throws {
        let bytes = try extract(["consent.json"])
        let trust = TrustStore(cards: [exchange.kawthaung.card])
        #expect(try exchange.verify(bytes, trust: trust).verdict == .indeterminate)
        let theirs = try extract(["consent.json"], of: exchange.kawthaung)
        #expect(try exchange.verify(theirs, trust: trust).verdict == .indeterminate)
    }

    // MARK: What is changed

    @Test func `whatever byte of an extract is changed, it is not valid any more`() throws {
        let bytes = try extract(
            ["referral.json", "letter-th.pdf"],
            receipts: [receipt(for: exchange.sealed)]
        )
        #expect(try exchange.verify(bytes).verdict == .valid)
        // In every entry and in every record around them: a prime step meets all of them.
        for place in stride(from: 3, to: bytes.count, by: 37) {
            var changed = bytes
            changed[place] ^= 1 << UInt8(place % 8)
            let verdict = (try? exchange.verify(changed))?.verdict
            #expect(verdict != .valid, "byte \(place)")
        }
        for entry in try Forge.contents(bytes).entries {
            for place in [0, entry.size / 2, entry.size - 1] {
                var changed = bytes
                changed[Int(entry.dataOffset + place)] ^= 1
                #expect((try? exchange.verify(changed))?.verdict != .valid, "\(entry.name) \(place)")
            }
        }
    }

    /// The extract with its entries and its root changed, signed again by `signer`, who may well be its maker.
    private func forged(
        _ bytes: [UInt8],
        by signer: ContainerSigner? = nil,
        root: (inout JSONObject) -> Void = { _ in },
        entries change: (inout [Forge.Entry]) -> Void = { _ in }
    ) throws -> Verification {
        var entries = try Forge.documents(bytes)
        var object = try #require(try JSON.parse(entries[0].bytes).object)
        root(&object)
        entries[0].bytes = JSONValue.object(object).bytes(.pretty)
        change(&entries)
        let signer = signer ?? exchange.ranong.officers["wichai"]!
        return try exchange.verify(Forge.container(entries, root: "extract.json", signers: [signer]))
    }

    @Test func `a gap that is not declared is never valid, whoever signs (13)`() throws {
        let bytes = try extract(["referral.json", "consent.json"])
        let undeclared = try forged(
            bytes,
            root: { root in
                root["withheld"] = .array(Array((root["withheld"]?.array ?? []).dropLast()))
            }
        )
        #expect(undeclared.verdict == .invalid)
        #expect(codes(undeclared.rules).contains("extract-gap"))
        #expect(
            undeclared.signatures.dropFirst().allSatisfy { $0.judged.subIndication == .signedDataNotFound }
        )
        // Taken out, and still said to be shown.
        let removed = try forged(bytes, entries: { $0.removeAll { $0.name == "original/referral.json" } })
        #expect(removed.verdict == .invalid)
        #expect(codes(removed.rules).isSuperset(of: ["extract-gap", "extract-mismatch"]))
    }

    @Test func `an extract that says something else than it holds is invalid`() throws {
        let bytes = try extract(
            ["referral.json", "consent.json"],
            receipts: [receipt(for: exchange.sealed)]
        )
        let consent = "original/documents/03.json"
        try #require(try Forge.documents(bytes).contains { $0.name == consent })
        let altered = try forged(
            bytes,
            entries: { entries in
                let index = entries.firstIndex { $0.name == consent }!
                entries[index].bytes[20] ^= 1
            }
        )
        #expect(altered.verdict == .invalid)
        #expect(altered.signatures[1].judged.subIndication == .hashFailure)

        let variants: [(inout [Forge.Entry]) -> Void] = [
            // A paper that nobody signed.
            { $0.insert(("original/documents/99.json", Array("{}".utf8)), at: 1) },
            // A signature less, and all of them.
            { $0.removeAll { $0.name.hasSuffix("002.xml") || $0.name.hasSuffix("002.p7s") } },
            { $0.removeAll { $0.name.hasPrefix("original/META-INF/") } },
            // Something beside.
            { $0.append(("note.txt", Array("trust me".utf8))) },
            { $0.append(("original/mimetype", Array("x".utf8))) },
            // The receipt gone, or another in its place.
            { $0.removeAll { $0.name.hasPrefix("receipts/") } },
            { entries in
                let index = entries.firstIndex { $0.name.hasPrefix("receipts/") }!
                entries[index].bytes[100] ^= 1
            },
        ]
        for (index, change) in variants.enumerated() {
            #expect(try forged(bytes, entries: change).verdict == .invalid, "variant \(index)")
        }
        let lies: [(inout JSONObject) -> Void] = [
            // Shown and withheld at once; withheld what was never signed; another digest; another order.
            { root in
                root["withheld"] = .array((root["withheld"]?.array ?? []) + (root["shown"]?.array ?? []))
            },
            { root in
                root["withheld"] = .array(
                    (root["withheld"]?.array ?? []) + [
                        ["name": "documents/77.json", "sha256": .string(String(repeating: "0", count: 64))]
                    ]
                )
            },
            { root in
                var first = root["withheld"]?[0]?.object ?? JSONObject()
                first["sha256"] = .string(String(repeating: "0", count: 64))
                root["withheld"] = .array([.object(first)] + (root["withheld"]?.array ?? []).dropFirst())
            },
            { root in root["manifests"] = .array((root["manifests"]?.array ?? []).reversed()) },
        ]
        for (index, lie) in lies.enumerated() {
            let verification = try forged(bytes, root: lie)
            #expect(codes(verification.rules).contains("extract-mismatch"), "lie \(index)")
            #expect(verification.verdict == .invalid)
        }
    }

    @Test func `nobody makes an extract in another's name`() throws {
        let bytes = try extract(["consent.json"])
        for signer in [
            exchange.ranong.officers["preeya"], exchange.ranong.seal(.approval),
            exchange.maesot.officers["wichai"],
        ] {
            let verification = try forged(bytes, by: signer)
            #expect(verification.verdict == .invalid)
            #expect(codes(verification.rules) == ["extract-maker"])
        }
        // An authority or a TLS key is no maker at all.
        let verification = try forged(bytes, by: exchange.ranong.authoritySigner)
        #expect(verification.verdict != .valid)
    }

    @Test func `an extract of a dossier that lacks a signer is invalid where the list is shown`() throws {
        let shown = try extract(["referral.json"], from: exchange.halfSigned)
        #expect(codes(try exchange.verify(shown).rules) == ["signer-owed"])
        // Where it is not shown, the verdict says what it does not know.
        let blind = try exchange.verify(extract([], from: exchange.halfSigned))
        #expect(blind.verdict == .valid)
        #expect(codes(blind.warnings).contains("extract-signers-withheld"))
    }
}
