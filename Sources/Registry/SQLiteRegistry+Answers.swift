// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GRDB
package import Octets

extension SQLiteRegistry {
    package func decide(_ answer: CaseAnswer, sending outgoing: OutgoingBundle) throws(RegistryError) {
        try answer.check(outgoing)
        try write { database in
            try Self.requireFile(database, answer.identity)
            let final = try Row.fetchOne(
                database,
                sql: "SELECT 1 FROM answer WHERE identity = ? AND outcome <> 'questions'",
                arguments: [answer.identity.data]
            )
            guard final == nil else { throw RegistryError(.decided) }
            try database.execute(
                sql: """
                    INSERT INTO answer (identity, outcome, decidedAt, officer, answerIdentity, answerBundle)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    answer.identity.data, answer.decision.outcome.rawValue,
                    answer.decision.decidedAt.secondsSinceEpoch, answer.decision.officer,
                    answer.answerIdentity.data, answer.answerBundle,
                ]
            )
            try Self.insert(database, outgoing)
            try database.execute(
                sql: "UPDATE received SET state = 'decided' WHERE identity = ?",
                arguments: [answer.identity.data]
            )
        }
    }

    package func answers(to identity: SHA256Digest) throws(RegistryError) -> [CaseAnswer] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT * FROM answer WHERE identity = ? ORDER BY sequence",
                arguments: [identity.data]
            ).map { try CaseAnswer($0) }
        }
    }

    package func replies(
        to identity: SHA256Digest,
        from senderAuthority: SHA256Digest
    ) throws(RegistryError) -> [ReceivedBundle] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM received WHERE replyTo = ? AND senderAuthority = ? AND decision = 'filed'
                    ORDER BY sequence
                    """,
                arguments: [identity.data, senderAuthority.data]
            ).map { try ReceivedBundle($0) }
        }
    }

    // MARK: Erasing

    package func erase(_ erasure: Erasure) throws(RegistryError) -> SHA256Digest? {
        try erasure.check()
        return try write { database in
            try database.execute(
                sql: """
                    INSERT INTO erasure (identity, senderAuthority, bundle, reason, erasedAt, receipt, receiptDigest)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (identity) DO NOTHING
                    """,
                arguments: [
                    erasure.identity.data, erasure.senderAuthority.data, erasure.bundle, erasure.reason,
                    erasure.erasedAt.secondsSinceEpoch, Data(erasure.receipt),
                    SHA256Digest(of: erasure.receipt).data,
                ]
            )
            try database.execute(
                sql: "DELETE FROM searchMark WHERE identity = ?",
                arguments: [erasure.identity.data]
            )
            try database.execute(
                sql: """
                    UPDATE received SET erasedAt = coalesce(erasedAt, ?) WHERE identity = ? AND decision = 'filed'
                    """,
                arguments: [erasure.erasedAt.secondsSinceEpoch, erasure.identity.data]
            )
            guard database.changesCount == 1 else { return nil }
            return try Self.received(database, erasure.identity)?.facts.fileDigest
        }
    }

    package func erasure(of identity: SHA256Digest) throws(RegistryError) -> Erasure? {
        try read { database in try Self.erasure(database, identity) }
    }

    static func erasure(_ database: Database, _ identity: SHA256Digest) throws -> Erasure? {
        try Row.fetchOne(
            database.cachedStatement(sql: "SELECT * FROM erasure WHERE identity = ?"),
            arguments: [identity.data]
        ).map { try Erasure($0) }
    }
}
