// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Catalogue
import Dossiers
import Files
import Octets

/// `dossier convert DIR`: turns papers that are written in Zawgyi into Unicode, and keeps the originals.
struct DossierConvert: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: Help.text(.helpDossierConvert)
    )

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp(Help.text(.helpFolder)))
    var dir: String

    func perform(_ session: Session) throws -> Outcome {
        var count = 0
        for name in try Folder.names(in: dir) where name.hasSuffix(".json") && !name.hasPrefix(".") {
            let path = Folder.join(dir, name)
            let original = try Folder.read(path, limit: Limits.document)
            let converted = try ZawgyiConversion.converted(document: original)
            guard converted != original else { continue }
            // Hidden, so that it is no paper of the dossier; the first original stays where a paper is converted again.
            let kept = Folder.join(dir, ".\(name).zawgyi")
            if !Folder.exists(kept) { try Folder.write(original, to: kept) }
            try Folder.write(converted, to: path, existing: .replace)
            session.say(.commandConverted(original: kept, path: path))
            count += 1
        }
        if count == 0 { session.say(.commandNothingToConvert(path: dir)) }
        return .done
    }
}
