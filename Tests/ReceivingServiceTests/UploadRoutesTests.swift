// SPDX-License-Identifier: Apache-2.0

import Files
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Octets
import ReceivingService
import Registry
import Synchronization
import Testing

/// Resumable uploads as draft-ietf-httpbis-resumable-upload-12 has them, without a socket.
@Suite struct UploadRoutesTests {
    private static let container = "application/vnd.etsi.asic-e+zip"
    private static let partial = "application/partial-upload"

    private static func name(_ text: String) -> HTTPField.Name { HTTPField.Name(text)! }

    private static func bytes(_ text: String) -> String {
        ":" + Base64.encode(Array(text.utf8), padded: true) + ":"
    }

    private static func fields(_ fields: [String: String]) -> HTTPFields {
        var headers: HTTPFields = [:]
        for (name, value) in fields { headers[Self.name(name)] = value }
        return headers
    }

    private static func creation(_ content: String, sender: String = "ranong") -> [String: String] {
        [
            "Content-Type": container, "Upload-Complete": "?0", "Upload-Length": String(content.utf8.count),
            "Repr-Digest":
                "sha-256=\(":" + Base64.encode(SHA256Digest(of: Array(content.utf8)).bytes, padded: true) + ":")",
            "Andaman-Waybill": bytes(sender), "Andaman-Manifest": bytes(content),
            "Andaman-Signature": bytes("seal"), "Upload-Draft-Interop-Version": "8",
        ]
    }

    private static func create(
        _ client: any TestClientProtocol,
        _ content: String,
        sender: String = "ranong",
        changing changes: [String: String?] = [:],
        body: String = ""
    ) async throws -> TestResponse {
        var fields = creation(content, sender: sender)
        for (name, value) in changes { fields[name] = value }
        return try await client.execute(
            uri: "/v1/bundles",
            method: .post,
            headers: Self.fields(fields),
            body: ByteBuffer(string: body)
        )
    }

    private static func append(
        _ client: any TestClientProtocol,
        _ path: String,
        _ content: String,
        at offset: Int,
        complete: Bool,
        type: String = partial
    ) async throws -> TestResponse {
        try await client.execute(
            uri: path,
            method: .patch,
            headers: fields([
                "Content-Type": type, "Upload-Offset": String(offset),
                "Upload-Complete": complete ? "?1" : "?0",
            ]),
            body: ByteBuffer(string: content)
        )
    }

    private static func head(_ client: any TestClientProtocol, _ path: String) async throws -> TestResponse {
        try await client.execute(uri: path, method: .head, headers: [:], body: nil)
    }

    private static func uploads(_ fixture: ServiceFixture) throws -> [String] {
        try Folder.names(in: fixture.folder + "/store/uploads")
    }

    @Test func `an upload in three parts is filed and answered like one in a single request`() async throws {
        try await ServiceFixture.with { client, fixture in
            let content = "good " + String(repeating: "x", count: 30)
            let created = try await Self.create(client, content)
            #expect(created.status == .created)
            let path = try #require(created.headers[.location])
            #expect(path.hasPrefix("/v1/uploads/"))
            #expect(created.headers[Self.name("Upload-Limit")]?.contains("max-age=") == true)
            let first = try await Self.append(client, path, "good ", at: 0, complete: false)
            #expect(first.status == .noContent)
            #expect(first.headers[Self.name("Upload-Offset")] == "5")
            #expect(first.headers[Self.name("Upload-Complete")] == "?0")
            let asked = try await Self.head(client, path)
            #expect(asked.headers[Self.name("Upload-Offset")] == "5")
            #expect(asked.headers[Self.name("Upload-Length")] == "35")
            #expect(asked.headers[.cacheControl] == "no-store")
            let rest = String(content.dropFirst(5))
            let last = try await Self.append(client, path, rest, at: 5, complete: true)
            #expect(last.status == .created)
            #expect(last.headers[Self.name("Upload-Complete")] == "?1")
            #expect(last.text.hasPrefix("receipt for"))
            #expect(try Self.uploads(fixture).isEmpty)
            #expect(try await Self.head(client, path).status == .notFound)
            // Shown again, it needs no byte more.
            let again = try await Self.create(client, content)
            #expect(again.status == .ok && again.text == last.text)
        }
    }

    @Test func `THREATS 24: a stranger and a duplicate are answered before their bytes`() async throws {
        try await ServiceFixture.with { client, fixture in
            let stranger = try await Self.create(client, "good", sender: "stranger")
            #expect(stranger.status == .serviceUnavailable)
            #expect(stranger.headers[.retryAfter] == "9")
            #expect(try Self.uploads(fixture).isEmpty)
        }
    }

