// SPDX-License-Identifier: Apache-2.0

import Octets

/// Asks a time-stamp authority over HTTP (RFC 3161 §3.4).
///
/// Plain HTTP is enough and usual: the request is a digest, and the answer is signed, repeats the request's number and is
/// checked by `Signatures` against roots that the office chose. Where the address is HTTPS, the system's roots are asked
/// about the connection alone; nothing of what the stamp proves hangs on them. Nothing is redirected, and nobody waits
/// long: work goes on without a stamp.
package struct TimeStampClient: Sendable {
    /// How long to wait, in seconds.
    package struct Patience: Sendable {
        package var connect: Int64 = 5
        package var answer: Int64 = 15

        package init() {}
    }

    private let patience: Patience

    package init(patience: Patience = Patience()) {
        self.patience = patience
    }

    /// Posts `request` (DER) to `url` and returns the answer, unread.
    ///
    /// - Throws: `DeliveryError` with `unreachable`, `timedOut`, `interrupted`, `notTrusted`, `tlsFailed`, or
    ///   `answerUnusable` for anything but a time-stamp reply.
    package func unverifiedAnswer(to request: [UInt8], from url: String) async throws -> [UInt8] {
        try await BriefExchange(
            patience: BriefExchange.Patience(connect: patience.connect, answer: patience.answer)
        )
        .answer(
            from: url,
            to: ("application/timestamp-query", request),
            answerType: "application/timestamp-reply",
            limit: Limits.timeStampToken
        )
    }
}
