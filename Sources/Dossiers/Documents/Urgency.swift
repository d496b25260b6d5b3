// SPDX-License-Identifier: Apache-2.0

/// How soon a referral wants an answer.
package enum Urgency: String, CaseIterable, Sendable {
    case emergency
    case urgent
    case routine

    /// The hours in which to answer, on the envelope's own terms; a procedure may set its own.
    package var hours: Int {
        switch self {
        case .emergency: 24
        case .urgent: 72
        case .routine: 14 * 24
        }
    }
}