    @Test func `THREATS 24: a creation that cannot be judged ahead is not begun`() async throws {
        try await ServiceFixture.with(configure: { $0.maximumBundleSize = 100 }) { client, fixture in
            let cases: [([String: String?], Int, String)] = [
                (["Andaman-Manifest": nil], 400, "envelope-missing"),
                (["Andaman-Signature": "c2VhbA=="], 400, "envelope-missing"),
                (["Upload-Length": nil], 411, "length-missing"),
                (["Upload-Length": "-4"], 411, "length-missing"),
                (["Upload-Length": "0"], 400, "empty"),
                (["Upload-Length": "101"], 413, "too-large"),
                (["Repr-Digest": "sha-256=x"], 400, "malformed-digest"),
            ]
            for (changes, status, code) in cases {
                let response = try await Self.create(client, "good", changing: changes)
                #expect(response.status.code == status, "\(changes)")
                #expect(response.text.contains("\"code\":\"\(code)\""), "\(response.text)")
            }
            #expect(try Self.uploads(fixture).isEmpty)
        }
    }

    @Test func `THREATS 24: content that is not what Content-Digest says is taken back`() async throws {
        try await ServiceFixture.with { client, _ in
            let path = try #require(try await Self.create(client, "good 1").headers[.location])
            _ = try await Self.append(client, path, "goo", at: 0, complete: false)
            func append(_ content: String, digest: String, complete: Bool = false) async throws
                -> TestResponse
            {
                try await client.execute(
                    uri: path,
                    method: .patch,
                    headers: Self.fields([
                        "Content-Type": Self.partial, "Upload-Offset": "3",
                        "Upload-Complete": complete ? "?1" : "?0", "Content-Digest": digest,
                    ]),
                    body: ByteBuffer(string: content)
                )
            }
            func digest(of content: String) -> String {
                let digest = SHA256Digest(of: Array(content.utf8))
                return "sha-256=:" + Base64.encode(digest.bytes, padded: true) + ":"
            }
            let wrong = try await append("d 2", digest: digest(of: "d 1"))
            #expect(wrong.status == .badRequest && wrong.text.contains("digest-differs"))
            #expect(wrong.headers[Self.name("Upload-Offset")] == "3")
            let malformed = try await append("d 1", digest: "sha-256=x")
            #expect(malformed.status == .badRequest && malformed.text.contains("malformed-digest"))
            #expect(try await Self.head(client, path).headers[Self.name("Upload-Offset")] == "3")
            let right = try await append("d 1", digest: digest(of: "d 1"), complete: true)
            #expect(right.status == .created, "\(right.text)")
        }
    }

    @Test func `THREATS 24: a whole bundle is held against Content-Digest as well`() async throws {
        try await ServiceFixture.with { client, fixture in
            func post(_ digest: SHA256Digest) async throws -> TestResponse {
                let value = "sha-256=:" + Base64.encode(digest.bytes, padded: true) + ":"
                return try await client.execute(
                    uri: "/v1/bundles",
                    method: .post,
                    headers: Self.fields(["Content-Type": Self.container, "Content-Digest": value]),
                    body: ByteBuffer(string: "good")
                )
            }
            let other = try await post(SHA256Digest(of: []))
            #expect(other.status == .badRequest)
            #expect(fixture.spooled.isEmpty)
            let whole = try await post(SHA256Digest(of: Array("good".utf8)))
            #expect(whole.status == .created)
        }
    }

    @Test func `THREATS 24: an append at another offset, or of another kind, changes nothing`() async throws {
        try await ServiceFixture.with { client, _ in
            let path = try #require(try await Self.create(client, "good 1").headers[.location])
            _ = try await Self.append(client, path, "goo", at: 0, complete: false)
            let wrong = try await Self.append(client, path, "d 1", at: 2, complete: true)
            #expect(wrong.status == .conflict)
            #expect(wrong.headers[Self.name("Upload-Offset")] == "3")
            #expect(wrong.text.contains("#mismatching-upload-offset\""))
            #expect(wrong.text.contains("\"expected-offset\":3,\"provided-offset\":2"))
            let type = try await Self.append(client, path, "d 1", at: 3, complete: true, type: "text/plain")
            #expect(type.status == .unsupportedMediaType)
            let bare = try await client.execute(
                uri: path,
                method: .patch,
                headers: Self.fields(["Content-Type": Self.partial]),
                body: ByteBuffer(string: "d 1")
            )
            #expect(bare.status == .badRequest)
            #expect(try await Self.head(client, path).headers[Self.name("Upload-Offset")] == "3")
            #expect(try await Self.append(client, path, "d 1", at: 3, complete: true).status == .created)
        }
    }

    @Test func `more than was announced ends the upload`() async throws {
        try await ServiceFixture.with { client, fixture in
            let path = try #require(try await Self.create(client, "good").headers[.location])
            let over = try await Self.append(client, path, "good and more", at: 0, complete: false)
            #expect(over.status == .badRequest && over.text.contains("#inconsistent-upload-length\""))
            #expect(try await Self.head(client, path).status == .notFound)
            #expect(try Self.uploads(fixture).isEmpty)
        }
    }

    @Test func `THREATS 24: bytes that are not those announced are never judged`() async throws {
        try await ServiceFixture.with { client, fixture in
            let path = try #require(try await Self.create(client, "good 1").headers[.location])
            let other = try await Self.append(client, path, "good 2", at: 0, complete: true)
            #expect(other.status == .badRequest && other.text.contains("\"code\":\"digest-differs\""))
            #expect(other.headers[Self.name("Upload-Complete")] == "?1")
            #expect(try Self.uploads(fixture).isEmpty)
            #expect(try fixture.intake.registry.figures().filed == 0)
        }
    }

