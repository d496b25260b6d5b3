// SPDX-License-Identifier: Apache-2.0

package import Octets
package import Registry
import Synchronization

extension Outbox {
    /// Entries that are sent at one time: one receiver who does not answer must not hold up the others.
    package static let concurrentAttempts = 4
    /// How often the registry is asked what is due, which `send` in another process may have put in.
    package static let betweenLooks = Duration.seconds(3)

    /// How many entries that are due are looked at in one go.
    private static let lookedAt = 100

    /// Tries everything that is due, now and whenever its time comes, until the task is cancelled.
    ///
    /// `told` is given what came of each try, or what this machine could not do, which stops nothing.
    package func run(
        clock: @escaping @Sendable () -> Timestamp,
        told: @escaping @Sendable (OutgoingBundle, Result<DeliveryOutcome, any Error>) -> Void
    ) async {
        let underWay = UnderWay()
        await withDiscardingTaskGroup { tasks in
            while !Task.isCancelled {
                let now = clock()
                let due =
                    (try? await blocking { try registry.dueBundles(at: now, limit: Self.lookedAt) }) ?? []
                for entry in due {
                    guard underWay.begin(entry, limit: Self.concurrentAttempts) else { continue }
                    tasks.addTask {
                        told(entry, await advance(entry, clock: clock))
                        underWay.end(entry)
                    }
                }
                try? await Task.sleep(for: Self.betweenLooks)
            }
        }
    }

    /// Tries everything that is due now, once.
    package func runOnce(
        clock: @escaping @Sendable () -> Timestamp,
        told: @escaping @Sendable (OutgoingBundle, Result<DeliveryOutcome, any Error>) -> Void
    ) async throws {
        let now = clock()
        for entry in try await blocking({ try registry.dueBundles(at: now, limit: .max) }) {
            told(entry, await advance(entry, clock: clock))
        }
    }

    /// Tries to deliver what was not delivered, and asks what has become of what was.
    private func advance(
        _ entry: OutgoingBundle,
        clock: @Sendable () -> Timestamp
    ) async -> Result<DeliveryOutcome, any Error> {
        do {
            let isDelivered = entry.progress.state == .delivered
            return .success(
                try await isDelivered ? question(entry, clock: clock) : attempt(entry, clock: clock)
            )
        } catch {
            return .failure(error)
        }
    }
}

/// The entries that are being sent at this moment.
private final class UnderWay: Sendable {
    private struct Key: Hashable {
        let identity: SHA256Digest
        let recipientAuthority: SHA256Digest

        init(_ entry: OutgoingBundle) {
            (identity, recipientAuthority) = (entry.identity, entry.recipientAuthority)
        }
    }

    private let keys = Mutex<Set<Key>>([])

    func begin(_ entry: OutgoingBundle, limit: Int) -> Bool {
        keys.withLock { $0.count < limit && $0.insert(Key(entry)).inserted }
    }

    func end(_ entry: OutgoingBundle) {
        keys.withLock { _ = $0.remove(Key(entry)) }
    }
}
