// SPDX-License-Identifier: Apache-2.0

import Files
import Octets
import Subprocess
import Testing

/// Runs a program and gives what it printed; a failure is an issue of the test.
@discardableResult
func run(_ program: String, _ arguments: String...) async throws -> String {
    let (isSuccess, output) = try await attempt(program, arguments)
    try #require(isSuccess, "\(program) \(arguments.joined(separator: " ")): \(output)")
    return output
}

/// Runs a program and tells whether it succeeded.
func attempt(_ program: String, _ arguments: [String]) async throws -> (isSuccess: Bool, output: String) {
    let result = try await Subprocess.run(
        .name(program),
        arguments: Arguments(arguments),
        output: .string(limit: 1 << 20),
        error: .string(limit: 1 << 20)
    )
    return (
        result.terminationStatus.isSuccess,
        result.standardOutput + result.standardError
    )
}

/// Lends a fresh folder and deletes it afterwards.
func withTemporaryFolder<R>(_ body: (TemporaryFolder) async throws -> R) async throws -> R {
    var generator = SystemRandomNumberGenerator()
    let path = "/tmp/andaman-signatures-" + String(generator.next(), radix: 36)
    try Folder.create(path)
    defer { try? Folder.deleteTree(path) }
    return try await body(TemporaryFolder(path: path))
}

struct TemporaryFolder {
    let path: String

    func callAsFunction(_ name: String) -> String { Folder.join(path, name) }

    func write(_ bytes: [UInt8], _ name: String) throws { try Folder.write(bytes, to: self(name)) }

    func write(_ text: String, _ name: String) throws { try write(Array(text.utf8), name) }

    func write(_ secret: SecretBytes, _ name: String) throws {
        try write(secret.withBytes { [UInt8](copying: $0) }, name)
    }

    func read(_ name: String) throws -> [UInt8] { try Folder.read(self(name), limit: 1 << 20) }
}
