// SPDX-License-Identifier: Apache-2.0

package import Octets

/// A bundle of ours on its way to one office; a bundle for two offices is two of these.
package struct OutgoingBundle: Hashable, Sendable {
    /// The last try to deliver it.
    package struct Attempt: Hashable, Sendable {
        package let at: Timestamp
        /// What came of it: an error's code, or `delivered`.
        package let code: String

        package init(at: Timestamp, code: String) {
            self.at = at
            self.code = code
        }
    }

    /// The SHA-256 of the bundle's `META-INF/ASiCManifest001.xml`.
    package let identity: SHA256Digest
    /// The SHA-256 of the certificate of the recipient's authority.
    package let recipientAuthority: SHA256Digest
    package let recipientOffice: String
    /// The bundle id: a UUID in lower case.
    package let bundle: String
    package let fileDigest: SHA256Digest
    /// The size of the sealed file, in bytes.
    package let fileSize: UInt64
    package let createdAt: Timestamp
    package var attempts: Int64 = 0
    package var lastAttempt: Attempt?

    package init(
        identity: SHA256Digest,
        recipientAuthority: SHA256Digest,
        recipientOffice: String,
        bundle: String,
        fileDigest: SHA256Digest,
        fileSize: UInt64,
        createdAt: Timestamp
    ) {
        self.identity = identity
        self.recipientAuthority = recipientAuthority
        self.recipientOffice = recipientOffice
        self.bundle = bundle
        self.fileDigest = fileDigest
        self.fileSize = fileSize
        self.createdAt = createdAt
    }

    func check() throws(RegistryError) {
        guard BundleID.isWellFormed(bundle) else { throw RegistryError(.unfit, ["name": "bundle"]) }
        guard !recipientOffice.isEmpty, recipientOffice.utf8.count <= Limits.officeID else {
            throw RegistryError(.unfit, ["name": "recipientOffice"])
        }
        guard fileSize <= Limits.containerSize else { throw RegistryError(.unfit, ["name": "fileSize"]) }
    }
}
