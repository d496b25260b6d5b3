// SPDX-License-Identifier: Apache-2.0

import JSONSchema
import Octets

/// What a new dossier's folder starts with: the referral and the papers that the step needs, with the places to fill in.
///
/// The drafts are made from the schemas, so a new kind needs no code here: each required member, and those that the
/// schema's `x-offered` names (`x-offered-for-child` for a child's dossier). A place to fill in holds an empty text, `null`,
/// or the list of codes to choose from, none of which passes the check.
package struct DossierTemplate {
    package let procedure: Procedure
    package let step: Procedure.Step
    package let caseNumber: String
    /// The new dossier's id, a UUID of version 7.
    package let dossier: String
    package let from: String
    package let to: [String]
    package let isChild: Bool

    package init(
        procedure: Procedure,
        step: Procedure.Step,
        caseNumber: String,
        dossier: String,
        from: String,
        to: [String],
        isChild: Bool
    ) {
        self.procedure = procedure
        self.step = step
        self.caseNumber = caseNumber
        self.dossier = dossier
        self.from = from
        self.to = to
        self.isChild = isChild
    }

    /// The files to write, the root first.
    package func files() -> [(name: String, text: String)] {
        // A reply names the dossier that it answers.
        var root = draft(of: .referral, with: step.direction == .reply ? ["inReplyTo"] : [])
        root["dossier"] = .string(dossier)
        root["from"] = .members([("office", .string(from))])
        root["to"] = .array(to.map { .members([("office", .string($0))]) })
        root["procedure"] = .string(procedure.code)
        root["step"] = .string(step.code)
        root["person"] = .members([
            ("child", .bool(isChild)), ("category", .string(procedure.categories.joined(separator: "|"))),
        ])
        let kinds = step.demandedKinds(child: isChild, legalBasis: procedure.basis == .legal)
        let papers = kinds.map { kind in
            let paper = kind == .handoverReceipt && step.isHandoverReturn ? completedReceipt : draft(of: kind)
            return (name: kind.fileName, text: JSONValue.object(paper).text(.pretty) + "\n")
        }
        return [(DocumentKind.referral.fileName, JSONValue.object(root).text(.pretty) + "\n")] + papers
    }

    /// The receipt that comes back from the pier: it says what happened there.
    private var completedReceipt: JSONObject {
        var receipt = draft(of: .handoverReceipt, with: ["actual", "receiver", "condition"])
        receipt["status"] = "completed"
        return receipt
    }

    private func draft(of kind: DocumentKind, with further: [String] = []) -> JSONObject {
        guard let schema = DocumentCatalog.shared.source(of: kind) else { return JSONObject() }
        var object = self.object(for: schema, in: schema, depth: 0, with: further).object ?? JSONObject()
        object["case"] = .string(caseNumber)
        return object
    }

    /// Schemas of ours do not recur; the bound only keeps a mistake in one from running away.
    private static let depth = 8

    private func placeholder(for schema: JSONValue, in document: JSONValue, depth: Int) -> JSONValue {
        if let reference = schema["$ref"]?.string {
            guard depth < Self.depth else { return .null }
            if reference.hasPrefix("#"), let pointer = JSONPointer(parsing: String(reference.dropFirst())) {
                return document[pointer].map { placeholder(for: $0, in: document, depth: depth + 1) } ?? .null
            }
            let target = DocumentCatalog.shared.definition(reference)
            return target.map { placeholder(for: $0, in: DocumentCatalog.shared.common, depth: depth + 1) }
                ?? .null
        }
        if let constant = schema["const"] { return constant }
        if let codes = schema["enum"]?.array {
            return .string(codes.compactMap(\.string).joined(separator: "|"))
        }
        switch schema["type"]?.string {
        case "object": return object(for: schema, in: document, depth: depth)
        case "array":
            guard (schema["minItems"]?.integer ?? 0) > 0, let items = schema["items"] else {
                return .array([])
            }
            return .array([placeholder(for: items, in: document, depth: depth + 1)])
        case "string": return .string("")
        default: return .null
        }
    }

    private func object(
        for schema: JSONValue,
        in document: JSONValue,
        depth: Int,
        with further: [String] = []
    ) -> JSONValue {
        let filled = names("x-filled-when-packed", of: schema)
        let offered =
            names("x-offered", of: schema) + (isChild ? names("x-offered-for-child", of: schema) : [])
        let wanted = Set(names("required", of: schema) + offered + further).subtracting(filled)
        var object = JSONObject()
        // In the schema's order, which is the order in which people fill in.
        for (name, property) in schema["properties"]?.object?.members ?? [] where wanted.contains(name) {
            object[name] = placeholder(for: property, in: document, depth: depth + 1)
        }
        return .object(object)
    }

    private func names(_ keyword: String, of schema: JSONValue) -> [String] {
        (schema[keyword]?.array ?? []).compactMap(\.string)
    }
}
