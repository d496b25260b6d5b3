// SPDX-License-Identifier: Apache-2.0

import GRDB
import Octets
import TransparencyLog

/// Why the registry did not do what it was asked.
package struct RegistryError: CodedError, Equatable {
    package enum Code: String, CaseIterable, Sendable {
        /// The disk or the quota is full; nothing was changed.
        case full
        /// Another process kept the registry locked for too long.
        case busy
        /// The registry's file is damaged, or is no registry.
        case damaged
        /// A newer version of the program made the registry.
        case newer
        /// The sender used a bundle id a second time, for other content.
        case replayed
        /// The bundle was filed once and erased since; it is not filed again, opened or decided about.
        case erased
        /// An older version of the program made the registry, and it was not opened by this one yet.
        case older
        /// The bundle was accepted or rejected, which is final, or is none that is decided about.
        case decided
        /// No entry has that identity.
        case unknown
        /// The registry's file cannot be opened, read or written.
        case unavailable
        /// A value cannot be kept: an id of a wrong form, an empty receipt.
        case unfit
        /// The receiver of a bundle has given as many bytes of receipts about it as are kept.
        case receiptsFull = "receipts-full"
        /// The registry was restored from a backup, and no cosigner has said since that its log has lost nothing.
        case readOnly = "read-only"
    }

    package static let domain = "registry"
    package let code: Code
    package let arguments: [String: String]
    package var codeName: String { code.rawValue }

    package init(_ code: Code, _ arguments: [String: String] = [:]) {
        self.code = code
        self.arguments = arguments
    }

    /// What a failure of the database means; SQLite's number goes along, its text and statement do not.
    init(translating error: any Error) {
        if let error = error as? RegistryError {
            self = error
            return
        }
        if error is LogError {
            self.init(.damaged)
            return
        }
        guard let error = error as? DatabaseError else {
            // GRDB reports a value of an unforeseen form as a decoding error.
            self.init(.damaged)
            return
        }
        let code: Code =
            switch error.resultCode {
            case .SQLITE_FULL: .full
            case .SQLITE_BUSY, .SQLITE_LOCKED: .busy
            case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_MISMATCH, .SQLITE_CONSTRAINT: .damaged
            default: .unavailable
            }
        self.init(code, ["number": String(error.extendedResultCode.rawValue)])
    }
}
