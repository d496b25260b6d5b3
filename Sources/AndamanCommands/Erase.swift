// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Bundles
import Catalogue
import Dossiers
import Files
import Octets
import Offices
import Registry
import TransparencyLog

/// `erase ID --reason CODE`: deletes a case's sealed file; its receipts and digests stay, so that they can be checked.
struct Erase: OfficeCommand {
    static let configuration = CommandConfiguration(act: "erase", .helpErase)

    /// Why a case is erased: everybody who has the notice reads it, so it says nothing of the person.
    enum Reason: String, CaseIterable, ExpressibleByArgument {
        case retentionEnded = "retention-ended"
        case consentWithdrawn = "consent-withdrawn"
        case requestOfPerson = "request-of-person"
        case order
        case sentByMistake = "sent-by-mistake"
        case other
    }

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp(Help.text(.helpInboxId)))
    var id: String

    @Option(help: ArgumentHelp(Help.text(.helpEraseReason), valueName: "code"))
    var reason: Reason

    @Flag(help: ArgumentHelp(Help.text(.helpYes)))
    var yes = false

    func perform(_ session: Session) throws -> Outcome {
        let office = try session.office()
        let service = try ServiceFolder(office, at: session.now)
        try service.requireWritable()
        let sent = id.utf8.count < 8 ? [] : try service.registry.outgoing(named: id)
        // An id that names one of each is none of the two.
        guard let first = sent.first, Set(sent.map(\.identity)).count == 1,
            try service.registry.received(named: id).isEmpty
        else { return try eraseReceived(service, session) }
        return try eraseSent(first, service, session)
    }

    private func eraseReceived(_ service: ServiceFolder, _ session: Session) throws -> Outcome {
        let item = try service.inboxItem(id)
        guard item.bundle.facts.decision == .filed else { throw CommandError(.itemRefused, ["id": id]) }
        guard item.erasure == nil else { throw CommandError(.itemErased, ["id": id]) }
        try confirm(item.bundle.facts.bundle, session)
        let notice = try ReceiptsOfCase(item, service, session)
            .make(.erased, codes: [reason.rawValue]) { leaf, signer in
                try service.registry.append(leaf, signedBy: signer)
            }
        let path = try service.notices.keep(notice, of: item.bundle.facts.identity)
        try service.applyErasures()
        session.say(.commandErased(bundle: item.bundle.facts.bundle, path: path))
        session.say(.commandErasedElsewhere)
        return .done
    }

    /// Erases what is left here of a bundle that was sent or is to be sent.
    private func eraseSent(
        _ entry: OutgoingBundle,
        _ service: ServiceFolder,
        _ session: Session
    ) throws -> Outcome {
        guard entry.erasedAt == nil else { throw CommandError(.itemErased, ["id": id]) }
        try confirm(entry.bundle, session)
        var generator = SystemRandomNumberGenerator()
        let erasure = SentErasure(
            BundleReference(id: entry.bundle, identity: entry.identity),
            from: service.office.reference,
            reason: reason.rawValue,
            at: session.now,
            using: &generator
        )
        let signer = try service.office.logSigner(session.passphrases)
        try service.registry.beginLog(signedBy: signer)
        _ = try service.registry.append(erasure.leaf(), signedBy: signer)
        let path = try service.notices.keep(erasure)
        try service.applyErasures()
        session.say(.commandErasedSent(bundle: entry.bundle, path: path))
        session.say(.commandErasedElsewhere)
        return .done
    }

    private func confirm(_ bundle: String, _ session: Session) throws {
        guard !yes else { return }
        let answer = try session.surroundings.ask(session.text(.commandAskErase(bundle: bundle)), false)
        guard let answer, answer.withBytes({ [UInt8](copying: $0) }) == Array(bundle.utf8) else {
            throw CommandError(.notConfirmed)
        }
    }
}
