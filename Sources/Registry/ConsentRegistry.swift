// SPDX-License-Identifier: Apache-2.0

package import Octets

/// Which offices have the papers of a case, and which consents were withdrawn.
///
/// Case numbers are given to it and never kept: it marks a case by a digest. What a call changed is durable when the
/// call returns. One conformance suite (`ConsentRegistryConformance` in the tests) holds for every kind.
package protocol ConsentRegistry: Sendable {
    /// Remembers that a dossier of this case went by a bundle; what is remembered already stays as it is.
    func record(_ passing: DossierPassing, caseNumber: String) throws(RegistryError)

    /// The passings of this case and of these dossiers, oldest first.
    func passings(caseNumber: String, dossiers: [String]) throws(RegistryError) -> [DossierPassing]

    /// Remembers a withdrawal about this case and the dossiers that it names; the same a second time changes nothing.
    func record(_ withdrawal: RecordedWithdrawal, caseNumber: String) throws(RegistryError)

    /// The withdrawals about this case or any of these dossiers, in the order of their recording.
    func withdrawals(caseNumber: String, dossiers: [String]) throws(RegistryError) -> [RecordedWithdrawal]

    /// The withdrawals about the dossier that went by this bundle; none where no passing is known.
    func withdrawals(ofBundle identity: SHA256Digest) throws(RegistryError) -> [RecordedWithdrawal]
}

/// The form in which a case number is marked: either case of letters is the same number.
func caseMark(_ caseNumber: String, salt: [UInt8]) -> SHA256Digest {
    SHA256Digest(of: salt + Array(caseNumber.lowercased().utf8))
}
