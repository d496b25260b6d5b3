// SPDX-License-Identifier: Apache-2.0

import Subprocess
import Testing

/// The built program at a terminal of its own, as a person has it before them.
enum RealTerminal {
    /// Waits for each prompt before it types, and says how the program ended, then all that was to be seen.
    private static let driver = #"""
        import json, os, pty, signal, sys
        keys, words = json.loads(sys.argv[1]), sys.argv[2:]
        signal.alarm(120)
        child, terminal = pty.fork()
        if child == 0:
            os.execv(words[0], words)
        seen, heard = b"", b""
        def listen():
            global seen, heard
            try:
                piece = os.read(terminal, 4096)
            except OSError:
                return False
            seen, heard = seen + piece, heard + piece
            return bool(piece)
        for typed in keys:
            while not heard.endswith(b"> ") and listen():
                pass
            heard = b""
            os.write(terminal, typed.encode())
        while listen():
            pass
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        sys.stdout.flush()
        os.write(1, seen)
        """#

    /// Runs a command and types `keys`, each at the next prompt; `code` is negative for a signal.
    ///
    /// Where `hidesComplaint`, standard error goes nowhere.
    static func run(
        _ arguments: [String],
        typing keys: [String],
        hidesComplaint: Bool = false
    ) async throws -> Ran {
        let words = [Program.path] + arguments
        let shell = ["/bin/sh", "-c", "exec \"$@\" 2>/dev/null", "sh"]
        let list = "[" + keys.map(quoted).joined(separator: ",") + "]"
        let result = try await Subprocess.run(
            .name("python3"),
            arguments: Arguments(["-c", driver, list] + (hidesComplaint ? shell : []) + words),
            output: .string(limit: 1 << 20),
            error: .string(limit: 1 << 20)
        )
        let (output, complaint) = (result.standardOutput, result.standardError)
        let code = try #require(output.split(separator: "\n").first.flatMap { Int32($0) }, "\(complaint)")
        return Ran(
            command: arguments,
            code: code,
            output: String(output.drop { $0 != "\n" }),
            complaint: complaint
        )
    }

    /// A JSON string.
    private static func quoted(_ text: String) -> String {
        let inner = text.unicodeScalars.map { scalar in
            scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
                ? "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16) : String(scalar)
        }
        return "\"" + inner.joined() + "\""
    }

    static func line(_ text: String) -> String { text + "\n" }
    /// Ctrl-D.
    static let endOfInput = "\u{04}"
    /// Ctrl-C.
    static let interrupt = "\u{03}"
}
