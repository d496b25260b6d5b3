// SPDX-License-Identifier: Apache-2.0

package import Octets

/// Someone, or some passphrase, that a file is encrypted to.
package protocol AgeRecipient: Sendable {
    var kind: AgeKind { get }

    /// Wraps `fileKey`.
    ///
    /// - Throws: `AgeError` with `malformedRecipient` where the key is of no use.
    func wrap(fileKey: SecretBytes, using generator: inout some RandomNumberGenerator) throws(AgeError)
        -> [AgeStanza]
}

/// A recipient that is a public key, with a text that people pass on.
package protocol PublicRecipient: AgeRecipient {
    /// The recipient in bech32: `age1…`, one spelling for each key.
    var text: String { get }

    /// Tries the key once: parsing checks only form and length.
    ///
    /// - Throws: `AgeError` with `malformedRecipient`.
    func validate() throws(AgeError)
}

extension PublicRecipient {
    /// The SHA-256 of the text, by which waybills name a recipient.
    package var digest: SHA256Digest { SHA256Digest(of: Array(text.utf8)) }
}

/// Reads recipients of whichever kind, by their text.
package enum AgeRecipients {
    /// - Throws: `AgeError` with `malformedRecipient` for any other kind too: no plugins, no SSH keys.
    package static func parse(_ text: String) throws(AgeError) -> any PublicRecipient {
        // Both texts begin with age1; in bech32 the last 1 ends the prefix, and `age1pq` has one of its own.
        if text.hasPrefix(HybridRecipient.prefix + "1") { return try HybridRecipient(parsing: text) }
        return try X25519Recipient(parsing: text)
    }

    /// Refuses recipients that must not share one file.
    ///
    /// A passphrase stands alone, because who knows it is taken to be the author (age.md, "scrypt recipient stanza");
    /// a classical recipient beside a hybrid one would undo the hybrid's protection (`THREATS.md` 4).
    static func check(_ recipients: [any AgeRecipient]) throws(AgeError) {
        guard let kind = recipients.first?.kind else { throw AgeError(.noRecipients) }
        guard recipients.count <= Limits.ageStanzas else {
            throw AgeError(.tooManyRecipients, ["limit": String(Limits.ageStanzas)])
        }
        guard recipients.allSatisfy({ $0.kind == kind }), kind != .passphrase || recipients.count == 1 else {
            throw AgeError(.mixedRecipients)
        }
    }
}
