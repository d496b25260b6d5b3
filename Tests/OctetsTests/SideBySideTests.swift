// SPDX-License-Identifier: Apache-2.0

import Octets
import Synchronization
import Testing

/// Two pieces of work that are done at the same time, or one after the other.
@Suite struct SideBySideTests {
    private struct Failure: Error, Equatable {
        let name: String
    }

    @Test func `both are done on return, however deep they are nested and however many there are`()
        async throws
    {
        try await withThrowingTaskGroup { tasks in
            for _ in 0..<16 {
                tasks.addTask {
                    let sum = Atomic(0)
                    func add(_ depth: Int) throws {
                        guard depth > 0 else {
                            sum.add(1, ordering: .relaxed)
                            return
                        }
                        try SideBySide.run({ try add(depth - 1) }) { try add(depth - 1) }
                    }
                    for _ in 0..<50 { try add(4) }
                    let total = sum.load(ordering: .relaxed)
                    #expect(total == 50 * 16)
                }
            }
            try await tasks.waitForAll()
        }
    }

    @Test func `a failure is thrown when both have ended, the first one's before the second one's`() throws {
        for _ in 0..<100 {
            let hasEnded = Atomic(false)
            #expect(throws: Failure(name: "first")) {
                try SideBySide.run({ throw Failure(name: "first") }) {
                    hasEnded.store(true, ordering: .relaxed)
                    throw Failure(name: "second")
                }
            }
            let ended = hasEnded.load(ordering: .relaxed)
            #expect(ended)
            #expect(throws: Failure(name: "second")) {
                try SideBySide.run({}) { throw Failure(name: "second") }
            }
        }
    }
}
