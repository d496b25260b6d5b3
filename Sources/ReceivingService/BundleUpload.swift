// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import NIOCore
import NIOPosix
import Octets
import Registry

/// The body of a `POST /v1/bundles`, from its header fields to a whole spool file.
///
/// The cheap checks come first (THREATS 24): type, announced size, form of the digest. Then the body is written and
/// hashed as it comes; its size and its digest are checked at the end.
struct BundleUpload {
    private let body: RequestBody
    private let maximumSize: UInt64
    private let announcedSize: UInt64?
    private let announcedDigests: Set<SHA256Digest>

    /// Checks the header fields.
    ///
    /// - Throws: `Problem` with `unsupported-type`, `too-large` or `malformed-digest`.
    init(_ request: Request, maximumSize: UInt64) throws(Problem) {
        let type = request.headers[.contentType]?.split(separator: ";").first ?? ""
        guard type.lowercased().filter({ $0 != " " }) == BundleRoutes.containerType,
            (request.headers[.contentEncoding] ?? "identity") == "identity"
        else { throw Problem(.unsupportedType) }
        announcedSize = request.headers[.contentLength].flatMap { UInt64($0) }
        guard announcedSize ?? 0 <= maximumSize else { throw Problem(.tooLarge) }
        // The content is the whole bundle, so the two say the same.
        announcedDigests = Set(
            [try DigestField.ofBundle(request.headers), try DigestField.ofContent(request.headers)]
                .compactMap(\.self)
        )
        self.maximumSize = maximumSize
        body = request.body
    }

    /// Writes the body to a spool file and returns it whole; on any error the file is gone.
    ///
    /// - Throws: `Problem` with `too-large`, `too-slow`, `incomplete`, `empty` or `digest-differs`; what writing throws.
    func spool(
        into store: SealedStore,
        on threads: NIOThreadPool,
        pace: UploadPace,
        clock: @Sendable () -> Timestamp
    ) async throws -> SpoolFile {
        var file: SpoolFile?
        var received: UInt64 = 0
        do {
            // Small pieces are gathered, so that the disk and the threads are bothered once a chunk.
            var gathered = ByteBuffer()
            for try await piece in body {
                received += UInt64(piece.readableBytes)
                guard received <= maximumSize else { throw Problem(.tooLarge) }
                guard !pace.isTooSlow(received, at: clock()) else { throw Problem(.tooSlow) }
                gathered.writeImmutableBuffer(piece)
                if gathered.readableBytes >= Limits.chunk {
                    file = try await write(gathered, to: file, of: store, on: threads)
                    gathered.clear()
                }
            }
            guard received > 0 else { throw Problem(.empty) }
            file = try await write(gathered, to: file, of: store, on: threads)
        } catch  where !(error is Problem || error is any CodedError) {
            // The connection broke, or was closed because nothing came for too long.
            throw Problem(.incomplete)
        }
        guard let file, received == announcedSize ?? received else { throw Problem(.incomplete) }
        if !announcedDigests.isEmpty {
            let digest = try await threads.runIfActive { file.digest }
            guard announcedDigests == [digest] else { throw Problem(.digestDiffers) }
        }
        return file
    }

    /// Writes to the file, or to a fresh one: for a small bundle the threads are bothered once.
    private func write(
        _ buffer: ByteBuffer,
        to file: SpoolFile?,
        of store: SealedStore,
        on threads: NIOThreadPool
    ) async throws -> SpoolFile {
        try await threads.runIfActive {
            let file = try file ?? store.makeSpoolFile()
            try file.write(buffer.readableBytesSpan)
            return file
        }
    }
}
