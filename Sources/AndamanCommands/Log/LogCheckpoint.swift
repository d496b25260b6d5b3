// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Catalogue
import Registry
import TransparencyLog

/// `log checkpoint`: the log's head, as the service shows it.
struct LogCheckpoint: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint",
        abstract: Help.text(.helpLogCheckpoint)
    )

    @OptionGroup var common: CommonOptions

    func perform(_ session: Session) throws -> Outcome {
        let registry = try ServiceFolder(session.office(), at: session.now).registry
        guard let head = try registry.logHead() else {
            session.remark(.commandLogEmpty)
            return .missing
        }
        // The note's own lines, which have nothing but printable characters.
        for line in String(decoding: head.bytes, as: UTF8.self).split(
            separator: "\n",
            omittingEmptySubsequences: false
        ).dropLast() { session.print(String(line)) }
        return .done
    }
}
