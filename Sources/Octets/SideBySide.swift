// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Synchronization

/// Does two pieces of work at the same time, so that both cores have work, and nothing outlasts the call.
///
/// Nothing is copied or handed over: both may look at bytes that were lent to the caller. They must not change the same
/// thing. Where no other core is free, one runs after the other. It may be nested, which `concurrentPerform` would do one
/// after the other on two cores.
package enum SideBySide {
    /// Returns when both are done.
    ///
    /// - Throws: what `first` failed with, else what `second` failed with; the other one has run to its end.
    package static func run(_ first: () throws -> Void, _ second: () throws -> Void) throws {
        try withoutActuallyEscaping(second) { second in
            let offered = OfferedWork(second)
            DispatchQueue.global().async { offered.runUnlessTaken() }
            let outcome = Result(catching: first)
            offered.runUnlessTaken()
            let failure = offered.waitForEnd()
            try outcome.get()
            if let failure { throw failure }
        }
    }
}

/// Work that whoever comes first does, another thread or the one that offered it.
private final class OfferedWork: Sendable {
    private let work: Mutex<Handed<() throws -> Void>?>
    private let failure = Mutex<(any Error)?>(nil)
    private let ended = DispatchSemaphore(value: 0)

    init(_ work: @escaping () throws -> Void) {
        self.work = Mutex(Handed(value: work))
    }

    func runUnlessTaken() {
        if takeAndRun() { ended.signal() }
    }

    func waitForEnd() -> (any Error)? {
        ended.wait()
        return failure.withLock(\.self)
    }

    /// The closure is let go of on return: it must not outlast the call that it was lent for.
    @inline(never)
    private func takeAndRun() -> Bool {
        guard let taken = work.withLock({ $0.take() }) else { return false }
        do { try taken.value() } catch { failure.withLock { $0 = error } }
        return true
    }
}
