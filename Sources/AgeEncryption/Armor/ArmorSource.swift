// SPDX-License-Identifier: Apache-2.0

package import Octets

/// What stands in armor.
///
/// Strict (age.md, "ASCII armor"): full lines but the last, canonical padded base64, exact marks. Lines may end in CRLF,
/// and up to 1 KiB of white space may stand before and after; anything else around it is refused.
package final class ArmorSource: ByteSource {
    private enum Place {
        case before
        case inside
        /// The last, shorter line was read.
        case closing
        case after
    }

    private let reader: BufferedReader
    private var place = Place.before
    private var lineNumber = 0
    private var decoded: [UInt8] = []
    private var position = 0

    package init(_ source: any ByteSource) {
        reader = BufferedReader(source, capacity: 64 << 10)
    }

    /// Tells whether `content` begins as armor does.
    static func canRead(_ content: RawSpan) -> Bool {
        content.byteCount >= Armor.begin.count
            && Armor.begin.indices.allSatisfy { content.byte(at: $0) == Armor.begin[$0] }
    }

    /// - Throws: `AgeError` with `malformedArmor`, and what the source throws.
    package func read(into buffer: inout MutableRawSpan) throws -> Int {
        if place == .before { try readOpening() }
        var written = 0
        while written < buffer.byteCount {
            if position == decoded.count {
                guard place != .after, try readLine() else { break }
            }
            let count = min(decoded.count - position, buffer.byteCount - written)
            var target = buffer._mutatingExtracting(written..<(written + count))
            decoded.withBytes { target.copy(from: $0.extracting(position..<(position + count))) }
            position += count
            written += count
        }
        return written
    }

    private var malformed: AgeError { AgeError(.malformedArmor, ["line": String(lineNumber)]) }

    private func readOpening() throws {
        var space = 0
        while true {
            let line = try nextLine(limit: Armor.outerSpace)
            guard line.allSatisfy(isSpace) else {
                guard line == Armor.begin else { throw malformed }
                place = .inside
                return
            }
            space += line.count + 1
            guard space <= Armor.outerSpace else { throw malformed }
        }
    }

    /// Decodes one more line; false at the closing mark.
    private func readLine() throws -> Bool {
        let line = try nextLine(limit: Armor.columns)
        if line == Armor.end {
            place = .after
            try readTrailing()
            return false
        }
        guard place == .inside, !line.isEmpty, let bytes = try? Base64.decode(line, padded: true) else {
            throw malformed
        }
        if line.count < Armor.columns || bytes.count < Armor.lineBytes { place = .closing }
        decoded = bytes
        position = 0
        return true
    }

    private func readTrailing() throws {
        let count = try reader.fill(atLeast: Armor.outerSpace + 1)
        guard count <= Armor.outerSpace, reader.take(count, { Array(copying: $0) }).allSatisfy(isSpace) else {
            throw malformed
        }
    }

    /// The next line without its end, which may be missing at the end of the file alone.
    private func nextLine(limit: Int) throws -> [UInt8] {
        lineNumber += 1
        // Room for the carriage return.
        var line: [UInt8]
        switch try reader.readLine(limit: limit + 1) {
        case .complete(let bytes): line = bytes
        case .unterminated(let bytes):
            guard !bytes.isEmpty else { throw malformed }
            line = bytes
        case .tooLong: throw malformed
        }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        guard line.count <= limit else { throw malformed }
        return line
    }

    private func isSpace(_ character: UInt8) -> Bool {
        [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n")].contains(character)
    }
}
