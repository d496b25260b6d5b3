// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Bundles
import Catalogue
import Delivery
import Files
import JSONSchema
import Octets
import Offices
import Registry

/// `outbox`: what is to be delivered.
struct OutboxGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outbox",
        abstract: Help.text(.helpOutbox),
        subcommands: [OutboxList.self, OutboxRun.self, OutboxReceipt.self],
        defaultSubcommand: OutboxList.self
    )
}

/// `outbox list`, or `outbox` alone: what waits, since when, why, and until when an answer is due.
struct OutboxList: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: Help.text(.helpOutboxList)
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var list: ListOptions

    @Flag(help: ArgumentHelp(Help.text(.helpJson)))
    var json = false

    @Flag(help: ArgumentHelp(Help.text(.helpOutboxAll)))
    var all = false

    func perform(_ session: Session) throws -> Outcome {
        let service = try ServiceFolder(session.office(), at: session.now)
        let (items, before) = try list.collect {
            try service.registry.outgoingBundles(onlyOpen: !all, before: $0, limit: $1)
        } _: { entry in
            let item = OutboxItem(try SentCase(entry, service.registry), at: session.now)
            return all || item.isPending ? item : nil
        }
        if json {
            session.print(bundles: items.map { $0.json(session) }, before: before)
            return .done
        }
        if items.isEmpty { session.say(.commandOutboxEmpty) }
        for item in items { item.tell(session) }
        if let before { session.remark(.commandListGoesOn(number: String(before))) }
        return .done
    }
}

/// `outbox run`: tries what is due until it is stopped, as `serve` does beside its own work.
struct OutboxRun: OfficeCommand {
    static let configuration = CommandConfiguration(commandName: "run", abstract: Help.text(.helpOutboxRun))

    @OptionGroup var common: CommonOptions

    @Flag(help: ArgumentHelp(Help.text(.helpOutboxOnce)))
    var once = false

    func perform(_ session: Session) async throws -> Outcome {
        let outbox = try ServiceFolder(session.office(), at: session.now).outbox
        let told: @Sendable (OutgoingBundle, Result<DeliveryOutcome, any Error>) -> Void = { entry, result in
            switch result {
            case .success(let outcome): outcome.tell(session, entry)
            case .failure(let error): session.complain(of: error, about: entry.bundle)
            }
        }
        if once {
            try await outbox.runOnce(clock: session.surroundings.clock, told: told)
        } else {
            await outbox.run(clock: session.surroundings.clock, told: told)
        }
        return .done
    }
}

/// `outbox receipt ID`: writes the receipt for a bundle that was sent, asking its receiver for it where need be.
struct OutboxReceipt: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipt",
        abstract: Help.text(.helpOutboxReceipt)
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var target: OutputOptions

    @Argument(help: ArgumentHelp(Help.text(.helpOutboxId)))
    var id: String

    @Option(help: ArgumentHelp(Help.text(.helpOutboxTo), valueName: "office"))
    var to: String?

    @Flag(help: ArgumentHelp(Help.text(.helpOutboxAsk)))
    var ask = false

    func perform(_ session: Session) async throws -> Outcome {
        let folder = try ServiceFolder(session.office(), at: session.now)
        let entry = try find(folder.registry)
        if try ask || folder.outbox.receipts(about: entry).isEmpty {
            try await folder.outbox.ask(for: entry, at: session.now)
        }
        let receipts = try folder.outbox.receipts(about: entry)
        guard let first = receipts.first else {
            session.remark(.commandNoReceiptYet(office: entry.recipientOffice))
            return .indeterminate
        }
        if let output = target.output {
            try Folder.write(first, to: output, existing: target.existing, mode: FolderCarrier.mode)
            session.say(.commandReceiptWritten(office: entry.recipientOffice, path: output))
            return .done
        }
        for bytes in receipts {
            let path = try FolderCarrier.keep(receipt: bytes, as: entry.bundle)
            session.say(.commandReceiptWritten(office: entry.recipientOffice, path: path))
        }
        return .done
    }

    private func find(_ registry: any BundleRegistry) throws -> OutgoingBundle {
        let found =
            try id.utf8.count < 8
            ? [] : registry.outgoing(named: id).filter { (to ?? $0.recipientOffice) == $0.recipientOffice }
        guard let entry = found.first, found.count == 1 else {
            throw CommandError(.unknownOutgoing, ["id": id])
        }
        return entry
    }
}
