// SPDX-License-Identifier: Apache-2.0

package import Octets

/// A passphrase to encrypt to (age.md, "The scrypt recipient type").
package struct PassphraseRecipient: AgeRecipient {
    static let saltCount = 16

    private let passphrase: SecretBytes
    private let workFactor: Int

    package var kind: AgeKind { .passphrase }

    /// Takes scrypt's work as a power of two, from 1 to `Limits.scryptWorkFactor`.
    ///
    /// age's own tool takes 18, which needs 256 MiB of memory and about a second.
    package init(_ passphrase: SecretBytes, workFactor: Int) {
        precondition((1...Limits.scryptWorkFactor).contains(workFactor))
        self.passphrase = passphrase
        self.workFactor = workFactor
    }

    package func wrap(fileKey: SecretBytes, using generator: inout some RandomNumberGenerator)
        throws(AgeError)
        -> [AgeStanza]
    {
        let salt = (0..<Self.saltCount).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let wrapKey = try passphrase.stretched(salt: salt, workFactor: workFactor)
        let stanza = AgeStanza(
            type: kind.rawValue,
            arguments: [Base64.encode(salt), String(workFactor)],
            body: try FileKey.wrap(fileKey, under: wrapKey)
        )
        return [stanza]
    }
}
