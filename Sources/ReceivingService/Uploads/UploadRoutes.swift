// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTPTypes
import NIOPosix
import Octets
import Registry

/// Resumable uploads: draft-ietf-httpbis-resumable-upload-12, interop version 8 (`docs/formats/upload.md`).
///
/// A creation shows waybill, manifest and seal in header fields, so that a stranger, a duplicate or a bundle for which
/// there is no room is answered before its bytes. What came is durable before its offset is told.
struct UploadRoutes: Sendable {
    let configuration: ServiceConfiguration
    let intake: any Intake
    let uploads: UploadStore
    let threads: NIOThreadPool
    let metrics: ServiceMetrics
    let clock: @Sendable () -> Timestamp
    let desk = UploadDesk()
    /// What is answered for a judged bundle.
    let answer: @Sendable (IntakeOutcome, ServiceContext) -> Response

    func add(to router: Router<ServiceContext>) {
        router.on("v1/bundles", method: .options) { _, _ in
            var headers: HTTPFields = [:]
            headers.set("Accept-Patch", UploadFields.partialType)
            headers.set("Allow", "POST, OPTIONS")
            headers.set("Upload-Limit", limits(expiring: nil))
            return Response(status: .noContent, headers: headers)
        }
        router.head("v1/uploads/:token") { request, context in
            try await working(on: context) { upload in try await offset(of: upload) }
        }
        router.patch("v1/uploads/:token") { request, context in
            try await working(on: context) { upload in
                try await append(request, to: upload, context)
            }
        }
        router.delete("v1/uploads/:token") { request, context in
            try await working(on: context) { upload in
                upload.remove()
                return Response(status: .noContent)
            }
        }
    }

    // MARK: Creation

    /// Whether a `POST /v1/bundles` asks for an upload that can be gone on with.
    ///
    /// With the whole bundle and without an envelope it is taken as any other, which the draft leaves to the server.
    static func isCreation(_ request: Request) -> Bool {
        guard let isComplete = UploadFields.boolean(request.headers, "Upload-Complete") else { return false }
        return !isComplete || ShownEnvelope(request.headers) != nil
    }

    func create(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let isComplete = UploadFields.boolean(request.headers, "Upload-Complete") ?? false
        guard let envelope = ShownEnvelope(request.headers) else { throw Problem(.envelopeMissing) }
        let length = try length(of: request, isComplete: isComplete, offset: 0, known: nil)
        guard let length else { throw Problem(.lengthMissing) }
        guard length > 0 else { throw Problem(.empty) }
        guard length <= configuration.maximumBundleSize else {
            throw Problem(.tooLarge).adding("Upload-Limit", limits(expiring: nil))
        }
        let digest = try DigestField.ofBundle(request.headers)
        let now = clock()
        let admission = try await threads.runIfActive { [intake] in try intake.admit(envelope, at: now) }
        let record: UploadRecord
        switch admission {
        case .answered(let outcome):
            var response = answer(outcome, context)
            if request.headers[.contentLength].flatMap({ UInt64($0) }) ?? 1 > 0 {
                // What the client still sends is not wanted.
                response.headers[.connection] = "close"
                context.closeSoon()
            }
            return response
        case .admitted(let sender, let identity):
            var generator = SystemRandomNumberGenerator()
            record = UploadRecord(
                token: UploadRecord.makeToken(using: &generator),
                sender: sender,
                identity: identity,
                length: length,
                digest: digest,
                createdAt: now
            )
        }
        let upload = try await threads.runIfActive { try makeUpload(record, at: now) }
        return try await desk.withUpload(record.token, of: context.channel) {
            defer { upload.release() }
            if UploadFields.integer(request.headers, "Upload-Draft-Interop-Version")
                == UInt64(UploadFields.interopVersion)
            {
                // Before the content is taken, so that a client whose line breaks knows where to go on.
                try? await context.channel.writeAndFlush(HTTPResponsePart.head(interim(for: record))).get()
            }
            var response = try await take(request, into: upload, isComplete: isComplete, context)
            guard !isComplete else { return response }
            response.status = .created
            response.headers[.location] = Self.path(record.token)
            return response
        }
    }

