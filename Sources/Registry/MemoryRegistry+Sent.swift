// SPDX-License-Identifier: Apache-2.0

package import Octets
import Synchronization

extension MemoryRegistry {
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

    package func needsOutgoingFile(_ digest: SHA256Digest) -> Bool {
        content.withLock { content in
            content.outgoing.contains { $0.fileDigest == digest && $0.progress.state.needsFile }
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
            guard let index = content.outgoingIndex(receipt.identity, receipt.recipientAuthority) else {
                throw RegistryError(.unknown)
            }
            let kept = content.receipts.filter {
                $0.identity == receipt.identity && $0.recipientAuthority == receipt.recipientAuthority
            }
            guard !kept.contains(where: { $0.bytes == receipt.bytes }) else { return }
            try receipt.check(
                besides: kept.reduce(0) { $0 + $1.bytes.count },
                from: content.outgoing[index].recipientOffice
            )
            content.receipts.append(receipt)
        }
    }

    package func collectedReceipts(of identity: SHA256Digest) -> [CollectedReceipt] {
        content.withLock { content in content.receipts.filter { $0.identity == identity } }
    }
}
