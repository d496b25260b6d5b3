// SPDX-License-Identifier: Apache-2.0

import Glibc
import Octets
import Subprocess
import Testing

/// The built program, which lies beside the test's own.
enum Program {
    static let path: String = {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = unsafe buffer.withUnsafeMutableBytes { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) {
                unsafe readlink("/proc/self/exe", $0.baseAddress!, $0.count)
            }
        }
        let own = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
        return own.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/andaman"
    }()

    /// Runs a command and returns how it ended, and what it said.
    static func run(_ arguments: [String], environment: [String: String] = [:]) async throws -> Ran {
        let result = try await Subprocess.run(
            .name("env"),
            arguments: Arguments(settings(environment) + [path] + arguments),
            output: .string(limit: 1 << 20),
            error: .string(limit: 1 << 20)
        )
        guard case .exited(let code) = result.terminationStatus else {
            Issue.record("\(arguments) ended with \(result.terminationStatus)")
            return Ran(command: arguments, code: -1, output: "", complaint: "")
        }
        return Ran(
            command: arguments,
            code: code,
            output: result.standardOutput,
            complaint: result.standardError
        )
    }

    private static func settings(_ environment: [String: String]) -> [String] {
        environment.map { $0.key + "=" + $0.value }
    }

    /// Serves `home` while `body` runs, which is given the address and a way to end the process by a signal.
    static func serving<R: Sendable>(
        _ home: String,
        _ options: [String] = [],
        environment: [String: String] = [:],
        _ body: @escaping @Sendable (String, @escaping @Sendable (Signal) -> Void) async throws -> R
    ) async throws -> (R, TerminationStatus) {
        let result = try await Subprocess.run(
            .name("env"),
            arguments: Arguments(
                settings(environment) + [path, "serve", "--listen", "127.0.0.1:0", "--home", home] + options
            ),
            input: .none,
            output: .sequence,
            error: .discarded
        ) { execution in
            let end: @Sendable (Signal) -> Void = { try? execution.send(signal: $0) }
            do {
                for try await line in execution.standardOutput.strings() {
                    guard let address = line.firstMatch(of: /https:\/\/[0-9.]+:[0-9]+/) else { continue }
                    let result = try await body(String(address.output), end)
                    end(.kill)
                    return Optional(result)
                }
                return nil
            } catch {
                end(.kill)
                throw error
            }
        }
        return (try #require(result.closureResult), result.terminationStatus)
    }
}

/// Runs somebody else's program, and returns whether it ended well and all that it said.
func runProgram(_ program: String, _ arguments: [String]) async throws -> (isSuccess: Bool, output: String) {
    let result = try await Subprocess.run(
        .name(program),
        arguments: Arguments(arguments),
        output: .string(limit: 1 << 20),
        error: .string(limit: 1 << 20)
    )
    return (result.terminationStatus.isSuccess, result.standardOutput + result.standardError)
}
