// SPDX-License-Identifier: Apache-2.0

/// What a set of schemas compiles to: nodes that name each other by their numbers.
final class SchemaProgram: Sendable {
    let nodes: [SchemaNode]
    /// For each resource, its `$dynamicAnchor`s and the nodes they stand at.
    let dynamicAnchors: [[String: Int]]

    init(nodes: [SchemaNode], dynamicAnchors: [[String: Int]]) {
        self.nodes = nodes
        self.dynamicAnchors = dynamicAnchors
    }
}

/// One schema: an object with its keywords, or a boolean.
struct SchemaNode: Sendable {
    /// The schema resource it belongs to (core §4.3.5).
    let resource: Int
    /// The URI of that resource and a pointer into it.
    let location: String
    var isFalse = false
    /// In the order in which they must run: those that look at what was evaluated come last.
    var rules: [SchemaRule] = []
    /// Has `unevaluatedItems` or `unevaluatedProperties`.
    var looksBack = false
}

/// A keyword, or keywords that work together, ready to run.
enum SchemaRule: Sendable {
    // In place: about the same value.
    case reference(Int)
    case dynamicReference(Int, anchor: String)
    case allOf([Int])
    case anyOf([Int])
    case oneOf([Int])
    case not(Int)
    case condition(Int, then: Int?, else: Int?)
    case dependentSchemas([(name: String, node: Int)])

    // Into objects and arrays.
    case members(properties: [String: Int], patterns: [(pattern: Pattern, node: Int)], additional: Int?)
    case propertyNames(Int)
    case elements(prefix: [Int], rest: Int?)
    case contains(Int, least: Int, most: Int?)
    case unevaluatedProperties(Int)
    case unevaluatedItems(Int)

    // Assertions.
    case type(Set<SchemaType>)
    case oneValue(Set<JSONValue>, isConstant: Bool)
    case multipleOf(Double)
    case bound(SchemaViolation.Code, Double)
    case size(SchemaViolation.Code, Int)
    case pattern(Pattern)
    case format(Format)
    case uniqueItems
    case required([String])
    case dependentRequired([(name: String, wanted: [String])])

    /// All nodes that this rule names.
    var nodes: [Int] {
        switch self {
        case .dynamicReference(let node, _), .propertyNames(let node), .contains(let node, _, _),
            .unevaluatedProperties(let node), .unevaluatedItems(let node):
            [node]
        case .members(let properties, let patterns, let additional):
            Array(properties.values) + patterns.map(\.node) + [additional].compactMap { $0 }
        case .elements(let prefix, let rest): prefix + [rest].compactMap { $0 }
        default: nodesInPlace
        }
    }

    /// The nodes that this rule applies to the same value, without going into it.
    var nodesInPlace: [Int] {
        switch self {
        case .reference(let node), .not(let node): [node]
        case .allOf(let nodes), .anyOf(let nodes), .oneOf(let nodes): nodes
        case .condition(let test, let then, let otherwise): [test] + [then, otherwise].compactMap { $0 }
        case .dependentSchemas(let dependents): dependents.map(\.node)
        default: []
        }
    }
}

/// A type as the keyword `type` names it.
enum SchemaType: String, CaseIterable, Sendable {
    case null, boolean, object, array, number, string, integer

    func holds(for value: JSONValue) -> Bool {
        switch (self, value) {
        case (.null, .null), (.boolean, .bool), (.object, .object), (.array, .array), (.number, .number),
            (.string, .string):
            true
        case (.integer, .number(let number)): number == number.rounded(.towardZero)
        default: false
        }
    }
}
