// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Catalogue

/// `log`: the office's log.
struct LogGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: Help.text(.helpLog),
        subcommands: [LogCheckpoint.self, LogCosign.self, LogProve.self, LogVerify.self]
    )
}
