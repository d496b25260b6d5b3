// SPDX-License-Identifier: Apache-2.0

import Catalogue
import Octets
import Synchronization

/// Shows how far long work has come, on a terminal and nowhere else.
final class Progress: Sendable {
    /// Work on less than this is over before it could be shown, in bytes.
    private static let threshold: UInt64 = 16 << 20

    private let session: Session
    private let total: UInt64
    private let shown = Mutex<UInt64?>(nil)

    init(_ session: Session, total: UInt64) {
        self.session = session
        self.total = total
    }

    /// Says that `count` bytes are done.
    func update(_ count: UInt64) {
        guard session.surroundings.isInteractive, total >= Self.threshold else { return }
        let percent = min(100, count * 100 / total)
        let isNew = shown.withLock { shown in
            guard shown != percent else { return false }
            shown = percent
            return true
        }
        guard isNew else { return }
        let end = percent == 100 ? "\n" : ""
        session.surroundings.complaint("\r" + session.text(.commandProgress(percent: String(percent))) + end)
    }

    /// A source that tells this progress how far it was read.
    func watching(_ source: any ByteSource) -> any ByteSource {
        guard session.surroundings.isInteractive, total >= Self.threshold else { return source }
        return ReportingSource(source) { [self] count in update(count) }
    }
}
