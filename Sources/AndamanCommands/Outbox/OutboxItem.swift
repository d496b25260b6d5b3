// SPDX-License-Identifier: Apache-2.0

import Catalogue
import JSONSchema
import Octets
import Offices
import Registry

/// A bundle on its way as people see it.
struct OutboxItem {
    let entry: OutgoingBundle
    /// Where the case stands, by what came back.
    let standing: CaseState
    /// Until when the receiver's people are to answer, as his receipt says; before there is one, counted from the sending; nil
    /// where he has it and no answer is asked for.
    let due: Timestamp?
    let isOverdue: Bool

    init(_ sent: SentCase, at now: Timestamp) {
        let entry = sent.bundle
        self.entry = entry
        standing = sent.state
        let expected = entry.createdAt.adding(seconds: entry.answerHours * 3600)
        due = standing == .sent ? expected : sent.due
        isOverdue = (standing == .sent || standing.isOpen) && due.map { $0 < now } ?? false
    }

    /// Whether anything is still awaited: a receipt, or an answer that was asked for.
    var isPending: Bool { entry.erasedAt == nil && (standing == .sent || standing.isOpen && due != nil) }

    /// Prints the line of the bundle, and under it why it is still here.
    func tell(_ session: Session) {
        let marks =
            (isOverdue ? [session.text(.commandOverdue)] : [])
            + (entry.erasedAt == nil ? [] : [session.text(.commandErasedHere)])
        let words = [
            entry.bundle, entry.recipientOffice, entry.createdAt.description,
            // Once it is there, what its receiver made of it says more.
            session.text(standing == .sent || standing == .refused ? state : standing.message),
        ]
        let until = due.map { [session.text(.commandDue(time: $0.description))] } ?? []
        session.print((words + until + marks).joined(separator: "  "))
        guard entry.progress.state != .delivered, entry.erasedAt == nil, let last = entry.lastAttempt else {
            return
        }
        session.say(
            .commandLastAttempt(
                count: String(entry.attempts),
                reason: session.words(for: last.code),
                time: last.at.description
            ),
            indent: 2
        )
        guard let next = entry.progress.nextAttemptAt else { return }
        session.say(.commandNextAttempt(time: next.description), indent: 2)
    }

    private var state: Message {
        switch entry.progress.state {
        case .waiting: .commandOutgoingWaiting
        case .carried: .commandOutgoingCarried
        case .delivered: .commandOutgoingDelivered
        case .refused: .commandOutgoingRefused
        case .stopped: .commandOutgoingStopped
        case .expired: .commandOutgoingExpired
        }
    }

    func json(_ session: Session) -> JSONValue {
        let last: JSONValue? = entry.lastAttempt.map { last in
            .members([
                ("time", .string(last.at.description)), ("code", .string(last.code)),
                ("text", .string(session.words(for: last.code))),
            ])
        }
        func time(_ time: Timestamp?) -> JSONValue? { time.map { .string($0.description) } }
        let members: [(String, JSONValue?)] = [
            ("bundle", .string(entry.bundle)),
            ("identity", .string(entry.identity.hex)),
            ("to", .string(entry.recipientOffice)),
            ("queued", time(entry.createdAt)),
            ("state", .string(entry.progress.state.rawValue)),
            ("attempts", .integer(Int(entry.attempts))),
            ("lastAttempt", last),
            ("next", time(entry.progress.nextAttemptAt)),
            ("expires", time(entry.expiresAt)),
            ("answered", time(entry.progress.answeredAt)),
            ("due", time(due)),
            ("overdue", .bool(isOverdue)),
            ("erased", time(entry.erasedAt)),
            ("case", .string(standing.rawValue)),
            ("size", .integer(Int(entry.fileSize))),
            ("sha256", .string(entry.fileDigest.hex)),
        ]
        return .members(members)
    }
}

extension Session {
    /// The sentence for a code that a try to deliver ended with, `DOMAIN.CODE`.
    ///
    /// A service's problem may have any module's code, and its arguments are not told; what has no sentence of its own
    /// without them is shown by the code.
    func words(for code: String) -> String {
        switch OutgoingBundle.State(rawValue: code) {
        case .delivered: return text(.commandOutgoingDelivered)
        case .refused: return text(.commandOutgoingRefused)
        default: break
        }
        let parts = code.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return text(.commandReasonCode(code: code)) }
        let domains =
            parts[0] == "service"
            ? ["service", "bundle", "registry", "container", "json", "dossier", "signature"] : [parts[0]]
        for domain in domains {
            guard let template = Catalogue.template(for: domain + "." + parts[1], in: language),
                !template.contains("{")
            else { continue }
            return text(Message(domain: domain, code: parts[1]))
        }
        return text(.commandReasonCode(code: parts[1]))
    }
}
