// SPDX-License-Identifier: Apache-2.0

import Octets
import TimeAuthorityForTests

/// A time-stamp authority that answers over plain HTTP, as public ones do, from `openssl ts -reply`.
struct StampingServer: Sendable {
    let authority: TimeAuthority
    var root: String { authority.folder + "/root.pem" }

    init(in folder: String) async throws {
        let now = Timestamp.now()
        authority = try await TimeAuthority(
            in: folder,
            TimeAuthority.Plan(
                from: now.adding(seconds: -86400),
                until: now.adding(seconds: 20 * 365 * 86400)
            )
        )
    }

    /// Answers while `body` runs, which is given the address.
    func serving<R: Sendable>(_ body: @escaping @Sendable (String) async throws -> R) async throws -> R {
        try await answer.serving { try await body($0 + "/tsa") }
    }

    private var answer: AnsweringServer {
        AnsweringServer(
            program: [
                "openssl", "ts", "-reply", "-config", authority.folder + "/ca.cnf", "-section", "stamping",
            ],
            question: ("-queryfile", "application/timestamp-query"),
            answer: ("-out", "application/timestamp-reply")
        )
    }
}
