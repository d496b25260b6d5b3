// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Bundles
import Catalogue
import Dossiers
import Files
import Octets
import Offices

/// `dossier new DIR`: starts a folder with the papers that a procedure's step needs.
struct DossierNew: OfficeCommand {
    static let configuration = CommandConfiguration(commandName: "new", abstract: Help.text(.helpDossierNew))

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp(Help.text(.helpFolder)))
    var dir: String

    @Option(help: ArgumentHelp(Help.text(.helpProcedure), valueName: "code"))
    var procedure: String

    @Option(help: ArgumentHelp(Help.text(.helpStep), valueName: "code"))
    var step: String = "referral"

    @Option(name: .customLong("case"), help: ArgumentHelp(Help.text(.helpCase), valueName: "no"))
    var caseNumber: String?

    @Option(help: ArgumentHelp(Help.text(.helpTo), valueName: "office"))
    var to: [String] = []

    @Flag(help: ArgumentHelp(Help.text(.helpChild)))
    var child = false

    func perform(_ session: Session) throws -> Outcome {
        let office = try session.office()
        guard let found = Procedure.named(procedure) else {
            let codes = Procedure.all.map(\.code).joined(separator: ", ")
            throw CommandError(.unknownProcedure, ["procedure": procedure, "procedures": codes])
        }
        guard let step = found.step(step) else {
            let codes = found.steps.map(\.code).joined(separator: ", ")
            throw CommandError(.unknownStep, ["procedure": procedure, "step": step, "steps": codes])
        }
        guard !Folder.exists(dir) else { throw FileError(.exists, path: dir) }
        for receiver in to { _ = try office.card(of: receiver) }
        let trusted = try office.trustedCards().map(\.document.office)
        var generator = SystemRandomNumberGenerator()
        let template = DossierTemplate(
            procedure: found,
            step: step,
            caseNumber: caseNumber ?? "",
            dossier: UUIDv7(at: session.now, using: &generator).description,
            from: office.profile.id,
            // Where only one office is trusted, nobody else can be meant.
            to: to.isEmpty && trusted.count == 1 ? trusted : to,
            isChild: child
        )
        try Folder.create(Folder.join(dir, DossierFolder.attachments))
        for (name, text) in template.files() {
            try Folder.write(Array(text.utf8), to: Folder.join(dir, name))
        }
        session.say(.commandDossierStarted(path: dir))
        for (name, _) in template.files() { session.print("  " + Folder.join(dir, name)) }
        session.say(.commandDossierNext(path: dir))
        return .done
    }
}
