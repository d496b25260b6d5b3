// SPDX-License-Identifier: Apache-2.0

import Glibc
import Octets

extension Surroundings {
    /// The process's own environment, clock, streams and terminal.
    static let process = Surroundings(
        environment: environmentOfProcess(),
        clock: { Timestamp.now() },
        output: { write($0, to: STDOUT_FILENO) },
        complaint: { write($0, to: STDERR_FILENO) },
        isInteractive: isatty(STDERR_FILENO) == 1,
        hasTerminal: { Terminal.isThere },
        ask: { question, isSecret in try Terminal.ask(question, isSecret: isSecret) }
    )

    private static func environmentOfProcess() -> [String: String] {
        var variables: [String: String] = [:]
        var entry = unsafe environ
        while let pointer = unsafe entry.pointee {
            let text = unsafe String(cString: pointer)
            if let sign = text.utf8.firstIndex(of: UInt8(ascii: "=")) {
                variables[String(text[..<sign])] = String(text[text.utf8.index(after: sign)...])
            }
            unsafe entry += 1
        }
        return variables
    }

    private static func write(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            // A reader that has gone away is no reason to fail: the outcome is in the exit code.
            guard count > 0 || errno == EINTR else { return }
            rest = rest.dropFirst(max(count, 0))
        }
    }
}
