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

    func perform(_ session: Session) async throws -> Outcome {
        let office = try session.office()
        let service = try ServiceFolder(office, at: session.now)
        try service.requireWritable()
        let item = try InboxItem.find(id, office, at: session.now)
        guard item.bundle.facts.decision == .filed else { throw CommandError(.itemRefused, ["id": id]) }
        guard item.erasure == nil else { throw CommandError(.itemErased, ["id": id]) }
        try confirm(item, session)
        let notice = try ReceiptsOfCase(item, office, service.registry, session)
            .make(.erased, codes: [reason.rawValue]) { leaf, signer in
                try service.registry.append(leaf, signedBy: signer)
            }
        let notices = ErasureNotices(folder: office.erasuresFolder)
        let path = try notices.keep(notice, of: item.bundle.facts.identity)
        _ = try notices.apply(to: service.registry, service.store, trust: { try office.trust() })
        session.say(.commandErased(bundle: item.bundle.facts.bundle, path: path))
        session.say(.commandErasedElsewhere)
        return .done
    }

    private func confirm(_ item: InboxItem, _ session: Session) throws {
        guard !yes else { return }
        let bundle = item.bundle.facts.bundle
        let answer = try session.surroundings.ask(session.text(.commandAskErase(bundle: bundle)), false)
        guard let answer, answer.withBytes({ [UInt8](copying: $0) }) == Array(bundle.utf8) else {
            throw CommandError(.notConfirmed)
        }
    }
}
