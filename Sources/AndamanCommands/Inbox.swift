// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Bundles
import Catalogue
import Dossiers
import Files
import JSONSchema
import Octets
import Offices
import Registry

/// `inbox`: what was received.
struct Inbox: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inbox",
        abstract: Help.text(.helpInbox),
        subcommands: [InboxList.self, InboxShow.self],
        defaultSubcommand: InboxList.self
    )
}

/// `inbox list`, or `inbox` alone: one line for each bundle.
struct InboxList: OfficeCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: Help.text(.helpInboxList))

    @OptionGroup var common: CommonOptions

    @Flag(help: ArgumentHelp(Help.text(.helpJson)))
    var json = false

    func perform(_ session: Session) async throws -> Outcome {
        let items = try InboxItem.all(session.office(), at: session.now)
        if json {
            session.print(JSONValue.members([("bundles", .array(items.map(\.json)))]))
            return .done
        }
        if items.isEmpty { session.say(.commandInboxEmpty) }
        for item in items { session.print(item.line(session)) }
        return .done
    }
}

/// `inbox show ID`: what is known of one bundle, without opening it.
struct InboxShow: OfficeCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: Help.text(.helpInboxShow))

    @OptionGroup var common: CommonOptions

    @Flag(help: ArgumentHelp(Help.text(.helpJson)))
    var json = false

    @Argument(help: ArgumentHelp(Help.text(.helpInboxId)))
    var id: String

    func perform(_ session: Session) async throws -> Outcome {
        let office = try session.office()
        let item = try InboxItem.find(id, office, at: session.now)
        let receipt = try Receipt(container: item.bundle.receipt, trust: office.trust(), at: session.now)
        if json {
            session.print(item.json)
            return .done
        }
        session.print(item.line(session))
        session.say(
            .commandInboxFacts(
                created: receipt.waybill.created.description,
                digest: item.bundle.facts.fileDigest.hex,
                due: item.due.map(\.description) ?? "—",
                identity: item.bundle.facts.identity.hex,
                size: String(item.bundle.facts.fileSize)
            )
        )
        return .done
    }
}

/// A received bundle as people see it.
struct InboxItem {
    let bundle: ReceivedBundle
    /// When an answer is due; nil once it was refused.
    let due: Timestamp?
    let urgency: Urgency
    /// What is on record of the consent for its papers.
    let withdrawals: [RecordedWithdrawal]

    init(
        _ bundle: ReceivedBundle,
        _ withdrawals: [RecordedWithdrawal],
        trust: TrustStore,
        at now: Timestamp
    ) throws {
        self.bundle = bundle
        self.withdrawals = withdrawals
        let receipt = try Receipt(container: bundle.receipt, trust: trust, at: now)
        urgency = receipt.waybill.urgency
        let answerTime = bundle.facts.receivedAt.adding(seconds: Int64(urgency.hours) * 3600)
        due = bundle.facts.decision == .filed ? answerTime : nil
    }

    static func all(_ office: Office, at now: Timestamp) throws -> [InboxItem] {
        let registry = try ServiceFolder(office, at: now).registry
        let trust = try office.trust()
        var items: [InboxItem] = []
        var next: Int64?
        repeat {
            let page = try registry.receivedBundles(ReceivedFilter(), from: next, limit: 100)
            items += try page.bundles.map { bundle in
                let withdrawals = try registry.withdrawals(ofBundle: bundle.facts.identity)
                return try InboxItem(bundle, withdrawals, trust: trust, at: now)
            }
            next = page.next
        } while next != nil
        return items
    }

    /// The bundle of this id, or of the identity that begins so.
    static func find(_ id: String, _ office: Office, at now: Timestamp) throws -> InboxItem {
        let found = try all(office, at: now).filter { item in
            item.bundle.facts.bundle == id || id.count >= 8 && item.bundle.facts.identity.hex.hasPrefix(id)
        }
        guard let item = found.first, found.count == 1 else { throw CommandError(.unknownItem, ["id": id]) }
        return item
    }

    func line(_ session: Session) -> String {
        let facts = bundle.facts
        let state: Message =
            switch (facts.decision, bundle.state) {
            case (.refused, _): .commandStateRefused
            case (.filed, .waiting): .commandStateWaiting
            case (.filed, .opened): .commandStateOpened
            case (.filed, .decided): .commandStateDecided
            }
        return [
            facts.bundle, facts.senderOffice, facts.receivedAt.description, urgency.rawValue,
            session.text(state),
        ]
        .joined(separator: "  ") + (mark.map { "  " + session.text($0) } ?? "")
    }

    /// Whether it is itself a notice of withdrawal.
    private var isNotice: Bool {
        withdrawals.contains { $0.source == .notice(bundle.facts.identity) }
    }

    private var mark: Message? {
        withdrawals.isEmpty ? nil : isNotice ? .commandInboxNotice : .commandInboxWithdrawn
    }

    var json: JSONValue {
        .members([
            ("bundle", .string(bundle.facts.bundle)),
            ("identity", .string(bundle.facts.identity.hex)),
            ("from", .string(bundle.facts.senderOffice)),
            ("received", .string(bundle.facts.receivedAt.description)),
            ("urgency", .string(urgency.rawValue)),
            ("due", due.map { .string($0.description) }),
            ("decision", .string(bundle.facts.decision.rawValue)),
            ("state", .string(bundle.state.rawValue)),
            ("size", .integer(Int(bundle.facts.fileSize))),
            ("sha256", .string(bundle.facts.fileDigest.hex)),
            ("withdrawal", withdrawals.isEmpty ? nil : .string(isNotice ? "notice" : "withdrawn")),
        ])
    }
}
