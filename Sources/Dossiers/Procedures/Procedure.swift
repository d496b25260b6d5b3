// SPDX-License-Identifier: Apache-2.0

import JSONSchema
import Schemas

/// One of the offices' procedures, read from `Schemas/procedures/CODE.json`.
///
/// What a step needs is data, so that the offices can change it without changing code. A paper whose kind has no
/// schema yet is named there already, and demanded only from the day its schema exists.
package struct Procedure: Hashable, Sendable {
    /// What passing on the papers rests on.
    package enum Basis: String, Sendable {
        /// The person's consent, or a legal basis recorded in its place.
        case consent
        /// A recorded legal basis; consent is not asked.
        case legal
    }

    package let code: String
    package let title: LocalizedText
    package let basis: Basis
    /// The categories of persons that it is for.
    package let categories: [String]
    /// Hours in which to answer.
    package let deadlines: [Urgency: Int]
    package let steps: [Step]

    /// All procedures, sorted by code.
    package static let all: [Procedure] = EmbeddedSchemas.names
        .filter { $0.hasPrefix("procedures/") && $0.hasSuffix(".json") }
        .map { name in
            guard let procedure = Procedure(DocumentCatalog.embedded(name)) else {
                preconditionFailure("the embedded procedure \(name) cannot be read")
            }
            return procedure
        }

    /// The procedure with that code, in either case of letters; nil where there is none.
    package static func named(_ code: String) -> Procedure? {
        all.first { $0.code == code || $0.code.lowercased() == code }
    }

    package func step(_ code: String) -> Step? {
        steps.first { $0.code == code }
    }

    private init?(_ value: JSONValue) {
        guard let code = value["code"]?.string, let title = LocalizedText(value["title"]),
            let basis = value["basis"]?.string.flatMap(Basis.init(rawValue:)),
            let categories = value["categories"]?.array, let steps = value["steps"]?.array
        else { return nil }
        self.code = code
        self.title = title
        self.basis = basis
        self.categories = categories.compactMap(\.string)
        var deadlines: [Urgency: Int] = [:]
        for urgency in Urgency.allCases {
            guard let hours = value["deadlines"]?[urgency.rawValue]?.integer else { return nil }
            deadlines[urgency] = hours
        }
        self.deadlines = deadlines
        self.steps = steps.compactMap(Step.init)
        guard self.steps.count == steps.count else { return nil }
    }
}
