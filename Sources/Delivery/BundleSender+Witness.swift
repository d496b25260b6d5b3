// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import NIOHTTP1
import Octets

extension BundleSender {
    /// Asks the office's witness to cosign a log's head (C2SP tlog-witness); what it answers is for the caller to judge.
    ///
    /// - Throws: `DeliveryError`.
    package func addCheckpoint(
        _ request: [UInt8],
        at address: String
    ) async throws -> (status: Int, body: [UInt8]) {
        var message = HTTPClientRequest(url: try ServiceAddress(address).witness)
        message.method = .POST
        message.headers = ["Content-Type": "text/plain; charset=utf-8"]
        message.body = .bytes(request)
        let (head, body) = try await execute(message, limit: Limits.problem)
        return (Int(head.status.code), body)
    }
}
