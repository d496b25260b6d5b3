// SPDX-License-Identifier: Apache-2.0

import Octets
import TransparencyLog

extension MemoryRegistry {
    struct Row {
        let sequence: Int64
        var bundle: ReceivedBundle
    }
    struct Content {
        var lastSequence: Int64 = 0
        var rows: [Row] = []
        var handovers: [Handover] = []
        var outgoing: [OutgoingBundle] = []
        var receipts: [CollectedReceipt] = []
        var answers: [CaseAnswer] = []
        var erasures: [Erasure] = []
        var marks: [SHA256Digest: Set<SHA256Digest>] = [:]
        var logs = MemoryLogContent()

        func index(_ identity: SHA256Digest) -> Int? {
            rows.firstIndex { $0.bundle.facts.identity == identity }
        }
        func standing(_ identity: SHA256Digest, _ authority: SHA256Digest, _ bundle: String) -> BundleStanding
        {
            if let index = index(identity) { return .known(rows[index].bundle) }
            guard !erasures.contains(where: { $0.identity == identity }) else { return .erased }
            let used =
                rows.filter { !$0.bundle.facts.isReplay }.map {
                    ($0.bundle.facts.senderAuthority, $0.bundle.facts.bundle)
                }
                + erasures.map { ($0.senderAuthority, $0.bundle) }
            return used.contains { $0 == (authority, bundle) } ? .replayed : .new
        }
        /// The row of a bundle whose sealed file is here.
        func fileIndex(_ identity: SHA256Digest) throws(RegistryError) -> Int {
            guard let index = index(identity), rows[index].bundle.facts.decision == .filed else {
                throw RegistryError(.unknown)
            }
            guard rows[index].bundle.erasedAt == nil else { throw RegistryError(.erased) }
            return index
        }
        mutating func keep(_ outgoing: OutgoingBundle) {
            guard outgoingIndex(outgoing.identity, outgoing.recipientAuthority) == nil else { return }
            var fresh = outgoing
            fresh.attempts = 0
            fresh.lastAttempt = nil
            self.outgoing.append(fresh)
        }
        /// Whether anything may still be awaited for what was sent.
        func isOpen(_ outgoing: OutgoingBundle) -> Bool {
            guard outgoing.progress.state == .delivered else { return outgoing.progress.state != .refused }
            let isAnswered = rows.map(\.bundle.facts).contains {
                $0.reply?.replyTo == outgoing.identity && $0.reply?.decision != nil && $0.decision == .filed
                    && $0.senderAuthority == outgoing.recipientAuthority
            }
            let isErased = receipts.contains {
                $0.identity == outgoing.identity && $0.recipientAuthority == outgoing.recipientAuthority
                    && $0.event == "ContentErasure"
            }
            return outgoing.progress.asksAnswer != false && !isAnswered && !isErased
        }
        func outgoingIndex(_ identity: SHA256Digest, _ authority: SHA256Digest) -> Int? {
            outgoing.firstIndex { $0.identity == identity && $0.recipientAuthority == authority }
        }
    }
}
