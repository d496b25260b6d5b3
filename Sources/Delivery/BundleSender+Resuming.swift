// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Files
import NIOCore
import NIOHTTP1
package import Octets

/// What is shown of a bundle ahead of its bytes, so that it is judged before they come.
package struct EnvelopeFields: Sendable {
    let waybill: [UInt8]
    let manifest: [UInt8]
    let signature: [UInt8]

    package init(waybill: [UInt8], manifest: [UInt8], signature: [UInt8]) {
        self.waybill = waybill
        self.manifest = manifest
        self.signature = signature
    }

    fileprivate var fields: [(String, String)] {
        [("Andaman-Waybill", waybill), ("Andaman-Manifest", manifest), ("Andaman-Signature", signature)]
            .map { ($0, ":" + Base64.encode($1, padded: true) + ":") }
    }
}

extension BundleSender {
    /// Tries without a byte more at the service, after which the outbox tries later.
    private static let triesWithoutProgress = 5
    /// Starting an upload anew, after the service has given it up.
    private static let beginnings = 3

    /// Sends the sealed file at `path` as an upload that goes on where a broken line has left it
    /// (draft-ietf-httpbis-resumable-upload-12), and returns what the service says.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - expected: its digest.
    ///   - envelope: what is shown ahead of the bytes.
    ///   - address: the service's address, `https://HOST:PORT`.
    ///   - upload: where an upload that was begun before goes on; nil where there is none.
    ///   - remember: keeps that place, durably, before a byte is sent to it; nil once it is over.
    ///   - progress: called with the bytes that were handed to the connection, counted from the file's beginning, and all.
    /// - Returns: the answer, with its receipt as it came.
    /// - Throws: `DeliveryError`; `FileError` where the file cannot be read, with `changed` where it has another digest.
    package func sendResumably(
        _ path: String,
        digest expected: SHA256Digest,
        envelope: EnvelopeFields,
        to address: String,
        from upload: String?,
        remember: @Sendable (String?) async throws -> Void,
        progress: @escaping @Sendable (UInt64, UInt64) -> Void = { _, _ in }
    ) async throws -> DeliveryAnswer {
        let service = try ServiceAddress(address)
        let (digest, size) = try await Self.measure(path)
        guard digest == expected else { throw FileError(.changed, path: path) }
        var upload = upload.flatMap { UploadPath($0) }
        var (beginnings, failures, reached) = (0, 0, UInt64(0))
        while true {
            do {
                let offset: UInt64
                if let known = upload {
                    guard let found = try await self.offset(of: known, at: service), found <= size else {
                        upload = nil
                        try await remember(nil)
                        continue
                    }
                    offset = found
                } else {
                    guard beginnings < Self.beginnings else { throw DeliveryError(.answerUnusable) }
                    switch try await begin(size, digest, envelope, at: service) {
                    case .answered(let answer): return answer
                    case .begun(let path):
                        beginnings += 1
                        try await remember(path.text)
                        upload = path
                        offset = 0
                    }
                }
                if offset > reached { (reached, failures) = (offset, 0) }
                guard let known = upload else { continue }
                if let answer = try await append(path, from: offset, size, to: known, at: service, progress) {
                    return answer
                }
                failures += 1
                guard failures < Self.triesWithoutProgress else { throw DeliveryError(.interrupted) }
            } catch let error as DeliveryError
                where [.interrupted, .timedOut, .unreachable].contains(error.code)
            {
                failures += 1
                guard failures < Self.triesWithoutProgress, !Task.isCancelled else { throw error }
                try? await Task.sleep(for: .milliseconds(Int64.random(in: 100...200) << failures))
            }
        }
    }

    private enum Beginning {
        case begun(UploadPath)
        case answered(DeliveryAnswer)
    }

    private func begin(
        _ size: UInt64,
        _ digest: SHA256Digest,
        _ envelope: EnvelopeFields,
        at service: ServiceAddress
    ) async throws -> Beginning {
        var request = HTTPClientRequest(url: service.bundles)
        request.method = .POST
        request.headers = HTTPHeaders(
            [
                ("Content-Type", Self.containerType), ("Content-Length", "0"),
                ("Repr-Digest", Self.field(digest)), ("Upload-Draft-Interop-Version", "8"),
                ("Upload-Complete", "?0"), ("Upload-Length", String(size)),
            ] + envelope.fields
        )
        let (head, body) = try await execute(request, limit: Limits.receipt)
        if head.status == .created, head.headers["Content-Type"] != [Self.containerType] {
            guard let path = head.headers["Location"].first.flatMap({ UploadPath($0) }) else {
                throw DeliveryError(.answerUnusable)
            }
            return .begun(path)
        }
        return .answered(try Self.answer(head, body))
    }

    /// How many bytes the service has; nil where it knows the upload no more.
    private func offset(of upload: UploadPath, at service: ServiceAddress) async throws -> UInt64? {
        var request = HTTPClientRequest(url: service.base + upload.text)
        request.method = .HEAD
        request.headers = ["Upload-Draft-Interop-Version": "8"]
        let (head, _) = try await execute(request, limit: Limits.problem)
        switch head.status.code {
        case 200, 204:
            guard let offset = head.headers["Upload-Offset"].first.flatMap({ UInt64($0) }) else {
                throw DeliveryError(.answerUnusable)
            }
            return offset
        case 404, 410: return nil
        // Somebody works on it, or the service has no time: as if the line were down.
        default: throw DeliveryError(.interrupted)
        }
    }

    /// Sends what the service lacks; nil where it has another offset than it said, or knows the upload no more.
    private func append(
        _ path: String,
        from offset: UInt64,
        _ size: UInt64,
        to upload: UploadPath,
        at service: ServiceAddress,
        _ progress: @escaping @Sendable (UInt64, UInt64) -> Void
    ) async throws -> DeliveryAnswer? {
        var request = HTTPClientRequest(url: service.base + upload.text)
        request.method = .PATCH
        request.headers = [
            "Content-Type": "application/partial-upload", "Upload-Draft-Interop-Version": "8",
            "Upload-Complete": "?1", "Upload-Offset": String(offset),
        ]
        request.body = .stream(
            FileChunks(path: path, size: size, start: offset, progress: progress),
            length: .known(Int64(size - offset))
        )
        let (head, body) = try await execute(request, limit: Limits.receipt)
        switch head.status {
        case .conflict, .notFound, .gone: return nil
        default: return try Self.answer(head, body)
        }
    }
}

/// Where an upload goes on, at the service that began it: a path of exactly this form, whatever a service says.
private struct UploadPath {
    let text: String

    init?(_ text: String) {
        let prefix = "/v1/uploads/"
        guard text.hasPrefix(prefix), text.utf8.count == prefix.utf8.count + 32,
            (try? Hex.decode(String(text.dropFirst(prefix.count)))) != nil
        else { return nil }
        self.text = text
    }
}
