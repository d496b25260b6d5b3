// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A registry that forgets everything when the process ends, for tests.
///
/// Its parts are in files of their own, named as `SQLiteRegistry`'s are.
package final class MemoryRegistry: BundleRegistry {
    let content = Mutex(Content())
    let consents = MemoryConsentRegistry()

    package init() {}

    /// Lends what is known of logs.
    func withLog<R, E: Error>(_ body: (inout MemoryLogContent) throws(E) -> R) throws(E) -> R {
        try content.withLock { content throws(E) in try body(&content.logs) }
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
}
