// SPDX-License-Identifier: Apache-2.0

package import Octets

/// Tells a slow line from a client that only means to hold a place.
package struct UploadPace {
    /// Seconds in which anything goes.
    package static let grace: Int64 = 60

    package let startedAt: Timestamp
    /// In bytes a second, on average since the start.
    package let minimumRate: UInt64

    package init(startedAt: Timestamp, minimumRate: UInt64) {
        self.startedAt = startedAt
        self.minimumRate = minimumRate
    }

    package func isTooSlow(_ received: UInt64, at now: Timestamp) -> Bool {
        let elapsed = now.secondsSinceEpoch - startedAt.secondsSinceEpoch
        return elapsed > Self.grace && received / UInt64(elapsed) < minimumRate
    }
}
