// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Catalogue
import Octets
import Offices
import Signatures

/// `officer list`: the officers whose signatures this office answers for.
struct OfficerList: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: Help.text(.helpOfficerList)
    )

    @OptionGroup var common: CommonOptions

    func perform(_ session: Session) throws -> Outcome {
        for officer in try session.office().officers() {
            session.say(
                .commandOfficerLine(
                    name: officer.name,
                    officer: officer.id,
                    role: officer.role,
                    time: officer.certificate.validity.notAfter.description
                )
            )
        }
        return .done
    }
}
