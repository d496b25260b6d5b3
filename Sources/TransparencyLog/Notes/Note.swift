// SPDX-License-Identifier: Apache-2.0

import Octets

/// A text with signatures under it (C2SP signed-note).
///
/// What stands here is not verified; `verify` says whose it is.
package struct Note: Hashable, Sendable {
    /// The text with its last newline, which is what is signed.
    package let text: String
    package var signatures: [NoteSignature]

    package init(text: String, signatures: [NoteSignature]) {
        self.text = text
        self.signatures = signatures
    }

    /// Reads a note strictly: UTF-8 without control characters but newlines, a text that ends in a newline, an empty line,
    /// then signature lines and nothing more ("Format").
    ///
    /// - Throws: `LogError` with `malformedNote`.
    package init(parsing bytes: [UInt8]) throws(LogError) {
        guard bytes.count <= Limits.note, bytes.last == Self.newline,
            bytes.allSatisfy({ $0 >= 0x20 || $0 == Self.newline }),
            let end = Self.lastEmptyLine(bytes),
            let text = String(validating: bytes[...end], as: UTF8.self),
            let lines = String(validating: bytes[(end + 2)...].dropLast(), as: UTF8.self)
        else { throw LogError(.malformedNote) }
        var signatures: [NoteSignature] = []
        for line in lines.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false) {
            guard signatures.count < Limits.noteSignatures else { throw LogError(.malformedNote) }
            signatures.append(try NoteSignature(parsing: String(line)))
        }
        self.init(text: text, signatures: signatures)
    }

    /// The note as it is written.
    package var bytes: [UInt8] {
        Array((text + "\n" + signatures.map { $0.line + "\n" }.joined()).utf8)
    }

    /// Checks that `key` signed the note, and returns its signatures.
    ///
    /// Lines of other keys are ignored, as "Signatures" demands; one line of this key that does not hold refuses the note.
    ///
    /// - Throws: `LogError` with `unsigned` or `signatureInvalid`.
    @discardableResult
    package func verify(_ key: VerifierKey) throws(LogError) -> [NoteSignature] {
        let own = signatures.filter { $0.name == key.name && $0.keyID == key.id }
        guard !own.isEmpty else { throw LogError(.unsigned) }
        guard own.allSatisfy({ key.holds($0.signature, over: text) }) else {
            throw LogError(.signatureInvalid)
        }
        return own
    }

    private static let newline = UInt8(ascii: "\n")

    /// Where the newline stands that ends the text: the one before the last empty line.
    private static func lastEmptyLine(_ bytes: [UInt8]) -> Int? {
        guard bytes.count > 3 else { return nil }
        return (0..<bytes.count - 2).last { bytes[$0] == newline && bytes[$0 + 1] == newline }
    }
}
