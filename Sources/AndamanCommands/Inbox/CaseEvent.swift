// SPDX-License-Identifier: Apache-2.0

import Catalogue
import JSONSchema
import Octets
import Registry

/// Something that happened to a case.
struct CaseEvent {
    /// Where the case stood after it.
    let state: CaseState
    /// The receipt's event; nil of a decision, whose proof is a bundle.
    let event: String?
    let at: Timestamp
    /// The officer's id; nil where the office itself acted.
    let actor: String?
    /// The SHA-256 of the receipt, or the identity of the bundle that answers.
    let proof: SHA256Digest

    func line(_ session: Session) -> String {
        // What the case waits for after its filing stands in the line above; here is what happened.
        let word = state == .filed ? .commandStateFiled : state.message
        return ["", at.description, session.text(word), actor ?? "—", proof.hex].joined(separator: "  ")
    }

    var json: JSONValue {
        .members([
            ("state", .string(state.rawValue)), ("event", event.map { .string($0) }),
            ("at", .string(at.description)), ("officer", actor.map { .string($0) }),
            ("proof", .string(proof.hex)),
        ])
    }
}

extension CaseState {
    /// The word for it.
    var message: Message {
        switch self {
        case .sent: .commandStateSent
        case .refused: .commandStateRefused
        case .filed: .commandStateWaiting
        case .opened: .commandStateOpened
        case .accepted: .commandStateAccepted
        case .questions: .commandStateQuestions
        case .rejected: .commandStateRejected
        case .erased: .commandStateErased
        }
    }
}
