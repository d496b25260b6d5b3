// SPDX-License-Identifier: Apache-2.0

package import JSONSchema

/// What a dossier can be found by: the names of the person, the numbers of identity papers, and the numbers of the case.
///
/// Each is brought into one spelling, so that what people type meets what stands in the paper: canonical Unicode, small
/// letters, digits 0–9, without spaces, marks of punctuation and characters that nobody sees. Thai and Burmese are written
/// with and without spaces, and Latin names in any order, so a text of several words has two terms: as it stands, and with
/// its words sorted. Names are found whole; a part of one is not.
package enum SearchTerms {
    /// The terms of what somebody types.
    ///
    /// A form of address that it may begin with is tried both as part of the name and not.
    package static func typed(_ text: String) -> Set<String> {
        var terms = terms(of: text)
        if let honorific = Honorific.suggestion(in: text) { terms.formUnion(self.terms(of: honorific.rest)) }
        // A number in Burmese letters is the same number in Latin ones.
        if let number = MyanmarNRC(text).parts?.normalized { terms.formUnion(self.terms(of: number)) }
        return terms
    }

    /// The terms of a dossier.
    package static func terms(of referral: Referral, documents: [JSONValue]) -> Set<String> {
        var texts = [referral.caseNumber, referral.reference]
        for document in documents {
            switch DocumentKind(of: document) {
            case .identity:
                texts += names(document["names"]) + numbers(document["papers"])
            case .nationality: texts += numbers(document["shown"])
            case .handoverReceipt: texts += names(document["person"]?["name"])
            default: break
            }
        }
        return texts.reduce(into: []) { $0.formUnion(terms(of: $1)) }
    }

    private static func names(_ name: JSONValue?) -> [String] {
        ["th", "my", "latin"].compactMap { name?[$0]?.string }
            + (name?["aliases"]?.array ?? []).compactMap(\.string)
    }

    private static func numbers(_ papers: JSONValue?) -> [String] {
        (papers?.array ?? []).flatMap { paper in
            [paper["number"]?.string, paper["normalized"]?.string, nrc(paper)].compactMap { $0 }
        }
    }

    private static func nrc(_ paper: JSONValue) -> String? {
        paper["number"]?.string.flatMap { MyanmarNRC($0).parts?.normalized }
    }

    // MARK: One spelling

    /// At least this many characters: a single letter says nothing.
    private static let shortest = 2

    static func terms(of text: String) -> Set<String> {
        let words = canonical(text)
            .split { $0.properties.isWhitespace || $0 == "\u{200B}" }
            .map { word in String(String.UnicodeScalarView(word.filter(isKept))) }
            .filter { !$0.isEmpty }
        let terms = [words.joined(), words.sorted().joined()]
        return Set(terms.filter { $0.unicodeScalars.count >= shortest })
    }

    private static func isKept(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber:
            true
        default: false
        }
    }

    /// Small letters, digits 0–9, and form C.
    ///
    /// Papers are in form C already. What people type is brought there as far as the scripts of the region need it: the
    /// order of marks, Burmese, and letters with accents, which the standard library only compares.
    private static func canonical(_ text: String) -> [Unicode.Scalar] {
        let small = MyanmarOrder.canonical(Digits.latin(text)).flatMap { character -> [Unicode.Scalar] in
            (composed[character].map { String($0) } ?? String(character)).lowercased().unicodeScalars.map {
                $0
            }
        }
        // U+0E33 is written as its two parts by some keyboards.
        var scalars: [Unicode.Scalar] = []
        for scalar in small {
            if scalar == "\u{0E32}", scalars.last == "\u{0E4D}" {
                scalars[scalars.count - 1] = "\u{0E33}"
            } else {
                scalars.append(scalar)
            }
        }
        return scalars
    }

    /// Latin letters with accents by any of their spellings: characters are equal where Unicode holds them equal.
    private static let composed: [Character: Unicode.Scalar] = Dictionary(
        [0xC0...0x24F, 0x1E00...0x1EFF].flatMap { $0.compactMap { Unicode.Scalar(UInt32($0)) } }
            .map { (Character($0), $0) },
        uniquingKeysWith: { first, _ in first }
    )
}
