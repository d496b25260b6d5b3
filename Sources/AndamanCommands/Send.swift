// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Bundles
import Catalogue
import Delivery
import Dossiers
import Files
import Octets
import Offices
import Signatures

/// `send FILE`: delivers a sealed bundle to its receiver's service, or puts it into a folder.
struct Send: OfficeCommand {
    static let configuration = CommandConfiguration(commandName: "send", abstract: Help.text(.helpSend))

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp(Help.text(.helpBundleFile)))
    var file: String

    @Option(help: ArgumentHelp(Help.text(.helpSendTo), valueName: "url"))
    var to: String?

    @Option(help: ArgumentHelp(Help.text(.helpToFolder), valueName: "dir"))
    var toFolder: String?

    func validate() throws {
        if to != nil, toFolder != nil { throw ValidationError(Help.text(.helpOneOfTo)) }
    }

    func perform(_ session: Session) async throws -> Outcome {
        let office = try session.office()
        let trust = try office.trust()
        let bundle = try SealedBundle(envelopeOf: FileSource(file), trust: trust, at: session.now)
        guard bundle.sender?.reference == office.reference else {
            throw BundleError(.notSender, ["office": office.profile.id])
        }
        if let toFolder {
            let path = try FolderCarrier.put(file, into: toFolder)
            session.say(.commandCarried(path: path))
            return .done
        }
        let receiver = try receiver(of: bundle, trust)
        guard let address = to ?? receiver.document.addresses.first else {
            throw CommandError(.noAddress, ["office": receiver.document.office])
        }
        let progress = Progress(session, total: try FileSource(file).size)
        let answer = try await BundleSender(authority: receiver.authority.der)
            .send(file, to: address) { sent, _ in progress.update(sent) }
        switch answer {
        case .filed(let receipt, let isDuplicate):
            let (document, path) = try keep(receipt, bundle, receiver, session, trust)
            let (name, time) = (receiver.document.office, document.time.description)
            session.say(
                isDuplicate
                    ? .commandDeliveredBefore(office: name, path: path, time: time)
                    : .commandDelivered(office: name, path: path, time: time)
            )
            return .done
        case .refused(let receipt):
            let (document, path) = try keep(receipt, bundle, receiver, session, trust)
            session.remark(
                .commandRefused(
                    code: document.codes.joined(separator: ", "),
                    office: receiver.document.office,
                    path: path
                )
            )
            for reason in try reasons(receipt, session, office, trust) {
                session.surroundings.complaint("- " + session.sentence(reason) + "\n")
            }
            return .invalid
        case .problem(let status, let code, let retryAfter):
            throw CommandError(
                status == 503 || status == 429 ? .tryLater : .notDelivered,
                [
                    "status": String(status), "code": code ?? "", "office": receiver.document.office,
                    "seconds": retryAfter.map { String($0) } ?? "60",
                ]
            )
        }
    }

    /// The office whose authority is the only one that its service's certificate may come from.
    private func receiver(of bundle: SealedBundle, _ trust: TrustStore) throws -> Card {
        let cards = bundle.waybill.to.compactMap { trust.card(of: $0) }
        guard
            let card = to.flatMap({ url in cards.first { $0.document.addresses.contains(url) } })
                ?? cards.first
        else {
            throw OfficeError(
                .unknownOffice,
                ["office": bundle.waybill.to.map(\.office).joined(separator: ", ")]
            )
        }
        return card
    }

    /// Verifies the receipt and writes it beside the bundle; nothing is called delivered before.
    private func keep(
        _ bytes: [UInt8],
        _ bundle: SealedBundle,
        _ receiver: Card,
        _ session: Session,
        _ trust: TrustStore
    ) throws -> (ReceiptDocument, String) {
        let receipt = try Receipt(container: bytes, trust: trust, at: session.now)
        try receipt.require(for: bundle.reference, from: receiver.reference)
        let base = Folder.join(Folder.split(file).folder, bundle.waybill.bundle)
        return (receipt.document, try ReceiptFile.keep(bytes, as: base))
    }

    private func reasons(
        _ bytes: [UInt8],
        _ session: Session,
        _ office: Office,
        _ trust: TrustStore
    ) throws -> [Reason] {
        let receipt = try Receipt(container: bytes, trust: trust, at: session.now)
        guard receipt.encryptedReasons != nil else { return [] }
        return try receipt.reasons(identities: [office.identity(session.passphrases)])
    }
}
