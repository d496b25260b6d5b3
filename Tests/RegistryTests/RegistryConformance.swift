// SPDX-License-Identifier: Apache-2.0

import Octets
import Registry
import Testing
import TransparencyLog

/// What every kind of registry keeps to.
@Suite struct RegistryConformance {
    enum Kind: CaseIterable, Sendable {
        case memory
        case sqlite

        func with<R>(_ body: (any BundleRegistry) async throws -> R) async throws -> R {
            switch self {
            case .memory: try await body(MemoryRegistry())
            case .sqlite:
                try await withTemporaryFolder {
                    try await body(SQLiteRegistry(path: $0 + "/registry.sqlite"))
                }
            }
        }
    }

    private struct Refusal: Error {}

    /// THREATS 24: a receiver cannot fill the disk with receipts about one bundle, and takes no other's room.
    private func expectBounded(
        _ first: CollectedReceipt,
        _ other: OutgoingBundle,
        _ registry: any BundleRegistry
    ) throws {
        func receipt(_ number: UInt8, _ size: Int, of bundle: SHA256Digest, _ office: SHA256Digest)
            -> CollectedReceipt
        {
            CollectedReceipt(
                identity: bundle,
                recipientAuthority: office,
                event: "ContentHandover",
                collectedAt: Sample.time,
                bytes: [UInt8](repeating: number, count: size)
            )
        }
        let (identity, office) = (first.identity, first.recipientAuthority)
        var left = Limits.receiptsOfBundleSize - first.bytes.count
        var number: UInt8 = 2
        while left > 0 {
            try registry.record(receipt(number, min(left, Limits.receipt), of: identity, office))
            left -= min(left, Limits.receipt)
            number += 1
        }
        let error = #expect(throws: RegistryError.self) {
            try registry.record(receipt(100, 1, of: identity, office))
        }
        #expect(error?.code == .receiptsFull)
        let kept = try registry.collectedReceipts(of: identity)
        #expect(kept.reduce(0) { $0 + $1.bytes.count } == Limits.receiptsOfBundleSize)
        // What is kept comes again without harm, and another receiver has room of his own.
        for receipt in kept { try registry.record(receipt) }
        try registry.record(receipt(1, 1, of: other.identity, other.recipientAuthority))
    }

    @Test(arguments: Kind.allCases)
    func `a bundle that was filed is found by its identity and by its sender's id`(kind: Kind) async throws {
        try await kind.with { registry in
            #expect(try registry.received(identity: Sample.identity(1)) == nil)
            let filing = try registry.file(Sample.facts(1)) { Sample.receipt(1) }
            let bundle = ReceivedBundle(facts: Sample.facts(1), receipt: Sample.receipt(1), state: .waiting)
            #expect(filing == .added(bundle))
            #expect(try registry.received(identity: Sample.identity(1)) == bundle)
            let id = Sample.bundleID(1)
            #expect(try registry.received(senderAuthority: Sample.ranong, bundle: id) == bundle)
            #expect(try registry.received(senderAuthority: Sample.identity(9), bundle: id) == nil)
            #expect(try registry.holdsFile(bundle.facts.fileDigest))
        }
    }

    @Test(arguments: Kind.allCases)
    func `THREATS 22: the same bundle again gets the same receipt and no second one is made`(
        kind: Kind
    ) async throws {
        try await kind.with { registry in
            let first = try registry.file(Sample.facts(1)) { Sample.receipt(1) }
            let second = try registry.file(Sample.facts(1)) {
                Issue.record("a receipt was made twice")
                return [0]
            }
            #expect(second == .duplicate(first.bundle))
            #expect(try registry.figures().filed == 1)
        }
    }

    @Test(arguments: Kind.allCases)
    func `THREATS 22: a bundle id is good for one identity of one sender, for ever`(kind: Kind) async throws {
        try await kind.with { registry in
            _ = try registry.file(Sample.facts(1)) { Sample.receipt(1) }
            let other = Sample.facts(2, bundle: Sample.bundleID(1))
            let replayed = try #require(throws: RegistryError.self) { try registry.file(other) { [1] } }
            #expect(replayed.code == .replayed)
            // Another sender may have the same id by chance or by malice; it takes nothing from the first.
            let stranger = Sample.facts(2, sender: Sample.identity(7), bundle: Sample.bundleID(1))
            #expect(try registry.file(stranger) { Sample.receipt(2) }.bundle.facts == stranger)
        }
    }

    @Test(arguments: Kind.allCases)
    func `THREATS 22: what is refused for a used id has a row of its own, and the id stays the other's`(
        kind: Kind
    ) async throws {
        try await kind.with { registry in
            let first = try registry.file(Sample.facts(1)) { Sample.receipt(1) }.bundle
            let id = Sample.bundleID(1)
            func replay(_ number: Int) -> BundleFacts {
                Sample.facts(number, bundle: id, decision: .refused, isReplay: true)
            }
            for number in [2, 3] {
                let filing = try registry.file(replay(number)) { Sample.receipt(number) }
                #expect(
                    filing == .added(try #require(try registry.received(identity: Sample.identity(number))))
                )
            }
            #expect(try registry.file(replay(2)) { [9] }.bundle.receipt == Sample.receipt(2))
            #expect(try registry.receipts(of: Sample.identity(3)) == [Sample.receipt(3)])
            #expect(try registry.received(senderAuthority: Sample.ranong, bundle: id) == first)
            #expect(try registry.received(named: id) == [first])
            let digits = String(Sample.identity(2).hex.prefix(16))
            #expect(try registry.received(named: digits).map(\.facts) == [replay(2)])
            let listed = try registry.receivedBundles(onlyOpen: false, before: nil, limit: 9).bundles
            #expect(listed.map(\.facts) == [replay(3), replay(2), first.facts])
            #expect(try registry.figures().refused == 2)
            // Erased before, without a row: its id is used all the same.
            _ = try registry.erase(Sample.erasure(5))
            let reused = Sample.facts(6, bundle: Sample.bundleID(5), decision: .refused, isReplay: true)
            #expect(try registry.file(reused) { Sample.receipt(6) }.bundle.facts == reused)
            // Only what is refused.
            let unfit = Sample.facts(7, bundle: id, isReplay: true)
            #expect(throws: RegistryError(.unfit, ["name": "isReplay"])) { try registry.file(unfit) { [1] } }
        }
    }

    @Test(arguments: Kind.allCases)
    func `a refusal is final for its identity, and its file is not held`(kind: Kind) async throws {
        try await kind.with { registry in
            _ = try registry.file(Sample.facts(1, decision: .refused)) { Sample.receipt(1) }
            let again = try registry.file(Sample.facts(1)) { Sample.receipt(5) }
            #expect(again.bundle.facts.decision == .refused)
            #expect(again.bundle.receipt == Sample.receipt(1))
            #expect(again.bundle.state == .decided)
            #expect(try !registry.holdsFile(Sample.facts(1).fileDigest))
        }
    }

    @Test(arguments: Kind.allCases)
    func `a receipt that cannot be made leaves no row`(kind: Kind) async throws {
        try await kind.with { registry in
            #expect(throws: Refusal.self) { try registry.file(Sample.facts(1)) { throw Refusal() } }
            #expect(throws: RegistryError(.unfit, ["name": "receipt"])) {
                try registry.file(Sample.facts(1)) { [] }
            }
            #expect(try registry.received(identity: Sample.identity(1)) == nil)
            _ = try registry.file(Sample.facts(1)) { Sample.receipt(1) }
        }
    }

    @Test(arguments: Kind.allCases)
    func `a bundle id in another spelling is refused`(kind: Kind) async throws {
        try await kind.with { registry in
            for id in ["", "01890A5D-AC96-774B-BCCE-000000000001", "01890a5dac96774bbcce000000000001"] {
                #expect(throws: RegistryError(.unfit, ["name": "bundle"])) {
                    try registry.file(Sample.facts(1, bundle: id)) { [1] }
                }
            }
        }
    }

    @Test(arguments: Kind.allCases)
    func `bundles come page by page, the newest first, all of them or the open ones`(
        kind: Kind
    ) async throws {
        try await kind.with { registry in
            for number in 1...7 {
                let decision: BundleFacts.Decision = number == 3 ? .refused : .filed
                _ = try registry.file(Sample.facts(number, decision: decision)) { Sample.receipt(number) }
            }
            try registry.record(Sample.handover(2))
            try registry.decide(Sample.answer(.accepted, to: 4, by: 21), sending: Sample.outgoing(21))
            _ = try registry.erase(Sample.erasure(6))
            var identities: [SHA256Digest] = []
            var next: Int64?
            repeat {
                let page = try registry.receivedBundles(onlyOpen: true, before: next, limit: 2)
                #expect(page.bundles.count <= 2)
                identities += page.bundles.map(\.facts.identity)
                next = page.before
            } while next != nil
            #expect(identities == [7, 5, 2, 1].map(Sample.identity))
            let all = try registry.receivedBundles(onlyOpen: false, before: nil, limit: 7)
            #expect(all.bundles.map(\.facts.identity) == (1...7).reversed().map(Sample.identity))
            #expect(all.before == nil)
        }
    }

    @Test(arguments: Kind.allCases)
    func `an opening is kept and moves the bundle on, but never back`(kind: Kind) async throws {
        try await kind.with { registry in
            let opening = Sample.handover(1)
            #expect(throws: RegistryError(.unknown)) { try registry.record(opening) }
            _ = try registry.file(Sample.facts(1)) { Sample.receipt(1) }
            try registry.record(opening)
            #expect(try registry.received(identity: Sample.identity(1))?.state == .opened)
            try registry.decide(Sample.answer(.accepted, to: 1, by: 21), sending: Sample.outgoing(21))
            try registry.record(opening)
            #expect(try registry.received(identity: Sample.identity(1))?.state == .decided)
            #expect(try registry.handovers(of: Sample.identity(1)) == [opening, opening])
            _ = try registry.file(Sample.facts(2, decision: .refused)) { Sample.receipt(2) }
            #expect(throws: RegistryError(.unknown)) { try registry.record(Sample.handover(2)) }
            #expect(
                try registry.receipts(of: Sample.identity(1))
                    == [Sample.receipt(1), opening.receipt, opening.receipt]
            )
        }
    }

    @Test(arguments: Kind.allCases)
    func `a bundle is found by its id or by the beginning of its identity`(kind: Kind) async throws {
        try await kind.with { registry in
            for number in 1...3 { _ = try registry.file(Sample.facts(number)) { Sample.receipt(number) } }
            let digits = Sample.identity(2).hex
            for name in [Sample.bundleID(2), digits, String(digits.prefix(9))] {
                #expect(try registry.received(named: name).map(\.facts.identity) == [Sample.identity(2)])
            }
            for name in ["", "%", "_", digits + "0", digits.uppercased(), Sample.bundleID(9)] {
                #expect(try registry.received(named: name).isEmpty, "\(name)")
            }
            // Two are too many to be told apart, and more are not asked for.
            let stranger = Sample.facts(7, sender: Sample.identity(8), bundle: Sample.bundleID(2))
            _ = try registry.file(stranger) { Sample.receipt(7) }
            #expect(try registry.received(named: Sample.bundleID(2)).count == 2)
        }
    }

    // MARK: Answers

    @Test(arguments: Kind.allCases)
    func `questions may be followed by a decision, and nothing follows that`(kind: Kind) async throws {
        try await kind.with { registry in
            let questions = Sample.answer(.questions, to: 1, by: 21)
            let accepted = Sample.answer(.accepted, to: 1, by: 22)
            #expect(throws: RegistryError(.unknown)) {
                try registry.decide(questions, sending: Sample.outgoing(21))
            }
            _ = try registry.file(Sample.facts(1)) { Sample.receipt(1) }
            #expect(throws: RegistryError(.unfit, ["name": "answer"])) {
                try registry.decide(questions, sending: Sample.outgoing(22))
            }
            #expect(try registry.outgoingBundles(onlyOpen: false, before: nil, limit: 100).bundles.isEmpty)
            try registry.decide(questions, sending: Sample.outgoing(21))
            #expect(try registry.received(identity: Sample.identity(1))?.state == .decided)
            try registry.decide(accepted, sending: Sample.outgoing(22))
            #expect(throws: RegistryError(.decided)) {
                let rejected = Sample.answer(.rejected, to: 1, by: 23)
                try registry.decide(rejected, sending: Sample.outgoing(23))
            }
            #expect(try registry.answers(to: Sample.identity(1)) == [questions, accepted])
            #expect(
                try registry.outgoingBundles(onlyOpen: true, before: nil, limit: 100).bundles == [
                    Sample.outgoing(22), Sample.outgoing(21),
                ]
            )
        }
    }

    @Test(arguments: Kind.allCases)
    func `an answer counts from the office that was asked, and from no other`(kind: Kind) async throws {
        try await kind.with { registry in
            let decision = CaseDecision(.rejected, decidedAt: Sample.time, officer: "aung")
            let answer = Sample.facts(1, reply: CaseReply(to: Sample.identity(50), decision: decision))
            let handedOver = Sample.facts(2, reply: CaseReply(to: Sample.identity(50), decision: nil))
            let other = Sample.identity(8)
            let meddling = Sample.facts(3, sender: other, reply: answer.reply)
            let refused = Sample.facts(4, decision: .refused, reply: answer.reply)
            for facts in [answer, handedOver, meddling, refused] {
                _ = try registry.file(facts) { Sample.receipt(1) }
            }
            #expect(try registry.received(identity: answer.identity)?.facts == answer)
            let replies = try registry.replies(to: Sample.identity(50), from: Sample.ranong)
            #expect(replies.map(\.facts) == [answer, handedOver])
            #expect(
                try registry.replies(to: Sample.identity(50), from: other).map(\.facts) == [meddling]
            )
            #expect(try registry.replies(to: Sample.identity(51), from: Sample.ranong).isEmpty)
        }
    }

    // MARK: Erasing

    @Test(arguments: Kind.allCases)
    func `what was erased keeps its receipts, and nothing more is done with it`(kind: Kind) async throws {
        try await kind.with { registry in
            let facts = Sample.facts(1)
            _ = try registry.file(facts) { Sample.receipt(1) }
            try registry.record(Sample.handover(1))
            let erasure = Sample.erasure(1)
            #expect(try registry.erase(erasure) == facts.fileDigest)
            // Again, as after a crash: the file is named again, and the first notice stays.
            let later = Sample.erasure(1, reason: "other", receipt: [7])
            #expect(try registry.erase(later) == facts.fileDigest)
            #expect(try registry.erasure(of: facts.identity) == erasure)
            let bundle = try #require(try registry.received(identity: facts.identity))
            #expect(bundle.erasedAt == erasure.erasedAt)
            #expect(bundle.facts == facts)
            #expect(try !registry.holdsFile(facts.fileDigest))
            #expect(
                try registry.receipts(of: facts.identity) == [
                    Sample.receipt(1), Sample.handover(1).receipt, erasure.receipt,
                ]
            )
            #expect(throws: RegistryError(.erased)) { try registry.record(Sample.handover(1)) }
            #expect(throws: RegistryError(.erased)) {
                let answer = Sample.answer(.accepted, to: 1, by: 21)
                try registry.decide(answer, sending: Sample.outgoing(21))
            }
            // The sender who asks again hears what he heard.
            guard case .duplicate(let again) = try registry.file(facts, makeReceipt: { [1] }) else {
                Issue.record("filed again")
                return
            }
            #expect(again.receipt == Sample.receipt(1))
            var expected = RegistryFigures()
            expected.erased = 1
            #expect(try registry.figures() == expected)
        }
    }

    @Test(arguments: Kind.allCases)
    func `an erasure holds for a bundle that an older backup does not know`(kind: Kind) async throws {
        try await kind.with { registry in
            let facts = Sample.facts(1)
            let file = try registry.erase(Sample.erasure(1))
            #expect(file == nil)
            #expect(throws: RegistryError(.erased)) { try registry.file(facts) { [1] } }
            let reused = Sample.facts(2, bundle: facts.bundle)
            #expect(throws: RegistryError(.replayed)) { try registry.file(reused) { [1] } }
            #expect(try registry.receipts(of: facts.identity) == [Sample.erasure(1).receipt])
        }
    }

    @Test(arguments: Kind.allCases)
    func `an outgoing bundle waits until a receipt comes`(kind: Kind) async throws {
        try await kind.with { registry in
            let here = Sample.outgoing(1)
            let there = Sample.outgoing(1, to: Sample.identity(8))
            try registry.record(here)
            try registry.record(there)
            let attempt = OutgoingBundle.Attempt(at: Sample.time, code: "refused-connection")
            var tried = here
            tried.progress.nextAttemptAt = Sample.time.adding(seconds: 60)
            tried.progress.upload = "/v1/uploads/1"
            try registry.record(
                tried.progress,
                after: attempt,
                identity: here.identity,
                recipientAuthority: here.recipientAuthority
            )
            try registry.record(here)
            tried.attempts = 1
            tried.lastAttempt = attempt
            #expect(
                try registry.outgoingBundles(onlyOpen: true, before: nil, limit: 100).bundles == [
                    there, tried,
                ]
            )
            let receipt = CollectedReceipt(
                identity: here.identity,
                recipientAuthority: here.recipientAuthority,
                event: "ContentConsignment",
                collectedAt: Sample.time,
                bytes: [1, 2]
            )
            try registry.record(receipt)
            try registry.record(receipt)
            #expect(try registry.collectedReceipts(of: here.identity) == [receipt])
            #expect(try registry.figures().awaitingReceipt == 1)
            try expectBounded(receipt, there, registry)
            let pages = try registry.outgoingBundles(onlyOpen: false, before: nil, limit: 1)
            #expect(pages.bundles == [there])
            let rest = try registry.outgoingBundles(onlyOpen: false, before: pages.before, limit: 1)
            #expect(rest.bundles == [tried] && rest.before == nil)
            #expect(throws: RegistryError(.unknown)) {
                try registry.record(
                    tried.progress,
                    after: attempt,
                    identity: Sample.identity(5),
                    recipientAuthority: Sample.ranong
                )
            }
        }
    }

    @Test(arguments: Kind.allCases)
    func `what is due is what waits or is carried and whose time has come`(kind: Kind) async throws {
        try await kind.with { registry in
            var (early, late) = (Sample.outgoing(1), Sample.outgoing(2))
            early.progress.nextAttemptAt = Sample.time.adding(seconds: -5)
            late.progress.address = "https://127.0.0.1:8443"
            late.progress.state = .carried
            for bundle in [late, early] { try registry.record(bundle) }
            #expect(try registry.dueBundles(at: Sample.time, limit: 9) == [early, late])
            #expect(try registry.dueBundles(at: Sample.time.adding(seconds: -1), limit: 9) == [early])
            #expect(try registry.needsOutgoingFile(early.fileDigest))
            early.progress = OutgoingBundle.Progress(state: .delivered)
            early.progress.answeredAt = Sample.time
            try registry.record(
                early.progress,
                after: nil,
                identity: early.identity,
                recipientAuthority: early.recipientAuthority
            )
            #expect(try registry.dueBundles(at: Sample.time, limit: 9) == [late])
            #expect(try !registry.needsOutgoingFile(early.fileDigest))
            let kept = try registry.outgoing(
                identity: early.identity,
                recipientAuthority: early.recipientAuthority
            )
            #expect(kept == early)
            #expect(
                try registry.outgoing(identity: early.identity, recipientAuthority: early.identity) == nil
            )
        }
    }

    @Test(arguments: Kind.allCases)
    func `what was sent is open until its answer, its erasure or its refusal has come`(kind: Kind)
        async throws
    {
        try await kind.with { registry in
            func open() throws -> [SHA256Digest] {
                try registry.outgoingBundles(onlyOpen: true, before: nil, limit: 9).bundles.map(\.identity)
            }
            func move(_ number: Int, _ state: OutgoingBundle.State, asks: Bool? = nil) throws {
                var progress = OutgoingBundle.Progress(state: state)
                progress.asksAnswer = asks
                try registry.record(
                    progress,
                    after: nil,
                    identity: Sample.identity(number),
                    recipientAuthority: Sample.ranong
                )
            }
            for number in 1...5 { try registry.record(Sample.outgoing(number)) }
            #expect(try open() == [5, 4, 3, 2, 1].map(Sample.identity))
            try move(1, .delivered, asks: true)
            try move(2, .delivered, asks: false)
            try move(3, .refused)
            try move(4, .expired)
            try move(5, .delivered, asks: true)
            #expect(try open() == [5, 4, 1].map(Sample.identity))
            let decision = CaseDecision(.accepted, decidedAt: Sample.time, officer: "aung")
            // Another office's word does not count.
            let strange = CaseReply(to: Sample.identity(1), decision: decision)
            _ = try registry.file(Sample.facts(11, sender: Sample.identity(9), reply: strange)) { [1] }
            #expect(try open() == [5, 4, 1].map(Sample.identity))
            _ = try registry.file(Sample.facts(12, reply: strange)) { [1] }
            #expect(try open() == [5, 4].map(Sample.identity))
            try registry.record(
                CollectedReceipt(
                    identity: Sample.identity(5),
                    recipientAuthority: Sample.ranong,
                    event: "ContentErasure",
                    collectedAt: Sample.time,
                    bytes: [5]
                )
            )
            #expect(try open() == [4].map(Sample.identity))
            // Put in again where its answer is here already, as after a restore.
            let reply = CaseReply(to: Sample.identity(6), decision: decision)
            _ = try registry.file(Sample.facts(13, reply: reply)) { [1] }
            try registry.record(Sample.outgoing(6))
            #expect(try open() == [6, 4].map(Sample.identity))
            try move(6, .delivered, asks: true)
            #expect(try open() == [4].map(Sample.identity))
        }
    }

    @Test(arguments: Kind.allCases)
    func `what was sent can be erased here, and is sent to nobody any more`(kind: Kind) async throws {
        try await kind.with { registry in
            for office in [Sample.ranong, Sample.identity(9)] {
                try registry.record(Sample.outgoing(1, to: office))
            }
            let file = Sample.outgoing(1).fileDigest
            #expect(try registry.needsOutgoingFile(file))
            #expect(try registry.eraseOutgoing(Sample.identity(2), at: Sample.time) == nil)
            for _ in 1...2 {
                #expect(try registry.eraseOutgoing(Sample.identity(1), at: Sample.time) == file)
            }
            #expect(try !registry.needsOutgoingFile(file))
            #expect(try registry.dueBundles(at: Sample.time, limit: 9).isEmpty)
            let entries = try registry.outgoing(named: String(Sample.identity(1).hex.prefix(8)))
            #expect(entries.map(\.erasedAt) == [Sample.time, Sample.time])
            #expect(entries.allSatisfy { $0.progress.state == .stopped })
            #expect(try registry.outgoing(named: Sample.bundleID(1)).count == 2)
        }
    }

    @Test(arguments: Kind.allCases)
    func `marks find the bundles that hold them, until they are erased`(kind: Kind) async throws {
        try await kind.with { registry in
            let marks = (0..<4).map { Sample.identity(100 + $0) }
            #expect(throws: RegistryError(.unknown)) {
                try registry.record([marks[0]], of: Sample.identity(1))
            }
            for number in 1...2 { _ = try registry.file(Sample.facts(number)) { Sample.receipt(number) } }
            #expect(try registry.unopenedCount() == 2)
            try registry.record(Set(marks[0...1]), of: Sample.identity(1))
            try registry.record(Set(marks[0...1]), of: Sample.identity(1))
            try registry.record(Set(marks[1...2]), of: Sample.identity(2))
            func found(_ wanted: SHA256Digest...) throws -> [SHA256Digest] {
                try registry.received(markedBy: Set(wanted)).map(\.facts.identity)
            }
            #expect(try found(marks[0]) == [Sample.identity(1)])
            #expect(try found(marks[1]) == [1, 2].map(Sample.identity))
            #expect(try found(marks[0], marks[2]) == [1, 2].map(Sample.identity))
            #expect(try found(marks[3]).isEmpty && found().isEmpty)
            _ = try registry.erase(Sample.erasure(1))
            #expect(try found(marks[0]).isEmpty)
            #expect(try found(marks[1]) == [Sample.identity(2)])
            #expect(try registry.unopenedCount() == 1)
            #expect(throws: RegistryError(.erased)) {
                try registry.record([marks[0]], of: Sample.identity(1))
            }
        }
    }

    @Test(arguments: Kind.allCases)
    func `the figures count and name nobody`(kind: Kind) async throws {
        try await kind.with { registry in
            #expect(try registry.figures() == RegistryFigures())
            _ = try registry.file(Sample.facts(1)) { Sample.receipt(1) }
            _ = try registry.file(Sample.facts(2, decision: .refused)) { Sample.receipt(2) }
            try registry.record(Sample.outgoing(1))
            var expected = RegistryFigures()
            expected.filed = 1
            expected.refused = 1
            expected.waiting = 1
            expected.filedBytes = Int64(Sample.content(1).count)
            expected.outgoing = 1
            expected.awaitingReceipt = 1
            #expect(try registry.figures() == expected)
            try registry.check()
        }
    }

    @Test(arguments: Kind.allCases)
    func `of many filings of one bundle at once, one makes the receipt`(kind: Kind) async throws {
        try await kind.with { registry in
            let receipts = await withTaskGroup(of: [UInt8]?.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        try? registry.file(Sample.facts(1)) { Sample.receipt(number) }.bundle.receipt
                    }
                }
                return await group.reduce(into: Set<[UInt8]?>()) { $0.insert($1) }
            }
            #expect(receipts.count == 1)
            #expect(!receipts.contains(nil))
        }
    }

    // MARK: Groups

    private static func request(
        _ number: Int,
        bundle: String? = nil,
        makeReceipt: @escaping @Sendable (LogProof) throws -> [UInt8] = \.bytes
    ) -> FilingRequest {
        FilingRequest(
            Sample.facts(number, bundle: bundle),
            leaf: .receipt([UInt8(number)]),
            makeReceipt: makeReceipt
        )
    }

    /// Checks that each result is a bundle whose receipt, which is its proof alone, shows its own leaf in the log.
    private static func check(_ results: [Result<Filing, any Error>], _ numbers: [Int]) throws -> Set<Int> {
        var heads: Set<Int> = []
        for (result, number) in zip(results, numbers) {
            let filing = try result.get()
            #expect(filing.bundle.facts == Sample.facts(number))
            let proof = try LogProof(parsing: filing.bundle.receipt)
            try proof.verify(.receipt([UInt8(number)]), key: Sample.logger.verifierKey)
            heads.insert(proof.checkpoint.checkpoint.size)
        }
        return heads
    }

    @Test(arguments: Kind.allCases)
    func `bundles that are filed together have a row, a leaf and a proof each`(kind: Kind) async throws {
        try await kind.with { registry in
            _ = try registry.file(Sample.facts(99), logged: 99)
            let results = registry.file((1...20).map { Self.request($0) }, signedBy: Sample.logger)
            #expect(results.count == 20)
            let heads = try Self.check(results, Array(1...20))
            if kind == .sqlite { #expect(heads == [21]) }
            #expect(try registry.logHead()?.checkpoint.size == 21)
            #expect(try registry.figures().filed == 21)
            #expect(registry.file([], signedBy: Sample.logger).isEmpty)
        }
    }

    @Test(arguments: Kind.allCases)
    func `one that fails in a group fails alone, and leaves no leaf`(kind: Kind) async throws {
        try await kind.with { registry in
            let good = try registry.file([Self.request(1)], signedBy: Sample.logger)[0].get()
            let results = registry.file(
                [
                    Self.request(2), Self.request(3) { _ in throw Refusal() }, Self.request(4),
                    Self.request(5, bundle: Sample.bundleID(1)), Self.request(6) { _ in [] },
                    Self.request(7, bundle: "x"), Self.request(1), Self.request(8),
                ],
                signedBy: Sample.logger
            )
            _ = try Self.check([results[0], results[2], results[7]], [2, 4, 8])
            #expect(throws: Refusal.self) { try results[1].get() }
            #expect(throws: RegistryError(.replayed)) { try results[3].get() }
            #expect(throws: RegistryError(.unfit, ["name": "receipt"])) { try results[4].get() }
            #expect(throws: RegistryError(.unfit, ["name": "bundle"])) { try results[5].get() }
            #expect(try results[6].get() == .duplicate(good.bundle))
            #expect(try registry.logHead()?.checkpoint.size == 4)
            #expect(try registry.figures().filed == 4)
        }
    }

    @Test(arguments: Kind.allCases)
    func `THREATS 22: of two deliveries in one group one is filed, of two under one id too`(
        kind: Kind
    ) async throws {
        try await kind.with { registry in
            let results = registry.file(
                [Self.request(1), Self.request(1), Self.request(2, bundle: Sample.bundleID(1))],
                signedBy: Sample.logger
            )
            let first = try results[0].get()
            #expect(try results[1].get() == .duplicate(first.bundle))
            #expect(throws: RegistryError(.replayed)) { try results[2].get() }
            #expect(try registry.logHead()?.checkpoint.size == 1)
        }
    }

    @Test(arguments: Kind.allCases)
    func `what is to be known of a dossier comes with its row or not at all`(kind: Kind) async throws {
        try await kind.with { registry in
            let passing = DossierPassing(
                identity: Sample.identity(1),
                bundle: Sample.bundleID(1),
                dossier: Sample.bundleID(7),
                direction: .in,
                authority: Sample.ranong,
                office: "th-ranong",
                passedAt: Sample.time
            )
            let withdrawal = RecordedWithdrawal(
                withdrawnAt: Sample.time,
                recordedAt: Sample.time,
                scope: .all,
                codes: [],
                dossiers: [Sample.bundleID(8)],
                office: "th-ranong",
                source: .notice(Sample.identity(1))
            )
            let dossier = FiledDossier(
                passing: passing,
                caseNumber: "C-1",
                withdrawals: [(withdrawal, "C-2")]
            )
            func file(_ makeReceipt: @escaping @Sendable (LogProof) throws -> [UInt8]) throws -> Filing {
                let request = FilingRequest(
                    Sample.facts(1),
                    leaf: .receipt([1]),
                    dossier: dossier,
                    makeReceipt: makeReceipt
                )
                return try registry.file([request], signedBy: Sample.logger)[0].get()
            }
            #expect(throws: Refusal.self) { try file { _ in throw Refusal() } }
            #expect(try registry.passings(caseNumber: "C-1", dossiers: []).isEmpty)
            _ = try file(\.bytes)
            _ = try file(\.bytes)
            #expect(try registry.passings(caseNumber: "C-1", dossiers: []) == [passing])
            #expect(try registry.withdrawals(caseNumber: "C-2", dossiers: []) == [withdrawal])
        }
    }

    @Test(arguments: Kind.allCases)
    func `whoever comes at one time is filed in groups, and each gets what is his`(kind: Kind) async throws {
        try await kind.with { registry in
            let groups = FilingGroups(registry, signedBy: Sample.logger)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for number in 1...40 {
                    tasks.addTask {
                        if number % 8 == 0 {
                            #expect(throws: Refusal.self) {
                                try groups.file(Self.request(number) { _ in throw Refusal() })
                            }
                        } else {
                            let filing = try groups.file(Self.request(number))
                            _ = try Self.check([.success(filing)], [number])
                        }
                    }
                }
                try await tasks.waitForAll()
            }
            #expect(try registry.figures().filed == 35)
            #expect(try registry.logHead()?.checkpoint.size == 35)
        }
    }
}
