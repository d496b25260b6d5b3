// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Catalogue
import JSONSchema
import Octets
import Registry
import TransparencyLog

/// `stats`: figures without names.
struct Stats: OfficeCommand {
    static let configuration = CommandConfiguration(act: "stats", .helpStats)

    @OptionGroup var common: CommonOptions

    @Flag(help: ArgumentHelp(Help.text(.helpJson)))
    var json = false

    func perform(_ session: Session) async throws -> Outcome {
        let registry = try ServiceFolder(session.office(), at: session.now).registry
        let figures = try registry.figures()
        let leaves = try registry.logHead()?.checkpoint.size ?? 0
        if json {
            session.print(
                JSONValue.members([
                    ("filed", .integer(Int(figures.filed))), ("refused", .integer(Int(figures.refused))),
                    ("waiting", .integer(Int(figures.waiting))),
                    ("filedBytes", .integer(Int(figures.filedBytes))),
                    ("outgoing", .integer(Int(figures.outgoing))),
                    ("awaitingReceipt", .integer(Int(figures.awaitingReceipt))),
                    ("leaves", .integer(leaves)),
                ])
            )
            return .done
        }
        session.say(
            .commandStats(
                awaiting: String(figures.awaitingReceipt),
                bytes: String(figures.filedBytes),
                filed: String(figures.filed),
                leaves: String(leaves),
                outgoing: String(figures.outgoing),
                refused: String(figures.refused),
                waiting: String(figures.waiting)
            )
        )
        return .done
    }
}
