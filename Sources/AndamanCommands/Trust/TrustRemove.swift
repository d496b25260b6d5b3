// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Catalogue
import Offices

/// `trust remove OFFICE`: stops trusting an office.
struct TrustRemove: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: Help.text(.helpTrustRemove)
    )

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp(Help.text(.helpOfficeId)))
    var office: String

    func perform(_ session: Session) throws -> Outcome {
        let own = try session.office()
        try own.distrust(office, at: session.now)
        session.logTrustChanges(own)
        session.say(.commandTrustRemoved(office: office))
        return .done
    }
}
