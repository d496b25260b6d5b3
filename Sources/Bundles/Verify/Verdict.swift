// SPDX-License-Identifier: Apache-2.0

import Signatures

/// The overall verdict, the worse the greater.
package enum Verdict: String, CaseIterable, Comparable, Sendable {
    /// All signatures that count passed, and no rule is broken.
    case valid
    /// Neither can be said.
    case indeterminate
    /// A signature failed, or a rule is broken.
    case invalid

    package static func < (left: Verdict, right: Verdict) -> Bool {
        left.severity < right.severity
    }

    private var severity: Int {
        switch self {
        case .valid: 0
        case .indeterminate: 1
        case .invalid: 2
        }
    }

    init(of signature: JudgedSignature) {
        self =
            switch signature.indication {
            case .passed: .valid
            case .indeterminate: .indeterminate
            case .failed: .invalid
            }
    }
}
