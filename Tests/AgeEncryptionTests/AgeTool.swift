// SPDX-License-Identifier: Apache-2.0

import Glibc
import Octets
import Subprocess
import Testing

/// The installed `age` and `age-keygen`.
enum AgeTool {
    static let isInstalled = ["age", "age-keygen", "python3"].allSatisfy {
        unsafe access("/usr/bin/\($0)", X_OK) == 0
    }

    /// Runs a program and returns what it wrote; it must succeed.
    @discardableResult
    static func run(_ command: [String]) async throws -> String {
        let result = try await Subprocess.run(
            .name(command[0]),
            arguments: Arguments(Array(command.dropFirst())),
            output: .string(limit: 1 << 20),
            error: .string(limit: 1 << 20)
        )
        try #require(result.terminationStatus == .exited(0), "\(result.standardError)")
        return result.standardOutput
    }

    @discardableResult
    static func run(_ command: String...) async throws -> String {
        try await run(command)
    }

    /// Runs a program on a terminal of its own, and types `answer` at each prompt for a passphrase.
    static func runOnTerminal(typing answer: String, _ command: [String]) async throws {
        let script = """
            import os, pty, sys
            child, terminal = pty.fork()
            if child == 0: os.execv("/usr/bin/" + sys.argv[2], sys.argv[2:])
            seen = b""
            while True:
                try: read = os.read(terminal, 1024)
                except OSError: break
                if not read: break
                seen += read
                if b"passphrase" in seen and seen.rstrip().endswith(b":"):
                    os.write(terminal, sys.argv[1].encode() + b"\\n")
                    seen = b""
            sys.stderr.write(seen.decode(errors="replace"))
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
            """
        try await run(["python3", "-c", script, answer] + command)
    }
}

/// A folder that goes with the test that made it.
final class ScratchFolder {
    private let root: String

    init() throws {
        var template = Array("/tmp/andaman-age-XXXXXX\0".utf8CString.dropLast())
        guard unsafe mkdtemp(&template) != nil else { throw ScratchFailure() }
        root = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        for name in ["key.txt", "key.age", "theirs.txt", "plain", "file.age", "out"] {
            unsafe unlink(path(name))
        }
        unsafe rmdir(root)
    }

    func path(_ name: String) -> String { "\(root)/\(name)" }

    func add(_ name: String, _ bytes: [UInt8]) throws -> String {
        guard let file = unsafe fopen(path(name), "wb") else { throw ScratchFailure() }
        let written = unsafe fwrite(bytes, 1, bytes.count, file)
        guard unsafe fclose(file) == 0, written == bytes.count else { throw ScratchFailure() }
        return path(name)
    }

    func add(_ name: String, _ bytes: SecretBytes) throws -> String {
        try add(name, bytes.withBytes { Array(copying: $0) })
    }

    func read(_ name: String) throws -> [UInt8] {
        try readWhole(path(name))
    }
}

struct ScratchFailure: Error {}

func readWhole(_ path: String) throws -> [UInt8] {
    guard let file = unsafe fopen(path, "rb") else { throw ScratchFailure() }
    defer { unsafe fclose(file) }
    unsafe fseek(file, 0, SEEK_END)
    var bytes = [UInt8](repeating: 0, count: unsafe ftell(file))
    unsafe rewind(file)
    guard unsafe fread(&bytes, 1, bytes.count, file) == bytes.count else { throw ScratchFailure() }
    return bytes
}
