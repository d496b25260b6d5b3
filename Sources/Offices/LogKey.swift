// SPDX-License-Identifier: Apache-2.0

import Crypto
import Bundles
import Octets

/// The Ed25519 key that signs the checkpoints of the office's log.
struct LogKey {
    /// The private key's 32 bytes (RFC 8032 §5.1.5).
    let seed: SecretBytes
    private let publicKey: [UInt8]

    init(using generator: inout some RandomNumberGenerator) throws {
        seed = SecretBytes(random: 32, using: &generator)
        publicKey = try seed.withBytes { bytes in
            let key = try unsafe bytes.withUnsafeBytes { pointer in
                unsafe try Curve25519.Signing.PrivateKey(rawRepresentation: pointer)
            }
            return Array(key.publicKey.rawRepresentation)
        }
    }

    /// The log's name, which says whose it is.
    static func origin(of office: String, fingerprint: Fingerprint) -> String {
        "andaman/\(office)/\(Hex.encode(fingerprint.bytes))"
    }

    /// The public key as checkpoints' readers take it: `NAME+HASH+KEY` (C2SP signed-note, "Verifier keys").
    func verifierKey(origin: String) -> String {
        let ed25519: UInt8 = 0x01
        let key = [ed25519] + publicKey
        let hash = SHA256.hash(data: Array(origin.utf8) + [UInt8(ascii: "\n")] + key).prefix(4)
        return origin + "+" + Hex.encode(hash) + "+" + Base64.encode(key, padded: true)
    }
}
