// SPDX-License-Identifier: Apache-2.0

import Files
import Logging
import Octets
import ReceivingService
import Registry
import ServiceLifecycle
import Synchronization
import TransparencyLog

/// Files what comes under its own digest, refuses what begins with `bad`, and does not know what begins with `stranger`.
struct PlainIntake: Intake {
    let registry: any BundleRegistry
    let store: SealedStore
    /// Called before judging.
    let judging: @Sendable () -> Void
    private static let logger: NoteSigner = {
        var seed = [UInt8](repeating: 1, count: 32)
        return try! NoteSigner(name: "andaman/kawthaung/00", use: .log, seed: SecretBytes(taking: &seed))
    }()

    func file(
        spooledAt spoolPath: String,
        fileDigest: SHA256Digest,
        size: UInt64,
        admitted: SHA256Digest?,
        at time: Timestamp
    ) throws -> IntakeOutcome {
        judging()
        let head = String(
            decoding: try FileSource(spoolPath, length: min(8, size)).readAll(limit: 8),
            as: UTF8.self
        )
        if head.hasPrefix("stranger") { return .rejectedUnsigned(code: "unknown-seal") }
        let facts = BundleFacts(
            identity: fileDigest,
            senderAuthority: SHA256Digest(of: [1]),
            senderOffice: "th-ranong",
            bundle: "01890a5d-ac96-774b-bcce-" + fileDigest.hex.prefix(12),
            fileDigest: fileDigest,
            fileSize: size,
            receivedAt: time,
            decision: head.hasPrefix("bad") ? .refused : .filed
        )
        if facts.decision == .filed { try store.adopt(spoolPath, digest: fileDigest) }
        let receipt = Array("receipt for \(fileDigest)".utf8)
        let request = FilingRequest(facts, leaf: .receipt(receipt)) { _ in receipt }
        let filing = try registry.file([request], signedBy: Self.logger)[0].get()
        if facts.decision == .refused {
            return .refused(receipt: filing.bundle.receipt, identity: fileDigest)
        }
        let isDuplicate = if case .duplicate = filing { true } else { false }
        return .filed(receipt: filing.bundle.receipt, identity: fileDigest, isDuplicate: isDuplicate)
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

    func card() throws -> [UInt8]? { nil }
    func check() throws { try registry.check() }
}

/// A service on a free port of this machine, for as long as a test needs it.
struct LiveService: Sendable {
    let port: Int
    let registry: any BundleRegistry
    let storeFolder: String
    let stop: @Sendable () async -> Void

    var address: String { "https://127.0.0.1:\(port)" }

    /// Serves while `body` runs; then stops as SIGTERM would, and returns once the service has ended.
    static func with<R: Sendable>(
        _ transport: ServiceConfiguration.Transport,
        in folder: String,
        judging: @escaping @Sendable () -> Void = {},
        configure: (inout ServiceConfiguration) -> Void = { _ in },
        _ body: @Sendable (LiveService) async throws -> R
    ) async throws -> R {
        var configuration = ServiceConfiguration(host: "127.0.0.1", port: 0, transport: transport)
        configuration.handlesSignals = false
        configure(&configuration)
        let store = try SealedStore(folder + "/store")
        let registry = try SQLiteRegistry(path: folder + "/registry.sqlite")
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        let server = ReceivingServer(
            configuration: configuration,
            intake: PlainIntake(registry: registry, store: store, judging: judging),
            store: store,
            clock: { Timestamp.now() },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            onListening: { listening.yield($0) }
        )
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: server, successTerminationBehavior: .gracefullyShutdownGroup)
                ],
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            )
        )
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { listening.finish() }
                try await group.run()
            }
            guard let port = await ports.first(where: { _ in true }) else {
                try await tasks.waitForAll()
                throw ServiceError(.failed)
            }
            let live = LiveService(
                port: port,
                registry: registry,
                storeFolder: folder + "/store",
                stop: { await group.triggerGracefulShutdown() }
            )
            let result: Result<R, any Error>
            do { result = .success(try await body(live)) } catch { result = .failure(error) }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            return try result.get()
        }
    }
}

/// Lends a fresh folder and deletes it afterwards.
func withTemporaryFolder<R>(_ body: (String) async throws -> R) async throws -> R {
    var generator = SystemRandomNumberGenerator()
    let folder = "/tmp/andaman-test-" + String(generator.next(), radix: 36)
    try Folder.create(folder)
    defer { try? Folder.deleteTree(folder) }
    return try await body(folder)
}
