// SPDX-License-Identifier: Apache-2.0

import Octets
import Registry
import Synchronization

/// The entries that are being sent at this moment, each in one of a few places.
final class SendingPlaces: Sendable {
    private struct Key: Hashable {
        let identity: SHA256Digest
        let recipientAuthority: SHA256Digest

        init(_ entry: OutgoingBundle) {
            (identity, recipientAuthority) = (entry.identity, entry.recipientAuthority)
        }
    }

    private let keys = Mutex<Set<Key>>([])
    /// One element for each place that is free.
    private let free: AsyncStream<Void>
    private let freeing: AsyncStream<Void>.Continuation

    init(_ count: Int) {
        (free, freeing) = AsyncStream.makeStream()
        for _ in 0..<count { freeing.yield() }
    }

    /// Waits for a free place, by one task at a time; whoever is given it leaves it again.
    ///
    /// - Returns: false where `entry` has a place already, or the task was cancelled.
    func take(for entry: OutgoingBundle) async -> Bool {
        guard !keys.withLock({ $0.contains(Key(entry)) }) else { return false }
        var places = free.makeAsyncIterator()
        guard await places.next() != nil else { return false }
        return keys.withLock { $0.insert(Key(entry)).inserted }
    }

    func leave(_ entry: OutgoingBundle) {
        keys.withLock { _ = $0.remove(Key(entry)) }
        freeing.yield()
    }
}
