// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Bundles
import Catalogue
import Delivery
import Files
import Octets
import Offices
import ReceivingService
import Registry

/// `receive FILE|DIR`: files bundles that came in a folder or on a stick, by the service's own path.
struct Receive: OfficeCommand {
    static let configuration = CommandConfiguration(commandName: "receive", abstract: Help.text(.helpReceive))

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp(Help.text(.helpReceiveInput)))
    var input: String

    func perform(_ session: Session) async throws -> Outcome {
        let office = try session.office()
        let service = try ServiceFolder(office, at: session.now)
        let intake = try OfficeIntake(
            office: office,
            registry: service.registry,
            store: service.store,
            passphrases: session.passphrases
        )
        guard Folder.isFolder(input) else { return try receive(input, intake, service.store, session) }
        var worst = Outcome.done
        let paths = try FolderCarrier.bundles(in: input)
        if paths.isEmpty { session.say(.commandNothingToReceive(path: input)) }
        for path in paths {
            // One bad file never stops the rest.
            do {
                let outcome = try receive(path, intake, service.store, session)
                if worst == .done { worst = outcome }
            } catch {
                session.complain(of: error, about: path)
                if worst == .done { worst = Outcome(of: error) }
            }
        }
        return worst
    }

    private func receive(
        _ path: String,
        _ intake: OfficeIntake,
        _ store: SealedStore,
        _ session: Session
    ) throws -> Outcome {
        let spool = try store.makeSpoolFile()
        let source = try FileSource(path)
        try Progress(session, total: source.size).watching(source).copy(to: spool)
        let outcome = try intake.file(
            spooledAt: spool.path,
            fileDigest: spool.digest,
            size: spool.count,
            at: session.now
        )
        switch outcome {
        case .filed(let receipt, _, let isDuplicate):
            let receiptPath = try place(receipt, besides: path)
            session.say(
                isDuplicate
                    ? .commandReceivedBefore(path: path, receipt: receiptPath)
                    : .commandReceived(path: path, receipt: receiptPath)
            )
            return .done
        case .refused(let receipt, _):
            let receiptPath = try place(receipt, besides: path)
            session.remark(.commandReceiveRefused(path: path, receipt: receiptPath))
            return .invalid
        case .rejectedUnsigned(let code):
            throw CommandError(.rejected, ["path": path, "code": code])
        case .unavailable(let code, _):
            session.remark(.commandReceiveLater(code: code, path: path))
            return .indeterminate
        }
    }

    /// Writes the receipt beside the bundle.
    private func place(_ receipt: [UInt8], besides path: String) throws -> String {
        var base = path
        if base.hasSuffix(FolderCarrier.bundleSuffix) { base.removeLast(FolderCarrier.bundleSuffix.count) }
        return try ReceiptFile.keep(receipt, as: base)
    }
}
