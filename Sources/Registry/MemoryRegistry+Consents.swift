// SPDX-License-Identifier: Apache-2.0

package import Octets

extension MemoryRegistry {
    package func record(_ passing: DossierPassing, caseNumber: String) throws(RegistryError) {
        try consents.record(passing, caseNumber: caseNumber)
    }

    package func passings(caseNumber: String, dossiers: [String]) -> [DossierPassing] {
        consents.passings(caseNumber: caseNumber, dossiers: dossiers)
    }

    package func record(_ withdrawal: RecordedWithdrawal, caseNumber: String) throws(RegistryError) {
        try consents.record(withdrawal, caseNumber: caseNumber)
    }

    package func withdrawals(caseNumber: String, dossiers: [String]) -> [RecordedWithdrawal] {
        consents.withdrawals(caseNumber: caseNumber, dossiers: dossiers)
    }

    package func withdrawals(ofBundle identity: SHA256Digest) -> [RecordedWithdrawal] {
        consents.withdrawals(ofBundle: identity)
    }
}
