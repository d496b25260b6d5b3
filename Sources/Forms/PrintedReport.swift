// SPDX-License-Identifier: Apache-2.0

package import Catalogue
import Dossiers
package import JSONSchema
import Octets

/// A verification report as one page of HTML for paper (A4), to be put before a judge.
///
/// The page stands alone: no script, no remote load, no form, and a policy that says so (THREATS 18). It is made of the
/// report's JSON and of nothing else, so that page and data say the same. Its labels are those of the schema.
package struct PrintedReport {
    private let report: JSONValue
    private let languages: [Language]
    private let labels = ReportLabels()

    /// `report` follows `report.schema.json`.
    package init(_ report: JSONValue, languages: [Language]) {
        self.report = report
        self.languages = languages.isEmpty ? [.en] : languages
    }

    package var html: String {
        let name = report["file"]?["name"]?.string ?? ""
        let style = PrintedReportStyle(name: name, digest: report["file"]?["sha256"]?.string ?? "")
        return body.page(title: name, style: style.text, language: languages[0])
    }

    private var body: HTML {
        var page = HTML()
        writeHead(&page)
        writeFile(&page)
        writeSignatures(&page)
        writePapers(&page)
        writeTrust(&page)
        writeChecks(&page)
        writeLimits(&page)
        return page
    }

    // MARK: Verdict

    private func writeHead(_ page: inout HTML) {
        page.markup("<header>\n")
        page.element("h1", labels.title, in: languages)
        page.markup("</header>\n")
        let verdict = report["verdict"]?.string ?? ""
        switch verdict {
        case "valid": page.open("section", class: "verdict valid")
        case "invalid": page.open("section", class: "verdict invalid")
        default: page.open("section", class: "verdict open")
        }
        page.open("p", class: "word")
        page.write(labels.code(verdict, at: ["verdict"]), in: languages)
        page.markup("</p>\n<p class=\"meaning\">")
        page.write(LocalizedText(Message(domain: "report", code: "meaning-" + verdict)), in: languages)
        page.markup("</p>\n")
        write(reasons: report["reasons"], &page)
        if report["rules"]?.array?.isEmpty == false {
            page.element("h3", labels.title(["rules"]), in: languages)
            write(reasons: report["rules"], &page)
        }
        page.markup("</section>\n")
    }

    private func writeFile(_ page: inout HTML) {
        page.markup("<section>\n")
        write(heading: .reportTheFile, &page)
        page.open("table", class: "facts")
        let file = report["file"]
        row(labels.title(["file"]), LocalizedText(file?["name"]?.string ?? ""), &page)
        row(labels.title(["file", "sha256"]), code: file?["sha256"]?.string, &page)
        row(labels.title(["file", "size"]), LocalizedText(String(file?["size"]?.integer ?? 0)), &page)
        let kind = report["kind"]?.string ?? ""
        row(labels.title(["kind"]), labels.code(kind, at: ["kind"]), &page)
        row(nil, LocalizedText(Message(domain: "report", code: "kind-" + kind)), &page)
        for fact in report["facts"]?.array ?? [] {
            let value = fact["value"]?.string ?? ""
            if Timestamp(value) != nil {
                row(words(fact["words"]), time: fact["value"], &page)
            } else {
                row(words(fact["words"]), LocalizedText(value), &page)
            }
        }
        row(labels.title(["at"]), time: report["at"], &page)
        row(labels.title(["made"]), time: report["made"], &page)
        row(labels.title(["program"]), LocalizedText(report["program"]?.string ?? ""), &page)
        page.close("table")
        if report["remarks"]?.array?.isEmpty == false {
            page.element("h3", labels.title(["remarks"]), in: languages)
            write(reasons: report["remarks"], &page)
        }
        page.markup("</section>\n")
    }

    // MARK: Signatures

    private func writeSignatures(_ page: inout HTML) {
        page.markup("<section>\n")
        write(heading: .reportWhoSigned, &page)
        let signatures = report["signatures"]?.array ?? []
        if signatures.isEmpty { note(.reportNoSignature, &page) }
        for signature in signatures { write(signature: signature, &page) }
        page.markup("</section>\n")
    }

    private func write(signature: JSONValue, _ page: inout HTML) {
        let place: JSONPointer = ["signatures", "0"]
        let signer = signature["signer"]
        page.open("div", class: "signature")
        page.markup("<h3>")
        page.element("span", signer?["name"]?.string ?? signature["file"]?.string ?? "")
        page.markup("</h3>\n<p class=\"office\">")
        var who: [String] = []
        if let role = signer?["role"]?.string { who.append(joined(labels.role(role))) }
        who += [signer?["office"]?.string].compactMap(\.self)
        page.write(who.joined(separator: ", "))
        page.markup("</p>\n")
        page.open("table", class: "facts")
        if let standing = signature["standing"]?.string {
            let code = labels.code(standing, at: place.appending("standing"))
            row(labels.title(place.appending("standing")), code, &page)
        }
        if let commitment = signature["commitment"]?.string {
            let code = labels.code(commitment, at: place.appending("commitment"))
            row(labels.title(place.appending("commitment")), code, &page)
        }
        row(labels.title(place.appending("now")), result(signature["now"]), &page)
        if let then = signature["then"] { row(labels.title(place.appending("then")), result(then), &page) }
        if signature["claimedSigningTime"] != nil {
            let label = labels.title(place.appending("claimedSigningTime"))
            row(label, time: signature["claimedSigningTime"], &page)
        }
        for end in ["provenNotBefore", "provenNotAfter"] {
            let label = labels.title(place.appending(end))
            if signature[end] == nil {
                row(label, LocalizedText(.reportUnproven), &page)
            } else {
                row(label, time: signature[end], &page)
            }
            let name = end == "provenNotBefore" ? "not-before" : "not-after"
            for evidence in signature["evidence"]?.array ?? [] where evidence["end"]?.string == name {
                row(labels.title(place.appending("evidence")), words(evidence["words"]), &page)
            }
        }
        let covers = (signature["covers"]?.array ?? []).compactMap(\.string)
        row(labels.title(place.appending("covers")), code: covers.joined(separator: ", "), &page)
        row(labels.title(place.appending("file")), code: signature["file"]?.string, &page)
        row(labels.title(place.appending("manifestSHA256")), code: signature["manifestSHA256"]?.string, &page)
        if let algorithm = signature["algorithm"]?.string {
            row(labels.title(place.appending("algorithm")), LocalizedText(algorithm), &page)
        }
        let certificate = place.appending("signer")
        for (name, isCode) in [("certificateSHA256", true), ("serial", true), ("issuer", false)] {
            guard let value = signer?[name]?.string else { continue }
            if isCode {
                row(labels.title(certificate.appending(name)), code: value, &page)
            } else {
                row(labels.title(certificate.appending(name)), LocalizedText(value), &page)
            }
        }
        for name in ["notBefore", "notAfter"] where signer?[name] != nil {
            row(labels.title(certificate.appending(name)), time: signer?[name], &page)
        }
        page.close("table")
        write(reasons: signature["reasons"], &page)
        write(reasons: signature["remarks"], &page)
        page.markup("</div>\n")
    }

    /// The standard's words beside what they mean.
    private func result(_ value: JSONValue?) -> LocalizedText {
        let indication = value?["indication"]?.string ?? ""
        let sub = value?["subIndication"]?.string
        let label = labels.code(indication, at: ["signatures", "0", "now", "indication"])
        return LocalizedText { language in
            let meaning = sub.map { sub in
                let code = sub.lowercased().replacing("_", with: "-")
                return " – " + Message(domain: "indication", code: code).text(in: language)
            }
            let terms = [indication, sub].compactMap(\.self).joined(separator: ", ")
            return label[language] + " (" + terms + ")" + (meaning ?? "")
        }
    }

    // MARK: Papers and trust

    private func writePapers(_ page: inout HTML) {
        let papers = report["documents"]?.array ?? []
        guard !papers.isEmpty else { return }
        page.markup("<section>\n")
        write(heading: .reportPapers, &page)
        page.markup("<table class=\"list papers\">\n<thead><tr><th>")
        let place: JSONPointer = ["documents", "0"]
        page.write(labels.title(place.appending("name")), in: languages)
        page.markup("</th><th>")
        page.write(labels.title(place.appending("state")), in: languages)
        page.markup("</th><th>SHA-256</th></tr></thead>\n<tbody>\n")
        for paper in papers {
            let state = paper["state"]?.string ?? ""
            if ["intact", "withheld"].contains(state) {
                page.open("tr")
            } else {
                page.open("tr", class: "bad")
            }
            page.markup("<td>")
            page.element("span", class: "path", paper["name"]?.string ?? "")
            let names = [paper["title"]?.string, paper["originalName"]?.string].compactMap(\.self)
            if !names.isEmpty { page.element("span", class: "called", names.joined(separator: " · ")) }
            page.markup("</td><td>")
            page.write(labels.code(state, at: place.appending("state")), in: languages)
            page.markup("</td><td class=\"hex\">")
            page.write(paper["sha256"]?.string ?? "—")
            page.markup("</td></tr>\n")
        }
        page.markup("</tbody>\n</table>\n</section>\n")
    }

    private func writeTrust(_ page: inout HTML) {
        page.markup("<section>\n")
        write(heading: .reportTrust, &page)
        note(.reportTrustNote, &page)
        let place: JSONPointer = ["trust", "0"]
        for card in report["trust"]?.array ?? [] {
            page.open("div", class: "signature")
            page.markup("<h3>")
            page.element("span", card["name"]?.string ?? card["office"]?.string ?? "")
            page.markup("</h3>\n")
            page.open("table", class: "facts")
            row(labels.title(place.appending("office")), LocalizedText(card["office"]?.string ?? ""), &page)
            row(labels.title(place.appending("fingerprint")), code: card["fingerprint"]?.string, &page)
            row(labels.title(place.appending("authority")), code: card["authority"]?.string, &page)
            let serial = String(card["serial"]?.integer ?? 0)
            row(labels.title(place.appending("serial")), LocalizedText(serial), &page)
            row(labels.title(place.appending("issued")), time: card["issued"], &page)
            row(labels.title(place.appending("expires")), time: card["expires"], &page)
            let age = String(card["ageDays"]?.integer ?? 0)
            row(labels.title(place.appending("ageDays")), LocalizedText(age), &page)
            for name in ["revocationsIssued", "revocationsUntil"] {
                row(labels.title(place.appending(name)), time: card[name], &page)
            }
            page.close("table")
            page.markup("</div>\n")
        }
        writeTimeTrust(&page)
        page.markup("</section>\n")
    }

    /// Whose word the time-stamps are: somebody else's trust than the offices'.
    private func writeTimeTrust(_ page: inout HTML) {
        guard let roots = report["timeTrust"]?.array, !roots.isEmpty else { return }
        note(.reportTimeTrustNote, &page)
        let place: JSONPointer = ["timeTrust", "0"]
        for root in roots {
            page.open("div", class: "signature")
            page.markup("<h3>")
            page.element("span", root["name"]?.string ?? "")
            page.markup("</h3>\n")
            page.open("table", class: "facts")
            let digest = root["certificateSHA256"]?.string
            row(labels.title(place.appending("certificateSHA256")), code: digest, &page)
            for name in ["notBefore", "notAfter"] {
                row(labels.title(place.appending(name)), time: root[name], &page)
            }
            page.close("table")
            page.markup("</div>\n")
        }
    }

    // MARK: Repeating the check

    private func writeChecks(_ page: inout HTML) {
        page.markup("<section class=\"checks\">\n")
        write(heading: .reportRepeat, &page)
        note(.reportRepeatNote, &page)
        page.markup("<ol>\n")
        for check in report["checks"]?.array ?? [] {
            page.markup("<li>")
            page.open("p")
            page.write(words(check["words"]), in: languages)
            page.markup("</p>\n<pre>")
            page.write(check["commands"]?.string ?? "")
            page.markup("</pre></li>\n")
        }
        page.markup("</ol>\n</section>\n")
    }

    private func writeLimits(_ page: inout HTML) {
        page.markup("<section>\n")
        write(heading: .reportLimits, &page)
        page.markup("<ul>\n")
        for message in [Message.reportLimitTime, .reportLimitTruth, .reportLimitTrust] {
            page.markup("<li>")
            page.write(LocalizedText(message), in: languages)
            page.markup("</li>\n")
        }
        page.markup("</ul>\n</section>\n")
    }

    // MARK: Pieces

    private func write(heading: Message, _ page: inout HTML) {
        page.element("h2", LocalizedText(heading), in: languages)
    }

    private func note(_ message: Message, _ page: inout HTML) {
        page.open("p", class: "note")
        page.write(LocalizedText(message), in: languages)
        page.markup("</p>\n")
    }

    private func row(_ label: LocalizedText?, _ value: LocalizedText, _ page: inout HTML) {
        page.markup("<tr><th scope=\"row\">")
        if let label { page.write(label, in: languages) }
        page.markup("</th><td>")
        page.write(value, in: languages)
        page.markup("</td></tr>\n")
    }

    /// A row whose value is for comparing letter by letter.
    private func row(_ label: LocalizedText, code: String?, _ page: inout HTML) {
        guard let code, !code.isEmpty else { return }
        page.markup("<tr><th scope=\"row\">")
        page.write(label, in: languages)
        page.markup("</th><td class=\"hex\">")
        page.write(code)
        page.markup("</td></tr>\n")
    }

    /// A row with a moment on both clocks, and as the data have it.
    private func row(_ label: LocalizedText, time value: JSONValue?, _ page: inout HTML) {
        guard let text = value?.string, let moment = Timestamp(text) else { return }
        page.markup("<tr><th scope=\"row\">")
        page.write(label, in: languages)
        page.markup("</th><td>")
        page.write(ShownTime(moment: moment).words, in: languages)
        page.element("span", class: "utc", text)
        page.markup("</td></tr>\n")
    }

    private func write(reasons: JSONValue?, _ page: inout HTML) {
        guard let reasons = reasons?.array, !reasons.isEmpty else { return }
        page.markup("<ul class=\"reasons\">\n")
        for reason in reasons {
            page.markup("<li>")
            page.write(words(reason["words"]), in: languages)
            page.markup("</li>\n")
        }
        page.markup("</ul>\n")
    }

    private func words(_ value: JSONValue?) -> LocalizedText {
        LocalizedText(value) ?? LocalizedText("")
    }

    private func joined(_ words: LocalizedText) -> String {
        words.words(in: languages).map(\.text).joined(separator: " · ")
    }
}
