// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Synchronization

/// Hands what it takes to another sink on a thread of its own, so that both cores have work.
///
/// A few buffers of `Limits.chunk` bytes are under way at most; a writer that is faster waits. An error of the other
/// sink comes back from a later `write` or from `finish`. The other sink belongs to this one from now on; its state
/// may be looked at again after `finish`.
package final class HandoffSink: ByteSink {
    private let ring = Ring()
    private let outcome = Outcome()
    private var current: Buffer?
    private var filled = 0
    private var isClosed = false

    package init(to sink: any ByteSink) {
        let target = Target(sink)
        DispatchQueue(label: "andaman.handoff").async { [ring, outcome] in
            do {
                while let (buffer, count) = try ring.takeFull() {
                    try buffer.withBytes(count) { bytes in try target.sink?.write(bytes) }
                    ring.putEmpty(buffer)
                }
                try target.sink?.finish()
                target.sink = nil
                outcome.end(with: nil)
            } catch {
                target.sink = nil
                outcome.end(with: error)
                ring.abandon()
            }
        }
    }

    deinit {
        // An owner that gives up without `finish` must not leave the thread waiting, nor finish the other sink; and when
        // this one is gone nobody writes to the other any more, nor keeps its file.
        if !isClosed {
            ring.close(OctetsError(.abandoned))
            outcome.waitForEnd()
        }
    }

    package func write(_ bytes: RawSpan) throws {
        var offset = 0
        while offset < bytes.byteCount {
            let buffer = try emptyBuffer()
            let count = min(buffer.capacity - filled, bytes.byteCount - offset)
            buffer.withMutableBytes(from: filled) {
                $0.copy(from: bytes.extracting(offset..<(offset + count)))
            }
            filled += count
            offset += count
            if filled == buffer.capacity { handOn() }
        }
    }

    package func finish() throws {
        handOn()
        isClosed = true
        ring.close()
        try outcome.wait()
    }

    private func emptyBuffer() throws -> Buffer {
        if let current { return current }
        guard let buffer = ring.takeEmpty() else {
            try outcome.wait()
            throw OctetsError(.abandoned)
        }
        current = buffer
        return buffer
    }

    private func handOn() {
        guard let buffer = current else { return }
        ring.putFull(buffer, filled)
        current = nil
        filled = 0
    }
}

/// The other sink; touched by the other thread alone, which lets go of it before it says that it has ended.
private final class Target: @unchecked Sendable {
    var sink: (any ByteSink)?

    init(_ sink: any ByteSink) {
        self.sink = sink
    }
}

/// How the other thread ended.
private final class Outcome: Sendable {
    private let failure = Mutex<(any Error)?>(nil)
    private let ended = DispatchSemaphore(value: 0)

    func end(with error: (any Error)?) {
        failure.withLock { $0 = error }
        ended.signal()
    }

    func waitForEnd() {
        ended.wait()
        ended.signal()
    }

    func wait() throws {
        waitForEnd()
        if let failure = failure.withLock({ $0 }) { throw failure }
    }
}
