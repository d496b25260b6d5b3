// SPDX-License-Identifier: Apache-2.0

package import Octets
import Synchronization
package import TransparencyLog

extension MemoryRegistry {
    package func file(
        _ requests: [FilingRequest],
        signedBy signer: NoteSigner
    ) -> [Result<Filing, any Error>] {
        requests.map { request in Result { try file(request, signer) } }
    }

    private func file(_ request: FilingRequest, _ signer: NoteSigner) throws -> Filing {
        try request.check()
        let facts = request.facts
        let filing: Filing = try content.withLock { content in
            switch content.standing(facts.identity, facts.senderAuthority, facts.bundle) {
            case .new: break
            case .known(let bundle): return .duplicate(bundle)
            case .erased: throw RegistryError(.erased)
            case .replayed: guard facts.isReplay else { throw RegistryError(.replayed) }
            }
            let before = content.logs
            let receipt: [UInt8]
            do {
                receipt = try request.makeReceipt(content.logs.append(request.leaf, signer))
                guard !receipt.isEmpty else { throw RegistryError(.unfit, ["name": "receipt"]) }
            } catch {
                content.logs = before
                throw error
            }
            let bundle = ReceivedBundle(facts: facts, receipt: receipt)
            content.lastSequence += 1
            content.rows.append(Row(sequence: content.lastSequence, bundle: bundle))
            return .added(bundle)
        }
        if case .added = filing, let dossier = request.dossier {
            try consents.record(dossier.passing, caseNumber: dossier.caseNumber)
            for (withdrawal, caseNumber) in dossier.withdrawals {
                try consents.record(withdrawal, caseNumber: caseNumber)
            }
        }
        return filing
    }

    package func standing(
        of identity: SHA256Digest,
        senderAuthority: SHA256Digest,
        bundle: String
    ) -> BundleStanding {
        content.withLock { $0.standing(identity, senderAuthority, bundle) }
    }
}
