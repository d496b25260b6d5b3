// SPDX-License-Identifier: Apache-2.0

import Catalogue
import Dossiers
import JSONSchema
import Octets

/// The words for a value that fits on one line: codes by their names, dates as people write them, a person's name in
/// all of its scripts, a place from the house to the country.
enum ShownValue {
    /// Nil for a value that takes rows of its own.
    static func words(_ value: JSONValue, _ node: SchemaNode) -> LocalizedText? {
        switch value {
        case .null: LocalizedText("")
        case .bool(let flag): LocalizedText(flag ? .formYes : .formNo)
        case .number: LocalizedText(value.text(.compact))
        case .string(let text): string(text, node)
        case .array(let elements): list(elements, node)
        case .object(let object): self.object(object, node)
        }
    }

    private static func string(_ text: String, _ node: SchemaNode) -> LocalizedText {
        if let code = node.codes.first(where: { $0.code == text }) { return code.name }
        switch (node.definition, node.format) {
        case ("country", _), ("language", _): return CodeList(node)?.name(of: text) ?? LocalizedText(text)
        case (_, "date"): return ShownDate(text)?.words ?? LocalizedText(text)
        case (_, "date-time"):
            return Timestamp(text).map { ShownTime(moment: $0).words } ?? LocalizedText(text)
        default: return LocalizedText(text)
        }
    }

    /// Short values one after the other; nil where an element takes rows.
    private static func list(_ elements: [JSONValue], _ node: SchemaNode) -> LocalizedText? {
        guard !elements.isEmpty else { return LocalizedText(.formNone) }
        guard let items = node.items, !items.isObject else { return nil }
        let words = elements.compactMap { self.words($0, items) }
        guard words.count == elements.count else { return nil }
        return LocalizedText { language in words.map { $0[language] }.joined(separator: "; ") }
    }

    private static func object(_ object: JSONObject, _ node: SchemaNode) -> LocalizedText? {
        // A member that the schema does not name would be hidden on one line.
        guard object.names.allSatisfy({ node.property($0) != nil }) else { return nil }
        return switch node.definition {
        case "personName": name(object)
        case "place": place(object, node)
        case "partialDate": partialDate(object, node)
        default: nil
        }
    }

    /// `Ma · ซู ซู อ่อง · စုစုအောင် · Su Su Aung (also: Su Su)`: every script, because each office reads another.
    private static func name(_ object: JSONObject) -> LocalizedText? {
        let parts = ["honorific", "th", "my", "latin"].compactMap { object[$0]?.string }.filter {
            !$0.isEmpty
        }
        let aliases = (object["aliases"]?.array ?? []).compactMap(\.string)
        guard !parts.isEmpty else { return nil }
        let name = parts.joined(separator: " · ")
        if aliases.isEmpty { return LocalizedText(name) }
        let also = LocalizedText(.formAlsoCalled(names: aliases.joined(separator: "; ")))
        return LocalizedText { "\(name) (\(also[$0]))" }
    }

    private static func place(_ object: JSONObject, _ node: SchemaNode) -> LocalizedText? {
        let names = ["detail", "village", "township", "district", "province", "country"]
        let parts = names.compactMap { name -> LocalizedText? in
            guard let value = object[name], let text = value.string, !text.isEmpty else { return nil }
            return node.property(name).flatMap { words(value, $0) }
        }
        guard !parts.isEmpty else { return nil }
        let code = object["placeCode"]?.string.map { $0.isEmpty ? "" : " (\($0))" } ?? ""
        return LocalizedText { language in parts.map { $0[language] }.joined(separator: ", ") + code }
    }

    private static func partialDate(_ object: JSONObject, _ node: SchemaNode) -> LocalizedText? {
        guard let text = object["date"]?.string, let date = ShownDate(text) else { return nil }
        var remarks: [LocalizedText] = []
        if object["estimated"]?.bool == true { remarks.append(LocalizedText(.formEstimated)) }
        if let source = object["source"], let property = node.property("source"),
            !property.isPlaceholder(source), let words = words(source, property)
        {
            remarks.append(words)
        }
        if remarks.isEmpty { return date.words }
        return LocalizedText { language in
            "\(date.words[language]) (\(remarks.map { $0[language] }.joined(separator: "; ")))"
        }
    }
}
