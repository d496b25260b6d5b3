// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Catalogue
import Files
import Logging
import Octets
import Offices
import ReceivingService
import Registry

/// `serve`: the receiving service.
struct Serve: OfficeCommand {
    static let configuration = CommandConfiguration(commandName: "serve", abstract: Help.text(.helpServe))

    @OptionGroup var common: CommonOptions

    @Option(help: ArgumentHelp(Help.text(.helpListen), valueName: "host:port"))
    var listen: String = "127.0.0.1:8443"

    func perform(_ session: Session) async throws -> Outcome {
        let office = try session.office()
        let (host, port) = try listener()
        let service = try ServiceFolder(office, at: session.now)
        let (chain, key) = try office.transport(session.passphrases)
        let intake = try OfficeIntake(
            office: office,
            registry: service.registry,
            store: service.store,
            passphrases: session.passphrases
        )
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
        let server = ReceivingServer(
            configuration: configuration,
            intake: intake,
            store: service.store,
            clock: session.surroundings.clock,
            logger: logger,
            onListening: { port in
                let shown = host.contains(":") ? "[\(host)]" : host
                session.say(.commandListening(address: "https://\(shown):\(port)", office: office.profile.id))
            }
        )
        try await server.run()
        session.say(.commandStopped)
        return .done
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

/// What the office's service keeps: the registry and the store of sealed files.
struct ServiceFolder {
    let registry: SQLiteRegistry
    let store: SealedStore

    init(_ office: Office, at now: Timestamp) throws {
        try Folder.create(office.serviceFolder)
        registry = try SQLiteRegistry(path: Folder.join(office.serviceFolder, "registry.sqlite"))
        store = try SealedStore(Folder.join(office.serviceFolder, "store"))
        let registry = registry
        _ = try store.sweep(now: now) { try registry.holdsFile($0) }
    }
}
