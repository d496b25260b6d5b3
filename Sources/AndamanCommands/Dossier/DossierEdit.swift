// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Bundles
import Catalogue
import Dossiers
import Files
import Forms
import JSONSchema
import Octets

/// `dossier edit DIR [FILE.json]`: asks for what the papers still need, field by field.
///
/// The paper is written to disk, whole and durably, after every answer, and before the next question is asked: an
/// interrupt at any moment loses no more than the line being typed.
struct DossierEdit: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit",
        abstract: Help.text(.commandFormHelpDossierEdit)
    )

    @OptionGroup var common: CommonOptions

    @Option(help: ArgumentHelp(Help.text(.commandFormHelpField), valueName: "/pointer"))
    var field: String?

    @Argument(help: ArgumentHelp(Help.text(.helpFolder)))
    var dir: String

    @Argument(help: ArgumentHelp(Help.text(.commandFormHelpPaper)))
    var paper: String?

    func perform(_ session: Session) throws -> Outcome {
        guard let scope = JSONPointer(parsing: field ?? "") else { throw unknownField(paper ?? dir) }
        // A field belongs to one paper; where none is named, to the referral.
        let named = paper ?? (field == nil ? nil : DossierFolder.root)
        var isFirst = true
        for name in try named.map({ [$0] }) ?? papers() {
            var file = try EditedPaper(Folder.join(dir, name))
            guard var form = FormSession(file.value, zone: Self.zone(session), scope: scope) else {
                throw unknownField(file.path)
            }
            if named == nil, form.isComplete { continue }
            if isFirst { session.say(.commandFormEditHint) }
            isFirst = false
            let title = DocumentKind(of: file.value).flatMap { DocumentCatalog.shared.title(of: $0) }
            session.say(.commandFormPaper(path: file.path, title: title?[session.language] ?? name))
            let isStopped = try fill(&form, &file, session)
            report(form, file.path, session)
            if isStopped { return .done }
        }
        if isFirst { session.say(.commandFormAllFilled(path: dir)) }
        return .done
    }

    /// The papers of the folder, the referral first.
    private func papers() throws -> [String] {
        let names = try Folder.names(in: dir).filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }
        return [DossierFolder.root] + names.filter { $0 != DossierFolder.root }
    }

    /// Asks until the form has no more questions; tells whether the person stopped before.
    private func fill(_ form: inout FormSession, _ file: inout EditedPaper, _ session: Session) throws -> Bool
    {
        var hasAsked = false
        while let question = form.question {
            let lines = FormQuestion(question, in: session.language).lines
            let text = Printable.text(([""] + lines + [">"]).joined(separator: "\n"))
            guard let answer = try session.surroundings.ask(text, false) else {
                // No terminal is an error; the end of input is as good as a stop.
                guard hasAsked || session.surroundings.hasTerminal() else { throw CommandError(.noTerminal) }
                return true
            }
            hasAsked = true
            let line = answer.withBytes { String(decoding: [UInt8](copying: $0), as: UTF8.self) }
            switch form.answer(line) {
            case .taken(let shown):
                try file.save(form.document)
                if let shown { session.say(.commandFormTaken(value: shown[session.language]), indent: 2) }
            case .kept: break
            case .help(let lines): for line in lines { session.print("  " + line[session.language]) }
            case .refused(let message): session.say(message, indent: 2)
            case .stopped: return true
            }
        }
        return false
    }

    private func report(_ form: FormSession, _ path: String, _ session: Session) {
        if form.isComplete {
            session.say(.commandFormPaperComplete(path: path))
        } else {
            session.say(.commandFormLeftOpen(count: String(form.remaining.count), path: path))
        }
    }

    private func unknownField(_ path: String) -> CommandError {
        CommandError(.unknownField, ["path": path, "field": field ?? "/"])
    }

    /// Who reads Burmese is at the clock of Myanmar; the answer is shown in both countries' time in any case.
    private static func zone(_ session: Session) -> BorderZone {
        session.language == .my ? .myanmar : .thailand
    }
}
