// SPDX-License-Identifier: Apache-2.0

import Subprocess

/// Runs `openssl`; what it printed is the error.
func openssl(_ arguments: [String]) async throws {
    let result = try await Subprocess.run(
        .name("openssl"),
        arguments: Arguments(arguments),
        output: .string(limit: 1 << 20),
        error: .string(limit: 1 << 20)
    )
    guard result.terminationStatus.isSuccess else {
        throw OpenSSLFailure(description: arguments.joined(separator: " ") + ": " + result.standardError)
    }
}

struct OpenSSLFailure: Error, CustomStringConvertible {
    let description: String
}
