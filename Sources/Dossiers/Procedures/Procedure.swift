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

    /// An end of the procedure's way: the country of the office there, and what people call it.
    package struct Seat: Hashable, Sendable {
        package let country: String
        package let title: LocalizedText
    }

    package let code: String
    package let title: LocalizedText
    package let basis: Basis
    /// The categories of persons that it is for.
    package let categories: [String]
    /// Hours in which to answer.
    package let deadlines: [Urgency: Int]
    /// The office that has the person.
    package let sends: Seat
    /// The office that is to receive the person.
    package let receives: Seat
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
            let categories = value["categories"]?.array, let steps = value["steps"]?.array,
            let sends = Seat(value["sends"]), let receives = Seat(value["receives"])
        else { return nil }
        self.code = code
        self.title = title
        self.basis = basis
        self.categories = categories.compactMap(\.string)
        self.sends = sends
        self.receives = receives
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

extension Procedure {
    /// The office that a dossier of `step` comes from; nil where it may be either.
    package func sender(of step: Step) -> Seat? {
        switch step.direction {
        case .forward: sends
        case .reply: receives
        case .either: nil
        }
    }

    /// The office that a dossier of `step` goes to; nil where it may be either.
    package func receiver(of step: Step) -> Seat? {
        switch step.direction {
        case .forward: receives
        case .reply: sends
        case .either: nil
        }
    }

    /// The steps in the order in which they follow each other; what may be told at any time is not among them.
    package var course: [Step] { steps.filter { $0.direction != .either } }
}

extension Procedure.Seat {
    fileprivate init?(_ value: JSONValue?) {
        guard let country = value?["country"]?.string, let title = LocalizedText(value?["title"]) else {
            return nil
        }
        self.init(country: country, title: title)
    }
}

extension Referral {
    /// In how many hours the sender wants an answer of people: the procedure's time for it, where its next step is one.
    package var hoursToAnswer: Int? {
        guard let procedure = Procedure.named(procedure),
            let place = procedure.course.firstIndex(where: { $0.code == step }),
            let next = procedure.course[(place + 1)...].first, next.need(of: .answer) == .required
        else { return nil }
        return procedure.deadlines[urgency]
    }
}
