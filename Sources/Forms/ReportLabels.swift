// SPDX-License-Identifier: Apache-2.0

import Dossiers
import JSONSchema

/// The words of a report's schema: what its fields and codes are called.
struct ReportLabels {
    private let schema = DocumentCatalog.shared.source(of: .report)

    var title: LocalizedText { schema.flatMap(LocalizedText.init(titleOf:)) ?? LocalizedText("") }

    /// What the field at `pointer` is called; any index stands for all elements.
    func title(_ pointer: JSONPointer) -> LocalizedText {
        node(pointer).flatMap(LocalizedText.init(titleOf:)) ?? LocalizedText(pointer.description)
    }

    /// What `code` in the field at `pointer` is called.
    func code(_ code: String, at pointer: JSONPointer) -> LocalizedText {
        LocalizedText(node(pointer)?["x-label"]?[code]) ?? LocalizedText(code)
    }

    /// What an officer's role is called.
    func role(_ code: String) -> LocalizedText {
        let roles = DocumentCatalog.shared.common["$defs"]?["role"]
        return LocalizedText(roles?["x-label"]?[code]) ?? LocalizedText(code)
    }

    private func node(_ pointer: JSONPointer) -> JSONValue? {
        pointer.tokens.reduce(schema) { node, token in
            Int(token) == nil ? node?["properties"]?[token] : node?["items"]
        }
    }
}
