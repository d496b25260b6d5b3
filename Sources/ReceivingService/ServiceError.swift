// SPDX-License-Identifier: Apache-2.0

import Octets

/// Why the service does not start.
package struct ServiceError: CodedError, Equatable {
    package enum Code: String, CaseIterable, Sendable {
        /// Another program listens on that address and port.
        case portInUse = "port-in-use"
        /// The address is not one of this machine's, or the port needs a right that we do not have.
        case addressUnusable = "address-unusable"
        /// The TLS certificate chain or its key cannot be used.
        case tlsUnusable = "tls-unusable"
        /// HTTP without TLS was asked for on an address that others can reach.
        case plaintextBeyondLoopback = "plaintext-beyond-loopback"
        /// The registry or the store is not sound, so nothing would be filed.
        case notSound = "not-sound"
        /// The service ended for another reason.
        case failed
    }

    package static let domain = "service"
    package let code: Code
    package let arguments: [String: String]
    package var codeName: String { code.rawValue }

    package init(_ code: Code, _ arguments: [String: String] = [:]) {
        self.code = code
        self.arguments = arguments
    }
}
