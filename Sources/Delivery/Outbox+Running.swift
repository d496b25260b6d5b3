// SPDX-License-Identifier: Apache-2.0

package import Octets
package import Registry

extension Outbox {
    /// Entries that are sent at one time: one receiver who does not answer must not hold up the others.
    package static let concurrentAttempts = 4
    /// How often the registry is asked what is due, which `send` in another process may have put in.
    package static let betweenLooks = Duration.seconds(3)

    /// How many entries that are due are looked at in one go.
    private static let lookedAt = 1000

    /// Tries everything that is due, now and whenever its time comes, until the task is cancelled.
    ///
    /// `told` is given what came of each try, or what this machine could not do, which stops nothing.
    package func run(
        clock: @escaping @Sendable () -> Timestamp,
        betweenLooks: Duration = Self.betweenLooks,
        told: @escaping @Sendable (OutgoingBundle, Result<DeliveryOutcome, any Error>) -> Void
    ) async {
        let places = SendingPlaces(Self.concurrentAttempts)
        await withDiscardingTaskGroup { tasks in
            while !Task.isCancelled {
                let now = clock()
                let due =
                    (try? await blocking { try registry.dueBundles(at: now, limit: Self.lookedAt) }) ?? []
                await advance(due, in: places, &tasks, clock: clock, told: told)
                // What another process holds stays due: without a pause it would be looked at again and again.
                try? await Task.sleep(for: betweenLooks)
            }
        }
    }

    /// Tries everything that is due now, once.
    package func runOnce(
        clock: @escaping @Sendable () -> Timestamp,
        told: @escaping @Sendable (OutgoingBundle, Result<DeliveryOutcome, any Error>) -> Void
    ) async throws {
        let now = clock()
        let due = try await blocking { try registry.dueBundles(at: now, limit: .max) }
        let places = SendingPlaces(Self.concurrentAttempts)
        await withDiscardingTaskGroup { tasks in
            await advance(due, in: places, &tasks, clock: clock, told: told)
        }
    }

    /// Begins with each of `due` as soon as there is a place for it.
    private func advance(
        _ due: [OutgoingBundle],
        in places: SendingPlaces,
        _ tasks: inout DiscardingTaskGroup,
        clock: @escaping @Sendable () -> Timestamp,
        told: @escaping @Sendable (OutgoingBundle, Result<DeliveryOutcome, any Error>) -> Void
    ) async {
        for entry in due where await places.take(for: entry) {
            tasks.addTask {
                told(entry, await advance(entry, clock: clock))
                places.leave(entry)
            }
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
