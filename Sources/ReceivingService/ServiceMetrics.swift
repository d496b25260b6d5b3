// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Counts of what the service did, as Prometheus reads them; no office, address or digest is among them.
final class ServiceMetrics: Sendable {
    enum Outcome: String, CaseIterable {
        case filed, duplicate, refused, rejected, unavailable, failed
    }

    private struct Counts {
        var uploads: [Outcome: UInt64] = [:]
        var bytes: UInt64 = 0
        var inProgress = 0
        var responses: [Int: UInt64] = [:]
    }

    private let counts = Mutex(Counts())

    func count(_ outcome: Outcome) {
        counts.withLock { $0.uploads[outcome, default: 0] += 1 }
    }

    func count(bytes: UInt64) {
        counts.withLock { $0.bytes += bytes }
    }

    func count(status: Int) {
        counts.withLock { $0.responses[status, default: 0] += 1 }
    }

    /// Begins an upload; false where `limit` are under way.
    func beginUpload(limit: Int) -> Bool {
        counts.withLock { counts in
            guard counts.inProgress < limit else { return false }
            counts.inProgress += 1
            return true
        }
    }

    func endUpload() {
        counts.withLock { $0.inProgress -= 1 }
    }

    /// The text format of Prometheus, version 0.0.4.
    var text: String {
        let counts = counts.withLock { $0 }
        var lines = [
            "# HELP andaman_bundles_total Bundles received, by what came of them.",
            "# TYPE andaman_bundles_total counter",
        ]
        for outcome in Outcome.allCases {
            let count = counts.uploads[outcome] ?? 0
            lines.append("andaman_bundles_total{outcome=\"\(outcome.rawValue)\"} \(count)")
        }
        lines += [
            "# HELP andaman_received_bytes_total Bytes of bundles received.",
            "# TYPE andaman_received_bytes_total counter",
            "andaman_received_bytes_total \(counts.bytes)",
            "# HELP andaman_uploads_in_progress Uploads under way.",
            "# TYPE andaman_uploads_in_progress gauge",
            "andaman_uploads_in_progress \(counts.inProgress)",
            "# HELP andaman_responses_total Answers, by HTTP status.",
            "# TYPE andaman_responses_total counter",
        ]
        for (status, count) in counts.responses.sorted(by: { $0.key < $1.key }) {
            lines.append("andaman_responses_total{status=\"\(status)\"} \(count)")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
