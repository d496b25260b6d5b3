// SPDX-License-Identifier: Apache-2.0

import Octets

/// Why a dossier could not be packed, or a document could not be read as what it should be.
///
/// What a rule finds wrong is a ``Finding``, not an error.
package struct DossierError: CodedError, Equatable {
    package enum Code: String, CaseIterable, Sendable {
        /// A document is not JSON by the project's rules.
        case malformed
        /// A document is not of the kind that is needed, or does not follow its schema.
        case notADocument = "not-a-document"
        /// The extension of an attachment is not on the list.
        case attachmentKind = "attachment-kind"
        /// The draft names an attachment that is not there.
        case attachmentUnmatched = "attachment-unmatched"
        /// A file's name cannot be kept.
        case fileName = "file-name"
        case tooMany = "too-many"
        case tooLarge = "too-large"
        /// No authority is known for an office that the draft names.
        case officeUnknown = "office-unknown"
        case signersMissing = "signers-missing"
    }

    package static let domain = "dossier"
    package let code: Code
    package let arguments: [String: String]
    package var codeName: String { code.rawValue }

    package init(_ code: Code, _ arguments: [String: String] = [:]) {
        self.code = code
        self.arguments = arguments
    }
}
