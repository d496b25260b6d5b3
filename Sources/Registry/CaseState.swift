// SPDX-License-Identifier: Apache-2.0

/// Where a case stands between two offices, worked out from the same evidence on both sides: the receipts of the receiving
/// office, and its officers' answer.
///
/// The receiver's `inbox` has made them, the sender's `outbox` has got them, and so the two agree on every case as far as the
/// evidence has travelled (`docs/states.md`).
package enum CaseState: String, CaseIterable, Sendable {
    /// No receipt yet: the sender knows that it is on its way, and nobody else knows of it.
    case sent
    /// `RelayRejection`.
    case refused
    /// `ContentConsignment`, and nothing more.
    case filed
    /// `ContentHandover`: an officer has opened it.
    case opened
    /// The answer says so.
    case accepted
    case questions
    case rejected
    /// `ContentErasure`.
    case erased

    /// - Parameters:
    ///   - events: the events of the receipts, in any order.
    ///   - outcome: the last decision in an answer.
    package init(events: some Collection<String>, outcome: CaseDecision.Outcome?) {
        if events.contains("ContentErasure") {
            self = .erased
        } else if let outcome {
            self = Self.of(outcome)
        } else if events.contains("ContentHandover") {
            self = .opened
        } else if events.contains("ContentConsignment") {
            self = .filed
        } else {
            self = events.contains("RelayRejection") ? .refused : .sent
        }
    }

    /// Whether people still owe an answer.
    package var isOpen: Bool { self == .filed || self == .opened }

    private static func of(_ outcome: CaseDecision.Outcome) -> CaseState {
        switch outcome {
        case .accepted: .accepted
        case .questions: .questions
        case .rejected: .rejected
        }
    }
}
