// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import NIOCore
import Octets
import Synchronization

/// Limits how often an address may ask, counts the answers, and gives every error its problem details.
struct Gatekeeper: RouterMiddleware {
    typealias Context = ServiceContext

    let limit: SharedRateLimit
    let metrics: ServiceMetrics
    let clock: @Sendable () -> Timestamp

    func handle(
        _ request: Request,
        context: ServiceContext,
        next: @concurrent (Request, ServiceContext) async throws -> Response
    ) async throws -> Response {
        var response: Response
        // Set where the request may not have been read to its end.
        var isCutShort = true
        do {
            guard limit.admits(context.channel.remoteAddress, at: clock()) else {
                throw Problem(.tooManyRequests)
            }
            response = try await next(request, context)
            isCutShort = false
        } catch let problem as Problem {
            response = problem.response
        } catch let error as HTTPError {
            response = Problem(error.status == .notFound ? .notFound : .malformedRequest).response
        } catch let error as any CodedError where error.codeName == "full" {
            response = Problem(.storageFull).response
        } catch {
            // What was thrown may hold more than anyone outside should read.
            response = Problem(.unavailable).response
        }
        // A client that is told no while it still sends is not to send on, nor to use the connection again.
        if isCutShort, request.method == .post || request.method == .patch {
            response.headers[.connection] = "close"
            context.closeSoon()
        }
        metrics.count(status: response.status.code)
        // An answer to HEAD has no content (RFC 9110 §9.3.2): it would be taken for the beginning of the next answer.
        return request.method == .head ? response.createHeadResponse() : response
    }
}

/// A rate limit that several tasks use.
final class SharedRateLimit: Sendable {
    private let limit: Mutex<RateLimit>

    init(perMinute: Int) {
        limit = Mutex(RateLimit(perMinute: perMinute))
    }

    func admits(_ address: SocketAddress?, at now: Timestamp) -> Bool {
        let key = RateLimit.Key(address)
        return limit.withLock { $0.admits(key, at: now) }
    }
}
