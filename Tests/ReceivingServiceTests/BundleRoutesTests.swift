// SPDX-License-Identifier: Apache-2.0

import Dispatch
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

@Suite struct BundleRoutesTests {
    private static let container = "application/vnd.etsi.asic-e+zip"

    private static func field(_ content: String) -> String {
        "sha-256=:\(Base64.encode(SHA256Digest(of: Array(content.utf8)).bytes, padded: true)):"
    }

    private static func problem(_ status: Int, _ code: String, _ title: String) -> String {
        """
        {"type":"urn:andaman:problem:\(code)","title":"\(title)","status":\(status),"code":"\(code)"}
        """
    }

    @Test func `a bundle is filed and answered with its receipt and where that stays`() async throws {
        try await ServiceFixture.with { client, fixture in
            let identity = SHA256Digest(of: Array("good 1".utf8))
            let response = try await client.post("good 1", digest: Self.field("good 1"))
            #expect(response.status == .created)
            #expect(response.headers[.contentType] == Self.container)
            #expect(response.headers[.location] == "/v1/bundles/\(identity)/receipt")
            #expect(response.text == "receipt for \(identity) at 2027-01-15T08:00:00Z")
            #expect(fixture.store.contains(SHA256Digest(of: Array("good 1".utf8))))
            #expect(fixture.spooled.isEmpty)
            let again = try await client.get("/v1/bundles/\(identity)/receipt")
            #expect(again.status == .ok && again.text == response.text)
        }
    }

    @Test func `THREATS 22: the same bundle again gets the same bytes, later and in another file`()
        async throws
    {
        try await ServiceFixture.with { client, fixture in
            let content = "good " + String(repeating: "x", count: 80)
            let first = try await client.post(content)
            fixture.time.withLock { $0 = $0.adding(seconds: 86400) }
            let second = try await client.post(content)
            let third = try await client.post(content + "another signature of the same")
            #expect([first.status, second.status, third.status] == [.created, .ok, .ok])
            #expect(first.text == second.text && first.text == third.text)
            #expect(fixture.spooled.isEmpty)
        }
    }

    @Test func `a refused bundle is answered with a signed refusal and its file is not kept`() async throws {
        try await ServiceFixture.with { client, fixture in
            let response = try await client.post("bad\nx")
            #expect(response.status == .unprocessableContent)
            #expect(response.headers[.contentType] == Self.container)
            #expect(response.text.hasPrefix("receipt for"))
            #expect(fixture.spooled.isEmpty)
            #expect(try Folder.names(in: fixture.folder + "/store/objects").isEmpty)
        }
    }

    @Test func `nothing is signed for strangers`() async throws {
        try await ServiceFixture.with { client, fixture in
            let response = try await client.post("stranger\nx")
            #expect(response.status == .unprocessableContent)
            #expect(response.headers[.contentType] == "application/problem+json")
            #expect(response.text == Self.problem(422, "unknown-seal", "The bundle is not accepted."))
            #expect(fixture.spooled.isEmpty)
        }
    }

    @Test func `what cannot be judged yet is to come again`() async throws {
        try await ServiceFixture.with { client, fixture in
            let response = try await client.post("later\nx")
            #expect(response.status == .serviceUnavailable)
            #expect(response.headers[.retryAfter] == "120")
            #expect(response.text.contains("\"code\":\"card-stale\""))
            #expect(fixture.spooled.isEmpty)
        }
    }

    @Test(arguments: [nil, "application/zip", "text/plain", "application/vnd.etsi.asic-e+zipx"])
    func `another type of body is refused`(type: String?) async throws {
        try await ServiceFixture.with { client, _ in
            let response = try await client.post("good", type: type)
            #expect(response.status == .unsupportedMediaType)
            #expect(response.text.contains("\"code\":\"unsupported-type\""))
        }
    }

    @Test func `THREATS 24: a body that is not what was announced is refused and gone`() async throws {
        try await ServiceFixture.with { client, fixture in
            let differs = try await client.post("good", digest: Self.field("good "))
            #expect(differs.status == .badRequest)
            #expect(differs.text.contains("\"code\":\"digest-differs\""))
            #expect(fixture.spooled.isEmpty)
            let malformed = try await client.post("good", digest: "sha-256=good")
            #expect(malformed.text.contains("\"code\":\"malformed-digest\""))
            let other = try await client.post("good", digest: "sha-512=:AAAA:")
            #expect(other.status == .created)
            let empty = try await client.post("")
            #expect(empty.text.contains("\"code\":\"empty\""))
        }
    }

    @Test func `a bundle above the limit is refused before it is read to its end`() async throws {
        try await ServiceFixture.with(configure: { $0.maximumBundleSize = 100 }) { client, fixture in
            let fitting = try await client.post(String(repeating: "g", count: 100))
            #expect(fitting.status == .created)
            let large = try await client.post(String(repeating: "g", count: 101))
            #expect(large.status == .contentTooLarge)
            #expect(large.text.contains("\"code\":\"too-large\""))
            #expect(large.headers[.connection] == "close")
            #expect(fixture.spooled.isEmpty)
        }
    }

