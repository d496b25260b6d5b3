// SPDX-License-Identifier: Apache-2.0

import Catalogue
package import Dossiers
package import JSONSchema

/// One question about a document.
package struct FormField: Sendable {
    package enum Kind: Hashable, Sendable {
        case text
        /// Text that may have several lines.
        case longText
        case number
        case date
        /// A date as far as it is known.
        case partialDate
        case time
        /// Yes or no.
        case flag
        /// One code of a list.
        case choice
        /// Several codes of a list.
        case choices
        /// Several short texts.
        case texts
        /// Whether a group that may be left out is wanted.
        case section
        /// Whether one entry of a list stays.
        case entry
        /// Whether another entry is wanted.
        case list
    }

    package struct Choice: Sendable, Equatable {
        package let code: String
        package let name: LocalizedText
    }

    package let pointer: JSONPointer
    package let kind: Kind
    package let label: LocalizedText
    /// The labels of the groups that the field lies in, the outermost first.
    package let path: [LocalizedText]
    package let isRequired: Bool
    /// The codes to choose from, or those that are commonly used.
    package let choices: [Choice]
    /// The value at present; nil where there is none or only a place to fill in.
    package let current: JSONValue?
    package let sensitivity: Sensitivity?
    /// The common definition that it follows, by which help is found.
    let definition: String?
    let explanation: LocalizedText?
    /// What is shown of the present value.
    package let shown: LocalizedText?

    /// What makes the field the same one after the document has changed.
    package struct Identity: Hashable, Sendable {
        package let pointer: JSONPointer
        package let kind: Kind

        package init(pointer: JSONPointer, kind: Kind) {
            self.pointer = pointer
            self.kind = kind
        }
    }

    package var identity: Identity { Identity(pointer: pointer, kind: kind) }

    /// Whether the answer is a value, and not how the document is built.
    var holdsValue: Bool { ![.section, .entry, .list].contains(kind) }

    /// What can be said in answer: what the schema says about the field, and how its kind of answer is written.
    package var help: [LocalizedText] {
        var help = [explanation].compactMap(\.self)
        if let definition, Catalogue.contains(domain: "form", code: "help-of-\(Self.key(definition))") {
            help.append(LocalizedText(Message(domain: "form", code: "help-of-\(Self.key(definition))")))
        } else {
            help.append(LocalizedText(Message(domain: "form", code: "help-\(Self.key("\(kind)"))")))
        }
        return help + [LocalizedText(.formHelpCommands)]
    }

    /// `longText` as a key of the catalogue: `long-text`.
    private static func key(_ name: String) -> String {
        name.reduce(into: "") { key, letter in
            if letter.isUppercase { key += "-" }
            key += letter.lowercased()
        }
    }
}
