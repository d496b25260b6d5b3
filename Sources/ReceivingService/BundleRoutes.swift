// SPDX-License-Identifier: Apache-2.0

import Files
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOPosix
import Octets
import Registry
import Synchronization

/// The routes of DESIGN §5, but for the log (`LogRoutes`).
///
/// Everything that may wait for the disk runs on `threads`, never on the cooperative pool or an event loop.
struct BundleRoutes: Sendable {
    static let containerType = "application/vnd.etsi.asic-e+zip"

    let configuration: ServiceConfiguration
    let intake: any Intake
    let store: SealedStore
    let threads: NIOThreadPool
    let metrics: ServiceMetrics
    let uploadLimit: SharedRateLimit
    let clock: @Sendable () -> Timestamp
    let health = HealthMemory()
    let uploads: UploadStore

    func add(to router: Router<ServiceContext>) {
        let resumable = UploadRoutes(
            configuration: configuration,
            intake: intake,
            uploads: uploads,
            threads: threads,
            metrics: metrics,
            clock: clock,
            answer: { outcome, context in answer(outcome, context) }
        )
        resumable.add(to: router)
        router.post("v1/bundles") { request, context in
            guard uploadLimit.admits(context.channel.remoteAddress, at: clock()) else {
                throw Problem(.tooManyRequests)
            }
            let announced =
                UploadFields.integer(request.headers, "Upload-Length")
                ?? UploadFields.integer(request.headers, "Content-Length")
            try await checkRoom(for: announced ?? 0)
            return UploadRoutes.isCreation(request)
                ? try await resumable.create(request, context) : try await take(request, context)
        }
        router.get("v1/bundles/:identity/receipt") { _, context in
            try await receipt(context.parameters.get("identity"))
        }
        router.get("v1/bundles/:identity/receipts/:number") { _, context in
            try await receipt(context.parameters.get("identity"), number: context.parameters.get("number"))
        }
        router.get("v1/card") { _, _ in
            guard let card = try await threads.blocking({ [intake] in try intake.card() }) else {
                throw Problem(.noCard)
            }
            return container(.ok, card)
        }
        router.get("healthz") { _, _ in
            try await checkHealth()
            return plain("ok\n", type: "text/plain; charset=utf-8")
        }
        router.get("metrics") { _, _ in
            plain(metrics.text, type: "text/plain; version=0.0.4; charset=utf-8")
        }
    }

    // MARK: Taking a bundle

    private func take(_ request: Request, _ context: ServiceContext) async throws -> Response {
        guard metrics.beginUpload(limit: configuration.concurrentUploads) else {
            throw Problem(.tooManyUploads)
        }
        defer { metrics.endUpload() }
        let upload = try BundleUpload(request, maximumSize: configuration.maximumBundleSize)
        let pace = UploadPace(startedAt: clock(), minimumRate: configuration.minimumRate)
        let outcome: IntakeOutcome
        do {
            let spool = try await upload.spool(into: store, on: threads, pace: pace, clock: clock)
            metrics.count(bytes: spool.count)
            let time = clock()
            outcome = try await threads.runIfActive { [intake] in
                defer { spool.discard() }
                return try intake.file(
                    spooledAt: spool.path,
                    fileDigest: spool.digest,
                    size: spool.count,
                    admitted: nil,
                    at: time
                )
            }
        } catch {
            let isRejection = (error as? Problem).map { $0.retryAfter == nil } ?? false
            metrics.count(isRejection ? .rejected : .failed)
            throw problem(error, context)
        }
        return answer(outcome, context)
    }

