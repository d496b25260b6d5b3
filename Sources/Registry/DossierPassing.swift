// SPDX-License-Identifier: Apache-2.0

package import Octets

/// That a dossier went by a bundle to an office, or came from one.
package struct DossierPassing: Hashable, Sendable {
    package enum Direction: String, CaseIterable, Sendable {
        /// Sealed for the office: from then on it may have the papers, whoever carries them.
        case out
        /// Received from the office and filed.
        case `in`
    }

    /// The SHA-256 of the bundle's `META-INF/ASiCManifest001.xml`.
    package let identity: SHA256Digest
    /// The bundle id: a UUID in lower case.
    package let bundle: String
    /// The dossier id: a UUID in lower case.
    package let dossier: String
    package let direction: Direction
    /// The SHA-256 of the certificate of the other office's authority.
    package let authority: SHA256Digest
    /// The other office's id.
    package let office: String
    package let passedAt: Timestamp

    package init(
        identity: SHA256Digest,
        bundle: String,
        dossier: String,
        direction: Direction,
        authority: SHA256Digest,
        office: String,
        passedAt: Timestamp
    ) {
        self.identity = identity
        self.bundle = bundle
        self.dossier = dossier
        self.direction = direction
        self.authority = authority
        self.office = office
        self.passedAt = passedAt
    }

    func check() throws(RegistryError) {
        guard BundleID.isWellFormed(bundle) else { throw RegistryError(.unfit, ["name": "bundle"]) }
        guard BundleID.isWellFormed(dossier) else { throw RegistryError(.unfit, ["name": "dossier"]) }
        guard !office.isEmpty, office.utf8.count <= Limits.officeID else {
            throw RegistryError(.unfit, ["name": "office"])
        }
    }
}
