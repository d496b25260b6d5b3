// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Files
import Glibc
import Logging
import NIOCore
import NIOHTTP1
import NIOSSL
import Octets
import Offices
import ReceivingService
import Registry
import Signatures
import Synchronization

/// So many clients, each sending one bundle after the other, and how long each waited for its receipt.
struct Load {
    let clients: Int
    let seconds: Double
    /// Seconds from the first byte sent to the whole receipt, in rising order.
    let waits: [Double]
    /// Processor time of service and clients together, in seconds.
    let processor: Double

    func json(bundleSize: Int) -> String {
        let figures = [
            ("clients", String(clients)), ("bytes", String(bundleSize)), ("filed", String(waits.count)),
            ("perSecond", rounded(Double(waits.count) / seconds)), ("p50", rounded(quantile(0.5) * 1000)),
            ("p99", rounded(quantile(0.99) * 1000)),
            ("processor", rounded(processor / Double(max(waits.count, 1)) * 1000)),
        ]
        return "{" + figures.map { #""\#($0)": \#($1)"# }.joined(separator: ", ") + "}"
    }

    private func quantile(_ share: Double) -> Double {
        guard !waits.isEmpty else { return .nan }
        return waits[min(waits.count - 1, Int(Double(waits.count) * share))]
    }

    /// Serves `receiver` and sends for about `seconds`; the bundles are sealed before the clock starts.
    static func run(
        _ maker: BundleMaker,
        to receiver: Office,
        clients: Int,
        seconds: Double
    ) async throws -> Load {
        let service = try await RunningService(receiver)
        // A first, short load tells how many bundles the time will take.
        let probe = try await send(bundles(maker, count: clients * 4), to: service, clients: clients)
        let rate = Double(probe.waits.count) / probe.seconds
        let count = max(Int(rate * seconds), clients * 4)
        let load = try await send(bundles(maker, count: count), to: service, clients: clients)
        try await service.stop()
        return load
    }

    private static func bundles(_ maker: BundleMaker, count: Int) async throws -> [[UInt8]] {
        try await withThrowingTaskGroup(of: [[UInt8]].self) { group in
            for part in 0..<2 {
                group.addTask { try (0..<(count + part) / 2).map { _ in try maker.make() } }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    private static func send(
        _ bundles: [[UInt8]],
        to service: RunningService,
        clients: Int
    ) async throws -> Load {
        let queue = BundleQueue(bundles)
        let clock = ContinuousClock()
        let processorBefore = processorSeconds()
        let start = clock.now
        let waits = try await withThrowingTaskGroup(of: [Double].self) { group in
            for _ in 0..<clients {
                group.addTask {
                    var waits: [Double] = []
                    while let bundle = queue.next() {
                        let begun = clock.now
                        try await service.file(bundle)
                        waits.append(clockSeconds(clock.now - begun))
                    }
                    return waits
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        return Load(
            clients: clients,
            seconds: clockSeconds(clock.now - start),
            waits: waits.sorted(),
            processor: processorSeconds() - processorBefore
        )
    }
}

/// Bundles that several clients take in turn.
private final class BundleQueue: Sendable {
    private let bundles: [[UInt8]]
    private let taken = Mutex(0)

    init(_ bundles: [[UInt8]]) { self.bundles = bundles }

    func next() -> [UInt8]? {
        let index = taken.withLock { taken in
            defer { taken += 1 }
            return taken
        }
        return index < bundles.count ? bundles[index] : nil
    }
}

/// The receiving office's own service on a free port, with TLS and the limits on rates lifted.
final class RunningService: Sendable {
    private let task: Task<Void, any Error>
    private let client: HTTPClient
    private let address: String

    init(_ office: Office) async throws {
        try Folder.create(office.service.folder)
        let registry = try SQLiteRegistry(path: office.service.registryPath)
        let store = try SealedStore(office.service.storeFolder)
        let (chain, key) = try office.transport(OpenKeys())
        var configuration = ServiceConfiguration(
            host: "127.0.0.1",
            port: 0,
            transport: .tls(certificateChainPEM: chain, keyPEM: key.withBytes { [UInt8](copying: $0) })
        )
        configuration.concurrentUploads = 1024
        configuration.uploadsPerMinute = 100_000_000
        configuration.requestsPerMinute = 100_000_000
        configuration.handlesSignals = false
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let server = ReceivingServer(
            configuration: configuration,
            intake: try OfficeIntake(
                office: office,
                registry: registry,
                store: store,
                passphrases: OpenKeys(),
                bundlesPerMinute: 100_000_000
            ),
            store: store,
            clock: wallClock,
            logger: Logger(label: "filing-bench") { _ in SwiftLogNoOpLogHandler() },
            onListening: { port.yield($0) }
        )
        task = Task {
            defer { port.finish() }
            try await server.run()
        }
        guard let number = await ports.first(where: { _ in true }) else {
            try await task.value
            throw CancellationError()
        }
        address = "https://127.0.0.1:\(number)/v1/bundles"
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates([try NIOSSLCertificate(bytes: office.authority.der, format: .der)])
        var client = HTTPClient.Configuration(tlsConfiguration: tls)
        client.httpVersion = .http1Only
        client.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 1024
        self.client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: client)
    }

    /// Sends a bundle and waits for its receipt; anything but `201` ends the benchmark.
    func file(_ bundle: [UInt8]) async throws {
        var request = HTTPClientRequest(url: address)
        request.method = .POST
        request.headers = ["Content-Type": "application/vnd.etsi.asic-e+zip"]
        request.body = .bytes(ByteBuffer(bytes: bundle))
        let response = try await client.execute(request, timeout: .seconds(60))
        let body = try await response.body.collect(upTo: Limits.receipt)
        guard response.status == .created, body.readableBytes > 0 else {
            print("filing-bench: \(response.status): \(String(buffer: body).prefix(200))")
            exit(1)
        }
    }

    func stop() async throws {
        try await client.shutdown()
        task.cancel()
        _ = await task.result
    }
}
