// SPDX-License-Identifier: Apache-2.0

import ASiC
import AgeEncryption
import Bundles
import Octets
import Offices
import Signatures

/// What filing one bundle costs in cryptography alone: the least that any receiving service has to do.
///
/// The seal and each officer's signature with its path, the file key, the payload's decryption, one hash of the file and
/// one of the dossier, and the receipt's signature.
struct CryptographicWork {
    let seconds: Double

    var json: String { #"{"cryptography": true, "milliseconds": \#(rounded(seconds * 1000))}"# }

    static func measured(of bundle: [UInt8], maker: BundleMaker, receiver: Office) throws -> CryptographicWork
    {
        let trust = try receiver.trust()
        let contents = try ContainerReader(MemorySource(bundle)).read { _, _ in .keep(limit: 1 << 26) }
        let encrypted = contents.kept[SealedBundle.content] ?? []
        let identity = try receiver.identity(OpenKeys())
        let plain = try Self.decrypted(encrypted, identity)
        let dossier = try ContainerReader(MemorySource(plain)).read { _, _ in .digest }
        let anchors = trust.cards.map(\.authority)
        let believed = SignatureTrust(anchors: anchors, revocationLists: trust.cards.map(\.revocations))
        let seal = try receiver.seal(.receipt, at: wallClock(), OpenKeys())
        let rounds = 50
        let clock = ContinuousClock()
        let taken = try clock.measure {
            for _ in 0..<rounds {
                for signature in contents.signatures + dossier.signatures {
                    _ = CMSSignature.verify(
                        der: signature.signature,
                        content: signature.signedBytes,
                        trust: believed,
                        demands: .withoutSignerPurpose,
                        at: wallClock()
                    )
                }
                _ = try Self.decrypted(encrypted, identity)
                _ = SHA256Digest(of: bundle)
                _ = SHA256Digest(of: plain)
                _ = try CMSSignature.make(
                    content: contents.signatures[0].signedBytes,
                    key: seal.key,
                    chain: seal.chain,
                    claimedSigningTime: seal.signedAt,
                    commitment: seal.commitment
                )
            }
        }
        return CryptographicWork(seconds: clockSeconds(taken) / Double(rounds))
    }

    private static func decrypted(_ encrypted: [UInt8], _ identity: any KeyIdentity) throws -> [UInt8] {
        let plain = MemorySink(limit: 1 << 26)
        let source = try AgeDecryptingSource.open(MemorySource(encrypted), identities: [identity])
        try source.copy(to: plain)
        return plain.bytes
    }
}
