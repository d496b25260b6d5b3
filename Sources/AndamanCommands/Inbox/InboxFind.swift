// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Catalogue
import Dossiers
import Files
import JSONSchema
import Octets
import Offices
import Registry

/// `inbox find`: whether a dossier about a person or a case has come, without opening any.
///
/// What is looked for is asked at the terminal or read from a file, and never an argument: those stay in the shell's
/// history, and other people of the machine see them.
struct InboxFind: OfficeCommand {
    static let configuration = CommandConfiguration(commandName: "find", abstract: Help.text(.helpInboxFind))

    @OptionGroup var common: CommonOptions

    @Option(help: ArgumentHelp(Help.text(.helpInboxFindFile), valueName: "file"))
    var file: String?

    @Flag(help: ArgumentHelp(Help.text(.helpJson)))
    var json = false

    func perform(_ session: Session) throws -> Outcome {
        let office = try session.office()
        let text = try text(session)
        let service = try ServiceFolder(office, at: session.now)
        let marks =
            try office.existingSearchKey(session.passphrases)?.marks(of: SearchTerms.typed(text)) ?? []
        var found = try service.registry.received(markedBy: marks)
        // A case's number is known of what nobody has opened yet, too.
        for passing in try service.registry.passings(caseNumber: text, dossiers: [])
        where passing.direction == .in && !found.contains(where: { $0.facts.identity == passing.identity }) {
            found += [try service.registry.received(identity: passing.identity)].compactMap { $0 }
        }
        let items = try found.sorted { $0.facts.receivedAt < $1.facts.receivedAt }.map(service.inboxItem)
        let unopened = try service.registry.unopenedCount()
        if json {
            session.print(
                JSONValue.members([
                    ("bundles", .array(items.map(\.json))), ("unopened", .integer(unopened)),
                ])
            )
            return .done
        }
        if items.isEmpty { session.say(.commandInboxNothingFound) }
        for item in items { session.print(item.line(session)) }
        if unopened > 0 { session.remark(.commandInboxUnopened(count: String(unopened))) }
        return .done
    }

    /// What is looked for: the first line of the file, or what is typed.
    private func text(_ session: Session) throws -> String {
        let bytes: [UInt8]
        if let file {
            bytes = try Folder.read(file, limit: Limits.passphraseFile)
        } else {
            let typed = try session.surroundings.ask(session.text(.commandAskFind), false)
            guard let typed else { throw CommandError(.noTerminal) }
            bytes = typed.withBytes { [UInt8](copying: $0) }
        }
        let line = bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        let text = String(decoding: line, as: UTF8.self)
        guard text.contains(where: { $0.isLetter || $0.isNumber }) else { throw CommandError(.nothingToDo) }
        return text
    }
}
