// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Catalogue
import Files
import Forms

/// `dossier print DIR|FILE`: a page for paper, with lines for signatures in ink.
struct DossierPrint: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "print",
        abstract: Help.text(.commandFormHelpDossierPrint)
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var target: OutputOptions

    @Option(help: ArgumentHelp(Help.text(.commandFormHelpLanguages), valueName: "en,th,my"))
    var languages: LanguageList?

    @Argument(help: ArgumentHelp(Help.text(.commandFormHelpDossierInput)))
    var input: String

    func perform(_ session: Session) throws -> Outcome {
        let path = target.output ?? Self.name(for: input)
        try target.checkFree(path)
        let dossier = try DossierReading.dossier(at: input)
        // All three, because paper crosses the border; the reader's own language first.
        let languages =
            languages?.languages
            ?? [session.language] + Language.allCases.filter { $0 != session.language }
        let page = PrintedDossier(dossier, languages: languages).html
        // For the owner alone: the page holds in the open what the dossier holds.
        try Folder.write(Array(page.utf8), to: path, existing: target.existing)
        session.say(.commandFormPrinted(path: path))
        return .done
    }

    /// `NAME.html` here for `…/NAME.asice` and `…/NAME/`.
    private static func name(for input: String) -> String {
        var path = input
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        var name = Folder.split(path).name
        if name.hasSuffix(".asice") { name.removeLast(".asice".count) }
        return (name.isEmpty || name == "." || name == ".." ? "dossier" : name) + ".html"
    }
}
