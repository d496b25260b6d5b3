// SPDX-License-Identifier: Apache-2.0

import Octets

/// Why something about a log cannot be read or is not so.
package struct LogError: CodedError, Equatable {
    package enum Code: String, CaseIterable, Sendable {
        /// Not a signed note (C2SP signed-note).
        case malformedNote = "malformed-note"
        /// Not a checkpoint (C2SP tlog-checkpoint).
        case malformedCheckpoint = "malformed-checkpoint"
        /// Not a log proof (C2SP tlog-proof).
        case malformedProof = "malformed-proof"
        /// Not a verifier key, or of a kind not known here.
        case malformedKey = "malformed-key"
        /// Not a line that a log of ours holds.
        case malformedLeaf = "malformed-leaf"
        /// Not a request to cosign (C2SP tlog-witness).
        case malformedRequest = "malformed-request"
        /// The note carries no signature of the key in question.
        case unsigned
        /// A signature of the key in question does not hold.
        case signatureInvalid = "signature-invalid"
        /// The checkpoint is of another log.
        case originDiffers = "origin-differs"
        /// The proof does not lead from the leaf, or the older tree, to the checkpoint's root.
        case proofInvalid = "proof-invalid"
        /// The tree has no such leaf or size.
        case outOfRange = "out-of-range"
        /// The log's storage lacks a hash, or holds one that cannot be.
        case storageDamaged = "storage-damaged"
    }

    package static let domain = "log"
    package let code: Code
    package let arguments: [String: String]
    package var codeName: String { code.rawValue }

    package init(_ code: Code, _ arguments: [String: String] = [:]) {
        self.code = code
        self.arguments = arguments
    }
}
