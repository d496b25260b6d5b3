// SPDX-License-Identifier: Apache-2.0

package import Octets

/// The lines and marks of armor: strict PEM (RFC 7468 §3) with the label `AGE ENCRYPTED FILE`.
enum Armor {
    static let begin = Array("-----BEGIN AGE ENCRYPTED FILE-----".utf8)
    static let end = Array("-----END AGE ENCRYPTED FILE-----".utf8)
    /// The letters of a full line, and the bytes that they stand for.
    static let columns = 64
    static let lineBytes = 48
    /// The white space that may stand before and after, in bytes.
    static let outerSpace = 1024
}

/// Writes what it takes as armor.
package final class ArmorSink: ByteSink {
    private let sink: any ByteSink
    private var pending: [UInt8] = []

    /// Writes the opening line.
    package init(to sink: any ByteSink) throws {
        self.sink = sink
        try sink.write(Armor.begin + [UInt8(ascii: "\n")])
    }

    package func write(_ bytes: RawSpan) throws {
        pending.append(copying: bytes)
        let count = pending.count / Armor.lineBytes * Armor.lineBytes
        try writeLines(Array(pending[..<count]))
        pending.removeFirst(count)
    }

    package func finish() throws {
        try writeLines(pending)
        try sink.write(Armor.end + [UInt8(ascii: "\n")])
        try sink.finish()
    }

    private func writeLines(_ bytes: [UInt8]) throws {
        var text: [UInt8] = []
        let letters = Array(Base64.encode(bytes, padded: true).utf8)
        for start in stride(from: 0, to: letters.count, by: Armor.columns) {
            text += letters[start..<min(start + Armor.columns, letters.count)]
            text.append(UInt8(ascii: "\n"))
        }
        try sink.write(text)
    }
}
