// SPDX-License-Identifier: Apache-2.0

package import JSONSchema
package import Octets

/// What an office did with a bundle, in words of the envelope alone.
package struct ReceiptDocument: Hashable, Sendable {
    /// The events that the offices give receipts for, under the names of ETSI EN 319 522 where it has one.
    package enum Event: String, CaseIterable, Sendable {
        case consignment = "ContentConsignment"
        case rejection = "RelayRejection"
        case handover = "ContentHandover"
        /// Ours: the standard has no event for it.
        case erasure = "ContentErasure"
    }

    /// The decision, which each event has one of.
    package enum Decision: String, CaseIterable, Sendable {
        case filed
        case refused
        case opened
        case erased

        package var event: Event {
            switch self {
            case .filed: .consignment
            case .refused: .rejection
            case .opened: .handover
            case .erased: .erasure
            }
        }
    }

    /// A card that was in force when the decision was made.
    package struct CardInForce: Hashable, Sendable {
        package let office: String
        package let serial: Int

        package init(office: String, serial: Int) {
            self.office = office
            self.serial = serial
        }
    }

    package let salt: String
    package let bundle: BundleReference
    /// The office that gives this receipt.
    package let from: OfficeReference
    /// The office that sent the bundle.
    package let to: OfficeReference
    package let decision: Decision
    /// Why a bundle was refused, as far as the envelope tells, or erased; never about content.
    package let codes: [String]
    package let cards: [CardInForce]
    package let time: Timestamp
    /// Until when people of the receiving office are to answer what was filed; nil where no answer is asked for.
    ///
    /// Both offices read it here, and so agree on what is overdue.
    package let answerDue: Timestamp?
    package var event: Event { decision.event }

    package init(
        salt: String,
        bundle: BundleReference,
        from: OfficeReference,
        to: OfficeReference,
        decision: Decision,
        codes: [String],
        cards: [CardInForce],
        time: Timestamp,
        answerDue: Timestamp? = nil
    ) {
        self.salt = salt
        self.bundle = bundle
        self.from = from
        self.to = to
        self.decision = decision
        self.codes = codes
        self.cards = cards
        self.time = time
        self.answerDue = answerDue
    }

    /// - Throws: `DossierError` with `notADocument`, naming the place.
    package init(_ document: JSONValue) throws(DossierError) {
        let reader = try DocumentReader(document, kind: .receipt)
        var cards: [CardInForce] = []
        for card in reader.elements("cards") {
            cards.append(
                CardInForce(office: try card.string("office"), serial: try card.integer("serial"))
            )
        }
        self.init(
            salt: try reader.string("salt"),
            bundle: try BundleReference(try reader.object("bundle")),
            from: try OfficeReference(try reader.object("from")),
            to: try OfficeReference(try reader.object("to")),
            decision: try reader.code("decision"),
            codes: try reader.strings("codes"),
            cards: cards,
            time: try reader.time("time"),
            answerDue: document["answerDue"] == nil ? nil : try reader.time("answerDue")
        )
    }

    package func json() -> JSONValue {
        let cards = cards.map { card in
            JSONValue.members([("office", .string(card.office)), ("serial", .integer(card.serial))])
        }
        return .members([
            ("type", .string(DocumentKind.receipt.typeURN)), ("salt", .string(salt)),
            ("event", .string(event.rawValue)), ("bundle", bundle.json()), ("from", from.json()),
            ("to", to.json()), ("decision", .string(decision.rawValue)), ("codes", .strings(codes)),
            ("cards", .array(cards)), ("time", .time(time)),
            ("answerDue", answerDue.map { .time($0) }),
        ])
    }
}
