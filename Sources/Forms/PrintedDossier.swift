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
        let title = [dossier.caseNumber, dossier.identifier].filter { !$0.isEmpty }.joined(separator: " ")
        return body.page(title: title, style: PrintedStyle(dossier: dossier).text, language: languages[0])
    }

    private var body: HTML {
        var page = HTML()
        for (index, paper) in dossier.all.enumerated() { write(paper, index, &page) }
        writeDigests(&page)
        return page
    }

    private func write(_ paper: FormDossier.Paper, _ index: Int, _ page: inout HTML) {
        page.markup("<section class=\"paper")
        page.write(String(index))
        page.markup("\">\n<header>\n")
        page.element("h1", paper.title, in: languages)
        let name = paper.names.joined(separator: " · ")
        page.element("p", class: "name", name)
        page.markup("</header>\n")
        if index == 0 {
            let note = LocalizedText(dossier.isDraft ? .formDraft : .formTrustNotChecked)
            if dossier.isDraft { page.open("p", class: "draft") } else { page.open("p", class: "note") }
            page.write(note, in: languages)
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
            page.write(value, in: languages)
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
        page.write(row.label, in: languages)
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
        page.element("h2", LocalizedText(.formSignatures), in: languages)
        page.markup("<div class=\"signatures\">\n")
        for place in places {
            page.open("div", class: "signature")
            page.element("h3", place.label, in: languages)
            page.open("p", class: "who")
            page.write(place.name, in: languages)
            page.markup("</p><div class=\"lines\">")
            writeLine(.formSignature, isShort: false, &page)
            writeLine(.formPlaceAndDate, isShort: true, &page)
            page.markup("</div>")
            if place.hasThumbprint {
                page.open("div", class: "thumb")
                page.write(LocalizedText(.formThumbprint), in: languages)
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
        page.write(LocalizedText(label), in: languages)
        page.close("p")
    }

    // MARK: Paper and file

    private func writeDigests(_ page: inout HTML) {
        page.markup("<section class=\"closing\">\n<header>\n")
        page.element("h1", LocalizedText(.formPaperAndFile), in: languages)
        page.element("p", class: "name", dossier.identifier)
        page.markup("</header>\n<p class=\"note\">")
        page.write(LocalizedText(dossier.isDraft ? .formDraft : .formPaperAndFileNote), in: languages)
        page.markup("</p>\n<table class=\"digests\">\n<tr><th>")
        page.write(LocalizedText(.formFile), in: languages)
        page.markup("</th><th>")
        page.write(LocalizedText(.formTitle), in: languages)
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
            page.element("h2", LocalizedText(.formClaimedSignatures), in: languages)
            page.markup("<table>\n")
            for claim in dossier.claims {
                page.markup("<tr><th scope=\"row\">")
                page.element("span", claim.name)
                page.markup("</th><td>")
                if let time = claim.time { page.write(ShownTime(moment: time).words, in: languages) }
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
        page.write(title, in: languages)
        page.markup("</td><td class=\"hex\">")
        page.write(digest?.hex ?? "—")
        page.markup("</td></tr>\n")
    }
}
