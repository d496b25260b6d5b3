// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Bundles
import Catalogue
import Dossiers
import Files
import Offices

/// `office card`: writes the office's card for others; signs a new one where something changed.
struct OfficeCard: OfficeCommand {
    static let configuration = CommandConfiguration(commandName: "card", abstract: Help.text(.helpOfficeCard))

    @OptionGroup var common: CommonOptions
    @OptionGroup var target: OutputOptions

    @Option(help: ArgumentHelp(Help.text(.helpCardAddress), valueName: "url"))
    var address: [String] = []

    @Flag(help: ArgumentHelp(Help.text(.helpCardNew)))
    var new = false

    func perform(_ session: Session) throws -> Outcome {
        let office = try session.office()
        let path = target.output ?? office.profile.id + ".card.asice"
        try target.checkFree(path)
        var card = try office.card()
        if new || !address.isEmpty {
            var generator = SystemRandomNumberGenerator()
            card = try office.renewCard(
                addresses: address.isEmpty ? nil : address,
                at: session.now,
                session.passphrases,
                using: &generator
            )
            session.logTrustChanges(office)
        }
        try Folder.write(card.bytes, to: path, existing: target.existing, mode: 0o644)
        session.say(.commandCardWritten(path: path, serial: String(card.document.serial)))
        session.sayFingerprint(card.fingerprint)
        return .done
    }
}
