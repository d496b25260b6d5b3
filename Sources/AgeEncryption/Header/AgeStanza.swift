// SPDX-License-Identifier: Apache-2.0

import Octets

/// One stanza of a header: the file key, wrapped for one recipient (age.md, "Recipient stanza").
package struct AgeStanza: Hashable, Sendable {
    /// The first argument.
    package let type: String
    /// The arguments after the first.
    package let arguments: [String]
    package let body: [UInt8]

    package init(type: String, arguments: [String], body: [UInt8]) {
        self.type = type
        self.arguments = arguments
        self.body = body
    }

    /// The kind of recipient; nil for a type that is not ours.
    package var kind: AgeKind? { AgeKind(rawValue: type) }

    var malformed: AgeError { AgeError(.malformedStanza, ["type": type]) }

    /// The stanza as it stands in a header, its last line ended.
    var serialized: [UInt8] {
        let columns = AgeHeader.columns
        var text = Array("-> \(([type] + arguments).joined(separator: " "))\n".utf8)
        let letters = Array(Base64.encode(body).utf8)
        for start in stride(from: 0, through: letters.count, by: columns) {
            text += letters[start..<min(start + columns, letters.count)]
            text.append(UInt8(ascii: "\n"))
        }
        return text
    }
}

/// What an X25519 or hybrid stanza holds.
struct WrappedKey {
    let stanza: AgeStanza
    /// The sender's side of the key exchange.
    let share: [UInt8]
    /// The encrypted file key.
    let body: [UInt8]
}

extension AgeStanza {
    /// The body that holds a wrapped file key, of the one length that it may have.
    ///
    /// The length is checked before anything is decrypted, against partitioning oracles (Len, Grubbs, Ristenpart).
    var wrappedFileKey: [UInt8] {
        get throws(AgeError) {
            guard body.count == FileKey.wrappedCount else { throw malformed }
            return body
        }
    }

    /// The argument at `index`, which is base64 of `count` bytes in its one spelling.
    func bytes(ofArgument index: Int, count: Int) throws(AgeError) -> [UInt8] {
        guard index < arguments.count, let bytes = try? Base64.decode(arguments[index]), bytes.count == count
        else { throw malformed }
        return bytes
    }
}

extension [AgeStanza] {
    /// The stanzas of `kind`, each checked for its form before any key is used; all others are passed over.
    func wrappedKeys(of kind: AgeKind, shareCount: Int) throws(AgeError) -> [WrappedKey] {
        var keys: [WrappedKey] = []
        for stanza in self where stanza.kind == kind {
            guard stanza.arguments.count == 1 else { throw stanza.malformed }
            let share = try stanza.bytes(ofArgument: 0, count: shareCount)
            keys.append(WrappedKey(stanza: stanza, share: share, body: try stanza.wrappedFileKey))
        }
        return keys
    }
}
