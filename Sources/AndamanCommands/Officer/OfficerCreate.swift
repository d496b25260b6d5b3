// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Catalogue
import Offices

/// `officer create ID`: makes an officer's signing key and certificate.
struct OfficerCreate: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: Help.text(.helpOfficerCreate)
    )

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp(Help.text(.helpOfficerId)))
    var id: String

    @Option(help: ArgumentHelp(Help.text(.helpOfficerName), valueName: "text"))
    var name: String

    @Option(help: ArgumentHelp(Help.text(.helpOfficerRole), valueName: "role"))
    var role: String

    @Option(help: ArgumentHelp(Help.text(.helpOfficerDays), valueName: "days"))
    var days: UInt16?

    @OptionGroup var key: KeyOptions

    func perform(_ session: Session) throws -> Outcome {
        let office = try session.office()
        try OfficerRole.check(role)
        let protection = try key.protection(session)
        var generator = SystemRandomNumberGenerator()
        let officer = try office.createOfficer(
            id: id,
            name: name,
            role: role,
            days: days.map { Int64($0) },
            protection: protection,
            authorityPassphrase: session.passphrases,
            at: session.now,
            using: &generator
        )
        session.logTrustChanges(office)
        session.say(.commandOfficerCreated(name: officer.name, officer: officer.id, role: officer.role))
        return .done
    }
}
