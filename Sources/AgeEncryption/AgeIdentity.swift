// SPDX-License-Identifier: Apache-2.0

package import Octets

/// What opens a file: a private key or a passphrase.
package protocol AgeIdentity: Sendable {
    /// The file key, if one of `stanzas` is for this identity; stanzas of other types are ignored.
    ///
    /// - Throws: `AgeError` with `malformedStanza` for a stanza of the identity's own type that is not of its form,
    ///   wherever it stands, and with `workFactorTooHigh`.
    func unwrap(_ stanzas: [AgeStanza]) throws(AgeError) -> SecretBytes?
}

/// An identity that is a private key, with a text that identity files hold.
package protocol KeyIdentity: AgeIdentity {
    /// The identity in bech32: `AGE-SECRET-KEY-…`.
    var text: SecretBytes { get }
    /// The public half.
    var publicRecipient: any PublicRecipient { get }
}

/// Reads identities of whichever kind, by their text.
package enum AgeIdentities {
    /// - Throws: `AgeError` with `malformedIdentity` for any other kind too: no plugins, no SSH keys.
    package static func parse(_ text: RawSpan) throws(AgeError) -> any KeyIdentity {
        if let secret = Bech32.decode(text, prefix: HybridIdentity.prefix) {
            return try HybridIdentity(seed: secret)
        }
        guard let secret = Bech32.decode(text, prefix: X25519Identity.prefix) else {
            throw AgeError(.malformedIdentity)
        }
        return try X25519Identity(key: secret)
    }
}
