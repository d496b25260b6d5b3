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
        /// A filed bundle has no sealed file in the store.
        case fileMissing = "file-missing"
        /// A sealed file's bytes do not have the digest that is its name.
        case fileAltered = "file-altered"
        /// A sealed file's size is not the one in the registry.
        case sizeDiffers = "size-differs"
        /// A sealed file belongs to no filed bundle: left by a crash or by a restore.
        case fileWithoutRow = "file-without-row"
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
