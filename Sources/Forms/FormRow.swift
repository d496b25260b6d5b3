// SPDX-License-Identifier: Apache-2.0

import Catalogue
package import Dossiers
package import JSONSchema

/// One line of a document as people read it: its label, and its value in words or the rows below it.
package struct FormRow: Sendable, Equatable {
    package enum Content: Sendable, Equatable {
        case value(LocalizedText)
        /// Nobody has filled it in yet.
        case open
        case group([FormRow])
    }

    package let pointer: JSONPointer
    package let label: LocalizedText
    package let sensitivity: Sensitivity?
    package let content: Content
}

extension FormRow {
    /// The rows of a document of `kind`, in the schema's order; what the schema does not name comes last under its own
    /// name, so that nothing stays hidden.
    ///
    /// `hidden` are members of the root that are shown elsewhere. `type` and `salt` say nothing to people and are always
    /// left out.
    package static func rows(
        of document: JSONValue,
        kind: DocumentKind,
        leavingOut hidden: Set<String> = []
    ) -> [FormRow] {
        guard let object = document.object else { return [raw(document, "", [])] }
        guard let node = SchemaNode(kind) else {
            return object.members.filter { $0.name != "type" && $0.name != "salt" }.map {
                raw($0.value, $0.name, [$0.name])
            }
        }
        let rows = rows(of: object, node, [], hidden: hidden.union(["type", "salt"]))
        return kind == .referral ? rows.map { $0.naming(stepOf: object) } : rows
    }

    /// A referral's step under the name that its procedure gives it.
    private func naming(stepOf referral: JSONObject) -> FormRow {
        guard pointer == ["step"], let code = referral["step"]?.string,
            let title = referral["procedure"]?.string.flatMap(Procedure.named)?.step(code)?.title
        else { return self }
        return FormRow(pointer: pointer, label: label, sensitivity: sensitivity, content: .value(title))
    }

    private static func rows(
        of object: JSONObject,
        _ node: SchemaNode,
        _ pointer: JSONPointer,
        hidden: Set<String> = []
    ) -> [FormRow] {
        let known = node.properties
        var rows: [FormRow] = []
        for (name, property) in known where !hidden.contains(name) {
            guard let value = object[name] else { continue }
            let label = property.label ?? LocalizedText(name)
            rows.append(row(value, property, label, pointer.appending(name)))
        }
        for (name, value) in object.members where !known.contains(where: { $0.name == name }) {
            rows.append(raw(value, name, pointer.appending(name)))
        }
        return rows
    }

    private static func row(
        _ value: JSONValue,
        _ node: SchemaNode,
        _ label: LocalizedText,
        _ pointer: JSONPointer
    ) -> FormRow {
        FormRow(
            pointer: pointer,
            label: label,
            sensitivity: node.sensitivity,
            content: content(value, node, pointer)
        )
    }

    private static func content(_ value: JSONValue, _ node: SchemaNode, _ pointer: JSONPointer) -> Content {
        if node.isPlaceholder(value) { return .open }
        // The person's own name stands script by script, those of officers and others on one line.
        let isOwnName = node.definition == "personName" && pointer.tokens.count == 1
        if !isOwnName, let words = ShownValue.words(value, node) { return .value(words) }
        switch value {
        case .object(let object):
            let rows = rows(of: object, node, pointer)
            return rows.isEmpty ? .open : .group(rows)
        case .array(let elements):
            return .group(
                elements.enumerated().map { index, element in
                    let place = pointer.appending(index)
                    let label = LocalizedText(String(index + 1))
                    return node.items.map { row(element, $0, label, place) }
                        ?? raw(element, String(index + 1), place)
                }
            )
        default:
            return .value(LocalizedText(value.text(.compact)))
        }
    }

    /// A value that no schema speaks of.
    private static func raw(_ value: JSONValue, _ name: String, _ pointer: JSONPointer) -> FormRow {
        FormRow(
            pointer: pointer,
            label: LocalizedText(name),
            sensitivity: nil,
            content: .value(LocalizedText(value.string ?? value.text(.compact)))
        )
    }
}
