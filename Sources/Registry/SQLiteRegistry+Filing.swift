// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GRDB
package import Octets
package import TransparencyLog

extension SQLiteRegistry {
    package func file(
        _ requests: [FilingRequest],
        signedBy signer: NoteSigner
    ) -> [Result<Filing, any Error>] {
        var results: [Int: Result<Filing, any Error>] = [:]
        var rest = Array(requests.indices)
        while !rest.isEmpty {
            let group = Self.distinct(rest, of: requests)
            for (place, result) in zip(group, fileTogether(group.map { requests[$0] }, signer)) {
                results[place] = result
            }
            rest.removeAll { results[$0] != nil }
        }
        return requests.indices.compactMap { results[$0] }
    }

    /// Those of `places` that have nothing to do with each other: of two deliveries of one bundle the second is to find
    /// the row of the first.
    private static func distinct(_ places: [Int], of requests: [FilingRequest]) -> [Int] {
        var identities: Set<SHA256Digest> = []
        var bundles: Set<String> = []
        return places.filter { place in
            let facts = requests[place].facts
            let isNew = (identities.insert(facts.identity).inserted, bundles.insert(facts.bundle).inserted)
            return isNew == (true, true)
        }
    }

    /// Files requests in one transaction; where that fails, each in one of its own, so that only one whose fault it is
    /// fails.
    private func fileTogether(
        _ requests: [FilingRequest],
        _ signer: NoteSigner
    ) -> [Result<Filing, any Error>] {
        do {
            return try writeAndPassErrors { try Self.file($0, requests, signer) }
        } catch {
            guard requests.count > 1 else { return [.failure(error)] }
            return requests.flatMap { fileTogether([$0], signer) }
        }
    }

    private static func file(
        _ database: Database,
        _ requests: [FilingRequest],
        _ signer: NoteSigner
    ) throws -> [Result<Filing, any Error>] {
        var results: [Result<Filing, any Error>?] = try requests.map { request in
            do throws(RegistryError) {
                try request.check()
            } catch {
                return .failure(error)
            }
            let facts = request.facts
            switch try standing(database, facts.identity, facts.senderAuthority, facts.bundle) {
            case .new: return nil
            case .known(let bundle): return .success(.duplicate(bundle))
            case .erased: return .failure(RegistryError(.erased))
            case .replayed: return facts.isReplay ? nil : .failure(RegistryError(.replayed))
            }
        }
        let fresh = results.indices.filter { results[$0] == nil }
        guard !fresh.isEmpty else { return results.compactMap(\.self) }
        let proofs = try SQLiteLog(database).appendAndKeepHead(fresh.map { requests[$0].leaf }, signer)
        for (place, proof) in zip(fresh, proofs) {
            let request = requests[place]
            let receipt = try request.makeReceipt(proof)
            guard !receipt.isEmpty else { throw RegistryError(.unfit, ["name": "receipt"]) }
            let bundle = ReceivedBundle(facts: request.facts, receipt: receipt)
            try insert(database, bundle)
            if let dossier = request.dossier {
                try insert(database, dossier.passing, caseNumber: dossier.caseNumber)
                for (withdrawal, caseNumber) in dossier.withdrawals {
                    try insert(database, withdrawal, caseNumber: caseNumber)
                }
            }
            results[place] = .success(.added(bundle))
        }
        return results.compactMap(\.self)
    }

    package func standing(
        of identity: SHA256Digest,
        senderAuthority: SHA256Digest,
        bundle: String
    ) throws(RegistryError) -> BundleStanding {
        try read { database in try Self.standing(database, identity, senderAuthority, bundle) }
    }

    private static func standing(
        _ database: Database,
        _ identity: SHA256Digest,
        _ senderAuthority: SHA256Digest,
        _ bundle: String
    ) throws -> BundleStanding {
        if let bundle = try received(database, identity) { return .known(bundle) }
        guard try erasure(database, identity) == nil else { return .erased }
        let isReplayed = try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT 1 FROM received
                    WHERE senderAuthority = :authority AND bundle = :bundle AND isReplay = 0
                    UNION ALL SELECT 1 FROM erasure WHERE senderAuthority = :authority AND bundle = :bundle
                    """
            ),
            arguments: ["authority": senderAuthority.data, "bundle": bundle]
        )
        return isReplayed == nil ? .new : .replayed
    }

    private static func insert(_ database: Database, _ bundle: ReceivedBundle) throws {
        let facts = bundle.facts
        try database.cachedStatement(
            sql: """
                INSERT INTO received (identity, senderAuthority, senderOffice, bundle, fileDigest, fileSize,
                    receivedAt, decision, state, receipt, receiptDigest, replyTo, replyOutcome,
                    replyDecidedAt, replyOfficer, isReplay)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(
            arguments: [
                facts.identity.data, facts.senderAuthority.data, facts.senderOffice, facts.bundle,
                facts.fileDigest.data, Int64(facts.fileSize), facts.receivedAt.secondsSinceEpoch,
                facts.decision.rawValue, bundle.state.rawValue, Data(bundle.receipt),
                SHA256Digest(of: bundle.receipt).data, facts.reply?.replyTo.data,
                facts.reply?.decision?.outcome.rawValue,
                facts.reply?.decision?.decidedAt.secondsSinceEpoch, facts.reply?.decision?.officer,
                facts.isReplay,
            ]
        )
        guard let reply = facts.reply, reply.decision != nil, facts.decision == .filed else { return }
        try end(database, reply.replyTo, facts.senderAuthority)
    }
}
