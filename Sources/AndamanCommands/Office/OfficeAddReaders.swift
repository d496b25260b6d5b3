// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Bundles
import Catalogue
import Dossiers
import Offices

/// `office add-readers CLASS`: makes the identity of a class of readers, such as health, and a card that names it.
struct OfficeAddReaders: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "add-readers",
        abstract: Help.text(.helpOfficeAddReaders)
    )

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp(Help.text(.helpReaders)))
    var readers: String

    @Flag(help: ArgumentHelp(Help.text(.helpUnprotectedKeys)))
    var unprotectedKeys = false

    func perform(_ session: Session) throws -> Outcome {
        let office = try session.office()
        if unprotectedKeys { session.remark(.commandUnprotectedKeys) }
        var generator = SystemRandomNumberGenerator()
        let card = try office.addReaders(
            readers,
            protection: unprotectedKeys ? .unprotected : .passphrases(session.passphrases),
            at: session.now,
            authorityPassphrase: session.passphrases,
            using: &generator
        )
        session.say(.commandReadersAdded(readers: readers, serial: String(card.document.serial)))
        return .done
    }
}
