// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Catalogue
import Files
import Offices
import Signatures

/// `officer request ID`: the officer makes the key himself; only a request leaves this computer.
struct OfficerRequest: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "request",
        abstract: Help.text(.helpOfficerRequest)
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var target: OutputOptions

    @Argument(help: ArgumentHelp(Help.text(.helpOfficerId)))
    var id: String

    @Option(help: ArgumentHelp(Help.text(.helpOfficerName), valueName: "text"))
    var name: String

    @Option(help: ArgumentHelp(Help.text(.helpOfficerRole), valueName: "role"))
    var role: String

    @OptionGroup var key: KeyOptions

    func perform(_ session: Session) throws -> Outcome {
        let office = try session.office()
        try OfficerRole.check(role)
        let path = target.output ?? id + ".csr"
        try target.checkFree(path)
        let protection = try key.protection(session)
        var generator = SystemRandomNumberGenerator()
        let request = try office.requestOfficer(
            id: id,
            name: name,
            role: role,
            protection: protection,
            using: &generator
        )
        try Folder.write(Array(request.pem.utf8), to: path, existing: target.existing, mode: 0o644)
        session.say(.commandRequestWritten(path: path))
        return .done
    }
}
