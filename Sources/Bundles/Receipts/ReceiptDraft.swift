// SPDX-License-Identifier: Apache-2.0

import ASiC
import Octets
package import TransparencyLog

/// A receipt whose document is made: what it lacks is the proof that its leaf is in the log, and the seal over all.
package struct ReceiptDraft: Sendable {
    /// `receipt.json`.
    let document: [UInt8]
    let bundle: EnvelopeBytes
    let encryptedReasons: [UInt8]?
    let checkpoint: [UInt8]?
    let seal: ContainerSigner

    /// What is to come into the log.
    package var leaf: LogLeaf { .receipt(document) }

    /// Seals the whole.
    ///
    /// - Throws: what writing and signing throw.
    package func sealed(with proof: LogProof) throws -> [UInt8] {
        let file = MemorySink(limit: Limits.receipt)
        let writer = try ContainerWriter(to: file)
        try writer.add(ContainerKind.receipt.rootDocument, document)
        try writer.add(Receipt.logProofName, proof.bytes)
        if let checkpoint { try writer.add(CarriedCheckpoint.name, checkpoint) }
        try writer.add(ContainerKind.sealedBundle.rootDocument, bundle.waybill)
        try writer.add(Receipt.manifestName, bundle.manifest)
        try writer.add(Receipt.signatureName, bundle.signature)
        if let encryptedReasons { try writer.add(Receipt.reasonsName, encryptedReasons) }
        try seal.sign(writer, kind: .receipt)
        try writer.finish()
        return file.bytes
    }
}
