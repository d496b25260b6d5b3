// SPDX-License-Identifier: Apache-2.0

package import AgeEncryption
import ASiC
package import Dossiers
import JSONSchema
package import Octets
import Signatures
package import TransparencyLog

/// A receipt: what an office did with a bundle, under its seal, with the bundle's own waybill, manifest and signature.
package struct Receipt: Sendable {
    /// The bundle's manifest and signature as they stand in a receipt.
    static let manifestName = "bundle/ASiCManifest001.xml"
    static let signatureName = "bundle/signature001.p7s"
    /// Shows that the receipt is in the log of the office that gave it (C2SP tlog-proof).
    static let logProofName = "receipt.tlog-proof"
    /// Reasons about content, for the sender alone.
    static let reasonsName = "reasons.json.age"

    package let document: ReceiptDocument
    package let waybill: Waybill
    package let seal: JudgedSignature
    /// The card of the office that gave it; nil where the seal did not pass or is another office's.
    package let giver: Card?
    /// Whether the sender's seal, which the receipt repeats, is one that the sender cannot have made.
    ///
    /// Else a receiver could have people believe that something was sent which was not. A seal that has since expired
    /// or was revoked may have been good, and says nothing here.
    package let isSenderSealForged: Bool
    /// The proof of the receipt's place in the log, as it stands there.
    package let logProof: LogProof
    /// Why that proof does not hold; nil where it does, and where the office that gave it is not known here.
    package let logFailure: LogError?
    /// Evidence of time beside it, with what its line in the log says.
    let outside: OutsideEvidence
    /// The line that it has in the log.
    package let leaf: LogLeaf
    /// The encrypted reasons, where there are any.
    package let encryptedReasons: [UInt8]?
    /// The container as it was read.
    package let bytes: [UInt8]
    /// What it repeats of the bundle.
    let envelope: EnvelopeBytes

    /// Reads a receipt.
    ///
    /// - Throws: what reading a container throws; `BundleError` with `wrongKind`, and `receiptMismatch` where waybill,
    ///   manifest and receipt are not about the same bundle; `LogError` for a log proof that is none.
    package init(
        container bytes: [UInt8],
        trust: TrustStore,
        at moment: Timestamp,
        outside: OutsideEvidence = .none
    ) throws {
        let contents = try ContainerReader(MemorySource(bytes)).read { _, _ in .keep(limit: Limits.document) }
        try self.init(contents, bytes: bytes, trust: trust, at: moment, outside: outside)
    }

    init(
        _ contents: ContainerContents,
        bytes: [UInt8],
        trust: TrustStore,
        at moment: Timestamp,
        outside: OutsideEvidence = .none
    ) throws {
        guard contents.kind == .receipt, contents.signatures.count == 1,
            let json = contents.kept[ContainerKind.receipt.rootDocument],
            let waybillBytes = contents.kept[ContainerKind.sealedBundle.rootDocument],
            let manifest = contents.kept[Self.manifestName],
            let signature = contents.kept[Self.signatureName],
            let proof = contents.kept[Self.logProofName],
            Set(contents.payload.map(\.name)).isSubset(of: Self.names)
        else { throw BundleError(.wrongKind, ["kind": ContainerKind.receipt.rawValue]) }
        document = try ReceiptDocument(JSON.parse(json))
        waybill = try Waybill(JSON.parse(waybillBytes))
        logProof = try LogProof(parsing: proof)
        leaf = LogLeaf.receipt(json)
        logFailure = Self.failure(of: logProof, document.from, leaf, trust)
        encryptedReasons = contents.kept[Self.reasonsName]
        self.bytes = bytes
        envelope = EnvelopeBytes(
            reference: document.bundle,
            waybill: waybillBytes,
            manifest: manifest,
            signature: signature
        )
        let waybillReference = try ASiCManifest(parsing: manifest).references
            .first { $0.name == ContainerKind.sealedBundle.rootDocument }
        guard document.bundle.identity == SHA256Digest(of: manifest), document.bundle.id == waybill.bundle,
            waybillReference?.digest == SHA256Digest(of: waybillBytes).bytes,
            // Only a refusal may be by an office that the waybill does not name, or to one that is not its sender:
            // that is what it refuses.
            document.decision == .refused
                || document.to == waybill.from && waybill.to.contains(document.from)
        else { throw BundleError(.receiptMismatch) }
        let cosigned = Self.cosigned(leaf, of: document.from, by: [logProof] + outside.proofs, trust)
        self.outside = outside.adding(cosigned)
        let judge = SignatureJudge(trust, at: moment, in: contents, outside: self.outside)
        seal = judge.judge(contents.signatures[0], in: .receipt)
        let verdict = judge.verdict(on: signature, over: manifest, in: .sealedBundle)
        let isKnown = trust.card(of: waybill.from) != nil
        isSenderSealForged =
            switch verdict.subIndication {
            case nil:
                verdict.signer.flatMap { trust.card(issuing: $0)?.reference } != waybill.from
            case .noCertificateChainFound, .noSigningCertificateFound, .signatureConstraintsFailure,
                .chainConstraintsFailure, .certificateChainGeneralFailure:
                isKnown
            case let found?: found.indication == .failed
            }
        let card = trust.office(of: seal).flatMap { trust.card(of: $0) }
        giver = card?.reference == document.from ? card : nil
    }

    private static let names: Set<String> = [
        ContainerKind.receipt.rootDocument, ContainerKind.sealedBundle.rootDocument, manifestName,
        signatureName, logProofName, reasonsName, CarriedCheckpoint.name,
    ]

    /// Holds the proof against the office's log key: the leaf must be that of this very `receipt.json`.
    private static func failure(
        of proof: LogProof,
        _ giver: OfficeReference,
        _ leaf: LogLeaf,
        _ trust: TrustStore
    ) -> LogError? {
        guard trust.card(of: giver) != nil else { return nil }
        guard let key = trust.logKey(of: giver, named: proof.checkpoint.checkpoint.origin) else {
            return LogError(.originDiffers)
        }
        do {
            try proof.verify(leaf, key: key)
            return nil
        } catch {
            return error
        }
    }

    /// Checks that the receipt is good and is the answer to `bundle`.
    ///
    /// - Throws: `BundleError` with `receiptMismatch`, `signatureInvalid`, `signatureIndeterminate`, `unknownSender` or
    ///   `notLogged`.
    package func require(for bundle: BundleReference, from office: OfficeReference?) throws(BundleError) {
        guard document.bundle == bundle, office == nil || document.from == office else {
            throw BundleError(.receiptMismatch)
        }
        guard giver != nil else {
            throw BundleError(seal.refusal, reasons: seal.reasons)
        }
        if let logFailure { throw BundleError(.notLogged, reasons: [Reason(logFailure)]) }
    }

    /// The reasons, for the office that sent the bundle.
    ///
    /// - Throws: `AgeError`, `JSONError` or `DossierError`, and `BundleError` with `receiptMismatch`.
    package func reasons(identities: [any KeyIdentity]) throws -> [Reason] {
        guard let encryptedReasons else { return [] }
        let source = try AgeDecryptingSource.open(MemorySource(encryptedReasons), identities: identities)
        let reasons = try ReasonsDocument(JSON.parse(source.readAll(limit: Limits.document)))
        guard reasons.bundle == document.bundle else { throw BundleError(.receiptMismatch) }
        return reasons.reasons.map { Reason($0) }
    }
}
