// SPDX-License-Identifier: Apache-2.0

package import Octets
import Synchronization
package import TransparencyLog

extension MemoryRegistry {
    package func received(identity: SHA256Digest) -> ReceivedBundle? {
        content.withLock { content in content.index(identity).map { content.rows[$0].bundle } }
    }

    package func received(senderAuthority: SHA256Digest, bundle: String) -> ReceivedBundle? {
        content.withLock { content in
            content.rows.map(\.bundle).first {
                $0.facts.senderAuthority == senderAuthority && $0.facts.bundle == bundle && !$0.facts.isReplay
            }
        }
    }

    package func received(named name: String) -> [ReceivedBundle] {
        content.withLock { content in
            let found = content.rows.map(\.bundle).filter {
                $0.facts.bundle == name && !$0.facts.isReplay
                    || !name.isEmpty && $0.facts.identity.hex.hasPrefix(name)
            }
            return Array(found.prefix(2))
        }
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

    package func holdsFile(_ digest: SHA256Digest) -> Bool {
        content.withLock { content in
            content.rows.contains {
                $0.bundle.facts.fileDigest == digest && $0.bundle.facts.decision == .filed
                    && $0.bundle.erasedAt == nil
            }
        }
    }
}
