// SPDX-License-Identifier: Apache-2.0

import Bundles
import Dossiers
import Octets
import Offices
import Registry
import Signatures
import TransparencyLog

/// Makes the receipts of what happens to a bundle after it was filed, each with its leaf in the log.
struct ReceiptsOfCase {
    private let making: ReceiptMaking
    private let filing: Receipt

    /// Unlocks what is needed to make receipts about the bundle of `item` under the office's seal.
    init(_ item: InboxItem, _ service: ServiceFolder, _ session: Session) throws {
        guard item.receipt != nil else {
            throw CommandError(.itemDamaged, ["id": item.bundle.facts.bundle])
        }
        let office = service.office
        let trust = try office.trust()
        filing = try Receipt(container: item.bundle.receipt, trust: trust, at: session.now)
        let sender = trust.card(of: filing.document.to)
        let log = try office.logSigner(session.passphrases)
        try service.registry.beginLog(signedBy: log)
        making = ReceiptMaking(
            office: office.reference,
            seal: try office.seal(.receipt, at: session.now, session.passphrases),
            log: log,
            cards: try [office.card()] + [sender].compactMap { $0 },
            policy: office.encryptionPolicy,
            checkpoint: try service.registry.carriedCheckpoint(at: session.now),
            now: session.now
        )
    }

    func make(
        _ decision: ReceiptDocument.Decision,
        codes: [String] = [],
        appending: LogAppending
    ) throws -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return try making.make(
            decision,
            after: filing,
            codes: codes,
            appending: appending,
            using: &generator
        )
    }
}

extension Office {
    /// The officer of this id; where none is named, the only one that the office has.
    ///
    /// - Throws: `CommandError` with `officerNeeded`, `OfficeError` with `unknownOfficer`.
    func acting(_ id: String?) throws -> Officer {
        if let id { return try officer(id) }
        let officers = try officers()
        guard let officer = officers.first, officers.count == 1 else { throw CommandError(.officerNeeded) }
        return officer
    }
}
