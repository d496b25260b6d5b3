// SPDX-License-Identifier: Apache-2.0

import Subprocess
import Synchronization
import Testing

/// Starts the receiver's service again whenever it ends, until it is told to stop.
final class ServiceKeeper: Sendable {
    private struct State {
        var isOver = false
        var end: (@Sendable (Signal) -> Void)?
    }

    private let state = Mutex(State())

    /// Runs the service; `up` is called each time that it listens.
    ///
    /// It dies at these operations, one start after the other, and then at none.
    func run(_ suite: FaultSuite, dyingAt points: [Int], up: @escaping @Sendable () -> Void) async throws {
        for start in 0... {
            guard !state.withLock({ $0.isOver }) else { return }
            let code = try await suite.receiver.serve(
                dyingAt: points.indices.contains(start) ? points[start] : nil,
                begun: { self.begun($0) },
                listening: { port in
                    try suite.line.lead(to: port)
                    up()
                }
            )
            state.withLock { $0.end = nil }
            try suite.line.lead(to: 0)
            suite.endings.change { $0["serve \(code)", default: 0] += 1 }
            // What it cannot do now, it cannot do at once.
            guard code >= 0 else { continue }
            #expect([0, 74].contains(code), "seed \(suite.extent.seed): serve ended with \(code)")
            return
        }
    }

    private func begun(_ end: @escaping @Sendable (Signal) -> Void) {
        let isOver = state.withLock { state in
            state.end = end
            return state.isOver
        }
        if isOver { end(.kill) }
    }

    /// Ends the service for this time; it is started again.
    func kill() {
        state.withLock { $0.end }?(.kill)
    }

    /// Ends the service for good.
    func stop(_ signal: Signal) {
        let end = state.withLock { state in
            state.isOver = true
            return state.end
        }
        end?(signal)
    }
}
