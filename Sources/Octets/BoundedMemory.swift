// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What was worked out before, by a digest of everything that it follows from.
///
/// Only for what depends on nothing else, above all not on the time or on who is trusted now: so nothing in here grows
/// old. When it is full all of it is forgotten, so that nobody can make it grow.
package final class BoundedMemory<Value: Sendable>: Sendable {
    private let values = Mutex<[SHA256Digest: Value]>([:])
    private let limit: Int

    /// A memory for at most `limit` values.
    package init(limit: Int) {
        self.limit = limit
    }

    package subscript(digest: SHA256Digest) -> Value? {
        values.withLock { $0[digest] }
    }

    package func remember(_ value: Value, for digest: SHA256Digest) {
        values.withLock { values in
            if values.count >= limit { values.removeAll(keepingCapacity: true) }
            values[digest] = value
        }
    }
}
