// SPDX-License-Identifier: Apache-2.0

/// The values that `enum` or `const` allows.
final class SchemaValues: Sendable {
    let values: [JSONValue]
    let isConstant: Bool
    /// The values where all are texts, as in nearly every list of codes.
    private let texts: [String]
    private let index: Set<JSONValue>

    /// Up to this many values are compared one by one.
    private static let few = 8

    init(_ values: [JSONValue], isConstant: Bool) {
        self.values = values
        self.isConstant = isConstant
        let texts = values.compactMap(\.string)
        self.texts = texts.count == values.count && texts.count <= Self.few ? texts : []
        index = self.texts.isEmpty && values.count > 1 ? Set(values) : []
    }

    func contains(_ value: JSONValue) -> Bool {
        if !texts.isEmpty {
            guard case .string(let text) = value else { return false }
            return texts.contains(text)
        }
        return index.isEmpty ? values.contains(value) : index.contains(value)
    }
}
