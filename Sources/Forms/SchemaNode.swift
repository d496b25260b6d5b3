// SPDX-License-Identifier: Apache-2.0

import Dossiers
import JSONSchema

/// One place of a document's schema with its references followed, for its annotations: labels, codes, sensitivity.
///
/// What a document must be is asked of the compiled schema; here stands only what a person is shown.
struct SchemaNode {
    /// The keywords at this place; those beside a `$ref` come before those that it leads to.
    let keywords: JSONObject
    /// The name in the common definitions that this place refers to, such as `personName`.
    let definition: String?
    /// The document that `#/…` references mean.
    private let document: JSONValue
    /// Whether that document is the common definitions.
    private let isCommon: Bool

    /// References follow each other at most this far; ours do so three times.
    private static let depth = 8

    /// The schema of `kind`; nil where the kind is unknown.
    init?(_ kind: DocumentKind) {
        guard let schema = DocumentCatalog.shared.source(of: kind) else { return nil }
        self.init(schema, in: schema, isCommon: false)
    }

    private init(_ schema: JSONValue, in document: JSONValue, isCommon: Bool) {
        var keywords = schema.object ?? JSONObject()
        var document = document
        var isCommon = isCommon
        var definition: String?
        for _ in 0..<Self.depth {
            guard let reference = keywords["$ref"]?.string else { break }
            keywords["$ref"] = nil
            let target: JSONValue?
            if reference.hasPrefix("#") {
                target = JSONPointer(parsing: String(reference.dropFirst())).flatMap { document[$0] }
            } else {
                target = DocumentCatalog.shared.definition(reference)
                document = DocumentCatalog.shared.common
                isCommon = true
            }
            if isCommon { definition = definition ?? reference.split(separator: "/").last.map(String.init) }
            for (name, value) in target?.object?.members ?? [] { _ = keywords.append(name, value) }
        }
        self.keywords = keywords
        self.document = document
        self.isCommon = isCommon
        self.definition = definition
    }

    /// The members that the schema names, in its order, which is the order in which people fill in.
    var properties: [(name: String, node: SchemaNode)] {
        (keywords["properties"]?.object?.members ?? []).map {
            ($0.name, SchemaNode($0.value, in: document, isCommon: isCommon))
        }
    }

    func property(_ name: String) -> SchemaNode? {
        keywords["properties"]?[name].map { SchemaNode($0, in: document, isCommon: isCommon) }
    }

    var items: SchemaNode? {
        keywords["items"].map { SchemaNode($0, in: document, isCommon: isCommon) }
    }

    /// The node at `pointer` of a document; nil where the schema does not name it.
    func node(at pointer: JSONPointer) -> SchemaNode? {
        var node = self
        for token in pointer.tokens {
            guard let next = node.items ?? node.property(token) else { return nil }
            node = next
        }
        return node
    }

    var label: LocalizedText? { LocalizedText(titleOf: .object(keywords)) }

    /// What the schema says about the place at length.
    var explanation: LocalizedText? {
        guard let english = keywords["description"]?.string else { return nil }
        let other = keywords["x-description"]
        return LocalizedText(
            english: english,
            thai: other?["th"]?.string ?? english,
            burmese: other?["my"]?.string ?? english
        )
    }

    var isObject: Bool { keywords["type"]?.string == "object" }
    var isArray: Bool { keywords["type"]?.string == "array" }
    var isConstant: Bool { keywords["const"] != nil }
    var format: String? { keywords["format"]?.string }

    /// The codes that are allowed, and their names.
    var codes: [(code: String, name: LocalizedText)] {
        (keywords["enum"]?.array ?? []).compactMap(\.string).map { code in
            (code, LocalizedText(keywords["x-label"]?[code]) ?? LocalizedText(code))
        }
    }

    var sensitivity: Sensitivity? {
        keywords["x-sensitivity"]?.string.flatMap(Sensitivity.init(rawValue:))
    }

    func isRequired(_ name: String) -> Bool { names("required").contains(name) }

    /// The members that the tool writes when it packs a dossier.
    var filledWhenPacked: Set<String> { names("x-filled-when-packed") }

    private func names(_ keyword: String) -> Set<String> {
        Set((keywords[keyword]?.array ?? []).compactMap(\.string))
    }

    /// Whether `value` is what a new draft has where somebody must still write: an empty text, `null`, or the list of
    /// codes to choose from.
    func isPlaceholder(_ value: JSONValue) -> Bool {
        switch value {
        case .null: true
        case .string(let text): text.isEmpty || keywords["enum"] != nil && text.contains("|")
        default: false
        }
    }
}

/// How sensitive a field is (`x-sensitivity`).
package enum Sensitivity: String, Sendable {
    /// Personal data.
    case personal = "P"
    /// Sensitive by section 26 of the Personal Data Protection Act.
    case sensitive = "S"
    /// For those who need to know it.
    case needToKnow = "X"
}
