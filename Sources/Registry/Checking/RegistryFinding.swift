// SPDX-License-Identifier: Apache-2.0

/// Something that is not as it should be in the registry or the store.
package struct RegistryFinding: Hashable, Sendable {
    package enum Code: String, CaseIterable, Sendable {
        /// SQLite's own check of the file, or a foreign key, fails.
        case databaseDamaged = "database-damaged"
        /// A row holds a value of an impossible form.
        case rowDamaged = "row-damaged"
        /// The bytes of a kept receipt are not those that were kept.
        case receiptAltered = "receipt-altered"
        /// A filed bundle has no sealed file in the store, or one that is to be sent none in the outbox.
        case fileMissing = "file-missing"
        /// A sealed file's bytes do not have the digest that is its name.
        case fileAltered = "file-altered"
        /// A sealed file's size is not the one in the registry.
        case sizeDiffers = "size-differs"
        /// A sealed file belongs to no filed bundle, or to none that is to be sent: left by a crash or by a restore.
        case fileWithoutRow = "file-without-row"
        /// A table or trigger is not as this version makes it.
        case schemaAltered = "schema-altered"
        /// A row is not what it was when it was written.
        case rowAltered = "row-altered"
        /// A row is gone that was written.
        case rowLost = "row-lost"
        /// A row is there that was not written by this program.
        case rowStray = "row-stray"
        /// A leaf of the log is missing, or is no line that a log holds.
        case leafWrong = "leaf-wrong"
        /// A hash of the log's tree is not that of its leaves.
        case hashWrong = "hash-wrong"
        /// The log's head is not that of its leaves, or not signed by the log's key.
        case headWrong = "head-wrong"
        /// A cosigned head is not one that this log has had, or not cosigned.
        case cosignatureWrong = "cosignature-wrong"
        /// A receipt is not in the log, or not where its proof says.
        case receiptNotLogged = "receipt-not-logged"
        /// The line about a change of trust is not in the log, or not where its proof says.
        case changeNotLogged = "change-not-logged"
        /// A file in quarantine does not have the digest that is its name.
        case quarantinedAltered = "quarantined-altered"
        /// An upload's record is not what it was, or its bytes are gone or too many.
        case uploadDamaged = "upload-damaged"
        /// Something in the store's folders has a name that the store does not give.
        case strayName = "stray-name"
    }

    package let code: Code
    /// The identity, digest or name that it is about.
    package let subject: String

    package init(_ code: Code, _ subject: String) {
        self.code = code
        self.subject = subject
    }
}
