// SPDX-License-Identifier: Apache-2.0

package import Catalogue
import Dossiers
import JSONSchema
import Octets

/// A dossier as one page of HTML for paper (A4), with lines for signatures in ink.
///
/// The page stands alone: no script, no remote load, no form, and a policy that says so (THREATS 18). Fonts are named,
/// not carried. Every sheet says at its foot to which dossier and which document it belongs, and the last table lists
/// the digest of each file, so that paper and file can be matched.
package struct PrintedDossier {
    private let dossier: FormDossier
    private let languages: [Language]

    package init(_ dossier: FormDossier, languages: [Language]) {
        self.dossier = dossier
        self.languages = languages.isEmpty ? [.en] : languages
    }

    package var html: String {
        let style = PrintedStyle(dossier: dossier)
        var page = HTML()
        page.markup("<!DOCTYPE html>\n<html lang=\"")
        page.write(languages[0].rawValue)
        page.markup("\" dir=\"ltr\">\n<head>\n<meta charset=\"utf-8\">\n")
        page.markup("<meta http-equiv=\"Content-Security-Policy\" content=\"")
        page.write(style.policy)
        page.markup("\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<title>")
        page.write([dossier.caseNumber, dossier.identifier].filter { !$0.isEmpty }.joined(separator: " "))
        page.markup("</title>\n<style>")
        return page.text + style.text + body.text
    }

    private var body: HTML {
        var page = HTML()
        page.markup("</style>\n</head>\n<body>\n")
        for (index, paper) in dossier.all.enumerated() { write(paper, index, &page) }
        writeDigests(&page)
        page.markup("</body>\n</html>\n")
        return page
    }

    private func write(_ paper: FormDossier.Paper, _ index: Int, _ page: inout HTML) {
        page.markup("<section class=\"paper")
        page.write(String(index))
        page.markup("\">\n<header>\n")
        write(paper.title, as: "h1", &page)
        let name = paper.names.joined(separator: " · ")
        page.element("p", class: "name", name)
        page.markup("</header>\n")
        if index == 0 {
            let note = LocalizedText(dossier.isDraft ? .formDraft : .formTrustNotChecked)
            if dossier.isDraft { page.open("p", class: "draft") } else { page.open("p", class: "note") }
            write(words: note, &page)
            page.close("p")
        }
        page.open("table")
        for row in paper.rows { write(row, depth: 0, &page) }
        page.close("table")
        writeSignatures(SignaturePlace.places(of: paper), &page)
        page.markup("</section>\n")
    }

    // MARK: Rows

    /// A value longer than this may be broken over two sheets.
    private static let longValue = 600

    private func write(_ row: FormRow, depth: Int, _ page: inout HTML) {
        let indents: [StaticString] = ["", "in1", "in2", "in3", "in4"]
        let groups: [StaticString] = ["group", "group in1", "group in2", "group in3", "group in4"]
        let level = min(depth, indents.count - 1)
        switch row.content {
        case .group(let rows):
            page.open("tr", class: groups[level])
            page.markup("<th colspan=\"2\" scope=\"colgroup\">")
            write(labelOf: row, &page)
            page.markup("</th></tr>\n")
            for row in rows { write(row, depth: depth + 1, &page) }
        case .value(let value):
            let isLong = value[languages[0]].utf8.count > Self.longValue
            page.open("tr", class: isLong ? "long" : indents[level])
            page.markup("<th scope=\"row\">")
            write(labelOf: row, &page)
            page.markup("</th>")
            page.open("td", class: isShort(value) ? "short" : "")
            write(words: value, &page)
            page.markup("</td></tr>\n")
        case .open:
            page.open("tr", class: indents[level])
            page.markup("<th scope=\"row\">")
            write(labelOf: row, &page)
            page.markup("</th><td><div class=\"open\"></div></td></tr>\n")
        }
    }

    /// In how many characters the languages stand beside each other.
    private static let shortValue = 48

    private func isShort(_ value: LocalizedText) -> Bool {
        let words = value.words(in: languages)
        return words.count > 1 && words.reduce(0) { $0 + $1.text.count } <= Self.shortValue
    }

    private func write(labelOf row: FormRow, _ page: inout HTML) {
        write(words: row.label, &page)
        if let mark = row.sensitivity?.mark {
            page.open("span", class: "mark")
            page.write(mark.words(in: languages).map(\.text).joined(separator: " · "))
            page.close("span")
        }
    }

    // MARK: Signatures

    private func writeSignatures(_ places: [SignaturePlace], _ page: inout HTML) {
        guard !places.isEmpty else { return }
        page.open("div", class: "together")
        write(LocalizedText(.formSignatures), as: "h2", &page)
        page.markup("<div class=\"signatures\">\n")
        for place in places {
            page.open("div", class: "signature")
            write(place.label, as: "h3", &page)
            page.open("p", class: "who")
            write(words: place.name, &page)
            page.markup("</p><div class=\"lines\">")
            writeLine(.formSignature, isShort: false, &page)
            writeLine(.formPlaceAndDate, isShort: true, &page)
            page.markup("</div>")
            if place.hasThumbprint {
                page.open("div", class: "thumb")
                write(words: LocalizedText(.formThumbprint), &page)
                page.close("div")
            }
            page.markup("</div>\n")
        }
        page.markup("</div>\n</div>\n")
    }

    private func writeLine(_ label: Message, isShort: Bool, _ page: inout HTML) {
        if isShort {
            page.markup("<div class=\"line short\"></div>")
        } else {
            page.markup("<div class=\"line\"></div>")
        }
        page.open("p", class: "under")
        write(words: LocalizedText(label), &page)
        page.close("p")
    }

    // MARK: Paper and file

    private func writeDigests(_ page: inout HTML) {
        page.markup("<section class=\"closing\">\n<header>\n")
        write(LocalizedText(.formPaperAndFile), as: "h1", &page)
        page.element("p", class: "name", dossier.identifier)
        page.markup("</header>\n<p class=\"note\">")
        write(words: LocalizedText(dossier.isDraft ? .formDraft : .formPaperAndFileNote), &page)
        page.markup("</p>\n<table class=\"digests\">\n<tr><th>")
        write(words: LocalizedText(.formFile), &page)
        page.markup("</th><th>")
        write(words: LocalizedText(.formTitle), &page)
        page.markup("</th><th>SHA-256</th></tr>\n")
        for paper in dossier.all {
            write(paper.name, paper.originalName, paper.title, paper.digest, &page)
        }
        for attachment in dossier.attachments {
            let title = LocalizedText(attachment.title ?? "")
            write(attachment.name, attachment.originalName, title, attachment.digest, &page)
        }
        page.markup("</table>\n")
        if !dossier.claims.isEmpty {
            page.open("div", class: "together")
            write(LocalizedText(.formClaimedSignatures), as: "h2", &page)
            page.markup("<table>\n")
            for claim in dossier.claims {
                page.markup("<tr><th scope=\"row\">")
                page.element("span", claim.name)
                page.markup("</th><td>")
                if let time = claim.time { write(words: ShownTime(moment: time).words, &page) }
                page.markup("</td></tr>\n")
            }
            page.markup("</table>\n</div>\n")
        }
        page.markup("</section>\n")
    }

    private func write(
        _ name: String,
        _ originalName: String?,
        _ title: LocalizedText,
        _ digest: SHA256Digest?,
        _ page: inout HTML
    ) {
        page.markup("<tr><td>")
        page.element("span", name)
        if let originalName { page.element("span", originalName) }
        page.markup("</td><td>")
        write(words: title, &page)
        page.markup("</td><td class=\"hex\">")
        page.write(digest?.hex ?? "—")
        page.markup("</td></tr>\n")
    }

    // MARK: Languages

    private func write(_ words: LocalizedText, as name: StaticString, _ page: inout HTML) {
        page.open(name)
        write(words: words, &page)
        page.close(name)
        page.markup("\n")
    }

    /// Each language in an element of its own, from which the browser chooses the font.
    private func write(words: LocalizedText, _ page: inout HTML) {
        for (language, text) in words.words(in: languages) where !text.isEmpty {
            if let language { page.element("span", in: language, text) } else { page.element("span", text) }
        }
    }
}