    @Test func `what cannot be judged yet keeps its bytes and is completed later`() async throws {
        try await ServiceFixture.with { client, fixture in
            let path = try #require(try await Self.create(client, "good 1").headers[.location])
            fixture.intake.failure.withLock { $0 = RegistryError(.busy) }
            let failed = try await Self.append(client, path, "good 1", at: 0, complete: true)
            #expect(failed.status == .serviceUnavailable)
            fixture.intake.failure.withLock { $0 = nil }
            #expect(try await Self.head(client, path).headers[Self.name("Upload-Offset")] == "6")
            #expect(try await Self.append(client, path, "", at: 6, complete: true).status == .created)
        }
    }

    @Test func `an upload is cancelled by its sender, and unknown ones are not found`() async throws {
        try await ServiceFixture.with { client, fixture in
            let path = try #require(try await Self.create(client, "good 1").headers[.location])
            let gone = try await client.execute(uri: path, method: .delete, headers: [:], body: nil)
            #expect(gone.status == .noContent)
            #expect(try Self.uploads(fixture).isEmpty)
            for path in [path, "/v1/uploads/x", "/v1/uploads/..%2f..%2fregistry"] {
                #expect(try await Self.head(client, path).status == .notFound)
                #expect(try await Self.append(client, path, "x", at: 0, complete: true).status == .notFound)
            }
        }
    }

    @Test func `THREATS 24: a sender has a share and no more, and what is left lying is given up`()
        async throws
    {
        try await ServiceFixture.with(configure: {
            $0.openUploadsPerSender = 2
            $0.openBytesPerSender = 10
        }) { client, fixture in
            let first = try #require(try await Self.create(client, "good 1").headers[.location])
            let tooMuch = try await Self.create(client, "good 2")
            #expect(tooMuch.status == .tooManyRequests && tooMuch.text.contains("\"code\":\"quota\""))
            #expect(try await Self.create(client, "ab").status == .created)
            #expect(try await Self.create(client, "cd").status == .tooManyRequests)
            #expect(try await Self.create(client, "good 2", sender: "phangnga").status == .created)
            // Empty ones go after an hour.
            fixture.time.withLock { $0 = $0.adding(seconds: 3601) }
            #expect(try await Self.head(client, first).status == .notFound)
            #expect(try await Self.create(client, "good 2").status == .created)
        }
    }

    @Test func `an upload survives the service, to the byte`() async throws {
        var generator = SystemRandomNumberGenerator()
        let folder = "/tmp/andaman-test-" + String(generator.next(), radix: 36)
        let place = Place()
        try await ServiceFixture.with(in: folder, keeping: true) { client, _ in
            let location = try await Self.create(client, "good 1", body: "goo").headers[.location]
            place.path.withLock { $0 = location ?? "" }
        }
        try await ServiceFixture.with(in: folder) { client, _ in
            let path = place.path.withLock { $0 }
            let asked = try await Self.head(client, path)
            #expect(asked.headers[Self.name("Upload-Offset")] == "3")
            let last = try await Self.append(client, path, "d 1", at: 3, complete: true)
            #expect(last.status == .created)
        }
    }

    @Test func `a whole bundle in its creation is filed at once`() async throws {
        try await ServiceFixture.with { client, fixture in
            let whole = try await Self.create(
                client,
                "good 1",
                changing: ["Upload-Complete": "?1", "Upload-Draft-Interop-Version": nil],
                body: "good 1"
            )
            #expect(whole.status == .created && whole.text.hasPrefix("receipt"))
            #expect(whole.headers[Self.name("Upload-Complete")] == "?1")
            #expect(try Self.uploads(fixture).isEmpty)
            // Without an envelope it is as any other request.
            let plain = try await Self.create(
                client,
                "good 2",
                changing: ["Upload-Complete": "?1", "Andaman-Manifest": nil],
                body: "good 2"
            )
            #expect(plain.status == .created)
        }
    }

    @Test func `what may be uploaded can be asked for`() async throws {
        try await ServiceFixture.with(configure: { $0.maximumBundleSize = 77 }) { client, _ in
            let options = try await client.execute(
                uri: "/v1/bundles",
                method: .options,
                headers: [:],
                body: nil
            )
            #expect(options.status == .noContent)
            #expect(options.headers[Self.name("Accept-Patch")] == Self.partial)
            #expect(options.headers[Self.name("Upload-Limit")] == "max-size=77")
        }
    }

    @Test func `the reserve of the disk is left alone`() async throws {
        try await ServiceFixture.with(configure: { $0.reserve = .max / 2 }) { client, fixture in
            for response in [try await Self.create(client, "good 1"), try await client.post("good 1")] {
                #expect(response.status == .serviceUnavailable)
                #expect(response.text.contains("\"code\":\"storage-full\""))
            }
            #expect(fixture.spooled.isEmpty)
            #expect(try Self.uploads(fixture).isEmpty)
        }
    }
}

/// Where an upload goes on.
private final class Place: Sendable {
    let path = Mutex("")
}
