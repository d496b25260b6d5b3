// SPDX-License-Identifier: Apache-2.0

import Catalogue
import Testing

@Suite struct LanguageTests {
    @Test(
        arguments: [
            ("th_TH.UTF-8", Language.th), ("my_MM", .my), ("en_GB.UTF-8@euro", .en), ("th", .th),
            ("MY-mm", .my),
            ("C", nil), ("C.UTF-8", nil), ("POSIX", nil), ("", nil), ("de_DE", nil), ("thai", nil),
        ] as [(String, Language?)]
    )
    func `a locale's name tells the language`(locale: String, language: Language?) {
        #expect(Language(locale: locale) == language)
    }

    @Test(
        arguments: [
            ([:], Language.en),
            (["LANG": "my_MM.UTF-8"], .my),
            (["LANG": "my_MM.UTF-8", "LC_MESSAGES": "th_TH"], .th),
            (["LANG": "my_MM.UTF-8", "LC_ALL": ""], .my),
            (["LANG": "my_MM.UTF-8", "LC_MESSAGES": "th_TH", "LC_ALL": "C"], .en),
        ] as [([String: String], Language)]
    )
    func `the first variable that is set decides`(environment: [String: String], language: Language) {
        #expect(Language { environment[$0] } == language)
    }
}
