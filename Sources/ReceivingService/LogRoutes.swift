// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import NIOCore
import NIOPosix
import Octets
import Registry
import TransparencyLog

/// The office's log for everybody (C2SP tlog-tiles), and its witness for other offices' logs (C2SP tlog-witness).
struct LogRoutes: Sendable {
    let published: PublishedLog
    let threads: NIOThreadPool
    let clock: @Sendable () -> Timestamp

    func add(to router: Router<ServiceContext>) {
        router.get("log/checkpoint") { _, _ in
            guard let head = try await threads.blocking({ [published] in try published.log.logHead() }) else {
                throw Problem(.notFound)
            }
            // It changes with every leaf.
            return answer(.ok, head.bytes, type: Self.text, caching: "no-cache")
        }
        router.get("log/tile/**") { _, context in
            let path = context.parameters.getCatchAll().joined(separator: "/")
            guard let path = TilePath(parsing: path),
                let tile = try await threads.blocking({ [published] in try published.log.tile(path) })
            else { throw Problem(.notFound) }
            return answer(
                .ok,
                tile,
                type: "application/octet-stream",
                caching: "public, max-age=31536000, immutable"
            )
        }
        router.post("log/witness/add-checkpoint") { request, _ in
            try await cosign(request)
        }
    }

    private static let text = "text/plain; charset=utf-8"

    /// Answers as tlog-witness says, "add-checkpoint": each refusal has its own status.
    private func cosign(_ request: Request) async throws -> Response {
        guard let cosigner = published.cosigner else { throw Problem(.notFound) }
        let body: [UInt8]
        do {
            body = Array(try await request.body.collect(upTo: Limits.logProof).readableBytesView)
        } catch {
            throw Problem(.malformedRequest)
        }
        guard let asked = try? AddCheckpointRequest(parsing: body) else { throw Problem(.malformedRequest) }
        let time = clock()
        let result = try await threads.blocking { [published] in
            guard let key = try published.logKey(asked.checkpoint.checkpoint.origin) else {
                return Result<NoteSignature?, WitnessRefusal>.success(nil)
            }
            do {
                return .success(
                    try published.log.witness(asked, of: key, signedBy: cosigner, at: time)
                )
            } catch let refusal as WitnessRefusal {
                return .failure(refusal)
            }
        }
        switch result {
        case .success(let signature?):
            return answer(.ok, Array((signature.line + "\n").utf8), type: Self.text, caching: "no-store")
        case .success(nil): throw Problem(.unknownLog)
        case .failure(.notTheLogs): throw Problem(.notTheLogs)
        case .failure(.sizesSwapped): throw Problem(.malformedRequest)
        case .failure(.inconsistent): throw Problem(.inconsistent)
        case .failure(.conflict(let latest)):
            return answer(
                .conflict,
                Array("\(latest)\n".utf8),
                type: "text/x.tlog.size",
                caching: "no-store"
            )
        }
    }

    private func answer(
        _ status: HTTPResponse.Status,
        _ bytes: [UInt8],
        type: String,
        caching: String
    ) -> Response {
        Response(
            status: status,
            headers: [.contentType: type, .cacheControl: caching],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }
}
