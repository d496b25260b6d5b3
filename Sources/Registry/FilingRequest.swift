// SPDX-License-Identifier: Apache-2.0

import Octets
package import TransparencyLog

/// A judged bundle that is to be filed: its row, its leaf, how its receipt is made, and what is to be known of its dossier.
package struct FilingRequest: Sendable {
    package let facts: BundleFacts
    /// The leaf of the receipt that is to be made.
    package let leaf: LogLeaf
    /// Where the dossier that is filed is remembered; nil for a bundle that is refused.
    package let dossier: FiledDossier?
    /// Makes the receipt from the proof that its leaf is in the log.
    package let makeReceipt: @Sendable (LogProof) throws -> [UInt8]

    package init(
        _ facts: BundleFacts,
        leaf: LogLeaf,
        dossier: FiledDossier? = nil,
        makeReceipt: @escaping @Sendable (LogProof) throws -> [UInt8]
    ) {
        self.facts = facts
        self.leaf = leaf
        self.dossier = dossier
        self.makeReceipt = makeReceipt
    }

    func check() throws(RegistryError) {
        try facts.check()
        try dossier?.passing.check()
        for (withdrawal, _) in dossier?.withdrawals ?? [] { try withdrawal.check() }
    }
}

/// What is to be known of a dossier that is filed: by what it came, and what the withdrawal notices in it say.
package struct FiledDossier: Sendable {
    package let passing: DossierPassing
    package let caseNumber: String
    /// Each with the number of its case.
    package let withdrawals: [(withdrawal: RecordedWithdrawal, caseNumber: String)]

    package init(
        passing: DossierPassing,
        caseNumber: String,
        withdrawals: [(withdrawal: RecordedWithdrawal, caseNumber: String)] = []
    ) {
        self.passing = passing
        self.caseNumber = caseNumber
        self.withdrawals = withdrawals
    }
}
