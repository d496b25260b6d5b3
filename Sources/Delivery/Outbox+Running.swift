// SPDX-License-Identifier: Apache-2.0

package import Octets
package import Registry
import Synchronization

extension Outbox {
    /// Entries that are sent at one time: one receiver who does not answer must not hold up the others.
    package static let concurrentAttempts = 4
    /// How often the registry is asked what is due, which `send` in another process may have put in.
    package static let betweenLooks = Duration.seconds(3)

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
                let due = (try? await blocking { try registry.dueBundles(at: now) }) ?? []
                for entry in due {
                    guard underWay.begin(entry, limit: Self.concurrentAttempts) else { continue }
                    tasks.addTask {
                        let result: Result<DeliveryOutcome, any Error>
                        do { result = .success(try await attempt(entry, clock: clock)) } catch {
                            result = .failure(error)
                        }
                        told(entry, result)
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
        for entry in try await blocking({ try registry.dueBundles(at: now) }) {
            let result: Result<DeliveryOutcome, any Error>
            do { result = .success(try await attempt(entry, clock: clock)) } catch {
                result = .failure(error)
            }
            told(entry, result)
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
