// SPDX-License-Identifier: Apache-2.0

/// A regular expression as ECMA-262 §22.2.1 reads it in Unicode mode.
indirect enum PatternSyntax {
    case empty
    case characters(CharacterClass)
    case sequence([PatternSyntax])
    case alternatives([PatternSyntax])
    case repeated(PatternSyntax, Int, Int?)
    case start
    case end
    case wordBoundary(Bool)
    /// Read, so that the syntax is checked to its end, but not run: lookaround and backreferences.
    case unsupported(String)
}
