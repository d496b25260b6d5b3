// SPDX-License-Identifier: Apache-2.0

import Catalogue
import Dossiers
import JSONSchema

/// All questions about a document as it stands, in the schema's order.
///
/// The list is made anew after each answer: an answer may bring a group or take one away. Not asked are `type` and
/// `salt`, and what the tool fills in when it packs a dossier, unless the document has it or the person asks for it.
struct FieldList {
    private(set) var fields: [FormField] = []
    private let demanded: Set<JSONPointer>
    private let wanted: JSONPointer

    /// Lists the questions.
    ///
    /// `demanded` is what the rules of the document miss, beyond what the schema always requires; `wanted` a place that
    /// the person asked for, to which the way is open, and empty for none.
    init(_ document: JSONValue, _ node: SchemaNode, demanded: Set<JSONPointer>, wanted: JSONPointer) {
        self.demanded = demanded
        self.wanted = wanted
        visitMembers(of: document, node, [], [])
    }

    private mutating func visitMembers(
        of value: JSONValue?,
        _ node: SchemaNode,
        _ pointer: JSONPointer,
        _ path: [LocalizedText]
    ) {
        for (name, property) in node.properties {
            let place = pointer.appending(name)
            let member = value?[name]
            if property.isConstant || place == ["salt"] { continue }
            if node.filledWhenPacked.contains(name), member == nil, !isWanted(place) { continue }
            visit(
                member,
                property,
                place,
                path,
                label: property.label ?? LocalizedText(name),
                isRequired: node.isRequired(name) && !node.filledWhenPacked.contains(name)
                    || demanded.contains(place)
            )
        }
    }

    private func isWanted(_ pointer: JSONPointer) -> Bool {
        !wanted.tokens.isEmpty && (pointer.holds(wanted) || wanted.holds(pointer))
    }

    private mutating func visit(
        _ value: JSONValue?,
        _ node: SchemaNode,
        _ pointer: JSONPointer,
        _ path: [LocalizedText],
        label: LocalizedText,
        isRequired: Bool
    ) {
        func add(_ kind: FormField.Kind, required: Bool = isRequired) {
            fields.append(Self.field(kind, value, node, pointer, path, label, required))
        }
        if node.definition == "partialDate" {
            add(.partialDate)
            if value?.object != nil, let source = node.property("source") {
                visit(
                    value?["source"],
                    source,
                    pointer.appending("source"),
                    path + [label],
                    label: source.label ?? label,
                    isRequired: false
                )
            }
        } else if node.isObject {
            if !isRequired { add(.section) }
            if isRequired || value != nil || isWanted(pointer) {
                visitMembers(of: value, node, pointer, path + [label])
            }
        } else if let items = node.items, items.isObject {
            for (index, element) in (value?.array ?? []).enumerated() {
                let place = pointer.appending(index)
                let name = LocalizedText { "\(label[$0]) \(index + 1)" }
                fields.append(Self.field(.entry, element, items, place, path, name, false))
                visitMembers(of: element, items, place, path + [name])
            }
            add(.list)
        } else {
            add(Self.kind(of: node))
        }
    }

    private static func kind(of node: SchemaNode) -> FormField.Kind {
        if let items = node.items { return items.codes.isEmpty && CodeList(items) == nil ? .texts : .choices }
        if !node.codes.isEmpty { return .choice }
        switch (node.definition, node.format, node.keywords["type"]?.string) {
        case ("country", _, _), ("language", _, _): return .choice
        case ("text", _, _): return .longText
        case (_, "date", _): return .date
        case (_, "date-time", _): return .time
        case (_, _, "boolean"): return .flag
        case (_, _, "integer"), (_, _, "number"): return .number
        default: return .text
        }
    }

    private static func field(
        _ kind: FormField.Kind,
        _ value: JSONValue?,
        _ node: SchemaNode,
        _ pointer: JSONPointer,
        _ path: [LocalizedText],
        _ label: LocalizedText,
        _ isRequired: Bool
    ) -> FormField {
        let isOpen = value.map { node.isPlaceholder($0) } ?? true
        let leaf = node.items ?? node
        var choices = leaf.codes + (CodeList(leaf)?.codes ?? [])
        if kind == .flag {
            choices = [("true", LocalizedText(.formYes)), ("false", LocalizedText(.formNo))]
        }
        let current = isOpen ? nil : value
        return FormField(
            pointer: pointer,
            kind: kind,
            label: label,
            path: path,
            isRequired: isRequired,
            choices: choices.map { FormField.Choice(code: $0.code, name: $0.name) },
            current: current,
            sensitivity: node.sensitivity,
            definition: leaf.definition,
            explanation: node.explanation,
            shown: current.flatMap { shown($0, node, kind) }
        )
    }

    private static func shown(_ value: JSONValue, _ node: SchemaNode, _ kind: FormField.Kind)
        -> LocalizedText?
    {
        switch kind {
        case .list: LocalizedText(.formEntries(count: String(value.array?.count ?? 0)))
        case .section, .entry: ShownValue.words(value, node) ?? LocalizedText(.formPresent)
        default: ShownValue.words(value, node)
        }
    }
}
