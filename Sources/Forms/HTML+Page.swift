// SPDX-License-Identifier: Apache-2.0

import Catalogue
import Dossiers
import Octets

extension HTML {
    /// The whole page around what was written, with `style` as its one style sheet.
    ///
    /// Its policy allows no script, no remote load, no form, and no style but this one, by its hash (THREATS 18).
    func page(title: String, style: String, language: Language) -> String {
        let hash = Base64.encode(SHA256Digest(of: Array(style.utf8)).bytes, padded: true)
        var head = HTML()
        head.markup("<!DOCTYPE html>\n<html lang=\"")
        head.write(language.rawValue)
        head.markup("\" dir=\"ltr\">\n<head>\n<meta charset=\"utf-8\">\n")
        head.markup("<meta http-equiv=\"Content-Security-Policy\" content=\"")
        head.write("default-src 'none'; style-src 'sha256-\(hash)'; base-uri 'none'; form-action 'none'")
        head.markup("\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<title>")
        head.write(title)
        head.markup("</title>\n<style>")
        return head.text + style + "</style>\n</head>\n<body>\n" + text + "</body>\n</html>\n"
    }

    /// Words with each language in an element of its own, from which the browser chooses the font.
    mutating func write(_ words: LocalizedText, in languages: [Language]) {
        for (language, text) in words.words(in: languages) where !text.isEmpty {
            if let language { element("span", in: language, text) } else { element("span", text) }
        }
    }

    /// An element with words in it.
    mutating func element(_ name: StaticString, _ words: LocalizedText, in languages: [Language]) {
        open(name)
        write(words, in: languages)
        close(name)
        markup("\n")
    }
}
