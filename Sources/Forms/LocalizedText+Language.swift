// SPDX-License-Identifier: Apache-2.0

package import Catalogue
package import Dossiers

extension LocalizedText {
    /// Words that are the same in every language, such as a name or a number.
    package init(_ words: String) {
        self.init(english: words, thai: words, burmese: words)
    }

    /// A sentence of the catalogue in its three languages.
    package init(_ message: Message) {
        self.init { message.text(in: $0) }
    }

    /// Asks for the words of each language.
    package init(_ words: (Language) -> String) {
        self.init(english: words(.en), thai: words(.th), burmese: words(.my))
    }

    package subscript(language: Language) -> String {
        switch language {
        case .en: english
        case .th: thai
        case .my: burmese
        }
    }

    /// The words in `languages`, in that order, each only once; a language that says it alike is left out.
    ///
    /// A long text that differs in a word or two, such as an address with the country's name, comes once, with those
    /// words beside each other; it then belongs to no language.
    package func words(in languages: [Language]) -> [(language: Language?, text: String)] {
        var words: [(language: Language?, text: String)] = []
        for language in languages where !words.contains(where: { $0.text == self[language] }) {
            words.append((language, self[language]))
        }
        if words.count < 2 { return isCommon ? words.map { (nil, $0.text) } : words }
        return Self.merged(words.map { Array($0.text) }).map { [(nil, $0)] } ?? words
    }

    private static func merged(_ texts: [[Character]]) -> String? {
        let shortest = texts.map(\.count).min() ?? 0
        func common(_ isCommon: (Int) -> Bool) -> Int { (0..<shortest).first { !isCommon($0) } ?? shortest }
        var start = common { place in texts.allSatisfy { $0[place] == texts[0][place] } }
        // Words are not cut: the part in common ends at a blank or a bracket.
        while start > 0, !" (".contains(texts[0][start - 1]) { start -= 1 }
        var end = common { place in
            texts.allSatisfy { $0[$0.count - 1 - place] == texts[0][texts[0].count - 1 - place] }
        }
        end = min(end, shortest - start)
        while end > 0, !" ):;,".contains(texts[0][texts[0].count - end]) { end -= 1 }
        guard start + end >= 12, texts.allSatisfy({ $0.count - start - end < start + end }) else {
            return nil
        }
        let middles = texts.map { String($0[start..<($0.count - end)]) }
        return String(texts[0].prefix(start)) + middles.joined(separator: " / ")
            + String(texts[0].suffix(end))
    }

    /// Whether all languages say it alike.
    package var isCommon: Bool { english == thai && english == burmese }
}
