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
        case envelopeMissing = "envelope-missing"
        case lengthMissing = "length-missing"
        case inconsistentLength = "inconsistent-length"
        case offsetMissing = "offset-missing"
        case offsetDiffers = "offset-differs"
        case unknownUpload = "unknown-upload"
        case uploadInUse = "upload-in-use"
        case unsupportedPatch = "unsupported-patch"
        case quota
    }

    let status: HTTPResponse.Status
    package let codeName: String
    let title: String
    /// Seconds after which the client may come again.
    let retryAfter: Int64?
    /// Ours, but where a standard names the problem.
    private var type: String { Self.standardTypes[codeName] ?? "urn:andaman:problem:" + codeName }
    /// Members beyond those of every problem: a comma before each.
    private var members = ""
    /// Header fields beyond those of every problem.
    private var fields: [String: String] = [:]

    /// The problem types of draft-ietf-httpbis-resumable-upload-12 §7.
    private static let standardTypes = [
        Code.offsetDiffers.rawValue:
            "https://iana.org/assignments/http-problem-types#mismatching-upload-offset",
        Code.inconsistentLength.rawValue:
            "https://iana.org/assignments/http-problem-types#inconsistent-upload-length",
    ]

    package init(_ code: Code) {
        codeName = code.rawValue
        (status, title, retryAfter) =
            switch code {
            case .unsupportedType:
                (.unsupportedMediaType, "The body must be application/vnd.etsi.asic-e+zip, unencoded.", nil)
            case .tooLarge: (.contentTooLarge, "The bundle is larger than this office takes.", nil)
            case .malformedDigest: (.badRequest, "The Repr-Digest or Content-Digest field is malformed.", nil)
            case .digestDiffers:
                (.badRequest, "The body does not have the digest that was announced for it.", nil)
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
            case .envelopeMissing: (.badRequest, "The bundle's envelope is not shown.", nil)
            case .lengthMissing: (.lengthRequired, "The bundle's length is not told.", nil)
            case .inconsistentLength: (.badRequest, "The lengths that were told differ.", nil)
            case .offsetMissing: (.badRequest, "Upload-Offset and Upload-Complete are needed.", nil)
            case .offsetDiffers: (.conflict, "The upload has another offset.", nil)
            case .unknownUpload: (.notFound, "There is no such upload, or no more.", nil)
            case .uploadInUse: (.conflict, "Another request works on this upload.", 5)
            case .unsupportedPatch:
                (.unsupportedMediaType, "The body must be application/partial-upload.", nil)
            case .quota: (.tooManyRequests, "The sender has too much under way.", 3600)
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

    /// The same with one more header field.
    func adding(_ field: String, _ value: String) -> Problem {
        var problem = self
        problem.fields[field] = value
        return problem
    }

    static func mismatchingOffset(expected: UInt64, provided: UInt64) -> Problem {
        var problem = Problem(.offsetDiffers).adding("Upload-Offset", String(expected))
        problem.members = ",\"expected-offset\":\(expected),\"provided-offset\":\(provided)"
        return problem
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
            {"type":"\(type)","title":"\(title)","status":\(status.code),"code":"\(codeName)"\(members)}
            """
        var headers: HTTPFields = [.contentType: "application/problem+json"]
        for (name, value) in fields { headers.set(name, value) }
        if let retryAfter { headers[.retryAfter] = String(retryAfter) }
        return Response(
            status: status,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }
}
