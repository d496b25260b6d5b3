// SPDX-License-Identifier: Apache-2.0

import Bundles
import Catalogue
import Dossiers
import JSONSchema
import Octets
import Offices
import Registry

/// A received bundle as people see it.
///
/// A stored receipt that cannot be read spoils its own row and no other.
struct InboxItem {
    let bundle: ReceivedBundle
    /// The receipt that answered it; nil where what is stored is damaged.
    let receipt: UnverifiedReceipt?
    let handovers: [Handover]
    let answers: [CaseAnswer]
    let erasure: Erasure?
    /// What is on record of the consent for its papers.
    let withdrawals: [RecordedWithdrawal]
    /// The moment for which it is told what is overdue.
    let now: Timestamp

    init(_ bundle: ReceivedBundle, _ registry: any BundleRegistry, at now: Timestamp) throws {
        let identity = bundle.facts.identity
        self.bundle = bundle
        self.now = now
        receipt = try? UnverifiedReceipt(container: bundle.receipt)
        handovers = try registry.handovers(of: identity)
        answers = try registry.answers(to: identity)
        erasure = try registry.erasure(of: identity)
        withdrawals = try registry.withdrawals(ofBundle: identity)
    }

    // MARK: Standing

    /// Where the case stands, by the evidence that was given.
    var state: CaseState {
        CaseState(events: history.compactMap(\.event), outcome: answers.last?.decision.outcome)
    }

    /// Until when people here are to answer, as the receipt told the sender; nil where no answer is asked for.
    var due: Timestamp? { receipt?.document.answerDue }

    var isOverdue: Bool { state.isOpen && due.map { $0 < now } ?? false }

    /// What happened to it, oldest first: each with its date, its actor and its proof.
    var history: [CaseEvent] {
        let facts = bundle.facts
        var events = [
            CaseEvent(
                state: facts.decision == .filed ? .filed : .refused,
                event: facts.decision == .filed ? "ContentConsignment" : "RelayRejection",
                at: facts.receivedAt,
                actor: nil,
                proof: SHA256Digest(of: bundle.receipt)
            )
        ]
        events += handovers.map { handover in
            CaseEvent(
                state: .opened,
                event: "ContentHandover",
                at: handover.openedAt,
                actor: handover.officer,
                proof: SHA256Digest(of: handover.receipt)
            )
        }
        events += answers.map { answer in
            CaseEvent(
                state: CaseState(events: [], outcome: answer.decision.outcome),
                event: nil,
                at: answer.decision.decidedAt,
                actor: answer.decision.officer,
                proof: answer.answerIdentity
            )
        }
        events.sort { $0.at < $1.at }
        if let erasure {
            events.append(
                CaseEvent(
                    state: .erased,
                    event: "ContentErasure",
                    at: erasure.erasedAt,
                    actor: nil,
                    proof: SHA256Digest(of: erasure.receipt)
                )
            )
        }
        return events
    }

    // MARK: Showing

    func line(_ session: Session) -> String {
        let facts = bundle.facts
        var words = [
            facts.bundle, facts.senderOffice, facts.receivedAt.description,
            receipt?.waybill.urgency.rawValue ?? "—",
            session.text(receipt == nil ? .commandStateDamaged : state.message),
        ]
        if isOverdue, let due { words.append(session.text(.commandOverdueSince(time: due.description))) }
        if let decision = facts.reply?.decision {
            let said = session.text(CaseState(events: [], outcome: decision.outcome).message)
            words.append(
                session.text(.commandAnswers(decision: said, identity: facts.reply?.replyTo.hex ?? ""))
            )
        }
        if let mark { words.append(session.text(mark)) }
        return words.joined(separator: "  ")
    }

    /// Whether it is itself a notice of withdrawal.
    private var isNotice: Bool {
        withdrawals.contains { $0.source == .notice(bundle.facts.identity) }
    }

    private var mark: Message? {
        withdrawals.isEmpty ? nil : isNotice ? .commandInboxNotice : .commandInboxWithdrawn
    }

    var json: JSONValue {
        .members([
            ("bundle", .string(bundle.facts.bundle)),
            ("identity", .string(bundle.facts.identity.hex)),
            ("from", .string(bundle.facts.senderOffice)),
            ("received", .string(bundle.facts.receivedAt.description)),
            ("urgency", receipt.map { .string($0.waybill.urgency.rawValue) }),
            ("due", due.map { .string($0.description) }),
            ("overdue", .bool(isOverdue)),
            ("decision", .string(bundle.facts.decision.rawValue)),
            ("state", .string(state.rawValue)),
            ("damaged", .bool(receipt == nil)),
            ("size", .integer(Int(bundle.facts.fileSize))),
            ("sha256", .string(bundle.facts.fileDigest.hex)),
            ("history", .array(history.map(\.json))),
            ("replyTo", bundle.facts.reply.map { .string($0.replyTo.hex) }),
            ("answer", bundle.facts.reply?.decision.map { .string($0.outcome.rawValue) }),
            ("withdrawal", withdrawals.isEmpty ? nil : .string(isNotice ? "notice" : "withdrawn")),
        ])
    }
}

extension ServiceFolder {
    /// The bundle of this id, or of the identity that begins so.
    ///
    /// - Throws: `CommandError` with `unknownItem` where there is none, or more than one.
    func inboxItem(_ id: String) throws -> InboxItem {
        let found = id.utf8.count < 8 ? [] : try registry.received(named: id)
        guard let bundle = found.first, found.count == 1 else {
            throw CommandError(.unknownItem, ["id": id])
        }
        return try inboxItem(bundle)
    }

    func inboxItem(_ bundle: ReceivedBundle) throws -> InboxItem {
        try InboxItem(bundle, registry, at: now)
    }
}
