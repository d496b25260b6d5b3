// SPDX-License-Identifier: Apache-2.0

package import JSONSchema

/// A dossier ready for its container: the bytes of the root and of each document, and the attachments' new names.
package struct PackedDossier: Sendable {
    package struct Document: Sendable {
        /// The name in the container, `documents/01.json`.
        package let name: String
        /// The file that it was made from.
        package let originalName: String
        package let bytes: [UInt8]
    }

    package struct Attachment: Sendable {
        /// The name in the container, `attachments/01.pdf`.
        package let name: String
        /// The file whose bytes go there unchanged.
        package let originalName: String
        package let mediaType: String
    }

    /// The bytes of `referral.json`.
    package let referral: [UInt8]
    package let root: JSONValue
    package let documents: [Document]
    package let attachments: [Attachment]
}
