// SPDX-License-Identifier: Apache-2.0

/// `properties`, `patternProperties` and `additionalProperties` of one schema.
final class SchemaMembers: Sendable {
    let names: [String]
    /// Of each name, its node.
    let nodes: [Int]
    let patterns: [(pattern: Int, node: Int)]
    let additional: Int?
    private let places: [String: Int]

    /// How many names behind the last one found are looked at before the index is asked.
    private static let nearby = 6

    init(_ properties: [(name: String, node: Int)], patterns: [(pattern: Int, node: Int)], additional: Int?) {
        names = properties.map(\.name)
        nodes = properties.map(\.node)
        places =
            names.count > 2 * Self.nearby
            ? Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first }) : [:]
        self.patterns = patterns
        self.additional = additional
    }

    /// The place of a name, looked for from `place` on: people and programs write members in the schema's order.
    func place(of name: String, from place: Int) -> Int? {
        let count = names.count
        if count == 0 { return nil }
        var place = place < count ? place : 0
        let tries = places.isEmpty ? count : Self.nearby
        for _ in 0..<tries {
            if names[place] == name { return place }
            place += 1
            if place == count { place = 0 }
        }
        return places.isEmpty ? nil : places[name]
    }
}
