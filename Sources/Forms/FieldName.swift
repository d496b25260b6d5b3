// SPDX-License-Identifier: Apache-2.0

package import Dossiers
package import JSONSchema

/// What a place in a document is called on its form.
package enum FieldName {
    /// The labels on the way to `pointer`, entries of lists by their numbers from 1; nil for a place without any.
    ///
    /// A member that the schema does not name is called as the document has it.
    package static func words(of pointer: JSONPointer, in kind: DocumentKind) -> LocalizedText? {
        guard var node = SchemaNode(kind), !pointer.tokens.isEmpty else { return nil }
        var names: [LocalizedText] = []
        for token in pointer.tokens {
            if let items = node.items {
                let number = LocalizedText(" " + (Int(token).map { String($0 + 1) } ?? token))
                let last = names.popLast() ?? LocalizedText("")
                names.append(LocalizedText { last[$0] + number[$0] })
                node = items
            } else if let member = node.property(token) {
                names.append(member.label ?? LocalizedText(token))
                node = member
            } else {
                names.append(LocalizedText(token))
                break
            }
        }
        return LocalizedText { language in names.map { $0[language] }.joined(separator: " › ") }
    }
}
