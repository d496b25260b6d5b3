// SPDX-License-Identifier: Apache-2.0

package import Octets
import Synchronization

/// A consent registry that forgets everything when the process ends, for tests.
package final class MemoryConsentRegistry: ConsentRegistry {
    private struct Content {
        var passings: [(caseMark: SHA256Digest, passing: DossierPassing)] = []
        var withdrawals: [(caseMark: SHA256Digest, withdrawal: RecordedWithdrawal)] = []

        func withdrawals(_ mark: SHA256Digest, _ dossiers: [String]) -> [RecordedWithdrawal] {
            withdrawals.filter { row in
                row.caseMark == mark || row.withdrawal.dossiers.contains { dossiers.contains($0) }
            }
            .map(\.withdrawal)
        }
    }

    private let content = Mutex(Content())
    private let salt: [UInt8] = [1]

    package init() {}

    package func record(_ passing: DossierPassing, caseNumber: String) throws(RegistryError) {
        try passing.check()
        let mark = caseMark(caseNumber, salt: salt)
        content.withLock { content in
            let isKnown = content.passings.contains {
                $0.passing.identity == passing.identity && $0.passing.authority == passing.authority
            }
            if !isKnown { content.passings.append((mark, passing)) }
        }
    }

    package func passings(caseNumber: String, dossiers: [String]) -> [DossierPassing] {
        let mark = caseMark(caseNumber, salt: salt)
        return content.withLock { content in
            content.passings.filter { $0.caseMark == mark || dossiers.contains($0.passing.dossier) }
                .map(\.passing)
        }
    }

    package func record(_ withdrawal: RecordedWithdrawal, caseNumber: String) throws(RegistryError) {
        try withdrawal.check()
        let mark = caseMark(caseNumber, salt: salt)
        content.withLock { content in
            let isKnown = content.withdrawals.contains {
                $0.caseMark == mark && $0.withdrawal.repeats(withdrawal)
            }
            if !isKnown { content.withdrawals.append((mark, withdrawal)) }
        }
    }

    package func withdrawals(caseNumber: String, dossiers: [String]) -> [RecordedWithdrawal] {
        let mark = caseMark(caseNumber, salt: salt)
        return content.withLock { $0.withdrawals(mark, dossiers) }
    }

    package func withdrawals(ofBundle identity: SHA256Digest) -> [RecordedWithdrawal] {
        content.withLock { content in
            guard let row = content.passings.first(where: { $0.passing.identity == identity }) else {
                return []
            }
            return content.withdrawals(row.caseMark, [row.passing.dossier])
        }
    }
}
