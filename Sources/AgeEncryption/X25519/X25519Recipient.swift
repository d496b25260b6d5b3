// SPDX-License-Identifier: Apache-2.0

package import Octets

/// A recipient of the classical kind (age.md, "The X25519 recipient type"): `age1…`.
package struct X25519Recipient: PublicRecipient, Hashable {
    static let prefix = "age"
    static let info = "age-encryption.org/v1/X25519"
    static let keyCount = 32

    let key: [UInt8]

    package var kind: AgeKind { .x25519 }

    init(key: [UInt8]) {
        self.key = key
    }

    /// - Throws: `AgeError` with `malformedRecipient`.
    package init(parsing text: String) throws(AgeError) {
        let decoded = Array(text.utf8).withBytes { Bech32.decode($0, prefix: Self.prefix) }
        guard let decoded, decoded.count == Self.keyCount else { throw AgeError(.malformedRecipient) }
        key = decoded.withBytes { Array(copying: $0) }
    }

    package var text: String {
        let text = key.withBytes { Bech32.encode($0, prefix: Self.prefix) }
        return String(decoding: text.withBytes { Array(copying: $0) }, as: UTF8.self)
    }

    package func validate() throws(AgeError) {
        var generator = SystemRandomNumberGenerator()
        _ = try wrap(fileKey: SecretBytes(count: FileKey.count) { _ in }, using: &generator)
    }

    package func wrap(fileKey: SecretBytes, using generator: inout some RandomNumberGenerator)
        throws(AgeError)
        -> [AgeStanza]
    {
        let ephemeral = try X25519Agreement(key: SecretBytes(random: Self.keyCount, using: &generator))
        guard let shared = ephemeral.sharedSecret(with: key) else { throw AgeError(.malformedRecipient) }
        let wrapKey = shared.derived(salt: ephemeral.share + key, info: Self.info)
        let stanza = AgeStanza(
            type: kind.rawValue,
            arguments: [Base64.encode(ephemeral.share)],
            body: try FileKey.wrap(fileKey, under: wrapKey)
        )
        return [stanza]
    }
}
