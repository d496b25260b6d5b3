// SPDX-License-Identifier: Apache-2.0

import Glibc
import Octets

/// The terminal that the process was started from.
enum Terminal {
    /// Asks `question` and reads one line, without showing it where it is a secret; nil where there is no terminal, or
    /// nobody types any more (the end of input).
    static func ask(_ question: String, isSecret: Bool) throws -> SecretBytes? {
        let descriptor = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var before = termios()
        guard unsafe tcgetattr(descriptor, &before) == 0 else { return nil }
        var during = before
        if isSecret { during.c_lflag &= ~tcflag_t(ECHO) }
        // What was typed ahead of a question for a secret is thrown away; other lines may be pasted.
        if isSecret { _ = unsafe tcsetattr(descriptor, TCSAFLUSH, &during) }
        defer {
            if isSecret {
                _ = unsafe tcsetattr(descriptor, TCSAFLUSH, &before)
                _ = unsafe write(descriptor, "\n", 1)
            }
        }
        // Asked only now: changing the terminal throws away what was typed before.
        let prompt = Array((question + " ").utf8)
        _ = unsafe prompt.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }

        var line: [UInt8] = []
        line.reserveCapacity(longestLine)
        while line.count < longestLine {
            var byte: UInt8 = 0
            let count = unsafe read(descriptor, &byte, 1)
            if count < 0, errno == EINTR { continue }
            if count == 0, line.isEmpty { return nil }
            guard count == 1, byte != UInt8(ascii: "\n") else { break }
            line.append(byte)
        }
        return SecretBytes(taking: &line)
    }

    /// In bytes; what is longer is cut, and then does not match.
    private static let longestLine = 4096
}