    @Test func `a full disk is answered with 503 and nothing is left`() async throws {
        try await ServiceFixture.with { client, fixture in
            for full: any Error in [FileError(path: "/secret/path", errno: 28), RegistryError(.full)] {
                fixture.intake.failure.withLock { $0 = full }
                let response = try await client.post("good 1")
                #expect(response.status == .serviceUnavailable)
                #expect(response.headers[.retryAfter] == "300")
                #expect(
                    response.text == Self.problem(503, "storage-full", "There is no room at the moment.")
                )
                #expect(fixture.spooled.isEmpty)
            }
            fixture.intake.failure.withLock { $0 = nil }
            #expect(try await client.post("good 1").status == .created)
        }
    }

    @Test func `an unforeseen error is never a refusal, and tells nothing`() async throws {
        try await ServiceFixture.with { client, fixture in
            fixture.intake.failure.withLock { $0 = SmallIntake.Unforeseen() }
            let response = try await client.post("good 1")
            #expect(response.status == .serviceUnavailable)
            #expect(response.headers[.retryAfter] == "60")
            #expect(!response.text.contains("Unforeseen"))
            fixture.intake.failure.withLock { $0 = nil }
            #expect(try await client.post("good 1").status == .created)
        }
    }

    @Test func `more uploads than allowed at once are told to wait`() async throws {
        let (started, starting) = AsyncStream.makeStream(of: Void.self)
        let release = DispatchSemaphore(value: 0)
        let judging: @Sendable () -> Void = {
            starting.yield()
            release.wait()
        }
        try await ServiceFixture.with(
            judging: judging,
            configure: { $0.concurrentUploads = 1 }
        ) { client, _ in
            async let first = client.post("good 1")
            for await _ in started { break }
            let second = try await client.post("good 2")
            #expect(second.status == .tooManyRequests)
            #expect(second.headers[.retryAfter] == "15")
            #expect(second.text.contains("\"code\":\"too-many-uploads\""))
            release.signal()
            #expect(try await first.status == .created)
            release.signal()
            #expect(try await client.post("good 2").status == .created)
        }
    }

    @Test func `an address that asks too often is told to wait, and may ask again later`() async throws {
        try await ServiceFixture.with(configure: { $0.uploadsPerMinute = 2 }) { client, fixture in
            #expect(try await client.post("good 1").status == .created)
            #expect(try await client.post("good 1").status == .ok)
            let third = try await client.post("good 1")
            #expect(third.status == .tooManyRequests)
            #expect(third.headers[.retryAfter] == "60")
            // Reading is limited apart.
            #expect(try await client.get("/v1/card").status == .ok)
            fixture.time.withLock { $0 = $0.adding(seconds: 30) }
            #expect(try await client.post("good 1").status == .ok)
        }
    }

    @Test func `receipts are found by identity alone`() async throws {
        try await ServiceFixture.with { client, _ in
            let identity = SHA256Digest(of: Array("good 1".utf8))
            for id in [identity.hex, identity.hex.uppercased(), "x", SmallIntake.bundleID(identity), "..%2f"]
            {
                let response = try await client.get("/v1/bundles/\(id)/receipt")
                #expect(response.status == .notFound)
                #expect(response.text.contains("\"code\":\"unknown-bundle\""))
            }
        }
    }

    @Test func `unknown paths and methods get problem details too`() async throws {
        try await ServiceFixture.with { client, _ in
            for path in ["/", "/v1/bundles", "/v2/bundles", "/v1/bundles/a/b/c"] {
                let response = try await client.get(path)
                #expect(response.status == .notFound, "\(path)")
                #expect(response.headers[.contentType] == "application/problem+json")
            }
        }
    }

    /// Content after the answer to HEAD would be the beginning of the next answer on that connection.
    @Test func `what is got can be asked about, and no answer to HEAD has content`() async throws {
        try await ServiceFixture.with { client, _ in
            for (path, status) in [
                ("/healthz", HTTPResponse.Status.ok), ("/v1/card", .ok), ("/nothing", .notFound),
                ("/v1/bundles/x/receipt", .notFound),
            ] {
                let response = try await client.execute(uri: path, method: .head, headers: [:], body: nil)
                #expect(response.status == status, "\(path)")
                #expect(response.text.isEmpty, "\(path)")
                #expect(response.headers[.contentLength] != "0", "\(path)")
            }
        }
    }

    @Test func `the card is served`() async throws {
        try await ServiceFixture.with { client, _ in
            let response = try await client.get("/v1/card")
            #expect(response.status == .ok && response.text == "the card")
            #expect(response.headers[.contentType] == Self.container)
        }
    }

    @Test func `health is that of registry and store, asked again after a few seconds`() async throws {
        try await ServiceFixture.with { client, fixture in
            #expect(try await client.get("/healthz").status == .ok)
            fixture.intake.failure.withLock { $0 = RegistryError(.damaged) }
            fixture.time.withLock { $0 = $0.adding(seconds: 5) }
            let response = try await client.get("/healthz")
            #expect(response.status == .serviceUnavailable)
            #expect(!response.text.contains("damaged"))
        }
    }

    @Test func `the metrics count and name nobody`() async throws {
        try await ServiceFixture.with { client, _ in
            _ = try await client.post("good 1")
            _ = try await client.post("good 1")
            _ = try await client.post("bad\n")
            _ = try await client.post("stranger\n")
            _ = try await client.post("x", type: nil)
            let response = try await client.get("/metrics")
            #expect(response.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
            let lines = response.text.split(separator: "\n").filter { !$0.hasPrefix("#") }
            #expect(
                lines == [
                    "andaman_bundles_total{outcome=\"filed\"} 1",
                    "andaman_bundles_total{outcome=\"duplicate\"} 1",
                    "andaman_bundles_total{outcome=\"refused\"} 1",
                    "andaman_bundles_total{outcome=\"rejected\"} 1",
                    "andaman_bundles_total{outcome=\"unavailable\"} 0",
                    "andaman_bundles_total{outcome=\"failed\"} 0",
                    "andaman_received_bytes_total 25",
                    "andaman_uploads_in_progress 0",
                    "andaman_responses_total{status=\"200\"} 1",
                    "andaman_responses_total{status=\"201\"} 1",
                    "andaman_responses_total{status=\"415\"} 1",
                    "andaman_responses_total{status=\"422\"} 2",
                ]
            )
        }
    }
}
