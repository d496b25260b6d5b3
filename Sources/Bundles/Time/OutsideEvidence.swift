// SPDX-License-Identifier: Apache-2.0

import ASiC
import Dossiers
import Octets
package import TransparencyLog

/// Evidence of time that does not stand in the container itself: what lies beside the file, and what the container lay in.
package struct OutsideEvidence: Sendable {
    /// A time-stamp over the whole file.
    package let stamp: JudgedStamp?
    package let receipts: [Receipt]
    /// Later proofs of lines in logs, whose heads may have been cosigned meanwhile.
    package let proofs: [LogProof]
    /// What is known of the container that this one was taken out of.
    let enclosing: [TimeEvidence]

    package init(stamp: JudgedStamp? = nil, receipts: [Receipt] = [], proofs: [LogProof] = []) {
        self.init(stamp: stamp, receipts: receipts, proofs: proofs, enclosing: [])
    }

    private init(
        stamp: JudgedStamp?,
        receipts: [Receipt],
        proofs: [LogProof],
        enclosing: [TimeEvidence]
    ) {
        self.stamp = stamp
        self.receipts = receipts
        self.proofs = proofs
        self.enclosing = enclosing
    }

    package static let none = OutsideEvidence()

    /// What is known of something by the signatures, all of them good, of what it lay sealed in.
    static func enclosed(in outer: [JudgedSignature]) -> OutsideEvidence {
        let evidence = outer.filter(\.isPassed).flatMap(\.evidence).compactMap(\.forEnclosed)
        return OutsideEvidence(stamp: nil, receipts: [], proofs: [], enclosing: evidence)
    }

    /// The same with what else is known of the signatures.
    func adding(_ evidence: [TimeEvidence]) -> OutsideEvidence {
        OutsideEvidence(stamp: stamp, receipts: receipts, proofs: proofs, enclosing: enclosing + evidence)
    }

    /// What it says of one signature of a container of this kind.
    ///
    /// A receipt repeats the seal of the bundle that it is about, byte for byte, and so proves that seal; by filing or
    /// opening the bundle, its giver says that it found good signatures over the dossier's manifests, which the waybill
    /// names. A refusal says nothing of what is inside.
    func evidence(for signature: ContainerSignature, in kind: ContainerKind?, _ trust: TrustStore)
        -> [TimeEvidence]
    {
        enclosing + (stamp.flatMap { TimeEvidence($0) }.map { [$0] } ?? [])
            + receipts.filter { $0.isGood && $0.vouches(for: signature, in: kind) }
            .flatMap { $0.evidence(with: proofs, trust) }
    }
}

extension Receipt {
    /// Whether it is what it says, by an office that is known here.
    package var isGood: Bool { giver != nil && logFailure == nil && !isSenderSealForged }

    fileprivate func vouches(for signature: ContainerSignature, in kind: ContainerKind?) -> Bool {
        let manifest = SHA256Digest(of: signature.signedBytes)
        return switch kind {
        case .sealedBundle:
            document.bundle.identity == manifest && envelope.signature == signature.signature
        case .dossier: document.decision != .refused && waybill.manifests.contains(manifest)
        default: false
        }
    }

    /// The giver's own word, and that of the offices that cosigned its log since.
    fileprivate func evidence(with proofs: [LogProof], _ trust: TrustStore) -> [TimeEvidence] {
        [TimeEvidence(.receipt, document.time, by: document.from)]
            + Self.cosigned(leaf, of: document.from, by: [logProof] + proofs, trust)
    }

    /// When offices cosigned a head of the giver's log that includes the line.
    static func cosigned(
        _ leaf: LogLeaf,
        of giver: OfficeReference,
        by proofs: [LogProof],
        _ trust: TrustStore
    ) -> [TimeEvidence] {
        proofs.flatMap { proof -> [TimeEvidence] in
            guard let key = trust.logKey(of: giver, named: proof.checkpoint.checkpoint.origin),
                (try? proof.verify(leaf, key: key)) != nil
            else { return [] }
            return trust.cosignatures(on: proof.checkpoint).map {
                TimeEvidence(.logEntry, $0.time, by: $0.office)
            }
        }
    }
}
