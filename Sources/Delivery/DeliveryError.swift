// SPDX-License-Identifier: Apache-2.0

import Octets

/// Why a bundle was not delivered.
package struct DeliveryError: CodedError, Equatable {
    package enum Code: String, CaseIterable, Sendable {
        /// The authority certificate that the service is to be trusted by cannot be read.
        case authorityUnusable = "authority-unusable"
        /// The service's address is not `https://HOST` or `https://HOST:PORT`.
        case addressMalformed = "address-malformed"
        /// Nobody answers there: refused, no such host, no way.
        case unreachable
        /// The service's certificate is not one of that office's authority for that host.
        case notTrusted = "not-trusted"
        /// The TLS connection failed for another reason: an old version, no TLS at all.
        case tlsFailed = "tls-failed"
        /// Nothing came for too long.
        case timedOut = "timed-out"
        /// The connection broke on the way.
        case interrupted
        /// The answer is not one that a receiving service gives.
        case answerUnusable = "answer-unusable"
        /// No address of the receiver's service is known.
        case noAddress = "no-address"
        /// It was put into a folder or onto a stick, and no receipt has come back yet.
        case carried
        /// The folder holds another file of the bundle's name.
        case nameTaken = "name-taken"
    }

    package static let domain = "delivery"
    package let code: Code
    package let arguments: [String: String]
    package var codeName: String { code.rawValue }

    package init(_ code: Code, _ arguments: [String: String] = [:]) {
        self.code = code
        self.arguments = arguments
    }
}
