// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Bundles
import Catalogue
import Delivery
import Dossiers
import Files
import Logging
import Octets
import Offices
import ReceivingService
import Registry
import TransparencyLog

/// `serve`: the receiving service.
struct Serve: OfficeCommand {
    static let configuration = CommandConfiguration(act: "serve", .helpServe)

    @OptionGroup var common: CommonOptions

    @Option(help: ArgumentHelp(Help.text(.helpListen), valueName: "host:port"))
    var listen: String = "127.0.0.1:8443"

    func perform(_ session: Session) async throws -> Outcome {
        let office = try session.office()
        let (host, port) = try listener()
        let service = try ServiceFolder(office, at: session.now, isStarting: true)
        let (chain, key) = try office.transport(session.passphrases)
        let filing = try FilingBundles(service, session)
        // What could not be judged may be by now.
        _ = session.each(try service.store.quarantined(), filing.takeFromQuarantine)
        let intake = filing.intake
        if let time = service.restoredAt {
            session.complain(of: CommandError(.restored, ["time": time.description]))
        }
        let configuration = ServiceConfiguration(
            host: host,
            port: port,
            transport: .tls(
                certificateChainPEM: chain,
                keyPEM: key.withBytes { [UInt8](copying: $0) }
            )
        )
        var logger = Logger(label: "andaman") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .notice
        let lines = TrustLines(office, log: service.registry)
        let signer = try office.logSigner(session.passphrases)
        let server = ReceivingServer(
            configuration: configuration,
            intake: intake,
            store: service.store,
            log: try PublishedLog(of: office, log: service.registry, passphrases: session.passphrases),
            witnesses: { try LogWitnesses.all(trustedBy: office) },
            clock: session.surroundings.clock,
            logger: logger,
            onListening: { [logger] port in
                Self.write(lines, signer, logger)
                let shown = host.contains(":") ? "[\(host)]" : host
                session.say(.commandListening(address: "https://\(shown):\(port)", office: office.profile.id))
            }
        )
        let outbox = service.outbox
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            // What waits to be sent goes on beside what comes in; when the service ends, so does it.
            tasks.addTask { [logger] in
                await outbox.run(clock: session.surroundings.clock) { entry, result in
                    Self.log(entry, result, to: logger)
                }
            }
            // So are the lines of what commands change about trust meanwhile, who have no key to the log.
            tasks.addTask { [logger] in
                while (try? await Task.sleep(for: .seconds(60))) != nil {
                    Self.write(lines, signer, logger)
                }
            }
            defer { tasks.cancelAll() }
            try await server.run()
        }
        session.say(.commandStopped)
        return .done
    }

    private static func write(_ lines: TrustLines, _ signer: NoteSigner, _ logger: Logger) {
        do { try lines.write(signedBy: signer) } catch {
            logger.error("trust change not logged")
        }
    }

    /// Logs codes and digests alone.
    private static func log(
        _ entry: OutgoingBundle,
        _ result: Result<DeliveryOutcome, any Error>,
        to logger: Logger
    ) {
        let word: String
        switch result {
        case .success(.answered(let receipt, _)): word = receipt.document.decision.rawValue
        case .success(.asked(let receipts)):
            guard let last = receipts.last else { return }
            word = last.document.decision.rawValue
        case .success(.later(let code, _)), .success(.stopped(let code)): word = code
        case .success(.expired): word = "expired"
        case .success(.left): return
        case .failure(let error): word = (error as? any CodedError)?.codeName ?? "unforeseen"
        }
        logger.notice(
            "bundle sent",
            metadata: ["identity": "\(entry.identity)", "outcome": "\(word)"]
        )
    }

    private func listener() throws -> (host: String, port: Int) {
        guard let colon = listen.lastIndex(of: ":"), let port = UInt16(listen[listen.index(after: colon)...])
        else {
            throw CommandError(.malformedListener, ["address": listen])
        }
        var host = String(listen[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        guard !host.isEmpty else { throw CommandError(.malformedListener, ["address": listen]) }
        return (host, Int(port))
    }
}
