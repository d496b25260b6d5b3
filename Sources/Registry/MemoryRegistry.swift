// SPDX-License-Identifier: Apache-2.0

package import Octets
import Synchronization
package import TransparencyLog

/// A registry that forgets everything when the process ends, for tests.
package final class MemoryRegistry: BundleRegistry {
    private struct Row {
        let sequence: Int64
        var bundle: ReceivedBundle
    }
    private struct Content {
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
                rows.map { ($0.bundle.facts.senderAuthority, $0.bundle.facts.bundle) }
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

    private let content = Mutex(Content())
    private let consents = MemoryConsentRegistry()

    package init() {}

    /// Lends what is known of logs.
    func withLog<R, E: Error>(_ body: (inout MemoryLogContent) throws(E) -> R) throws(E) -> R {
        try content.withLock { content throws(E) in try body(&content.logs) }
    }

    package func received(identity: SHA256Digest) -> ReceivedBundle? {
        content.withLock { content in content.index(identity).map { content.rows[$0].bundle } }
    }

    package func received(senderAuthority: SHA256Digest, bundle: String) -> ReceivedBundle? {
        content.withLock { content in
            content.rows.map(\.bundle).first {
                $0.facts.senderAuthority == senderAuthority && $0.facts.bundle == bundle
            }
        }
    }

    package func received(named name: String) -> [ReceivedBundle] {
        content.withLock { content in
            let found = content.rows.map(\.bundle).filter {
                $0.facts.bundle == name || !name.isEmpty && $0.facts.identity.hex.hasPrefix(name)
            }
            return Array(found.prefix(2))
        }
    }

    package func standing(
        of identity: SHA256Digest,
        senderAuthority: SHA256Digest,
        bundle: String
    ) -> BundleStanding {
        content.withLock { $0.standing(identity, senderAuthority, bundle) }
    }

    package func file(
        _ requests: [FilingRequest],
        signedBy signer: NoteSigner
    ) -> [Result<Filing, any Error>] {
        requests.map { request in Result { try file(request, signer) } }
    }

    private func file(_ request: FilingRequest, _ signer: NoteSigner) throws -> Filing {
        try request.check()
        let facts = request.facts
        let filing: Filing = try content.withLock { content in
            switch content.standing(facts.identity, facts.senderAuthority, facts.bundle) {
            case .new: break
            case .known(let bundle): return .duplicate(bundle)
            case .erased: throw RegistryError(.erased)
            case .replayed: throw RegistryError(.replayed)
            }
            let before = content.logs
            let receipt: [UInt8]
            do {
                receipt = try request.makeReceipt(content.logs.append(request.leaf, signer))
                guard !receipt.isEmpty else { throw RegistryError(.unfit, ["name": "receipt"]) }
            } catch {
                content.logs = before
                throw error
            }
            let bundle = ReceivedBundle(facts: facts, receipt: receipt)
            content.lastSequence += 1
            content.rows.append(Row(sequence: content.lastSequence, bundle: bundle))
            return .added(bundle)
        }
        if case .added = filing, let dossier = request.dossier {
            try consents.record(dossier.passing, caseNumber: dossier.caseNumber)
            for (withdrawal, caseNumber) in dossier.withdrawals {
                try consents.record(withdrawal, caseNumber: caseNumber)
            }
        }
        return filing
    }

    package func receivedBundles(
        onlyOpen: Bool,
        before: Int64?,
        limit: Int
    ) -> ListedBundles<ReceivedBundle> {
        content.withLock { content in
            let matching = content.rows.reversed().filter { row in
                let bundle = row.bundle
                let isOpen =
                    bundle.facts.decision == .filed && bundle.state != .decided && bundle.erasedAt == nil
                return row.sequence < before ?? .max && (isOpen || !onlyOpen)
            }
            let shown = matching.prefix(max(limit, 1))
            return ListedBundles(
                bundles: shown.map(\.bundle),
                before: matching.count > shown.count ? shown.last?.sequence : nil
            )
        }
    }

    package func record(_ handover: Handover) throws(RegistryError) {
        try handover.check()
        try content.withLock { content throws(RegistryError) in
            let index = try content.fileIndex(handover.identity)
            content.handovers.append(handover)
            if content.rows[index].bundle.state == .waiting { content.rows[index].bundle.state = .opened }
        }
    }

    package func recordHandover(
        of identity: SHA256Digest,
        by officer: String,
        at time: Timestamp,
        makeReceipt: (LogAppending) throws -> [UInt8]
    ) throws -> Handover {
        let before = withLog { $0 }
        do {
            let receipt = try withLog { logs in
                try makeReceipt { leaf, signer in try logs.append(leaf, signer) }
            }
            let handover = Handover(
                identity: identity,
                openedAt: time,
                officer: officer,
                receipt: receipt
            )
            try record(handover)
            return handover
        } catch {
            withLog { $0 = before }
            throw error
        }
    }

    package func handovers(of identity: SHA256Digest) -> [Handover] {
        content.withLock { content in content.handovers.filter { $0.identity == identity } }
    }

    package func decide(_ answer: CaseAnswer, sending outgoing: OutgoingBundle) throws(RegistryError) {
        try answer.check(outgoing)
        try content.withLock { content throws(RegistryError) in
            let index = try content.fileIndex(answer.identity)
            let isFinal = content.answers.contains {
                $0.identity == answer.identity && $0.decision.outcome != .questions
            }
            guard !isFinal else { throw RegistryError(.decided) }
            content.answers.append(answer)
            content.keep(outgoing)
            content.rows[index].bundle.state = .decided
        }
    }

    package func answers(to identity: SHA256Digest) -> [CaseAnswer] {
        content.withLock { content in content.answers.filter { $0.identity == identity } }
    }

    package func replies(to identity: SHA256Digest, from senderAuthority: SHA256Digest) -> [ReceivedBundle] {
        content.withLock { content in
            content.rows.map(\.bundle).filter {
                $0.facts.reply?.replyTo == identity && $0.facts.senderAuthority == senderAuthority
                    && $0.facts.decision == .filed
            }
        }
    }

    package func holdsFile(_ digest: SHA256Digest) -> Bool {
        content.withLock { content in
            content.rows.contains {
                $0.bundle.facts.fileDigest == digest && $0.bundle.facts.decision == .filed
                    && $0.bundle.erasedAt == nil
            }
        }
    }

    package func erase(_ erasure: Erasure) throws(RegistryError) -> SHA256Digest? {
        try erasure.check()
        return content.withLock { content in
            if !content.erasures.contains(where: { $0.identity == erasure.identity }) {
                content.erasures.append(erasure)
            }
            content.marks[erasure.identity] = nil
            guard let index = content.index(erasure.identity),
                content.rows[index].bundle.facts.decision == .filed
            else { return nil }
            content.rows[index].bundle.erasedAt = content.rows[index].bundle.erasedAt ?? erasure.erasedAt
            return content.rows[index].bundle.facts.fileDigest
        }
    }

    package func erasure(of identity: SHA256Digest) -> Erasure? {
        content.withLock { content in content.erasures.first { $0.identity == identity } }
    }

    package func record(_ outgoing: OutgoingBundle) throws(RegistryError) {
        try outgoing.check()
        content.withLock { content in content.keep(outgoing) }
    }

    package func outgoing(identity: SHA256Digest, recipientAuthority: SHA256Digest) -> OutgoingBundle? {
        content.withLock { content in
            content.outgoingIndex(identity, recipientAuthority).map { content.outgoing[$0] }
        }
    }

    package func dueBundles(at time: Timestamp, limit: Int) -> [OutgoingBundle] {
        content.withLock { content in
            let due = content.outgoing
                .filter { $0.progress.nextAttemptAt.map { $0 <= time } ?? false }
                .sorted { left, right in
                    guard let first = left.progress.nextAttemptAt, let second = right.progress.nextAttemptAt
                    else { return false }
                    return first < second
                }
            return Array(due.prefix(limit))
        }
    }

    package func outgoingBundles(
        onlyOpen: Bool,
        before: Int64?,
        limit: Int
    ) -> ListedBundles<OutgoingBundle> {
        content.withLock { content in
            let matching = content.outgoing.indices.reversed().filter { index in
                Int64(index) < before ?? .max && (!onlyOpen || content.isOpen(content.outgoing[index]))
            }
            let shown = matching.prefix(max(limit, 1))
            return ListedBundles(
                bundles: shown.map { content.outgoing[$0] },
                before: matching.count > shown.count ? shown.last.map { Int64($0) } : nil
            )
        }
    }

    package func outgoing(named name: String) -> [OutgoingBundle] {
        content.withLock { content in
            content.outgoing.filter {
                $0.bundle == name || !name.isEmpty && $0.identity.hex.hasPrefix(name)
            }
        }
    }

    package func eraseOutgoing(_ identity: SHA256Digest, at time: Timestamp) -> SHA256Digest? {
        content.withLock { content in
            let indices = content.outgoing.indices.filter { content.outgoing[$0].identity == identity }
            for index in indices where content.outgoing[index].erasedAt == nil {
                content.outgoing[index].erasedAt = time
                content.outgoing[index].progress.upload = nil
                guard content.outgoing[index].progress.state != .delivered else { continue }
                content.outgoing[index].progress.nextAttemptAt = nil
                guard content.outgoing[index].progress.state.needsFile else { continue }
                content.outgoing[index].progress.state = .stopped
                content.outgoing[index].lastAttempt = OutgoingBundle.Attempt(
                    at: time,
                    code: "registry.erased"
                )
            }
            return indices.first.map { content.outgoing[$0].fileDigest }
        }
    }

    // MARK: Searching

    package func record(_ marks: Set<SHA256Digest>, of identity: SHA256Digest) throws(RegistryError) {
        try content.withLock { content throws(RegistryError) in
            _ = try content.fileIndex(identity)
            content.marks[identity, default: []].formUnion(marks)
        }
    }

    package func received(markedBy marks: Set<SHA256Digest>) -> [ReceivedBundle] {
        content.withLock { content in
            content.rows.map(\.bundle).filter {
                !(content.marks[$0.facts.identity] ?? []).isDisjoint(with: marks)
            }
        }
    }

    package func unopenedCount() -> Int {
        content.withLock { content in
            content.rows.count {
                $0.bundle.facts.decision == .filed && $0.bundle.state == .waiting && $0.bundle.erasedAt == nil
            }
        }
    }

    package func needsOutgoingFile(_ digest: SHA256Digest) -> Bool {
        content.withLock { content in
            content.outgoing.contains { $0.fileDigest == digest && $0.progress.state.needsFile }
        }
    }

    package func record(
        _ progress: OutgoingBundle.Progress,
        after attempt: OutgoingBundle.Attempt?,
        identity: SHA256Digest,
        recipientAuthority: SHA256Digest
    ) throws(RegistryError) {
        try content.withLock { content throws(RegistryError) in
            guard let index = content.outgoingIndex(identity, recipientAuthority) else {
                throw RegistryError(.unknown)
            }
            content.outgoing[index].progress = progress
            guard let attempt else { return }
            content.outgoing[index].attempts += 1
            content.outgoing[index].lastAttempt = attempt
        }
    }

    package func record(_ receipt: CollectedReceipt) throws(RegistryError) {
        try receipt.check()
        try content.withLock { content throws(RegistryError) in
            guard content.outgoingIndex(receipt.identity, receipt.recipientAuthority) != nil else {
                throw RegistryError(.unknown)
            }
            let isKept = content.receipts.contains {
                $0.identity == receipt.identity && $0.recipientAuthority == receipt.recipientAuthority
                    && $0.bytes == receipt.bytes
            }
            if !isKept { content.receipts.append(receipt) }
        }
    }

    package func collectedReceipts(of identity: SHA256Digest) -> [CollectedReceipt] {
        content.withLock { content in content.receipts.filter { $0.identity == identity } }
    }

    package func figures() -> RegistryFigures {
        content.withLock { content in
            var figures = RegistryFigures()
            for bundle in content.rows.map(\.bundle) {
                guard bundle.facts.decision == .filed else {
                    figures.refused += 1
                    continue
                }
                guard bundle.erasedAt == nil else {
                    figures.erased += 1
                    continue
                }
                figures.filed += 1
                figures.filedBytes += Int64(bundle.facts.fileSize)
                if bundle.state == .waiting { figures.waiting += 1 }
            }
            figures.outgoing = Int64(content.outgoing.count)
            figures.awaitingReceipt = Int64(
                content.outgoing.count { bundle in
                    !content.receipts.contains {
                        $0.identity == bundle.identity && $0.recipientAuthority == bundle.recipientAuthority
                    }
                }
            )
            return figures
        }
    }

    package func check() {}

    // MARK: Consents

    package func record(_ passing: DossierPassing, caseNumber: String) throws(RegistryError) {
        try consents.record(passing, caseNumber: caseNumber)
    }

    package func passings(caseNumber: String, dossiers: [String]) -> [DossierPassing] {
        consents.passings(caseNumber: caseNumber, dossiers: dossiers)
    }

    package func record(_ withdrawal: RecordedWithdrawal, caseNumber: String) throws(RegistryError) {
        try consents.record(withdrawal, caseNumber: caseNumber)
    }

    package func withdrawals(caseNumber: String, dossiers: [String]) -> [RecordedWithdrawal] {
        consents.withdrawals(caseNumber: caseNumber, dossiers: dossiers)
    }

    package func withdrawals(ofBundle identity: SHA256Digest) -> [RecordedWithdrawal] {
        consents.withdrawals(ofBundle: identity)
    }
}
