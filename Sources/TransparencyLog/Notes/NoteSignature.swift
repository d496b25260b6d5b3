// SPDX-License-Identifier: Apache-2.0

import Octets

/// One signature line of a note: `— NAME BASE64`, where the bytes are four of the key's id and the signature
/// (C2SP signed-note, "Signatures").
package struct NoteSignature: Hashable, Sendable {
    package let name: String
    /// Four bytes.
    package let keyID: [UInt8]
    package let signature: [UInt8]

    package init(name: String, keyID: [UInt8], signature: [UInt8]) {
        self.name = name
        self.keyID = keyID
        self.signature = signature
    }

    private static let dash = "\u{2014} "

    /// Reads a line, without its newline.
    ///
    /// - Throws: `LogError` with `malformedNote`.
    package init(parsing line: String) throws(LogError) {
        let scalars = line.unicodeScalars
        guard scalars.starts(with: Self.dash.unicodeScalars) else { throw LogError(.malformedNote) }
        let parts = scalars.dropFirst(2).split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, Self.isName(String(parts[0])),
            let bytes = try? Base64.decode(String(parts[1]), padded: true), bytes.count > 4
        else { throw LogError(.malformedNote) }
        self.init(name: String(parts[0]), keyID: Array(bytes.prefix(4)), signature: Array(bytes.dropFirst(4)))
    }

    /// The line, without its newline.
    package var line: String {
        Self.dash + name + " " + Base64.encode(keyID + signature, padded: true)
    }

    /// Tells whether `text` can name a key: not empty, without blanks of any script, `+` or control characters.
    static func isName(_ text: String) -> Bool {
        !text.isEmpty
            && text.unicodeScalars.allSatisfy { scalar in
                !scalar.properties.isWhitespace && scalar != "+" && scalar.value >= 0x20
            }
    }
}
