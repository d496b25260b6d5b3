// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Bundles
import Catalogue
import Delivery
import Dossiers
import Files
import Octets
import Offices
import Registry

/// `send FILE`: puts a sealed bundle into the outbox and delivers it to its receivers' services, or into a folder.
struct Send: OfficeCommand {
    static let configuration = CommandConfiguration(act: "send", .helpSend)

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp(Help.text(.helpBundleFile)))
    var file: String

    @Option(help: ArgumentHelp(Help.text(.helpSendTo), valueName: "[office=]url"))
    var to: [String] = []

    @Option(help: ArgumentHelp(Help.text(.helpToFolder), valueName: "dir"))
    var toFolder: String?

    func validate() throws {
        if !to.isEmpty, toFolder != nil { throw ValidationError(Help.text(.helpOneOfTo)) }
    }

    func perform(_ session: Session) async throws -> Outcome {
        let office = try session.office()
        if let toFolder {
            let bundle = try Outbox.check(file, for: office, at: session.now)
            let path = try FolderCarrier.put(file, as: bundle.waybill.bundle, into: toFolder)
            _ = try ServiceFolder(office, at: session.now).outbox.add(
                file,
                isCarried: true,
                at: session.now
            )
            session.say(.commandCarried(path: path))
            return .done
        }
        let bundle = try Outbox.check(file, for: office, at: session.now)
        let addresses = try addresses(for: bundle.waybill.to, trust: office.trust())
        // From here on nothing can be lost: what is not delivered now waits in the outbox.
        let outbox = try ServiceFolder(office, at: session.now).outbox
        let entered = try outbox.add(file, addresses: addresses, at: session.now)
        var worst = Outcome.done
        for entry in entered.entries {
            let outcome = try await deliver(entry, outbox, office, session)
            worst = worst.worse(outcome)
        }
        return worst
    }

    private func deliver(
        _ entry: OutgoingBundle,
        _ outbox: Outbox,
        _ office: Office,
        _ session: Session
    ) async throws -> Outcome {
        let progress = Progress(session, total: entry.fileSize)
        let outcome = try await outbox.attempt(entry, clock: session.surroundings.clock) { sent, _ in
            progress.update(sent)
        }
        progress.end()
        guard case .answered(let receipt, _) = outcome else { return outcome.tell(session, entry) }
        let base = Folder.join(Folder.split(file).folder, entry.bundle)
        let path = try FolderCarrier.keep(receipt: receipt.bytes, as: base)
        let told = outcome.tell(session, entry, receiptPath: path)
        if receipt.document.decision == .refused, receipt.encryptedReasons != nil {
            for reason in try receipt.reasons(identities: office.identities(session.passphrases)) {
                session.surroundings.complaint("- " + session.sentence(reason) + "\n")
            }
        }
        return told
    }

    /// Where the receivers' services are, as `--to` says; one that neither it nor a card tells is an error.
    private func addresses(
        for receivers: [OfficeReference],
        trust: TrustStore
    ) throws -> [String: String] {
        var addresses: [String: String] = [:]
        let known = receivers.compactMap { trust.card(of: $0)?.document }
        for text in to {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            let url = parts.last ?? text
            try BundleSender.check(address: url)
            let named = parts.count == 2 ? parts[0] : known.first { $0.addresses.contains(url) }?.office
            guard let office = named ?? (receivers.count == 1 ? receivers[0].office : nil),
                receivers.contains(where: { $0.office == office })
            else { throw CommandError(.whichOffice, ["address": url]) }
            addresses[office] = url
        }
        for card in known where card.addresses.isEmpty && addresses[card.office] == nil {
            throw CommandError(.noAddress, ["office": card.office])
        }
        return addresses
    }
}
