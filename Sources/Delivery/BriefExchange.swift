// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Octets

/// One short question over HTTP and its answer, whose bytes prove themselves: a time-stamp, an OCSP answer, a list.
///
/// Plain HTTP is enough and usual. Where the address is HTTPS, the system's roots are asked about the connection alone;
/// nothing of what the answer proves hangs on them. Nothing is redirected, and nobody waits long.
struct BriefExchange: Sendable {
    /// How long to wait, in seconds.
    struct Patience: Sendable {
        var connect: Int64 = 5
        var answer: Int64 = 15
    }

    var patience = Patience()

    /// - Parameters:
    ///   - url: the address.
    ///   - question: what is posted, with its type; nil asks with GET.
    ///   - answerType: what the answer's type must begin with; nil takes any, since lists are served under many.
    ///   - limit: how long the answer may be, in bytes.
    /// - Returns: the answer, unread.
    /// - Throws: `DeliveryError`.
    func answer(
        from url: String,
        to question: (type: String, body: [UInt8])? = nil,
        answerType: String? = nil,
        limit: Int
    ) async throws -> [UInt8] {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: HTTPClient.Configuration.Timeout(
                connect: .seconds(patience.connect),
                read: .seconds(patience.answer)
            ),
            decompression: .disabled
        )
        configuration.httpVersion = .http1Only
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        var request = HTTPClientRequest(url: url)
        if let question {
            request.method = .POST
            request.headers = ["Content-Type": question.type]
            request.body = .bytes(ByteBuffer(bytes: question.body))
        }
        let result: Result<[UInt8], any Error>
        do {
            let deadline = NIODeadline.now() + .seconds(patience.connect + patience.answer)
            let response = try await client.execute(request, deadline: deadline)
            let type = response.headers["Content-Type"].first ?? ""
            guard response.status == .ok, answerType.map({ type.hasPrefix($0) }) ?? true else {
                throw DeliveryError(.answerUnusable)
            }
            let body = try await response.body.collect(upTo: limit)
            result = .success(Array(body.readableBytesView))
        } catch {
            result = .failure(error)
        }
        try? await client.shutdown()
        do {
            return try result.get()
        } catch {
            throw DeliveryError(translating: error)
        }
    }
}
