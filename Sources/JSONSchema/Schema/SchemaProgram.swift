// SPDX-License-Identifier: Apache-2.0

/// What a set of schemas compiles to: nodes that name each other by their numbers.
///
/// Nodes and rules hold plain numbers only, so that a run over a document counts no references on their behalf; what is
/// larger stands in tables.
final class SchemaProgram: Sendable {
    let nodes: [SchemaNode]
    let rules: [SchemaRule]
    let tables: SchemaTables
    /// For each resource, its `$dynamicAnchor`s and the nodes they stand at.
    let dynamicAnchors: [[String: Int]]
    /// Whether a dynamic reference is among the rules, so that the resources on the way must be kept.
    let isDynamic: Bool
    private let locations: SchemaLocations

    init(
        nodes: [SchemaNode?],
        rules: [SchemaRule],
        tables: SchemaTables,
        dynamicAnchors: [[String: Int]],
        locations: SchemaLocations
    ) {
        isDynamic = rules.contains { if case .dynamicReference = $0 { true } else { false } }
        // What was not compiled nothing leads to.
        let nodes = nodes.enumerated().map { $1 ?? SchemaNode(number: $0, resource: 0) }
        self.nodes = isDynamic ? nodes : Self.shortened(nodes, rules)
        self.rules = rules
        self.tables = tables
        self.dynamicAnchors = dynamicAnchors
        self.locations = locations
    }

    /// The URI of the node's resource and a pointer into it.
    func location(of node: Int) -> String {
        locations.location(of: node)
    }

    /// Lets each node that is no more than a `$ref` lead at once to where the reference ends.
    private static func shortened(_ nodes: [SchemaNode], _ rules: [SchemaRule]) -> [SchemaNode] {
        var nodes = nodes
        for number in nodes.indices {
            var target = number
            // No loop: the compiler refuses references that lead back to themselves.
            while nodes[target].rules.count == 1,
                case .reference(let next) = rules[nodes[target].rules.lowerBound]
            {
                target = next
            }
            nodes[number].shortcut = target
        }
        return nodes
    }
}

/// One schema: an object with its keywords, or a boolean.
struct SchemaNode: Sendable {
    let number: Int
    /// The schema resource it belongs to (core §4.3.5).
    let resource: Int
    var isFalse = false
    /// Has `unevaluatedItems` or `unevaluatedProperties`.
    var looksBack = false
    /// In the order in which they must run: those that look at what was evaluated come last.
    var rules = 0..<0
    /// The node that says the same, this one or the end of its references.
    var shortcut: Int

    init(number: Int, resource: Int) {
        self.number = number
        self.resource = resource
        shortcut = number
    }
}

/// A keyword, or keywords that work together, ready to run; nodes and table rows by number.
enum SchemaRule: Sendable {
    // In place: about the same value.
    case reference(Int)
    case dynamicReference(Int, anchor: Int)
    case allOf(Int)
    case anyOf(Int)
    case oneOf(Int)
    case not(Int)
    case condition(Int, then: Int?, else: Int?)
    case dependentSchemas(Int)

    // Into objects and arrays.
    case members(Int)
    case propertyNames(Int)
    case elements(prefix: Int, rest: Int?)
    case contains(Int, least: Int, most: Int?)
    case unevaluatedProperties(Int)
    case unevaluatedItems(Int)

    // Assertions.
    case type(SchemaTypes)
    case oneValue(Int)
    case multipleOf(Double)
    case bound(SchemaViolation.Code, Double)
    case size(SchemaViolation.Code, Int)
    case pattern(Int)
    case format(Format)
    case uniqueItems
    /// All names, and those that must be there even in a document that is excused.
    case required(Int, unexcused: Int)
    case dependentRequired(Int)
}

/// The rows that rules name.
struct SchemaTables: Sendable {
    var nodeLists: [[Int]] = []
    var names: [[String]] = []
    var members: [SchemaMembers] = []
    var values: [SchemaValues] = []
    var patterns: [Pattern] = []
    var dependentSchemas: [[(name: String, node: Int)]] = []
    var dependentRequired: [[(name: String, wanted: [String])]] = []

    /// All nodes that a rule names.
    func nodes(of rule: SchemaRule) -> [Int] {
        switch rule {
        case .dynamicReference(let node, _), .propertyNames(let node), .contains(let node, _, _),
            .unevaluatedProperties(let node), .unevaluatedItems(let node):
            [node]
        case .members(let row):
            members[row].nodes + members[row].patterns.map(\.node)
                + [members[row].additional].compactMap { $0 }
        case .elements(let row, let rest): nodeLists[row] + [rest].compactMap { $0 }
        default: nodesInPlace(of: rule)
        }
    }

    /// The nodes that a rule applies to the same value, without going into it.
    func nodesInPlace(of rule: SchemaRule) -> [Int] {
        switch rule {
        case .reference(let node), .not(let node): [node]
        case .allOf(let row), .anyOf(let row), .oneOf(let row): nodeLists[row]
        case .condition(let test, let then, let otherwise): [test] + [then, otherwise].compactMap { $0 }
        case .dependentSchemas(let row): dependentSchemas[row].map(\.node)
        default: []
        }
    }
}

/// The types that the keyword `type` allows.
struct SchemaTypes: OptionSet, Sendable {
    let rawValue: UInt8

    static let names = ["null", "boolean", "object", "array", "number", "string", "integer"]
    static let number = SchemaTypes(rawValue: 1 << 4)
    static let integer = SchemaTypes(rawValue: 1 << 6)

    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    init?(named name: String) {
        guard let place = Self.names.firstIndex(of: name) else { return nil }
        self.init(rawValue: 1 << UInt8(place))
    }

    var names: [String] {
        Self.names.indices.filter { rawValue & 1 << UInt8($0) != 0 }.map { Self.names[$0] }
    }

    func allow(_ value: JSONValue) -> Bool {
        let place: UInt8 =
            switch value {
            case .null: 0
            case .bool: 1
            case .object: 2
            case .array: 3
            case .string: 5
            case .number(let number):
                rawValue & Self.integer.rawValue != 0 && number == number.rounded(.towardZero) ? 6 : 4
            }
        return rawValue & 1 << place != 0
    }
}
