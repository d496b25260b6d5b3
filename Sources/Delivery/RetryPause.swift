// SPDX-License-Identifier: Apache-2.0

/// How long the outbox waits before it tries again: longer after each try, and never the same for two senders.
package enum RetryPause {
    /// After the first try, at most, in seconds.
    package static let first: Int64 = 15
    /// However often it was tried, in seconds.
    package static let longest: Int64 = 3600
    /// The same where an answer is due within a day, in seconds.
    package static let longestOfEmergency: Int64 = 600
    /// What a service may ask for at most, in seconds.
    package static let longestAskedFor: Int64 = 86400

    /// Between two questions for what has become of a delivered bundle that people are still to answer, at most, in seconds.
    package static let longestQuestion: Int64 = 86400
    /// The same where they have answered, or were not asked to, in seconds: an erasure may come after years.
    package static let longestIdleQuestion: Int64 = 30 * 86400

    /// Seconds until a receiver is asked again what has become of a bundle that it has had for `age` seconds.
    ///
    /// Half as long as it has had it, and not less than a twenty-fourth part of the time to answer: an hour where that is a
    /// day. A part of chance is taken off.
    package static func secondsToQuestion(
        age: Int64,
        answerHours: Int64,
        isAwaited: Bool,
        using generator: inout some RandomNumberGenerator
    ) -> Int64 {
        let longest = isAwaited ? longestQuestion : longestIdleQuestion
        let whole = min(longest, max(age / 2, answerHours * 3600 / 24, first))
        return Int64.random(in: whole - whole / 8...whole, using: &generator)
    }

    /// Seconds until the next try, after `attempts` tries.
    ///
    /// Between half and the whole of a pause that doubles; not shorter than `retryAfter`, what the service asked for,
    /// to which a part of chance is added so that not all come at that second.
    package static func seconds(
        afterAttempts attempts: Int64,
        answerHours: Int64,
        retryAfter: Int64? = nil,
        using generator: inout some RandomNumberGenerator
    ) -> Int64 {
        let ceiling = answerHours <= 24 ? longestOfEmergency : longest
        let doublings = min(max(attempts, 1) - 1, 20)
        let whole = min(ceiling, first << doublings)
        let own = Int64.random(in: whole / 2...whole, using: &generator)
        guard let retryAfter, retryAfter > 0 else { return own }
        let asked = min(retryAfter, longestAskedFor)
        return max(own, asked + Int64.random(in: 0...max(1, asked / 8), using: &generator))
    }
}
