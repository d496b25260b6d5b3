// SPDX-License-Identifier: Apache-2.0

import Glibc
import Octets

/// The terminal that the process was started from.
enum Terminal {
    /// Whether there is one to ask at.
    static var isThere: Bool {
        let descriptor = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        close(descriptor)
        return true
    }

    /// Asks `question` and reads one line, without showing it where it is a secret; nil where there is no terminal, or
    /// nobody types any more (the end of input).
    ///
    /// The terminal shows again what is typed before a signal ends or stops the process; one that goes on is asked anew.
    static func ask(_ question: String, isSecret: Bool) throws -> SecretBytes? {
        let descriptor = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard isSecret else {
            write(question + " ", to: descriptor)
            guard case .line(let line) = readLine(from: descriptor, nil) else { return nil }
            return line
        }
        guard let signals = TerminalSignals() else { return nil }
        while true {
            switch askUnseen(question, at: descriptor, signals) {
            case .line(let line): return line
            case .end: return nil
            case .signal(let number): signals.pass(number)
            }
        }
    }

    private enum Answer {
        case line(SecretBytes)
        case end
        case signal(Int32)
    }

    private static func askUnseen(
        _ question: String,
        at descriptor: Int32,
        _ signals: TerminalSignals
    ) -> Answer {
        var before = termios()
        guard unsafe tcgetattr(descriptor, &before) == 0 else { return .end }
        var during = before
        during.c_lflag &= ~tcflag_t(ECHO)
        // What was typed ahead of a question for a secret is thrown away; other lines may be pasted.
        _ = unsafe tcsetattr(descriptor, TCSAFLUSH, &during)
        defer {
            _ = unsafe tcsetattr(descriptor, TCSAFLUSH, &before)
            write("\n", to: descriptor)
        }
        // Asked only now: changing the terminal throws away what was typed before.
        write(question + " ", to: descriptor)
        return readLine(from: descriptor, signals)
    }

    private static func readLine(from descriptor: Int32, _ signals: TerminalSignals?) -> Answer {
        var line: [UInt8] = []
        line.reserveCapacity(longestLine)
        while line.count < longestLine {
            if let number = signals?.wait(for: descriptor) {
                _ = SecretBytes(taking: &line)
                return .signal(number)
            }
            var byte: UInt8 = 0
            let count = unsafe read(descriptor, &byte, 1)
            if count < 0, errno == EINTR { continue }
            if count == 0, line.isEmpty { return .end }
            guard count == 1, byte != UInt8(ascii: "\n") else { break }
            line.append(byte)
        }
        return .line(SecretBytes(taking: &line))
    }

    private static func write(_ text: String, to descriptor: Int32) {
        let bytes = Array(text.utf8)
        _ = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }

    /// In bytes; what is longer is cut, and then does not match.
    private static let longestLine = 4096
}