    private func answer(_ outcome: IntakeOutcome, _ context: ServiceContext) -> Response {
        switch outcome {
        case .filed(let receipt, let identity, let isDuplicate):
            metrics.count(isDuplicate ? .duplicate : .filed)
            context.logger.info(
                "bundle filed",
                metadata: ["identity": "\(identity)", "again": "\(isDuplicate)"]
            )
            return container(isDuplicate ? .ok : .created, receipt, of: identity)
        case .refused(let receipt, let identity):
            metrics.count(.refused)
            context.logger.notice("bundle refused", metadata: ["identity": "\(identity)"])
            return container(.unprocessableContent, receipt, of: identity)
        case .rejectedUnsigned(let code):
            metrics.count(.rejected)
            let problem = Problem.rejected(code)
            context.logger.notice("bundle rejected", metadata: ["code": "\(problem.codeName)"])
            return problem.response
        case .unavailable(let code, let retryAfter):
            metrics.count(.unavailable)
            let problem = Problem.unavailable(code, retryAfter: retryAfter)
            context.logger.warning("bundle not judged", metadata: ["code": "\(problem.codeName)"])
            return problem.response
        }
    }

    /// What is answered for an error; its code is logged, its text and arguments are not.
    private func problem(_ error: any Error, _ context: ServiceContext) -> Problem {
        if let problem = error as? Problem { return problem }
        guard let error = error as? any CodedError else {
            context.logger.error("bundle not taken", metadata: ["code": "unforeseen"])
            return Problem(.unavailable)
        }
        let code = "\(type(of: error).domain).\(error.codeName)"
        context.logger.error("bundle not taken", metadata: ["code": "\(code)"])
        return Problem(error.codeName == "full" ? .storageFull : .unavailable)
    }

    /// Refuses what would leave less than the reserve free, which the registry and the office's own work need.
    private func checkRoom(for size: UInt64) async throws {
        guard size <= configuration.maximumBundleSize else { return }
        let volume = try await threads.blocking { [store] in try store.volume() }
        let reserve = configuration.reserve ?? volume.reserve
        guard volume.free >= reserve, volume.free - reserve >= size else { throw Problem(.storageFull) }
    }

    // MARK: The other routes

    private func receipt(_ text: String?) async throws -> Response {
        guard let identity = text.flatMap(SHA256Digest.init(hex:)),
            let receipt = try await threads.blocking({ [intake] in try intake.receipt(identity: identity) })
        else { throw Problem(.unknownBundle) }
        return container(.ok, receipt)
    }

    private func receipt(_ text: String?, number: String?) async throws -> Response {
        guard let identity = text.flatMap(SHA256Digest.init(hex:)), let number = Self.ordinal(number) else {
            throw Problem(.unknownBundle)
        }
        let receipt = try await threads.blocking { [intake] in
            try intake.receipt(identity: identity, number: number)
        }
        guard let receipt else { throw Problem(.unknownBundle) }
        return container(.ok, receipt)
    }

    /// Which of a bundle's receipts is meant, from 1 on; nil for what can be none.
    private static func ordinal(_ text: String?) -> Int? {
        text.flatMap { Int($0) }.flatMap { (1...Limits.receiptsOfBundle).contains($0) ? $0 : nil }
    }

    /// Asks registry and store, but not more than once in a few seconds, however often it is asked itself.
    private func checkHealth() async throws {
        let now = clock()
        if health.wasSound(at: now) { return }
        try await threads.blocking { [intake, store] in
            try intake.check()
            try store.check()
            guard try !intake.isReadOnly() else { throw Problem(.unavailable) }
        }
        health.remember(now)
    }

    private func container(
        _ status: HTTPResponse.Status,
        _ bytes: [UInt8],
        of identity: SHA256Digest? = nil
    ) -> Response {
        var headers: HTTPFields = [.contentType: Self.containerType]
        if let identity { headers[.location] = "/v1/bundles/\(identity.hex)/receipt" }
        return Response(
            status: status,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }

    private func plain(_ text: String, type: String) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: type],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }
}

/// When the service was last found sound.
final class HealthMemory: Sendable {
    /// Seconds that a finding holds.
    private static let validity: Int64 = 5
    private let soundAt = Mutex<Timestamp?>(nil)

    func wasSound(at now: Timestamp) -> Bool {
        soundAt.withLock { $0.map { $0 <= now && now < $0.adding(seconds: Self.validity) } ?? false }
    }

    func remember(_ time: Timestamp) {
        soundAt.withLock { $0 = time }
    }
}
