// SPDX-License-Identifier: Apache-2.0

import Subprocess
import Testing

/// The built program as a process: its exit codes, and how it stops when it is told to.
@Suite(.serialized, .timeLimit(.minutes(20))) struct ProgramTests {
    @Test func `the program's exit codes are those of the commands`() async throws {
        try await Exchange.with { exchange in
            let (house, stranger) = (exchange.kawthaung.home, exchange.phangnga.home)
            let opened = exchange.folder + "/opened"
            let cases: [(Int32, [String])] = [
                (0, ["verify", exchange.bundle, "--home", house]),
                (1, ["open", exchange.bundle, "-o", opened, "--home", stranger]),
                (3, ["verify", exchange.card(of: "phangnga"), "--home", house]),
                (64, ["no-such-verb"]),
                (65, ["verify", exchange.papers + "/consent.json", "--home", house]),
                (66, ["verify", exchange.folder + "/gone", "--home", house]),
                (73, ["office", "create", "other", "--name", "Other", "--home", house]),
                (77, ["trust", "add", exchange.card(of: "phangnga"), "--home", house]),
            ]
            for (code, arguments) in cases {
                let ran = try await Program.run(arguments)
                #expect(ran.code == code, "\(ran)")
            }
        }
    }

    @Test func `told to stop, the service stops and says so with exit code 0`() async throws {
        try await Exchange.with { exchange in
            let lines = Shared(0)
            let code = try await Program.serve(exchange.kawthaung.home) { _, end in
                lines.value += 1
                if lines.value == 1 { end(.terminate) }
            }
            #expect(lines.value == 2 && code == 0)
        }
    }
}
