// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Bundles
import Catalogue
import Dossiers
import Files
import Octets
import Offices
import Registry

/// `trust add CARD`: trusts another office by its card, once its fingerprint was compared.
struct TrustAdd: OfficeCommand {
    static let configuration = CommandConfiguration(commandName: "add", abstract: Help.text(.helpTrustAdd))

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp(Help.text(.helpCardFile)))
    var card: String

    @Option(help: ArgumentHelp(Help.text(.helpFingerprint), valueName: "digits|words"))
    var fingerprint: String?

    func perform(_ session: Session) throws -> Outcome {
        let office = try session.office()
        let card = try Card(container: Folder.read(card, limit: Limits.card))
        try office.trust(card, fingerprint: try compared(card, office, session), at: session.now)
        session.logTrustChanges(office)
        session.say(
            .commandTrustAdded(
                name: card.document.names.english,
                office: card.document.office,
                serial: String(card.document.serial)
            )
        )
        try remindOfQuarantine(office, session)
        return .done
    }

    /// What could not be judged may have waited for this card.
    private func remindOfQuarantine(_ office: Office, _ session: Session) throws {
        guard Folder.exists(office.service.storeFolder) else { return }
        let count = try SealedStore(office.service.storeFolder).quarantined().count
        if count > 0 { session.say(.commandQuarantineWaiting(count: String(count))) }
    }

    /// What the other office read aloud: given, or asked for where a person is there and it is needed.
    private func compared(_ card: Card, _ office: Office, _ session: Session) throws -> Fingerprint? {
        if let fingerprint { return try parse(fingerprint) }
        guard !(try office.trustedCards().contains { $0.document.office == card.document.office }) else {
            return nil
        }
        // The card's own fingerprint is not shown: it is to be heard from the other office, not copied from here.
        let question = session.text(.commandAskFingerprint(office: card.document.office))
        guard let answer = try session.surroundings.ask(question, false) else { return nil }
        return try parse(answer.withBytes { String(decoding: [UInt8](copying: $0), as: UTF8.self) })
    }

    private func parse(_ text: String) throws -> Fingerprint {
        guard let fingerprint = Fingerprint(text) else { throw OfficeError(.malformedFingerprint) }
        return fingerprint
    }
}
