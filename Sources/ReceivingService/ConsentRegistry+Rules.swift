// SPDX-License-Identifier: Apache-2.0

package import Dossiers
package import Octets
package import Registry

extension ConsentRegistry {
    /// The registry's memory as the rules about content ask for it.
    package var withdrawalLookup: WithdrawalLookup {
        WithdrawalLookup { caseNumber, dossiers in
            try withdrawals(caseNumber: caseNumber, dossiers: dossiers).map(\.forRules)
        }
    }
}

extension RecordedWithdrawal {
    package var forRules: Withdrawal {
        let scope: Withdrawal.Scope =
            switch scope {
            case .all: .all
            case .purposes: .purposes(codes)
            case .categories: .categories(codes)
            }
        return Withdrawal(at: withdrawnAt, scope: scope)
    }

    /// What a notice says, as the registry keeps it.
    package init(
        _ notice: WithdrawalNotice,
        recordedAt: Timestamp,
        office: String,
        source: Source
    ) {
        let (scope, codes): (Scope, [String]) =
            switch notice.withdrawal.scope {
            case .all: (.all, [])
            case .purposes(let purposes): (.purposes, purposes)
            case .categories(let categories): (.categories, categories)
            }
        self.init(
            // A notice that names a time to come counts from now: nobody withdraws for later.
            withdrawnAt: min(notice.withdrawal.at, recordedAt),
            recordedAt: recordedAt,
            scope: scope,
            codes: codes,
            dossiers: notice.dossiers.map(\.dossier),
            office: office,
            source: source
        )
    }
}
