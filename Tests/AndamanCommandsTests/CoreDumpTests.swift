// SPDX-License-Identifier: Apache-2.0

import Files
import Subprocess
import Testing

@Suite(.timeLimit(.minutes(20))) struct CoreDumpTests {
    @Test func `a crash writes no memory of the program to a disk`() async throws {
        guard Folder.exists("/proc/self/coredump_filter") else {
            try Test.cancel("this kernel has no filter")
        }
        try await Exchange.with { exchange in
            let filter = try await Subprocess.run(
                .name("env"),
                arguments: [
                    Program.path, "serve", "--listen", "127.0.0.1:0", "--home", exchange.kawthaung.home,
                ],
                input: .none,
                output: .sequence,
                error: .discarded
            ) { execution in
                var filter: String?
                for try await _ in execution.standardOutput.strings() {
                    let path = "/proc/\(execution.processIdentifier.value)/coredump_filter"
                    // The kernel's files have no size, which reading whole files goes by.
                    let read = try await Subprocess.run(
                        .name("cat"),
                        arguments: [path],
                        output: .string(limit: 64)
                    )
                    filter = read.standardOutput
                    break
                }
                try? execution.send(signal: .kill)
                return filter
            }
            #expect(filter.closureResult == "00000000\n")
        }
    }
}