    /// Holds the sender to his share, and begins.
    private func makeUpload(_ record: UploadRecord, at now: Timestamp) throws -> PartialUpload {
        _ = try uploads.sweep(
            now: now,
            lifetime: configuration.uploadLifetime,
            emptyLifetime: configuration.emptyUploadLifetime
        )
        let others = try uploads.records(of: record.sender)
        let announced = others.reduce(record.length) { sum, other in
            let (total, isOver) = sum.addingReportingOverflow(other.length)
            return isOver ? .max : total
        }
        guard others.count < configuration.openUploadsPerSender, announced <= configuration.openBytesPerSender
        else { throw Problem(.quota) }
        return try uploads.create(record)
    }

    private func interim(for record: UploadRecord) -> HTTPResponse {
        var headers: HTTPFields = [.location: Self.path(record.token)]
        headers.set("Upload-Draft-Interop-Version", String(UploadFields.interopVersion))
        headers.set("Upload-Limit", limits(expiring: record))
        return HTTPResponse(
            status: .init(code: 104, reasonPhrase: "Upload Resumption Supported"),
            headerFields: headers
        )
    }

    static func path(_ token: String) -> String { "/v1/uploads/" + token }

    // MARK: The upload resource

    /// Runs `body` with the upload that the path names, alone.
    private func working(
        on context: ServiceContext,
        _ body: @Sendable (PartialUpload) async throws -> Response
    ) async throws -> Response {
        guard let token = context.parameters.get("token"), UploadRecord.isToken(token) else {
            throw Problem(.unknownUpload)
        }
        return try await desk.withUpload(token, of: context.channel) {
            let (held, isOver) = try await threads.runIfActive { [uploads, configuration, clock] in
                let held = try uploads.hold(token)
                guard case .upload(let upload) = held else { return (held, false) }
                let end = uploads.expiry(
                    of: upload.record,
                    lifetime: configuration.uploadLifetime,
                    emptyLifetime: configuration.emptyUploadLifetime
                )
                return (held, end ?? clock() <= clock())
            }
            switch held {
            case .unknown: throw Problem(.unknownUpload)
            case .inUse: throw Problem(.uploadInUse)
            case .upload(let upload):
                defer { upload.release() }
                guard !isOver else {
                    upload.remove()
                    throw Problem(.unknownUpload)
                }
                return try await body(upload)
            }
        }
    }

    private func offset(of upload: PartialUpload) async throws -> Response {
        let offset = try await threads.runIfActive {
            // What was told is never taken back.
            try upload.synchronise()
            return try upload.offset()
        }
        return state(upload, offset: offset)
    }

    /// How far the upload is, for `HEAD` and after an append.
    private func state(_ upload: PartialUpload, offset: UInt64) -> Response {
        var headers: HTTPFields = [.cacheControl: "no-store"]
        headers.set("Upload-Offset", String(offset))
        headers.set("Upload-Complete", "?0")
        headers.set("Upload-Length", String(upload.record.length))
        headers.set("Upload-Limit", limits(expiring: upload.record))
        return Response(status: .noContent, headers: headers)
    }

    private func append(
        _ request: Request,
        to upload: PartialUpload,
        _ context: ServiceContext
    ) async throws -> Response {
        let type = request.headers[.contentType]?.split(separator: ";").first ?? ""
        guard type.lowercased() == UploadFields.partialType else { throw Problem(.unsupportedPatch) }
        guard let isComplete = UploadFields.boolean(request.headers, "Upload-Complete"),
            let provided = UploadFields.integer(request.headers, "Upload-Offset")
        else { throw Problem(.offsetMissing) }
        let offset = try await threads.runIfActive { try upload.offset() }
        guard provided == offset else {
            throw Problem.mismatchingOffset(expected: offset, provided: provided)
        }
        _ = try length(of: request, isComplete: isComplete, offset: offset, known: upload.record.length)
        return try await take(request, into: upload, isComplete: isComplete, context)
    }

    /// The length that the request tells, by either way of the draft (§4.1.3).
    ///
    /// - Throws: `Problem` with `inconsistent-length`.
    private func length(
        of request: Request,
        isComplete: Bool,
        offset: UInt64,
        known: UInt64?
    ) throws(Problem) -> UInt64? {
        let said = UploadFields.integer(request.headers, "Upload-Length")
        let content = request.headers[.contentLength].flatMap { UInt64($0) }
        var lengths = [said, known].compactMap(\.self)
        if isComplete, let content {
            let (sum, isOver) = offset.addingReportingOverflow(content)
            lengths.append(isOver ? .max : sum)
        }
        guard let first = lengths.first else { return nil }
        guard lengths.allSatisfy({ $0 == first }) else { throw Problem(.inconsistentLength) }
        return first
    }

