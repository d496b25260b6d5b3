// SPDX-License-Identifier: Apache-2.0

import Delivery
import Testing

@Suite struct RetryPauseTests {
    private struct Counting: RandomNumberGenerator {
        var state: UInt64 = 7

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state
        }
    }

    @Test func `pauses double with chance in them, up to an hour`() {
        var generator = Counting()
        var whole = RetryPause.first
        for attempts in 1...40 as ClosedRange<Int64> {
            let pauses = Set(
                (0..<200).map { _ in
                    RetryPause.seconds(afterAttempts: attempts, answerHours: 336, using: &generator)
                }
            )
            #expect(pauses.allSatisfy { whole / 2 <= $0 && $0 <= whole })
            #expect(pauses.count > 5)
            whole = min(whole * 2, RetryPause.longest)
        }
    }

    @Test func `an emergency never waits long`() {
        var generator = Counting()
        for attempts in [1, 9, 1000, .max] as [Int64] {
            let pause = RetryPause.seconds(afterAttempts: attempts, answerHours: 24, using: &generator)
            #expect(pause <= RetryPause.longestOfEmergency)
        }
    }

    @Test func `what the service asks for is honoured, within a day`() {
        var generator = Counting()
        for asked in [1, 60, 3600, 86400, .max] as [Int64] {
            let pause = RetryPause.seconds(
                afterAttempts: 1,
                answerHours: 24,
                retryAfter: asked,
                using: &generator
            )
            #expect(pause >= min(asked, RetryPause.longestAskedFor))
            #expect(pause <= RetryPause.longestAskedFor * 9 / 8)
        }
        let none = RetryPause.seconds(afterAttempts: 1, answerHours: 24, retryAfter: -5, using: &generator)
        #expect(none <= RetryPause.first)
    }
}
