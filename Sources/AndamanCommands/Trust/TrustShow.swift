// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Bundles
import Catalogue
import Dossiers
import Octets
import Offices

/// `trust show OFFICE`: what is known of an office, its own among them, with the fingerprint to read aloud.
struct TrustShow: OfficeCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: Help.text(.helpTrustShow))

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp(Help.text(.helpOfficeId)))
    var office: String

    func perform(_ session: Session) async throws -> Outcome {
        let card = try session.office().card(of: office)
        let names = card.document.names
        session.print(
            ([names.english, names.thai, names.burmese].compactMap { $0 }).joined(separator: " · ")
        )
        session.say(
            .commandCardFacts(
                from: card.document.issued.description,
                serial: String(card.document.serial),
                until: card.document.expires.description
            )
        )
        for address in card.document.addresses { session.print("  " + address) }
        session.sayFingerprint(card.fingerprint)
        return .done
    }
}
