// SPDX-License-Identifier: Apache-2.0

package import Octets

/// A passphrase that may open a file.
package struct PassphraseIdentity: AgeIdentity {
    private let passphrase: SecretBytes
    private let maximumWorkFactor: Int

    /// Takes the most work that a file may ask for, as a power of two.
    ///
    /// A stranger's file decides how much memory and time are spent on it, so that there must be a limit.
    package init(_ passphrase: SecretBytes, maximumWorkFactor: Int = Limits.scryptWorkFactor) {
        precondition((1...Limits.scryptWorkFactor).contains(maximumWorkFactor))
        self.passphrase = passphrase
        self.maximumWorkFactor = maximumWorkFactor
    }

    package func unwrap(_ stanzas: [AgeStanza]) throws(AgeError) -> SecretBytes? {
        guard let stanza = stanzas.first(where: { $0.kind == .passphrase }) else { return nil }
        // What else stands beside it may not even be a second passphrase.
        guard stanzas.count == 1 else { throw AgeError(.passphraseNotAlone) }
        guard stanza.arguments.count == 2 else { throw stanza.malformed }
        let salt = try stanza.bytes(ofArgument: 0, count: PassphraseRecipient.saltCount)
        let workFactor = try workFactor(of: stanza)
        let body = try stanza.wrappedFileKey
        return try FileKey.unwrap(body, under: try passphrase.stretched(salt: salt, workFactor: workFactor))
    }

    /// The work factor, a decimal number without sign or leading zero.
    private func workFactor(of stanza: AgeStanza) throws(AgeError) -> Int {
        let digits = stanza.arguments[1].utf8
        guard digits.first != UInt8(ascii: "0"),
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { throw stanza.malformed }
        guard let workFactor = Int(stanza.arguments[1]), workFactor <= maximumWorkFactor else {
            throw AgeError(.workFactorTooHigh, ["limit": String(maximumWorkFactor)])
        }
        return workFactor
    }
}
