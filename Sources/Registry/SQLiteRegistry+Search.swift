// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GRDB
package import Octets

extension SQLiteRegistry {
    package func record(_ marks: Set<SHA256Digest>, of identity: SHA256Digest) throws(RegistryError) {
        try write { database in
            try Self.requireFile(database, identity)
            let insertion = try database.cachedStatement(
                sql: "INSERT INTO searchMark (mark, identity) VALUES (?, ?) ON CONFLICT DO NOTHING"
            )
            for mark in marks { try insertion.execute(arguments: [mark.data, identity.data]) }
        }
    }

    package func received(markedBy marks: Set<SHA256Digest>) throws(RegistryError) -> [ReceivedBundle] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM received WHERE identity IN
                        (SELECT identity FROM searchMark WHERE mark IN (\(Self.marks(marks.count))))
                    ORDER BY sequence
                    """,
                arguments: StatementArguments(marks.map(\.data))
            ).map { try ReceivedBundle($0) }
        }
    }

    package func unopenedCount() throws(RegistryError) -> Int {
        try read { database in
            try Int.fetchOne(
                database,
                sql: """
                    SELECT count(*) FROM received
                    WHERE decision = 'filed' AND state = 'waiting' AND erasedAt IS NULL
                        AND state IN ('waiting', 'opened')
                    """
            ) ?? 0
        }
    }
}
