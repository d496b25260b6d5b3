// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Catalogue
import Files
import Octets
import Offices

/// `office export-identity`: writes the office's age identity for stock `age`, after asking.
struct OfficeExportIdentity: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "export-identity",
        abstract: Help.text(.helpOfficeExportIdentity)
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var target: OutputOptions

    @Flag(help: ArgumentHelp(Help.text(.helpYes)))
    var yes = false

    func perform(_ session: Session) throws -> Outcome {
        let office = try session.office()
        let path = target.output ?? office.profile.id + ".identity"
        try target.checkFree(path)
        if !yes {
            let answer = try session.surroundings.ask(
                session.text(.commandAskExport(office: office.profile.id)),
                false
            )
            let isSure = answer?.withBytes { [UInt8](copying: $0) } == Array(office.profile.id.utf8)
            guard isSure else { throw CommandError(.notConfirmed) }
        }
        let file = try PendingFile(path, existing: target.existing)
        try office.identityText(session.passphrases).withBytes { try file.write($0) }
        try file.write([UInt8(ascii: "\n")])
        try file.place(existing: target.existing)
        session.say(.commandIdentityExported(path: path))
        return .done
    }
}