    // MARK: Bytes

    /// Appends the request's content; where it completes the upload, judges the bundle.
    private func take(
        _ request: Request,
        into upload: PartialUpload,
        isComplete: Bool,
        _ context: ServiceContext
    ) async throws -> Response {
        guard metrics.beginUpload(limit: configuration.concurrentUploads) else {
            throw Problem(.tooManyUploads)
        }
        defer { metrics.endUpload() }
        let offset = try await receive(request, into: upload)
        guard isComplete else { return state(upload, offset: offset) }
        guard offset == upload.record.length else { throw Problem(.inconsistentLength) }
        let digest = try await threads.runIfActive { try upload.digest() }
        guard upload.record.digest ?? digest == digest else {
            upload.remove()
            metrics.count(.rejected)
            throw Problem(.digestDiffers).adding("Upload-Complete", "?1")
        }
        let time = clock()
        let outcome = try await threads.runIfActive { [intake] in
            try intake.file(
                spooledAt: upload.path,
                fileDigest: digest,
                size: offset,
                admitted: upload.record.identity,
                at: time
            )
        }
        var response = answer(outcome, context)
        if case .unavailable = outcome {
            // Every byte is here and stays: an empty append completes it later.
            response.headers.set("Upload-Complete", "?0")
        } else {
            upload.remove()
            response.headers.set("Upload-Complete", "?1")
        }
        return response
    }

    /// Writes what comes, also where the connection breaks, and returns the offset, which is durable.
    ///
    /// Content that is not what `Content-Digest` says is taken back: the upload stands where it stood. Of content that
    /// was cut off nothing can be said, and it is kept for `Repr-Digest` to judge.
    private func receive(_ request: Request, into upload: PartialUpload) async throws -> UInt64 {
        let contentDigest = try DigestField.ofContent(request.headers)
        let begun = try await threads.runIfActive { try upload.offset() }
        let room = upload.record.length - min(begun, upload.record.length)
        let pace = UploadPace(startedAt: clock(), minimumRate: configuration.minimumRate)
        var received: UInt64 = 0
        var gathered = ByteBuffer()
        do {
            for try await piece in request.body {
                received += UInt64(piece.readableBytes)
                guard received <= room else {
                    // More than was said: the draft has the whole upload given up.
                    upload.remove()
                    throw Problem(.inconsistentLength)
                }
                guard !pace.isTooSlow(received, at: clock()) else { throw Problem(.tooSlow) }
                gathered.writeImmutableBuffer(piece)
                if gathered.readableBytes >= Limits.chunk {
                    try await write(gathered, to: upload)
                    gathered.clear()
                }
            }
        } catch {
            if (error as? Problem) != Problem(.inconsistentLength) { try? await write(gathered, to: upload) }
            metrics.count(bytes: received)
            guard error is Problem || error is any CodedError else { throw Problem(.incomplete) }
            throw error
        }
        try await write(gathered, to: upload)
        metrics.count(bytes: received)
        if let announced = request.headers[.contentLength].flatMap({ UInt64($0) }), announced != received {
            throw Problem(.incomplete)
        }
        return try await threads.runIfActive {
            if let contentDigest, try upload.digest(from: begun) != contentDigest {
                try upload.takeBack(to: begun)
                throw Problem(.digestDiffers).adding("Upload-Offset", String(begun))
            }
            try upload.synchronise()
            return try upload.offset()
        }
    }

    private func write(_ buffer: ByteBuffer, to upload: PartialUpload) async throws {
        guard buffer.readableBytes > 0 else { return }
        try await threads.runIfActive { try upload.write(buffer.readableBytesSpan) }
    }

    private func limits(expiring record: UploadRecord?) -> String {
        var limits = "max-size=\(configuration.maximumBundleSize)"
        guard let record else { return limits }
        let end = uploads.expiry(
            of: record,
            lifetime: configuration.uploadLifetime,
            emptyLifetime: configuration.emptyUploadLifetime
        )
        let left = (end?.secondsSinceEpoch ?? 0) - clock().secondsSinceEpoch
        limits += ", max-age=\(max(0, left))"
        return limits
    }
}
