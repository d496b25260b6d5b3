// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import NIOCore

/// An answer that says what is wrong with a request, as problem details (RFC 9457).
///
/// It names the matter and nothing of the request, the bundle or this machine. Its sentence in the reader's language is
/// in the catalogue under `service.CODE`.
package struct Problem: Error, Equatable {
    package enum Code: String, CaseIterable, Sendable {
        case unsupportedType = "unsupported-type"
        case tooLarge = "too-large"
        case malformedDigest = "malformed-digest"
        case digestDiffers = "digest-differs"
        case incomplete
        case empty
        case tooSlow = "too-slow"
        case tooManyRequests = "too-many-requests"
        case tooManyUploads = "too-many-uploads"
        case storageFull = "storage-full"
        case unavailable
        case unknownBundle = "unknown-bundle"
        case noCard = "no-card"
        case notFound = "not-found"
        case malformedRequest = "malformed-request"
        case unknownLog = "unknown-log"
        case notTheLogs = "not-the-logs"
        case inconsistent
    }

    let status: HTTPResponse.Status
    package let codeName: String
    let title: String
    /// Seconds after which the client may come again.
    let retryAfter: Int64?

    package init(_ code: Code) {
        codeName = code.rawValue
        (status, title, retryAfter) =
            switch code {
            case .unsupportedType:
                (.unsupportedMediaType, "The body must be application/vnd.etsi.asic-e+zip, unencoded.", nil)
            case .tooLarge: (.contentTooLarge, "The bundle is larger than this office takes.", nil)
            case .malformedDigest: (.badRequest, "The Repr-Digest field is malformed.", nil)
            case .digestDiffers: (.badRequest, "The body does not have the digest of Repr-Digest.", nil)
            case .incomplete: (.badRequest, "The body ended before its end.", nil)
            case .empty: (.badRequest, "The body is empty.", nil)
            case .tooSlow: (.requestTimeout, "The body came too slowly.", nil)
            case .tooManyRequests: (.tooManyRequests, "Too many requests from this address.", 60)
            case .tooManyUploads: (.tooManyRequests, "Too many uploads at once.", 15)
            case .storageFull: (.serviceUnavailable, "There is no room at the moment.", 300)
            case .unavailable: (.serviceUnavailable, "The service cannot answer at the moment.", 60)
            case .unknownBundle: (.notFound, "No bundle of this identity was judged here.", nil)
            case .noCard: (.notFound, "This office has no card yet.", nil)
            case .notFound: (.notFound, "There is nothing here.", nil)
            case .malformedRequest: (.badRequest, "The request is malformed.", nil)
            case .unknownLog: (.notFound, "This office cosigns no log of that name.", nil)
            case .notTheLogs: (.forbidden, "The checkpoint is not signed by the log's key.", nil)
            case .inconsistent:
                (.unprocessableContent, "The checkpoint does not extend the one cosigned last.", nil)
            }
    }

    /// What the intake says of a bundle; a code of another form than kebab-case is not passed on.
    private init(_ status: HTTPResponse.Status, intakeCode: String, title: String, retryAfter: Int64?) {
        let isKebab = !intakeCode.isEmpty && intakeCode.allSatisfy { ("a"..."z").contains($0) || $0 == "-" }
        self.status = status
        codeName = isKebab ? intakeCode : "refused"
        self.title = title
        self.retryAfter = retryAfter
    }

    static func rejected(_ code: String) -> Problem {
        Problem(
            .unprocessableContent,
            intakeCode: code,
            title: "The bundle is not accepted.",
            retryAfter: nil
        )
    }

    static func unavailable(_ code: String, retryAfter: Int64) -> Problem {
        Problem(
            .serviceUnavailable,
            intakeCode: code,
            title: "The bundle cannot be judged at the moment.",
            retryAfter: max(retryAfter, 1)
        )
    }

    var response: Response {
        // Codes and titles are ours: letters, digits and punctuation that JSON needs no escape for.
        let text = """
            {"type":"urn:andaman:problem:\(codeName)","title":"\(title)","status":\(status.code),"code":"\(codeName)"}
            """
        var headers: HTTPFields = [.contentType: "application/problem+json"]
        if let retryAfter { headers[.retryAfter] = String(retryAfter) }
        return Response(
            status: status,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }
}
