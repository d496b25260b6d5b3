// SPDX-License-Identifier: Apache-2.0

/// How a command ends, as its exit code says it: one code for each outcome, and none of them by accident.
///
/// The table for people stands in `docs/commands.md`.
package enum Outcome: Int32, CaseIterable, Sendable {
    /// Done, or valid.
    case done = 0
    /// Invalid, or refused by a rule.
    case invalid = 1
    /// Neither valid nor invalid can be said.
    case indeterminate = 3
    /// The command's words are off.
    case usage = 64
    /// What was given to read is malformed.
    case malformed = 65
    /// What was given to read is not there.
    case missing = 66
    /// The service cannot be reached, or the port is taken.
    case unavailable = 69
    /// A fault of this program.
    case internalFault = 70
    /// Something would be overwritten.
    case exists = 73
    /// Reading or writing failed: the disk is full, or not writable.
    case inputOutput = 74
    /// A key is missing, locked, or its use is not permitted.
    case locked = 77

    /// Of the outcomes of several files the one to end with: 64 to 77, then 1, then 3, then 0.
    func worse(_ other: Outcome) -> Outcome {
        func rank(_ outcome: Outcome) -> Int {
            switch outcome {
            case .done: 0
            case .indeterminate: 1
            case .invalid: 2
            default: 3
            }
        }
        return rank(other) > rank(self) ? other : self
    }
}
