// SPDX-License-Identifier: Apache-2.0

/// Why bytes were not taken.
package struct OctetsError: CodedError, Equatable {
    package enum Code: String, CaseIterable, Sendable {
        /// More bytes came than the limit allows.
        case tooLong = "too-long"
        /// The text is not strict base64 or hexadecimal.
        case malformedText = "malformed-text"
        /// The other side of a hand-over has given up.
        case abandoned
    }

    package static let domain = "octets"
    package let code: Code
    package let arguments: [String: String]
    package var codeName: String { code.rawValue }

    package init(_ code: Code, _ arguments: [String: String] = [:]) {
        self.code = code
        self.arguments = arguments
    }
}
