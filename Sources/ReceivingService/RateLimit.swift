// SPDX-License-Identifier: Apache-2.0

import Glibc
package import NIOCore
package import Octets

/// Counts what each address does, as a bucket of tokens that fills again over a minute.
package struct RateLimit {
    /// An IPv4 address, or the first 64 bits of an IPv6 one: those a single customer has by the million.
    package struct Key: Hashable, Sendable {
        private let bytes: [UInt8]

        package init(_ address: SocketAddress?) {
            let text = address?.ipAddress ?? ""
            guard address?.protocol == .inet6 else {
                bytes = Array(text.utf8)
                return
            }
            var network = [UInt8](repeating: 0, count: 16)
            unsafe inet_pton(AF_INET6, text, &network)
            bytes = Array(network.prefix(8))
        }

        /// An office, by the digest of its authority.
        package init(_ authority: SHA256Digest) {
            bytes = authority.bytes
        }
    }

    private struct Bucket {
        var tokens: Double
        var filledAt: Timestamp
    }

    /// Addresses that are told apart; those beyond share one bucket.
    package static let maximumAddresses = 10_000

    private let perMinute: Double
    private var buckets: [Key: Bucket] = [:]
    private var overflow: Bucket?

    package init(perMinute: Int) {
        self.perMinute = Double(perMinute)
    }

    /// Takes a token for `key`; false where there is none.
    package mutating func admits(_ key: Key, at now: Timestamp) -> Bool {
        if buckets[key] == nil, buckets.count >= Self.maximumAddresses {
            // A bucket that is full again says no more than none.
            buckets = buckets.filter { filled($0.value, at: now).tokens < perMinute }
        }
        if buckets[key] == nil, buckets.count >= Self.maximumAddresses {
            return take(from: &overflow, at: now)
        }
        return take(from: &buckets[key], at: now)
    }

    private func take(from bucket: inout Bucket?, at now: Timestamp) -> Bool {
        var filled = filled(bucket ?? Bucket(tokens: perMinute, filledAt: now), at: now)
        defer { bucket = filled }
        guard filled.tokens >= 1 else { return false }
        filled.tokens -= 1
        return true
    }

    private func filled(_ bucket: Bucket, at now: Timestamp) -> Bucket {
        // A clock that was set back fills nothing.
        let elapsed = max(0, now.secondsSinceEpoch - bucket.filledAt.secondsSinceEpoch)
        return Bucket(
            tokens: min(perMinute, bucket.tokens + Double(elapsed) * perMinute / 60),
            filledAt: now
        )
    }
}
