// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Catalogue

/// Languages to show beside each other, as an option has them: `en,th,my`.
struct LanguageList: ExpressibleByArgument {
    let languages: [Language]

    init?(argument: String) {
        let names = argument.split(separator: ",", omittingEmptySubsequences: false)
        let languages = names.compactMap { Language(rawValue: String($0)) }
        guard languages.count == names.count, Set(languages).count == languages.count else { return nil }
        self.languages = languages
    }
}
