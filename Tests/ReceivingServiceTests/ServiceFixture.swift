// SPDX-License-Identifier: Apache-2.0

import Files
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import NIOPosix
import Octets
import ReceivingService
import Registry
import Synchronization
import TransparencyLog

/// Judges by the first line of the body, and files for real: store, registry, receipt.
final class SmallIntake: Intake {
    struct Unforeseen: Error {}

    let registry: any BundleRegistry
    let store: SealedStore
    /// What throws in place of judging, and in `check`.
    let failure = Mutex<(any Error)?>(nil)
    /// Called before judging.
    let judging: @Sendable () -> Void

    init(
        registry: any BundleRegistry,
        store: SealedStore,
        judging: @escaping @Sendable () -> Void = {}
    ) {
        self.registry = registry
        self.store = store
        self.judging = judging
    }

    func file(
        spooledAt spoolPath: String,
        fileDigest: SHA256Digest,
        size: UInt64,
        admitted: SHA256Digest?,
        at time: Timestamp
    ) throws -> IntakeOutcome {
        judging()
        try failure.withLock { if let failure = $0 { throw failure } }
        let head = try FileSource(spoolPath, length: min(size, 64)).readAll(limit: 64)
        let word = String(decoding: head.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        // What stands for the manifest: everything but a malleable tail, so that two files can be one bundle.
        let identity = SHA256Digest(of: head)
        if word == "stranger" { return .rejectedUnsigned(code: "unknown-seal") }
        if word == "later" { return .unavailable(code: "card-stale", retryAfter: 120) }
        let facts = BundleFacts(
            identity: identity,
            senderAuthority: SHA256Digest(of: [1]),
            senderOffice: "th-ranong",
            bundle: Self.bundleID(identity),
            fileDigest: fileDigest,
            fileSize: size,
            receivedAt: time,
            decision: word == "bad" ? .refused : .filed
        )
        if facts.decision == .filed { try store.adopt(spoolPath, digest: fileDigest) }
        let receipt = Array("receipt for \(identity) at \(time)".utf8)
        let request = FilingRequest(facts, leaf: .receipt(receipt)) { _ in receipt }
        let filing = try registry.file([request], signedBy: Self.logger)[0].get()
        let bundle = filing.bundle
        if bundle.facts.decision == .refused { return .refused(receipt: bundle.receipt, identity: identity) }
        let isDuplicate = if case .duplicate = filing { true } else { false }
        return .filed(receipt: bundle.receipt, identity: identity, isDuplicate: isDuplicate)
    }

    func admit(_ shown: ShownEnvelope, at time: Timestamp) throws -> Admission {
        let word = String(decoding: shown.waybill, as: UTF8.self)
        if word == "stranger" { return .answered(.unavailable(code: "unknown-seal", retryAfter: 9)) }
        let identity = SHA256Digest(of: shown.manifest)
        if let known = try registry.received(identity: identity) {
            return .answered(.filed(receipt: known.receipt, identity: identity, isDuplicate: true))
        }
        return .admitted(sender: SHA256Digest(of: shown.waybill), identity: identity)
    }

    func receipt(identity: SHA256Digest) throws -> [UInt8]? {
        try registry.received(identity: identity)?.receipt
    }

    func receipt(identity: SHA256Digest, number: Int) throws -> [UInt8]? {
        let receipts = try registry.receipts(of: identity)
        return receipts.indices.contains(number - 1) ? receipts[number - 1] : nil
    }

    func card() throws -> [UInt8]? { Array("the card".utf8) }

    func isReadOnly() throws -> Bool { try registry.logState() != .open }

    func check() throws {
        try failure.withLock { if let failure = $0 { throw failure } }
        try registry.check()
    }

    static let logger = LogRoutesTests.logger

    static func bundleID(_ identity: SHA256Digest) -> String {
        let hex = Array(identity.hex.prefix(32))
        let parts = [hex[0..<8], hex[8..<12], hex[12..<16], hex[16..<20], hex[20..<32]]
        return parts.map { String($0) }.joined(separator: "-")
    }
}

/// A service with an intake, a store and a clock that stands still unless it is told to move.
final class ServiceFixture: Sendable {
    let folder: String
    let store: SealedStore
    let intake: SmallIntake
    let time = Mutex(Timestamp(secondsSinceEpoch: 1_800_000_000))

    private init(folder: String, judging: @escaping @Sendable () -> Void) throws {
        self.folder = folder
        store = try SealedStore(folder + "/store")
        intake = SmallIntake(
            registry: try SQLiteRegistry(path: folder + "/registry.sqlite"),
            store: store,
            judging: judging
        )
    }

    func server(_ configuration: ServiceConfiguration, log: PublishedLog? = nil) -> ReceivingServer {
        ReceivingServer(
            configuration: configuration,
            intake: intake,
            store: store,
            log: log,
            clock: { self.time.withLock { $0 } },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    var spooled: [String] { (try? Folder.names(in: folder + "/store/spool")) ?? ["?"] }

    static func with(
        in folder: String? = nil,
        keeping isKept: Bool = false,
        judging: @escaping @Sendable () -> Void = {},
        configure: (inout ServiceConfiguration) -> Void = { _ in },
        log: (any OfficeLog) -> PublishedLog? = { _ in nil },
        _ body: @escaping @Sendable (any TestClientProtocol, ServiceFixture) async throws -> Void
    ) async throws {
        var generator = SystemRandomNumberGenerator()
        let folder = folder ?? "/tmp/andaman-test-" + String(generator.next(), radix: 36)
        try Folder.create(folder)
        defer { if !isKept { try? Folder.deleteTree(folder) } }
        let fixture = try ServiceFixture(folder: folder, judging: judging)
        var configuration = ServiceConfiguration(
            host: "127.0.0.1",
            port: 0,
            transport: .insecurePlaintextOnLoopback
        )
        configure(&configuration)
        let threads = NIOThreadPool(numberOfThreads: 4)
        threads.start()
        let server = fixture.server(configuration, log: log(fixture.intake.registry))
        try await server.makeApplication(threads: threads).test(.router) { client in
            try await body(client, fixture)
        }
        try await threads.shutdownGracefully()
    }
}

extension TestClientProtocol {
    /// Posts a bundle.
    func post(
        _ content: String,
        type: String? = "application/vnd.etsi.asic-e+zip",
        digest: String? = nil
    ) async throws -> TestResponse {
        var headers: HTTPFields = [:]
        headers[.contentType] = type
        if let digest, let name = HTTPField.Name("Repr-Digest") { headers[name] = digest }
        return try await execute(
            uri: "/v1/bundles",
            method: .post,
            headers: headers,
            body: ByteBuffer(string: content)
        )
    }

    func get(_ path: String) async throws -> TestResponse {
        try await execute(uri: path, method: .get, headers: [:], body: nil)
    }
}

extension TestResponse {
    var text: String { String(buffer: body) }
}
