// SPDX-License-Identifier: Apache-2.0

import ASiC
import AgeEncryption
import Bundles
import Octets
import Offices
import Signatures

/// What filing one bundle costs in cryptography alone: the least that any receiving service has to do.
///
/// The seal and each officer's signature, the file key, the payload's decryption, one hash of the file and one of the
/// dossier, and the receipt's signature. The paths are those of the bundles before and are not walked again. In time of
/// the processor, which does not depend on what else the machine does.
struct CryptographicWork {
    let seconds: Double

    var json: String { #"{"cryptography": true, "milliseconds": \#(rounded(seconds * 1000))}"# }

    static func measured(by maker: BundleMaker, receiver: Office) throws -> CryptographicWork {
        let trust = try receiver.trust()
        let believed = SignatureTrust(
            anchors: trust.cards.map(\.authority),
            revocationLists: trust.cards.map(\.revocations)
        )
        let (identity, seal) = (
            try receiver.identity(OpenKeys()), try receiver.seal(.receipt, at: wallClock(), OpenKeys())
        )
        // The first is for the paths.
        let works = try (0...rounds).map { _ in try Work(maker.make(), identity) }
        var begun = 0.0
        for (number, work) in works.enumerated() {
            if number == 1 { begun = processorSeconds() }
            for signature in work.signatures {
                let verdict = CMSSignature.verify(
                    der: signature.signature,
                    content: signature.signedBytes,
                    trust: believed,
                    demands: .withoutSignerPurpose,
                    at: wallClock()
                )
                guard verdict.indication == .passed else { throw CancellationError() }
            }
            _ = try Work.decrypted(work.encrypted, identity)
            _ = SHA256Digest(of: work.bundle)
            _ = SHA256Digest(of: work.plain)
            _ = try CMSSignature.make(
                content: work.signatures[0].signedBytes,
                key: seal.key,
                chain: seal.chain,
                claimedSigningTime: seal.signedAt,
                commitment: seal.commitment
            )
        }
        return CryptographicWork(seconds: (processorSeconds() - begun) / Double(rounds))
    }

    private static let rounds = 100
}

/// A bundle with what there is to be checked and decrypted in it.
private struct Work {
    let bundle: [UInt8]
    let signatures: [ContainerSignature]
    let encrypted: [UInt8]
    let plain: [UInt8]

    init(_ bundle: [UInt8], _ identity: any KeyIdentity) throws {
        self.bundle = bundle
        let contents = try ContainerReader(MemorySource(bundle)).read { _, _ in .keep(limit: 1 << 26) }
        encrypted = contents.kept[SealedBundle.content] ?? []
        plain = try Self.decrypted(encrypted, identity)
        let dossier = try ContainerReader(MemorySource(plain)).read { _, _ in .digest }
        signatures = contents.signatures + dossier.signatures
    }

    static func decrypted(_ encrypted: [UInt8], _ identity: any KeyIdentity) throws -> [UInt8] {
        let plain = MemorySink(limit: 1 << 26)
        let source = try AgeDecryptingSource.open(MemorySource(encrypted), identities: [identity])
        try source.copy(to: plain)
        return plain.bytes
    }
}
