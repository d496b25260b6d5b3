// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Bundles
import Catalogue
import Dossiers
import Octets
import Offices

/// `trust list`: the offices that are trusted, and until when their cards hold.
struct TrustList: OfficeCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: Help.text(.helpTrustList))

    @OptionGroup var common: CommonOptions

    func perform(_ session: Session) throws -> Outcome {
        let cards = try session.office().trustedCards()
        if cards.isEmpty { session.say(.commandTrustNobody) }
        for card in cards {
            let (name, office) = (card.document.names.english, card.document.office)
            let (serial, time) = (String(card.document.serial), card.document.expires.description)
            session.say(
                card.isCurrent(at: session.now)
                    ? .commandTrustLine(name: name, office: office, serial: serial, time: time)
                    : .commandTrustLineExpired(name: name, office: office, serial: serial, time: time)
            )
        }
        return .done
    }
}
