// SPDX-License-Identifier: Apache-2.0

package import Octets

/// An officer has opened a filed bundle: the receiver's own statement (`ContentHandover`, EN 319 522).
package struct Handover: Hashable, Sendable {
    package let identity: SHA256Digest
    package let openedAt: Timestamp
    /// The officer's id within the office; never a name.
    package let officer: String
    /// The receipt container that says so.
    package let receipt: [UInt8]

    package init(identity: SHA256Digest, openedAt: Timestamp, officer: String, receipt: [UInt8]) {
        self.identity = identity
        self.openedAt = openedAt
        self.officer = officer
        self.receipt = receipt
    }

    func check() throws(RegistryError) {
        guard !officer.isEmpty, officer.utf8.count <= Limits.officeID else {
            throw RegistryError(.unfit, ["name": "officer"])
        }
        guard !receipt.isEmpty else { throw RegistryError(.unfit, ["name": "receipt"]) }
    }
}
