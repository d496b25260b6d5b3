// SPDX-License-Identifier: Apache-2.0

import Octets
package import Signatures

/// Asks authorities about revoked certificates, where a person wished that (`verify --online`).
///
/// Only addresses of certificates that lead to a trusted authority are asked, each once, a few in all. What comes back
/// counts only if it is signed by whom it should be, which `Signatures` judges; so nothing here is believed.
package struct RevocationClient: Sendable {
    /// What came back.
    package struct Fetched: Sendable {
        package var lists: [RevocationList] = []
        package var responses: [StatusResponse] = []
        /// The addresses that gave something that could be read.
        package var asked: [String] = []
        package var failed: [String] = []
    }

    private let exchange: BriefExchange

    package init() {
        exchange = BriefExchange()
    }

    /// Asks about each certificate: its responders until one answers, and its list.
    package func fetch(_ sources: [RevocationSource]) async -> Fetched {
        var fetched = Fetched()
        var seen: Set<String> = []
        var left = Limits.fetches
        for source in sources {
            for address in source.statusAddresses where Self.isUsable(address) && left > 0 {
                guard let question = try? StatusResponse.request(about: source.certificate, by: source.issuer)
                else { break }
                left -= 1
                if let response = try? await status(question, from: address) {
                    fetched.responses.append(response)
                    fetched.asked.append(address)
                    break
                }
                fetched.failed.append(address)
            }
            for address in source.listAddresses
            where Self.isUsable(address) && left > 0 && seen.insert(address).inserted {
                left -= 1
                if let list = try? await list(from: address) {
                    fetched.lists.append(list)
                    fetched.asked.append(address)
                    break
                }
                fetched.failed.append(address)
            }
        }
        return fetched
    }

    private func status(_ question: [UInt8], from address: String) async throws -> StatusResponse {
        try StatusResponse(
            der: await exchange.answer(
                from: address,
                to: ("application/ocsp-request", question),
                answerType: "application/ocsp-response",
                limit: Limits.statusResponse
            )
        )
    }

    private func list(from address: String) async throws -> RevocationList {
        try RevocationList(file: await exchange.answer(from: address, limit: Limits.revocationList))
    }

    private static func isUsable(_ address: String) -> Bool {
        address.utf8.count <= 1024 && ["http://", "https://"].contains { address.hasPrefix($0) }
    }
}
