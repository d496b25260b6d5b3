// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Bundles
import Catalogue
import Dossiers
import JSONSchema
import Octets
import Offices
import Registry

/// `inbox`: what was received, and what people decide about it.
struct Inbox: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inbox",
        abstract: Help.text(.helpInbox),
        subcommands: [InboxList.self, InboxShow.self, InboxFind.self, InboxDecide.self],
        defaultSubcommand: InboxList.self
    )
}

/// `inbox list`, or `inbox` alone: one line for each bundle.
struct InboxList: OfficeCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: Help.text(.helpInboxList))

    @OptionGroup var common: CommonOptions
    @OptionGroup var list: ListOptions

    @Flag(help: ArgumentHelp(Help.text(.helpInboxOverdue)))
    var overdue = false

    @Flag(help: ArgumentHelp(Help.text(.helpJson)))
    var json = false

    func perform(_ session: Session) throws -> Outcome {
        let service = try ServiceFolder(session.office(), at: session.now)
        let (items, before) = try list.collect {
            try service.registry.receivedBundles(onlyOpen: overdue, before: $0, limit: $1)
        } _: { bundle in
            let item = try service.inboxItem(bundle)
            return overdue && !item.isOverdue ? nil : item
        }
        if json {
            session.print(bundles: items.map(\.json), before: before)
            return .done
        }
        if items.isEmpty { session.say(overdue ? .commandInboxNoneOverdue : .commandInboxEmpty) }
        for item in items { session.print(item.line(session)) }
        if let before { session.remark(.commandListGoesOn(number: String(before))) }
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

    func perform(_ session: Session) throws -> Outcome {
        let item = try ServiceFolder(session.office(), at: session.now).inboxItem(id)
        if json {
            session.print(item.json)
            return .done
        }
        session.print(item.line(session))
        session.say(
            .commandInboxFacts(
                created: item.receipt?.waybill.created.description ?? "—",
                digest: item.bundle.facts.fileDigest.hex,
                due: item.due?.description ?? "—",
                identity: item.bundle.facts.identity.hex,
                size: String(item.bundle.facts.fileSize)
            )
        )
        for event in item.history { session.print(event.line(session)) }
        return item.receipt == nil ? .malformed : .done
    }
}
