// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Catalogue

/// What every command takes.
struct CommonOptions: ParsableArguments {
    @Option(help: ArgumentHelp(Help.text(.helpHome), valueName: "dir"))
    var home: String?

    @Option(help: ArgumentHelp(Help.text(.helpLang), valueName: "en|th|my"))
    var lang: Language?

    @Option(help: ArgumentHelp(Help.text(.helpPassphraseFile), valueName: "file"))
    var passphraseFile: String?

    @Option(help: ArgumentHelp(Help.text(.helpAuthorityPassphraseFile), valueName: "file"))
    var authorityPassphraseFile: String?

    @Option(help: ArgumentHelp(Help.text(.helpOfficerPassphraseFile), valueName: "file"))
    var officerPassphraseFile: String?

    @Option(help: ArgumentHelp(Help.text(.helpSealPinFile), valueName: "file"))
    var sealPinFile: String?
}

extension Language: ExpressibleByArgument {}

/// The help's texts, in the language of the locale.
enum Help {
    static func text(_ message: Message) -> String {
        message.text(in: Surroundings.current.localeLanguage)
    }
}
