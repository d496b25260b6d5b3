// SPDX-License-Identifier: Apache-2.0

import Glibc
import Octets
import Subprocess
import Testing

/// The built program, which lies beside the test's own; or the one that `ANDAMAN_PROGRAM` names.
enum Program {
    static let path: String = {
        if let named = unsafe getenv("ANDAMAN_PROGRAM") { return unsafe String(cString: named) }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = unsafe buffer.withUnsafeMutableBytes { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) {
                unsafe readlink("/proc/self/exe", $0.baseAddress!, $0.count)
            }
        }
        let own = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
        return own.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/andaman"
    }()

    /// Runs a command and returns how it ended, and what it said; its code is negative for a signal.
    ///
    /// `variables` are set for it, each as `NAME=VALUE`.
    static func run(_ arguments: [String], with variables: [String] = []) async throws -> Ran {
        let result = try await Subprocess.run(
            .name("env"),
            arguments: Arguments(variables + [path] + arguments),
            output: .string(limit: 1 << 20),
            error: .string(limit: 1 << 20)
        )
        return Ran(
            command: arguments,
            code: code(result.terminationStatus),
            output: result.standardOutput,
            complaint: result.standardError
        )
    }

    /// An exit code, or a signal's number below zero.
    private static func code(_ status: TerminationStatus) -> Int32 {
        switch status {
        case .exited(let code): code
        case .signaled(let signal): -signal
        }
    }

    /// Serves `home` until the service ends, and returns how: an exit code, or a signal's number below zero.
    ///
    /// `heard` is given each line of its output, and a way to end the process by a signal; `begun` that way alone, before
    /// there is any output.
    static func serve(
        _ home: String,
        _ options: [String] = [],
        with variables: [String] = [],
        begun: @escaping @Sendable (@escaping @Sendable (Signal) -> Void) -> Void = { _ in },
        heard: @escaping @Sendable (String, @escaping @Sendable (Signal) -> Void) async throws -> Void
    ) async throws -> Int32 {
        let result = try await Subprocess.run(
            .name("env"),
            arguments: Arguments(
                variables + [path, "serve", "--listen", "127.0.0.1:0", "--home", home] + options
            ),
            input: .none,
            output: .sequence,
            error: .discarded
        ) { execution in
            let end: @Sendable (Signal) -> Void = { try? execution.send(signal: $0) }
            begun(end)
            do {
                for try await line in execution.standardOutput.strings() { try await heard(line, end) }
            } catch {
                end(.kill)
                throw error
            }
        }
        return code(result.terminationStatus)
    }

    /// The address in what a service says when it listens.
    static func address(in line: String) -> String? {
        line.firstMatch(of: /https:\/\/[0-9.]+:[0-9]+/).map { String($0.output) }
    }

    /// Serves `home` while `body` runs, which is given the address and a way to end the process by a signal; then the
    /// process is killed.
    static func serving<R: Sendable>(
        _ home: String,
        _ options: [String] = [],
        with variables: [String] = [],
        _ body: @escaping @Sendable (String, @escaping @Sendable (Signal) -> Void) async throws -> R
    ) async throws -> (R, code: Int32) {
        let result = Shared<R?>(nil)
        let code = try await serve(home, options, with: variables) { line, end in
            guard let address = address(in: line) else { return }
            result.value = try await body(address, end)
            end(.kill)
        }
        return (try #require(result.value), code)
    }
}

/// Runs somebody else's program, with some variables of its own, and returns whether it ended well and all that it said.
func runProgram(
    _ program: String,
    _ arguments: [String],
    _ environment: [String: String] = [:]
) async throws -> (isSuccess: Bool, output: String) {
    let variables = environment.map { (Environment.Key(stringLiteral: $0.key), Optional($0.value)) }
    let result = try await Subprocess.run(
        .name(program),
        arguments: Arguments(arguments),
        environment: .inherit.updating(Dictionary(uniqueKeysWithValues: variables)),
        output: .string(limit: 1 << 20),
        error: .string(limit: 1 << 20)
    )
    return (result.terminationStatus.isSuccess, result.standardOutput + result.standardError)
}
