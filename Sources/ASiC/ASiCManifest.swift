// SPDX-License-Identifier: Apache-2.0

/// An ASiCManifest: which documents a signature covers (EN 319 162-1 annex A.4).
package struct ASiCManifest: Equatable, Sendable {
    /// One covered document.
    package struct Reference: Equatable, Sendable {
        /// The entry's name, that is the URI decoded.
        package let name: String
        package let mediaType: String?
        /// Whether the document is the one to begin with.
        package let isRootDocument: Bool
        /// Nil for a method that is not known here.
        package let method: DigestMethod?
        package let digest: [UInt8]

        package init(
            name: String,
            mediaType: String?,
            isRootDocument: Bool,
            method: DigestMethod?,
            digest: [UInt8]
        ) {
            self.name = name
            self.mediaType = mediaType
            self.isRootDocument = isRootDocument
            self.method = method
            self.digest = digest
        }
    }

    /// The name of the signature over this manifest.
    package var signatureName: String
    package var signatureMediaType: String?
    package var references: [Reference]
    /// What was passed over in other people's manifests: paths of unknown elements and attributes.
    package var ignored: [String] = []

    package init(signatureName: String, signatureMediaType: String?, references: [Reference]) {
        self.signatureName = signatureName
        self.signatureMediaType = signatureMediaType
        self.references = references
    }

    static let namespace = "http://uri.etsi.org/02918/v1.2.1#"
    static let digestNamespace = "http://www.w3.org/2000/09/xmldsig#"
    static let signatureMediaType = "application/x-pkcs7-signature"
    static let stampMediaType = "application/vnd.etsi.timestamp-token"
}
