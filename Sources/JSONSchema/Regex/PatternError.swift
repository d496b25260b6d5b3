// SPDX-License-Identifier: Apache-2.0

/// Why a regular expression cannot be compiled; the schema compiler turns it into a `SchemaError`.
package enum PatternError: Error, Equatable {
    /// Not a regular expression of ECMA-262 in Unicode mode.
    case malformed
    /// Lookaround, a backreference or a property that the engine does not have.
    case unsupported(String)
    /// Repetitions that would make a larger program than `Limits.patternSize`.
    case tooLarge
}
