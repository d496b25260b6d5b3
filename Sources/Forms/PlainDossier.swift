// SPDX-License-Identifier: Apache-2.0

package import Catalogue
import Dossiers
import JSONSchema
import Octets

/// A dossier as lines of text, each language beside the other.
///
/// No columns: terminals do not agree on how wide Thai and Burmese letters are. The lines are not yet safe for a
/// terminal; who prints them makes them so. A value's own line breaks never begin a line without its indent, so that
/// no value can pass for a heading.
package struct PlainDossier {
    private let dossier: FormDossier
    private let languages: [Language]
    private static let separator = " · "

    package init(_ dossier: FormDossier, languages: [Language]) {
        self.dossier = dossier
        self.languages = languages
    }

    package var lines: [String] {
        var lines: [String] = []
        lines.append(text(dossier.isDraft ? .formDraft : .formTrustNotChecked))
        for paper in dossier.all {
            lines += ["", words(paper.title) + "  [" + paper.names.joined(separator: ", ") + "]"]
            if let digest = paper.digest { lines.append("  SHA-256 " + digest.hex) }
            for row in paper.rows { lines += self.lines(of: row, indent: 2) }
        }
        if !dossier.attachments.isEmpty {
            lines += ["", text(.formAttachments)]
            for attachment in dossier.attachments {
                let title = [attachment.originalName, attachment.title].compactMap(\.self)
                lines += wrapped(title.joined(separator: " — ") + "  [" + attachment.name + "]", indent: 2)
            }
        }
        if !dossier.claims.isEmpty {
            lines += ["", text(.formClaimedSignatures)]
            for claim in dossier.claims {
                let time = claim.time.map { ", " + words(ShownTime(moment: $0).words) } ?? ""
                lines += wrapped(claim.name + time, indent: 2)
            }
        }
        return lines
    }

    private func lines(of row: FormRow, indent: Int) -> [String] {
        var label = words(row.label)
        if let mark = row.sensitivity?.mark { label += " [" + words(mark) + "]" }
        switch row.content {
        case .value(let value): return wrapped(label + ": " + words(value), indent: indent)
        case .open: return wrapped(label + ": " + text(.formOpen), indent: indent)
        case .group(let rows):
            return wrapped(label, indent: indent) + rows.flatMap { lines(of: $0, indent: indent + 2) }
        }
    }

    /// One line for each line of `text`, the further ones deeper.
    private func wrapped(_ text: String, indent: Int) -> [String] {
        let parts = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        return parts.enumerated().map { index, part in
            String(repeating: " ", count: index == 0 ? indent : indent + 4) + part
        }
    }

    private func words(_ text: LocalizedText) -> String {
        text.words(in: languages).map(\.text).joined(separator: Self.separator)
    }

    private func text(_ message: Message) -> String {
        words(LocalizedText(message))
    }
}

extension Sensitivity {
    /// What is said beside the label; nothing beside personal data, which nearly every field is.
    var mark: LocalizedText? {
        switch self {
        case .personal: nil
        case .sensitive: LocalizedText(.formSensitive)
        case .needToKnow: LocalizedText(.formNeedToKnow)
        }
    }
}
