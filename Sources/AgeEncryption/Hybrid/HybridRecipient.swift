// SPDX-License-Identifier: Apache-2.0

import Crypto
// HPKE's and X-Wing's interfaces in swift-crypto are made of `Data`, which swift-crypto links in any case.
import FoundationEssentials
package import Octets

/// A recipient of the post-quantum hybrid kind (age.md, "The MLKEM768-X25519 … recipient type"): `age1pq1…`.
///
/// The file key is sealed by HPKE's base mode (RFC 9180 §6.1). swift-crypto takes no injected randomness for it, so
/// that the generator handed to `wrap` is not used.
package struct HybridRecipient: PublicRecipient, Hashable {
    static let prefix = "age1pq"
    static let keyCount = 1216
    static let encapsulatedCount = 1120
    static let info = Data("age-encryption.org/mlkem768x25519".utf8)
    static let suite = HPKE.Ciphersuite(kem: .XWingMLKEM768X25519, kdf: .HKDF_SHA256, aead: .chaChaPoly)

    private let key: [UInt8]

    package var kind: AgeKind { .hybrid }

    init(key: [UInt8]) {
        self.key = key
    }

    /// Reads the text; only `validate()` tells whether the key is of use.
    ///
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
        _ = try seal(SecretBytes(count: FileKey.count) { _ in })
    }

    package func wrap(fileKey: SecretBytes, using generator: inout some RandomNumberGenerator)
        throws(AgeError)
        -> [AgeStanza]
    {
        let (encapsulated, body) = try seal(fileKey)
        return [AgeStanza(type: kind.rawValue, arguments: [Base64.encode(encapsulated)], body: body)]
    }

    private func seal(_ fileKey: SecretBytes) throws(AgeError) -> (encapsulated: [UInt8], body: [UInt8]) {
        do {
            let publicKey = try XWingMLKEM768X25519.PublicKey(rawRepresentation: key)
            var sender = try HPKE.Sender(recipientKey: publicKey, ciphersuite: Self.suite, info: Self.info)
            let sealed = try fileKey.withBytes { bytes in
                try unsafe bytes.withUnsafeBytes { pointer in unsafe try sender.seal(pointer) }
            }
            return (Array(sender.encapsulatedKey), Array(sealed))
        } catch {
            throw AgeError(.malformedRecipient)
        }
    }
}
