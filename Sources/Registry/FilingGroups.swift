// SPDX-License-Identifier: Apache-2.0

import Octets
import Synchronization
package import TransparencyLog

/// Lets bundles that are filed at one time share a transaction, its `fsync` and the signature over the log's head.
///
/// Nobody waits for company: who finds nothing under way goes at once, alone. Who comes meanwhile waits at the turnstile,
/// and the first of these to get through takes all of them along; the others find their work done.
package final class FilingGroups: Sendable {
    /// A request and, once somebody has taken it along, what came of it.
    private final class Ticket: Sendable {
        let request: FilingRequest
        let result = Mutex<Result<Filing, any Error>?>(nil)

        init(_ request: FilingRequest) { self.request = request }
    }

    private let registry: any BundleRegistry
    private let signer: NoteSigner
    private let waiting = Mutex<[Ticket]>([])
    private let turnstile = Mutex(())

    /// Files into `registry`, and has `signer` sign the heads of its log.
    package init(_ registry: any BundleRegistry, signedBy signer: NoteSigner) {
        self.registry = registry
        self.signer = signer
    }

    /// Files a bundle, with others or alone; row, leaf and receipt are durable on return.
    ///
    /// - Throws: as `BundleRegistry.file` gives it for this request; what befalls another in the same group is no matter
    ///   of this one's.
    package func file(_ request: FilingRequest) throws -> Filing {
        let ticket = Ticket(request)
        waiting.withLock { $0.append(ticket) }
        while true {
            let result = turnstile.withLock { _ in
                // All that wait are taken in the order of their coming, so this one is among them sooner or later.
                if ticket.result.withLock({ $0 == nil }) { fileNext() }
                return ticket.result.withLock { $0 }
            }
            if let result { return try result.get() }
        }
    }

    private func fileNext() {
        let group = waiting.withLock { waiting in
            let group = Array(waiting.prefix(Limits.filingGroup))
            waiting.removeFirst(group.count)
            return group
        }
        let results = registry.file(group.map(\.request), signedBy: signer)
        for (ticket, result) in zip(group, results) { ticket.result.withLock { $0 = result } }
    }
}
