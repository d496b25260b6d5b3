// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Files
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
package import Octets

/// Delivers bundles to one office's receiving service over HTTPS.
///
/// The only trust root is that office's authority: no root of the system's, no exception to ask for. The certificate's
/// chain and its name or address are checked in full, and nothing below TLS 1.3 is spoken. What is not checked here is
/// the receipt: that is `Bundles`' work.
package struct BundleSender: Sendable {
    /// How long to wait, in seconds.
    package struct Patience: Sendable {
        /// For the connection.
        package var connect: Int64 = 20
        /// For the service to take more of the body.
        package var write: Int64 = 120
        /// For the answer, while the service judges the bundle.
        package var answer: Int64 = 600

        package init() {}
    }

    private let configuration: HTTPClient.Configuration
    static let containerType = "application/vnd.etsi.asic-e+zip"

    /// Prepares deliveries to the office of this authority.
    ///
    /// - Parameters:
    ///   - authority: the office's authority certificate, from its card; DER or PEM.
    ///   - patience: how long to wait for what.
    /// - Throws: `DeliveryError` with `authorityUnusable`.
    package init(authority: [UInt8], patience: Patience = Patience()) throws(DeliveryError) {
        let isPEM = authority.starts(with: Array("-----BEGIN".utf8))
        guard let root = try? NIOSSLCertificate(bytes: authority, format: isPEM ? .pem : .der) else {
            throw DeliveryError(.authorityUnusable)
        }
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates([root])
        tls.certificateVerification = .fullVerification
        tls.minimumTLSVersion = .tlsv13
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: tls,
            redirectConfiguration: .disallow,
            timeout: HTTPClient.Configuration.Timeout(
                connect: .seconds(patience.connect),
                read: .seconds(patience.answer),
                write: .seconds(patience.write)
            ),
            decompression: .disabled
        )
        configuration.httpVersion = .http1Only
        configuration.connectionPool.retryConnectionEstablishment = false
        self.configuration = configuration
    }

    /// Refuses an address of another form than `https://HOST[:PORT]`.
    ///
    /// - Throws: `DeliveryError` with `addressMalformed`.
    package static func check(address: String) throws(DeliveryError) {
        _ = try ServiceAddress(address)
    }

    /// Sends the sealed file at `path` and returns what the service says.
    ///
    /// The file is read twice: for its digest, which goes ahead of it, and for its bytes.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - expected: the digest that the file must have, where it is known.
    ///   - address: the service's address, `https://HOST:PORT`.
    ///   - progress: called with the bytes handed to the connection so far, and all.
    /// - Returns: the answer, with its receipt as it came.
    /// - Throws: `DeliveryError`; `FileError` where the file cannot be read, with `changed` where it has another digest.
    package func send(
        _ path: String,
        digest expected: SHA256Digest? = nil,
        to address: String,
        progress: @escaping @Sendable (UInt64, UInt64) -> Void = { _, _ in }
    ) async throws -> DeliveryAnswer {
        let address = try ServiceAddress(address)
        let (digest, size) = try await Self.measure(path)
        guard expected ?? digest == digest else { throw FileError(.changed, path: path) }
        var request = HTTPClientRequest(url: address.bundles)
        request.method = .POST
        request.headers = [
            "Content-Type": Self.containerType,
            "Repr-Digest": Self.field(digest),
        ]
        request.body = .stream(
            FileChunks(path: path, size: size, progress: progress),
            length: .known(Int64(size))
        )
        let (head, body) = try await execute(request, limit: Limits.receipt)
        return try Self.answer(head, body)
    }

    /// What an answer to a bundle says.
    static func answer(_ head: HTTPResponseHead, _ body: [UInt8]) throws(DeliveryError) -> DeliveryAnswer {
        let isContainer = head.headers["Content-Type"] == [containerType]
        switch head.status {
        case .created where isContainer, .ok where isContainer:
            return .filed(unverifiedReceipt: body, isDuplicate: head.status == .ok)
        case .unprocessableEntity where isContainer:
            return .refused(unverifiedReceipt: body)
        case .created, .ok:
            throw DeliveryError(.answerUnusable)
        default:
            return .problem(
                status: Int(head.status.code),
                code: code(ofProblem: body),
                retryAfter: head.headers["Retry-After"].first.flatMap { Int64($0) }
            )
        }
    }

    /// Fetches the receipt for a bundle that was sent before; nil where the service has judged none of this identity.
    ///
    /// - Throws: `DeliveryError`.
    package func unverifiedReceipt(identity: SHA256Digest, from address: String) async throws -> [UInt8]? {
        try await fetch(ServiceAddress(address).receipt(identity.hex), limit: Limits.receipt)
    }

    /// Fetches the receipt of this number, from 1 on, for a bundle: the one that answered it, then those of its openings and
    /// of its erasure; nil where there is none yet.
    ///
    /// - Throws: `DeliveryError`.
    package func unverifiedReceipt(
        identity: SHA256Digest,
        number: Int,
        from address: String
    ) async throws -> [UInt8]? {
        try await fetch(ServiceAddress(address).receipt(identity.hex, number: number), limit: Limits.receipt)
    }

    /// Fetches the office's card; nil where it has none yet.
    ///
    /// - Throws: `DeliveryError`.
    package func unverifiedCard(from address: String) async throws -> [UInt8]? {
        try await fetch(ServiceAddress(address).card, limit: Limits.card)
    }

    private func fetch(_ url: String, limit: Int) async throws -> [UInt8]? {
        let (head, body) = try await execute(HTTPClientRequest(url: url), limit: limit)
        if head.status == .notFound { return nil }
        guard head.status == .ok, head.headers["Content-Type"] == [Self.containerType] else {
            throw DeliveryError(.answerUnusable)
        }
        return body
    }

    static func measure(_ path: String) async throws -> (SHA256Digest, UInt64) {
        try await NIOThreadPool.singleton.runIfActive {
            let source = DigestingSource(try FileSource(path))
            let buffer = Buffer(capacity: Limits.chunk)
            while try buffer.fill(from: source) > 0 {}
            return (source.digest, source.count)
        }
    }

    /// The `Repr-Digest` field (RFC 9530 §3).
    static func field(_ digest: SHA256Digest) -> String {
        "sha-256=:\(Base64.encode(digest.bytes, padded: true)):"
    }

    /// Makes one request on a connection of its own.
    func execute(
        _ request: HTTPClientRequest,
        limit: Int
    ) async throws -> (head: HTTPResponseHead, body: [UInt8]) {
        let client = HTTPClient(
            eventLoopGroupProvider: .singleton,
            configuration: configuration
        )
        let result: Result<(HTTPResponseHead, [UInt8]), any Error>
        do {
            let response = try await client.execute(request, deadline: .distantFuture)
            let body = try await response.body.collect(upTo: limit)
            let head = HTTPResponseHead(
                version: response.version,
                status: response.status,
                headers: response.headers
            )
            result = .success((head, Array(body.readableBytesView)))
        } catch {
            result = .failure(error)
        }
        try? await client.shutdown()
        do {
            return try result.get()
        } catch let error as FileError {
            throw error
        } catch {
            throw DeliveryError(translating: error)
        }
    }

    /// The code in a problem's details, for a person to read; nil where there is none of our form.
    private static func code(ofProblem body: [UInt8]) -> String? {
        let text = String(decoding: body.prefix(Limits.problem), as: UTF8.self)
        guard let mark = text.firstRange(of: "\"code\":\"") else { return nil }
        let code = text[mark.upperBound...].prefix { $0.isASCII && ($0.isLetter || $0 == "-") }
        return code.isEmpty ? nil : String(code)
    }
}
