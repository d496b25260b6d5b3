// SPDX-License-Identifier: Apache-2.0

package import Octets

/// That a person has withdrawn a consent, as this office was told.
///
/// Nothing in it tells about the person: times, codes and ids.
package struct RecordedWithdrawal: Hashable, Sendable {
    package enum Scope: String, CaseIterable, Sendable {
        case all
        case purposes
        case categories
    }

    /// Who told this office.
    package enum Source: Hashable, Sendable {
        /// The person told an officer of this office; the id, never a name.
        case officer(String)
        /// Another office sent a notice, in the bundle of this identity.
        case notice(SHA256Digest)
    }

    package let withdrawnAt: Timestamp
    package let recordedAt: Timestamp
    package let scope: Scope
    /// The purposes or categories that are withdrawn; none where it is all.
    package let codes: [String]
    /// The dossiers that went out under the consent, as far as the one who told knows.
    package let dossiers: [String]
    /// The office whose officer told or that sent the notice.
    package let office: String
    package let source: Source

    package init(
        withdrawnAt: Timestamp,
        recordedAt: Timestamp,
        scope: Scope,
        codes: [String],
        dossiers: [String],
        office: String,
        source: Source
    ) {
        self.withdrawnAt = withdrawnAt
        self.recordedAt = recordedAt
        self.scope = scope
        self.codes = codes
        self.dossiers = Set(dossiers).sorted()
        self.office = office
        self.source = source
    }

    func check() throws(RegistryError) {
        guard dossiers.allSatisfy(BundleID.isWellFormed) else {
            throw RegistryError(.unfit, ["name": "dossier"])
        }
        guard !office.isEmpty, office.utf8.count <= Limits.officeID else {
            throw RegistryError(.unfit, ["name": "office"])
        }
        guard codes.allSatisfy({ !$0.isEmpty && !$0.contains(" ") }) else {
            throw RegistryError(.unfit, ["name": "codes"])
        }
        if case .officer(let officer) = source {
            guard !officer.isEmpty, officer.utf8.count <= Limits.officeID else {
                throw RegistryError(.unfit, ["name": "officer"])
            }
        }
    }

    /// Whether the other says the same; when it was recorded does not count.
    func repeats(_ other: RecordedWithdrawal) -> Bool {
        withdrawnAt == other.withdrawnAt && scope == other.scope && codes == other.codes
            && dossiers == other.dossiers && office == other.office && source == other.source
    }
}
