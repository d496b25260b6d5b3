// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Synchronization

/// A few buffers that go round between one thread that fills them and one that empties them.
///
/// Whoever is ahead waits. Each buffer has one owner at any time, which is why the ring may be shared.
final class Ring: @unchecked Sendable {
    private struct State {
        var empty: [Handed<Buffer>]
        var full: [(buffer: Handed<Buffer>, count: Int)] = []
        var isClosed = false
        var isAbandoned = false
        var failure: (any Error)?
    }

    private static let slots = 4

    private let state: Mutex<State>
    private let emptySlots = DispatchSemaphore(value: 0)
    private let fullSlots = DispatchSemaphore(value: 0)

    init() {
        let buffers = (0..<Ring.slots).map { _ in Handed(value: Buffer(capacity: Limits.chunk)) }
        state = Mutex(State(empty: buffers))
        // Counted up by hand: a semaphore may not go while it stands below the value that it was made with.
        for _ in 0..<Ring.slots { emptySlots.signal() }
    }

    // MARK: The filling side

    /// A buffer to fill; nil once the other side has given up.
    func takeEmpty() -> Buffer? {
        emptySlots.wait()
        return state.withLock { state -> Handed<Buffer>? in
            guard state.isAbandoned else { return state.empty.removeLast() }
            // Leaves it to be found again by whoever asks once more.
            emptySlots.signal()
            return nil
        }?.value
    }

    /// Hands on the first `count` bytes of `buffer`.
    func putFull(_ buffer: Buffer, _ count: Int) {
        let handed = Handed(value: buffer)
        state.withLock { $0.full.append((handed, count)) }
        fullSlots.signal()
    }

    /// Says that nothing more comes, and why where it is not simply the end.
    func close(_ failure: (any Error)? = nil) {
        state.withLock {
            $0.isClosed = true
            $0.failure = failure
        }
        fullSlots.signal()
    }

    // MARK: The emptying side

    /// The next full buffer; nil at the end.
    ///
    /// - Throws: what the filling side failed with.
    func takeFull() throws -> (buffer: Buffer, count: Int)? {
        fullSlots.wait()
        let next = try state.withLock { state -> (buffer: Handed<Buffer>, count: Int)? in
            if !state.full.isEmpty { return state.full.removeFirst() }
            // Leaves the end to be found again by whoever asks once more.
            fullSlots.signal()
            if let failure = state.failure { throw failure }
            return nil
        }
        return next.map { ($0.buffer.value, $0.count) }
    }

    /// Gives an emptied buffer back.
    func putEmpty(_ buffer: Buffer) {
        let handed = Handed(value: buffer)
        state.withLock { $0.empty.append(handed) }
        emptySlots.signal()
    }

    /// Says that no more buffers will be taken, so that the filling side stops.
    func abandon() {
        state.withLock { $0.isAbandoned = true }
        emptySlots.signal()
    }
}

/// What is handed to the one thread that uses it from then on.
struct Handed<Value>: @unchecked Sendable {
    let value: Value
}
