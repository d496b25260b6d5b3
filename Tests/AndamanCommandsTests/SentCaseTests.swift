// SPDX-License-Identifier: Apache-2.0

import AndamanCommands
import Bundles
import Delivery
import Dossiers
import Files
import JSONSchema
import Octets
import Offices
import Registry
import Signatures
import Testing

/// The sender's view of a case and the receiver's, side by side.
@Suite(.timeLimit(.minutes(20))) struct SentCaseTests {
    private func registry(_ desk: Desk) throws -> SQLiteRegistry {
        try Folder.create(desk.home + "/service")
        return try SQLiteRegistry(path: desk.home + "/service/registry.sqlite")
    }

    /// The exchange's bundle as Ranong's outbox keeps it.
    private func outgoing(_ exchange: Exchange) throws -> OutgoingBundle {
        let office = try Office(home: exchange.ranong.home)
        let bundle = try SealedBundle(
            envelopeOf: FileSource(exchange.bundle),
            trust: office.trust(),
            at: exchange.ranong.now
        )
        return OutgoingBundle(
            identity: bundle.identity,
            recipientAuthority: try office.card(of: "kawthaung").authority.fingerprint,
            recipientOffice: "kawthaung",
            bundle: bundle.waybill.bundle,
            fileDigest: bundle.identity,
            fileSize: 1,
            createdAt: exchange.ranong.now,
            expiresAt: bundle.waybill.expires,
            answerHours: Int64(bundle.waybill.urgency.hours)
        )
    }

    /// Collects what Kawthaung's service would give, and compares the two sides; how many receipts were new.
    private func agree(
        _ exchange: Exchange,
        _ state: CaseState,
        at location: SourceLocation = #_sourceLocation
    ) async throws -> Int {
        let sent = try outgoing(exchange)
        let (here, there) = (try registry(exchange.ranong), try registry(exchange.kawthaung))
        let trust = try Office(home: exchange.ranong.home).trust()
        let receipts = try there.receipts(of: sent.identity)
        let fresh = try await SentCase.collect(sent, here, trust: trust, at: exchange.ranong.now) { number in
            receipts.indices.contains(number - 1) ? receipts[number - 1] : nil
        }
        let view = try SentCase(sent, here, trust: trust)
        let inbox = try await exchange.kawthaung.done("inbox", "--json").output
        let row = try JSON.parse(Array(inbox.utf8))["bundles"]?.array?.first
        #expect(view.state == state, sourceLocation: location)
        #expect(row?["state"]?.string == state.rawValue, sourceLocation: location)
        #expect(row?["due"]?.string == view.due?.description, sourceLocation: location)
        #expect(view.isOverdue(at: exchange.ranong.now.adding(seconds: 73 * 3600)) == state.isOpen)
        return fresh.count
    }

    @Test func `the sender and the receiver agree on a case at each of its states`() async throws {
        try await Exchange.with { exchange in
            let desk = exchange.kawthaung
            let id = try outgoing(exchange).bundle
            try registry(exchange.ranong).record(try outgoing(exchange))
            let before = try SentCase(
                outgoing(exchange),
                registry(exchange.ranong),
                trust: Office(home: exchange.ranong.home).trust()
            )
            #expect(before.state == .sent && before.due == nil && !before.isOverdue(at: .now()))
            try await desk.done("receive", exchange.bundle)
            #expect(try await agree(exchange, .filed) == 1)
            try await desk.done("open", id, "-o", exchange.folder + "/opened", "--as", "preeya")
            #expect(try await agree(exchange, .opened) == 1)
            #expect(try await agree(exchange, .opened) == 0)
            for (options, state) in [
                (["--return", "--question", "Which village?"], CaseState.questions),
                (["--accept"], .accepted),
            ] {
                let answer = exchange.folder + "/\(state).sealed.asice"
                let decide = ["inbox", "decide", id, "--as", "preeya", "-o", answer]
                let ran = await desk.run(decide + options)
                #expect(ran.code == 0, "\(ran)")
                try await exchange.ranong.done("receive", answer)
                #expect(try await agree(exchange, state) == 0)
            }
            try await desk.done("erase", id, "--reason", "retention-ended", "--yes")
            #expect(try await agree(exchange, .erased) == 1)
        }
    }

    @Test func `a receipt for another bundle is not collected`() async throws {
        try await Exchange.with { exchange in
            let other = exchange.folder + "/other.sealed.asice"
            try await exchange.ranong.done("seal", exchange.dossier, "--to", "kawthaung", "-o", other)
            try await exchange.kawthaung.done("receive", other)
            let wrong = try Folder.read(exchange.folder + "/other.receipt.asice", limit: 1 << 20)
            let (sent, here) = (try outgoing(exchange), try registry(exchange.ranong))
            try here.record(sent)
            let trust = try Office(home: exchange.ranong.home).trust()
            await #expect(throws: BundleError(.receiptMismatch)) {
                _ = try await SentCase.collect(sent, here, trust: trust, at: exchange.ranong.now) { _ in wrong
                }
            }
            #expect(try here.collectedReceipts(of: sent.identity).isEmpty)
        }
    }
}
