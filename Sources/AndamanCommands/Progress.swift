// SPDX-License-Identifier: Apache-2.0

import Catalogue
import Octets
import Synchronization

/// Shows how far long work has come, on a terminal and nowhere else.
final class Progress: Sendable {
    /// Work on less than this is over before it could be shown, in bytes.
    private static let threshold: UInt64 = 16 << 20

    private struct Shown {
        var percent: UInt64?
        var at: Timestamp
        var count: UInt64 = 0
        var isLineOpen = false
    }

    private let session: Session
    private let total: UInt64
    private let startedAt: Timestamp
    private let shown: Mutex<Shown>

    init(_ session: Session, total: UInt64) {
        self.session = session
        self.total = total
        startedAt = session.now
        shown = Mutex(Shown(at: startedAt))
    }

    /// Says that `count` bytes are done.
    func update(_ count: UInt64) {
        guard session.surroundings.isInteractive, total >= Self.threshold else { return }
        let (percent, now) = (min(100, count * 100 / total), session.now)
        let line: String? = shown.withLock { shown in
            guard shown.percent != percent || shown.at != now else { return nil }
            shown.percent = percent
            shown.at = now
            shown.isLineOpen = percent < 100
            return text(percent, count, after: now.secondsSinceEpoch - startedAt.secondsSinceEpoch)
        }
        guard let line else { return }
        // Blanks over what a longer line has left.
        session.surroundings.complaint("\r" + line + "   " + (percent == 100 ? "\n" : ""))
    }

    /// Ends the line of work that did not come to its end.
    func end() {
        let isOpen = shown.withLock { shown in
            defer { shown.isLineOpen = false }
            return shown.isLineOpen
        }
        if isOpen { session.surroundings.complaint("\n") }
    }

    /// How much is done; with rate and time left once there is something to reckon from.
    private func text(_ percent: UInt64, _ count: UInt64, after elapsed: Int64) -> String {
        guard elapsed >= 2, count > 0, percent < 100 else {
            return session.text(.commandProgress(percent: String(percent)))
        }
        let rate = max(1, count / UInt64(elapsed))
        let left = (total - min(count, total)) / rate
        let minutes = String(left / 60)
        let seconds = (left % 60 < 10 ? "0" : "") + String(left % 60)
        return session.text(
            .commandProgressRate(
                left: minutes + ":" + seconds,
                percent: String(percent),
                rate: Self.bytes(rate)
            )
        )
    }

    /// A count of bytes with one decimal, in units of a thousand.
    private static func bytes(_ count: UInt64) -> String {
        let units: [(UInt64, String)] = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1000, "kB")]
        guard let (unit, name) = units.first(where: { count >= $0.0 }) else { return "\(count) B" }
        return "\(count / unit).\(count % unit * 10 / unit) \(name)"
    }

    /// A source that tells this progress how far it was read.
    func watching(_ source: any ByteSource) -> any ByteSource {
        guard session.surroundings.isInteractive, total >= Self.threshold else { return source }
        return ReportingSource(source) { [self] count in update(count) }
    }
}
