// SPDX-License-Identifier: Apache-2.0

import Octets

/// Why a command could not begin.
package struct CommandError: CodedError, Equatable {
    package enum Code: String, CaseIterable, Sendable {
        /// The two passphrases typed are not the same.
        case passphrasesDiffer = "passphrases-differ"
        /// The new passphrase is too short.
        case passphraseTooShort = "passphrase-too-short"
        /// The passphrase file's first line is empty.
        case emptyPassphrase = "empty-passphrase"
        /// The option's value is not a time.
        case malformedTime = "malformed-time"
        /// The listening address is not HOST:PORT.
        case malformedListener = "malformed-listener"
        /// No address is known for the office.
        case noAddress = "no-address"
        /// The operation was not confirmed.
        case notConfirmed = "not-confirmed"
        /// A policy is not an object identifier.
        case malformedPolicy = "malformed-policy"
        /// A national certificate is to be listed or its key to be taken home, and neither was said.
        case nationalOptions = "national-options"
        /// A SHA-256 that is not 64 hexadecimal digits.
        case malformedDigest = "malformed-digest"
        /// Neither a file nor an option says what is to be done.
        case nothingToDo = "nothing-to-do"
        /// There is no such role.
        case unknownRole = "unknown-role"
        /// There is no such procedure.
        case unknownProcedure = "unknown-procedure"
        /// The procedure rests on a legal basis, so there is no consent to withdraw.
        case noConsent = "no-consent"
        /// The procedure has no such step.
        case unknownStep = "unknown-step"
        /// The paper has no such field, or is none that is filled in.
        case unknownField = "unknown-field"
        /// There is no terminal to ask at.
        case noTerminal = "no-terminal"
        /// There is no such item in the inbox, or several.
        case unknownItem = "unknown-item"
        /// The item was refused, so there is nothing to open.
        case itemRefused = "item-refused"
        /// The item's sealed file was erased.
        case itemErased = "item-erased"
        /// Nobody has opened the item yet, so nobody can decide about it.
        case notOpened = "not-opened"
        /// The dossier is a reply or a notice, which no office decides about.
        case notDecidable = "not-decidable"
        /// The item's stored receipt cannot be read.
        case itemDamaged = "item-damaged"
        /// It is not said which officer acts.
        case officerNeeded = "officer-needed"
        /// There is no such reason.
        case unknownReason = "unknown-reason"
        /// The folder is no backup.
        case notBackup = "not-backup"
        /// A file of the backup is not what was backed up.
        case backupAltered = "backup-altered"
        /// No log of the office has signed the backup as it is.
        case backupUnsigned = "backup-unsigned"
        /// The backup is of another office than the home.
        case otherOffice = "other-office"
        /// The office was restored from a backup and is read-only until its log is shown to be whole.
        case restored
        /// The dossier encloses nothing for this class of readers.
        case noPart = "no-part"
        /// There is no such bundle in the outbox, or several.
        case unknownOutgoing = "unknown-outgoing"
        /// The bundle goes to several offices, and it is not said whose address this is.
        case whichOffice = "which-office"
        /// The report's name has no ending that says its form.
        case reportName = "report-name"
        /// A token was named for the seal's key, and the seal is not renewed.
        case tokenWithoutSeal = "token-without-seal"
        /// A key cannot be in a token and in a plain file.
        case tokenUnprotected = "token-unprotected"
        /// A report is about one file.
        case reportOneFile = "report-one-file"
        /// libqrencode is not installed.
        case noQRLibrary = "no-qr-library"
        /// libqrencode did not draw the code.
        case failedQRCode = "failed-qr-code"
        /// There is no openssl to compare with.
        case noOpenSSL = "no-openssl"
        /// The folder has no container in it.
        case nothingToVerify = "nothing-to-verify"
        /// The bundle was rejected without a receipt: it is not of a known office.
        case rejected
    }

    package static let domain = "command-error"
    package let code: Code
    package let arguments: [String: String]
    package var codeName: String { code.rawValue }

    package init(_ code: Code, _ arguments: [String: String] = [:]) {
        self.code = code
        self.arguments = arguments
    }
}
