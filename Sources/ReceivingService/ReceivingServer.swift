// SPDX-License-Identifier: Apache-2.0

import Files
package import Hummingbird
import Glibc
import HummingbirdCore
import HummingbirdTLS
package import Logging
import NIOCore
package import NIOPosix
import NIOSSL
package import Octets
package import Registry
import ServiceLifecycle
import UnixSignals

/// The receiving service: listens, takes bundles, answers with receipts.
package struct ReceivingServer: Service {
    private let configuration: ServiceConfiguration
    private let intake: any Intake
    private let store: SealedStore
    private let log: PublishedLog?
    private let witnesses: (@Sendable () throws -> [Cosigning.Witness])?
    private let clock: @Sendable () -> Timestamp
    private let logger: Logger
    private let onListening: @Sendable (Int) -> Void

    /// Prepares a service; nothing is opened before `run`.
    ///
    /// - Parameters:
    ///   - configuration: where it listens, and its limits.
    ///   - intake: what judges and files.
    ///   - store: where bodies are spooled; the same that the intake adopts them into.
    ///   - log: what is shown of logs; nil for a service without one.
    ///   - witnesses: who is asked to cosign our log's head while the service runs; nil asks nobody.
    ///   - clock: what time it is, for receipts and limits.
    ///   - logger: gets codes, digests and counts; never an address, a name or content.
    ///   - onListening: called with the port once connections are taken.
    package init(
        configuration: ServiceConfiguration,
        intake: any Intake,
        store: SealedStore,
        log: PublishedLog? = nil,
        witnesses: (@Sendable () throws -> [Cosigning.Witness])? = nil,
        clock: @escaping @Sendable () -> Timestamp,
        logger: Logger,
        onListening: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.intake = intake
        self.store = store
        self.log = log
        self.witnesses = witnesses
        self.clock = clock
        self.logger = logger
        self.onListening = onListening
    }

    /// Serves until it is told to stop: by SIGTERM or SIGINT, by a service group around it, or by cancellation.
    ///
    /// Told to stop, it takes no more connections, lets requests under way end for `shutdownGrace` seconds, then cuts
    /// them off; what is being filed at that moment is filed to its end.
    ///
    /// - Throws: `ServiceError`.
    package func run() async throws {
        let threads = NIOThreadPool(numberOfThreads: configuration.blockingThreads)
        threads.start()
        let result: Result<Void, any Error>
        do {
            try await checkSoundness(on: threads)
            let application = try makeApplication(threads: threads)
            var services: [any Service] = [application]
            if let log, let witnesses {
                services.append(
                    CosigningLoop(
                        cosigning: Cosigning(log: log.log),
                        witnesses: witnesses,
                        clock: clock,
                        logger: logger
                    )
                )
            }
            var group = ServiceGroupConfiguration(
                services: services,
                gracefulShutdownSignals: configuration.handlesSignals ? [.sigterm, .sigint] : [],
                logger: logger
            )
            group.maximumGracefulShutdownDuration = .seconds(configuration.shutdownGrace)
            try await ServiceGroup(configuration: group).run()
            result = .success(())
        } catch {
            result = .failure(error)
        }
        try? await threads.shutdownGracefully()
        do {
            try result.get()
        } catch is CancellationError {
            // Stopped, as asked.
        } catch {
            throw translate(error)
        }
    }

    /// The service without its socket, for tests of the routes.
    ///
    /// - Throws: `ServiceError` with `plaintextBeyondLoopback` or `tlsUnusable`.
    package func makeApplication(
        threads: NIOThreadPool
    ) throws(ServiceError) -> Application<RouterResponder<ServiceContext>> {
        let metrics = ServiceMetrics()
        let router = Router(context: ServiceContext.self, options: .autoGenerateHeadEndpoints)
        router.add(
            middleware: Gatekeeper(
                limit: SharedRateLimit(perMinute: configuration.requestsPerMinute),
                metrics: metrics,
                clock: clock
            )
        )
        BundleRoutes(
            configuration: configuration,
            intake: intake,
            store: store,
            threads: threads,
            metrics: metrics,
            uploadLimit: SharedRateLimit(perMinute: configuration.uploadsPerMinute),
            clock: clock,
            uploads: try uploads()
        ).add(to: router)
        if let log { LogRoutes(published: log, threads: threads, clock: clock).add(to: router) }
        return Application(
            router: router,
            server: try makeServer(),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port),
                availableConnectionsDelegate: .maximum(configuration.maximumConnections, logger: logger)
            ),
            onServerRunning: { [onListening] channel in onListening(channel.localAddress?.port ?? 0) },
            logger: logger
        )
    }

    /// The uploads that wait to be gone on with, less those whose time is over.
    private func uploads() throws(ServiceError) -> UploadStore {
        do {
            let uploads = try store.makeUploadStore()
            _ = try uploads.sweep(
                now: clock(),
                lifetime: configuration.uploadLifetime,
                emptyLifetime: configuration.emptyUploadLifetime
            )
            return uploads
        } catch {
            throw ServiceError(.notSound, ["code": error.codeName])
        }
    }

    private func makeServer() throws(ServiceError) -> HTTPServerBuilder {
        let http = HTTPServerBuilder.http1(
            configuration: HTTP1Channel.Configuration(
                idleTimeout: .seconds(configuration.idleTimeout),
                httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
                    maxHeaderFieldSize: 24 << 10,
                    maxHeaderListSize: 64 << 10,
                    maxHeaderFieldCount: 64
                )
            )
        )
        switch configuration.transport {
        case .insecurePlaintextOnLoopback:
            guard configuration.isLoopback else { throw ServiceError(.plaintextBeyondLoopback) }
            return http
        case .tls(let chain, let key):
            do {
                var tls = TLSConfiguration.makeServerConfiguration(
                    certificateChain: try NIOSSLCertificate.fromPEMBytes(chain).map { .certificate($0) },
                    privateKey: .privateKey(try NIOSSLPrivateKey(bytes: key, format: .pem))
                )
                tls.minimumTLSVersion = .tlsv13
                tls.applicationProtocols = ["http/1.1"]
                // Reads chain and key once here, so that a bad one is told at the start.
                _ = try NIOSSLContext(configuration: tls)
                return try .tls(http, tlsConfiguration: tls)
            } catch {
                throw ServiceError(.tlsUnusable)
            }
        }
    }

    private func checkSoundness(on threads: NIOThreadPool) async throws(ServiceError) {
        do {
            try await threads.runIfActive { [intake, store] in
                try intake.check()
                try store.check()
            }
        } catch {
            let coded = error as? any CodedError
            throw ServiceError(.notSound, ["code": coded?.codeName ?? "unforeseen"])
        }
    }

    private func translate(_ error: any Error) -> ServiceError {
        if let error = error as? ServiceError { return error }
        let address = ["address": "\(configuration.host):\(configuration.port)"]
        switch (error as? IOError)?.errnoCode {
        case EADDRINUSE: return ServiceError(.portInUse, address)
        case EADDRNOTAVAIL, EACCES: return ServiceError(.addressUnusable, address)
        default:
            return error is SocketAddressError
                ? ServiceError(.addressUnusable, address) : ServiceError(.failed)
        }
    }
}
