// SPDX-License-Identifier: Apache-2.0

import Octets

/// Why bytes are not JSON that we take, and where: line and column count from 1, columns in Unicode scalars.
///
/// The arguments are `line`, `column` and `pointer` (the value that was being read), and `limit` where there is one.
package struct JSONError: CodedError, Equatable {
    package enum Code: String, CaseIterable, Sendable {
        /// More bytes than the limit.
        case tooLarge = "too-large"
        /// Arrays and objects nested deeper than the limit.
        case tooDeep = "too-deep"
        /// A byte order mark at the start (RFC 8259 §8.1).
        case byteOrderMark = "byte-order-mark"
        /// The bytes are not UTF-8.
        case notUTF8 = "not-utf8"
        /// The text ends inside a value.
        case unexpectedEnd = "unexpected-end"
        /// A character that cannot stand there.
        case unexpectedCharacter = "unexpected-character"
        /// Something follows the value.
        case trailingContent = "trailing-content"
        /// A backslash that begins no escape.
        case invalidEscape = "invalid-escape"
        /// Half of a surrogate pair, written as an escape (RFC 7493 §2.1).
        case loneSurrogate = "lone-surrogate"
        /// A code point that is no character, such as U+FFFE (RFC 7493 §2.1).
        case noncharacter
        /// A control character, written plainly or as an escape.
        case controlCharacter = "control-character"
        /// A character that changes the direction of writing and can hide what a text says.
        case directionControl = "direction-control"
        /// A string that is not in normalisation form C.
        case notNormalized = "not-normalized"
        /// A name that the object already has (RFC 7493 §2.3).
        case duplicateName = "duplicate-name"
        /// Not a number as RFC 8259 §6 writes it.
        case invalidNumber = "invalid-number"
        /// A number beyond ±(2^53−1) (RFC 7493 §2.2).
        case numberTooLarge = "number-too-large"
        /// A number with more digits than a double keeps (RFC 7493 §2.2).
        case numberTooPrecise = "number-too-precise"
    }

    package static let domain = "json"
    package let code: Code
    package let line: Int
    package let column: Int
    /// The value that was being read.
    package private(set) var pointer = JSONPointer()
    private var limit: Int?

    package var codeName: String { code.rawValue }
    package var arguments: [String: String] {
        var arguments = ["line": String(line), "column": String(column), "pointer": pointer.description]
        if let limit { arguments["limit"] = String(limit) }
        return arguments
    }

    /// An error at the byte `offset` of `bytes`.
    init(_ code: Code, at offset: Int, in bytes: [UInt8], limit: Int? = nil) {
        self.code = code
        (line, column) = JSONPlace.position(of: offset, in: bytes)
        self.limit = limit
    }

    /// The same error, seen from the value that holds the one at `token`.
    func inside(_ token: String) -> JSONError {
        var error = self
        error.pointer.tokens.insert(token, at: 0)
        return error
    }
}
