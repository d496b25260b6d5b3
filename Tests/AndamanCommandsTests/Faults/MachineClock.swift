// SPDX-License-Identifier: Apache-2.0

import Glibc
import Octets
import Synchronization
import Testing

/// The wall clock of a machine, which can be put forward and back while programs run (`Tests/Faults/machine.c`).
final class MachineClock: Sendable {
    /// The file that programs on the machine read their clock's steps from.
    let path: String
    private let steps = Mutex<[(since: Int64, offset: Int64)]>([])

    init(_ path: String) throws {
        self.path = path
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        try #require(file >= 0 && ftruncate(file, 1 << 20) == 0)
        close(file)
        set(0)
    }

    /// Seconds that the clock is ahead of the true time.
    var offset: Int64 { steps.withLock { $0.last?.offset ?? 0 } }
    var now: Timestamp { Timestamp.now().adding(seconds: offset) }

    /// From now on the clock is ahead by so many seconds.
    func set(_ offset: Int64) {
        steps.withLock { steps in
            guard steps.last?.offset != offset else { return }
            var now = timespec()
            unsafe clock_gettime(CLOCK_REALTIME, &now)
            steps.append((Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec), offset))
            write([steps[steps.count - 1].since, offset], at: 8 + 16 * (steps.count - 1))
            // Last, so that nobody reads half a step.
            write([Int64(steps.count)], at: 0)
        }
    }

    private func write(_ numbers: [Int64], at offset: Int) {
        let file = unsafe open(path, O_WRONLY)
        _ = unsafe numbers.withUnsafeBytes { unsafe pwrite(file, $0.baseAddress, $0.count, off_t(offset)) }
        close(file)
    }
}
