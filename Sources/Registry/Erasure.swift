// SPDX-License-Identifier: Apache-2.0

package import Octets

/// A received bundle whose sealed file was taken away for good; what proves its coming and going stays.
package struct Erasure: Hashable, Sendable {
    package let identity: SHA256Digest
    package let senderAuthority: SHA256Digest
    /// The bundle id: a UUID in lower case.
    package let bundle: String
    /// Why, as a code.
    package let reason: String
    package let erasedAt: Timestamp
    /// The receipt container that says so.
    package let receipt: [UInt8]

    package init(
        identity: SHA256Digest,
        senderAuthority: SHA256Digest,
        bundle: String,
        reason: String,
        erasedAt: Timestamp,
        receipt: [UInt8]
    ) {
        self.identity = identity
        self.senderAuthority = senderAuthority
        self.bundle = bundle
        self.reason = reason
        self.erasedAt = erasedAt
        self.receipt = receipt
    }

    func check() throws(RegistryError) {
        guard BundleID.isWellFormed(bundle) else { throw RegistryError(.unfit, ["name": "bundle"]) }
        guard !reason.isEmpty, reason.utf8.count <= Limits.officeID else {
            throw RegistryError(.unfit, ["name": "reason"])
        }
        guard !receipt.isEmpty else { throw RegistryError(.unfit, ["name": "receipt"]) }
    }
}
