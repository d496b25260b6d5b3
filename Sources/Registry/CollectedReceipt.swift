// SPDX-License-Identifier: Apache-2.0

package import Octets

/// A receipt that another office gave for a bundle of ours.
package struct CollectedReceipt: Hashable, Sendable {
    /// The bundle's identity.
    package let identity: SHA256Digest
    /// The SHA-256 of the certificate of the authority of the office that gave it.
    package let recipientAuthority: SHA256Digest
    /// The receipt's event after EN 319 522, for example `ContentConsignment`.
    package let event: String
    package let collectedAt: Timestamp
    /// The receipt container.
    package let bytes: [UInt8]

    package init(
        identity: SHA256Digest,
        recipientAuthority: SHA256Digest,
        event: String,
        collectedAt: Timestamp,
        bytes: [UInt8]
    ) {
        self.identity = identity
        self.recipientAuthority = recipientAuthority
        self.event = event
        self.collectedAt = collectedAt
        self.bytes = bytes
    }

    func check() throws(RegistryError) {
        guard !bytes.isEmpty else { throw RegistryError(.unfit, ["name": "receipt"]) }
        guard !event.isEmpty, event.utf8.count <= Limits.officeID else {
            throw RegistryError(.unfit, ["name": "event"])
        }
    }

    /// Refuses a receipt that `kept` bytes of others about the same bundle, from the same `office`, leave no room for.
    func check(besides kept: Int, from office: String) throws(RegistryError) {
        guard kept + bytes.count <= Limits.receiptsOfBundleSize else { throw Self.full(office) }
    }

    /// That `office` has given more about one bundle than is kept.
    package static func full(_ office: String) -> RegistryError {
        RegistryError(.receiptsFull, ["office": office, "limit": String(Limits.receiptsOfBundleSize)])
    }
}
