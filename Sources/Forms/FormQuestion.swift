// SPDX-License-Identifier: Apache-2.0

package import Catalogue
import Dossiers

/// How a field is asked for, in lines of text for one language.
package struct FormQuestion {
    private let field: FormField
    private let language: Language

    package init(_ field: FormField, in language: Language) {
        self.field = field
        self.language = language
    }

    package var lines: [String] {
        var heading = (field.path + [field.label]).map { $0[language] }.joined(separator: " › ")
        if field.isRequired { heading += " *" }
        if let mark = field.sensitivity?.mark { heading += " [\(mark[language])]" }
        var lines = [heading]
        if let shown = field.shown {
            let now = Message.formNow(value: shown[language]).text(in: language)
            lines += now.split(whereSeparator: \.isNewline).map { "  " + $0 }
        }
        for (index, choice) in field.choices.enumerated() {
            lines.append("  \(index + 1)  \(choice.name[language])")
        }
        let ask: Message? =
            switch field.kind {
            case .section: field.current == nil ? .formAskSection : .formAskKeepSection
            case .entry: .formAskKeepSection
            case .list: .formAskEntry
            default: nil
            }
        if let ask { lines.append("  " + ask.text(in: language)) }
        return lines
    }
}
