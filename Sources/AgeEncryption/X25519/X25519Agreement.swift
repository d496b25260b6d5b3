// SPDX-License-Identifier: Apache-2.0

import Crypto
import Octets

/// Our side of one X25519 key agreement (RFC 7748 §6.1).
struct X25519Agreement {
    private let privateKey: Curve25519.KeyAgreement.PrivateKey
    /// Our public key.
    let share: [UInt8]

    init(key: SecretBytes) throws(AgeError) {
        let privateKey = key.withBytes { bytes in
            unsafe bytes.withUnsafeBytes { pointer in
                unsafe try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: pointer)
            }
        }
        guard let privateKey else { throw AgeError(.malformedIdentity) }
        self.privateKey = privateKey
        share = Array(privateKey.publicKey.rawRepresentation)
    }

    /// What both sides share; nil where it is all zeros, which a point of low order brings about.
    func sharedSecret(with publicKey: [UInt8]) -> SecretBytes? {
        guard let publicKey = try? Curve25519.KeyAgreement.PublicKey(rawRepresentation: publicKey),
            let secret = try? privateKey.sharedSecretFromKeyAgreement(with: publicKey)
        else { return nil }
        // swift-crypto does not look, to be like CryptoKit; age.md demands it.
        let shared = SecretBytes(copying: secret)
        return shared.isZero ? nil : shared
    }
}
