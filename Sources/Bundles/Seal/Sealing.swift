// SPDX-License-Identifier: Apache-2.0

import ASiC
import AgeEncryption
package import Dossiers
import JSONSchema
package import Octets

/// Makes sealed bundles: a signed dossier, encrypted to its receivers, under a waybill and the office's seal.
///
/// The dossier is read to the end once while it is encrypted, so that what was judged is what was sealed; a first
/// reading that passes over the attachments says beforehand whether there is anything to seal.
package struct Sealing {
    package let office: OfficeReference
    /// The office's seal.
    package let seal: ContainerSigner
    package let trust: TrustStore
    package let policy: EncryptionPolicy
    /// What the office has on record of withdrawn consents.
    package let withdrawals: WithdrawalLookup
    /// The newest head of the office's log that another office cosigned, to be sealed along: proof of not before.
    package let checkpoint: [UInt8]?
    /// The moment it is now.
    package let now: Timestamp

    package init(
        office: OfficeReference,
        seal: ContainerSigner,
        trust: TrustStore,
        policy: EncryptionPolicy,
        withdrawals: WithdrawalLookup = .none,
        checkpoint: [UInt8]? = nil,
        now: Timestamp
    ) {
        self.office = office
        self.seal = seal
        self.trust = trust
        self.policy = policy
        self.withdrawals = withdrawals
        self.checkpoint = checkpoint
        self.now = now
    }

    /// What was sealed.
    package struct Outcome: Sendable {
        package let waybill: Waybill
        /// The bundle's identity: the SHA-256 of its manifest.
        package let identity: SHA256Digest
        package let referral: Referral
    }

    /// Seals the dossier that `open` gives, twice, to `receivers`, and writes the bundle to `file`, not yet finished.
    ///
    /// `size` is the dossier's, in bytes; `bundle` is the new bundle's id.
    ///
    /// - Throws: `BundleError` with `notSender`, `notAddressed`, `cardExpired`, `noRecipient`, `signerOwed`,
    ///   `unlistedSignature`, `signatureInvalid`, `signatureIndeterminate`, `rulesBroken` or `changed`, and what reading
    ///   and writing throw.
    package func seal(
        dossier open: () throws -> any ByteSource,
        size: UInt64,
        to receivers: [Card],
        as bundle: UUIDv7,
        into file: any PatchableSink,
        using generator: inout some RandomNumberGenerator
    ) throws -> Outcome {
        let outline = try DossierContainer.read(open()) { _, _ in .skip }
        try check(outline, receivers)
        let recipients = try recipients(of: receivers)
        let waybill = Waybill(
            salt: Salt.fresh(using: &generator),
            bundle: bundle.description,
            from: office,
            to: receivers.map(\.reference),
            recipients: recipients.map { $0.digest },
            manifests: outline.manifests,
            created: now,
            expires: now.adding(seconds: Limits.bundleLifetime),
            urgency: outline.referral.urgency
        )
        let waybillBytes = waybill.json().bytes(.pretty)
        // What a reader would refuse (no receiver, one of them twice, too many) does not leave.
        _ = try Waybill(JSON.parse(waybillBytes))
        let writer = try ContainerWriter(to: file)
        try writer.add(ContainerKind.sealedBundle.rootDocument, waybillBytes)
        if let checkpoint { try writer.add(CarriedCheckpoint.name, checkpoint) }
        let envelope = try AgeEnvelope(recipients: recipients, using: &generator)
        let sealedSize = envelope.size(ofPlain: size)
        do {
            try writer.add(SealedBundle.content, size: sealedSize...sealedSize) { entry in
                let encryption = HandoffSink(to: try AgeEncryptingSink(to: entry, envelope: envelope))
                let source = CopyingSource(try open(), to: encryption)
                let whole = try DossierContainer.readContents(source) { _, _ in .digest }
                try encryption.finish()
                guard whole.signatures.map(\.signature) == outline.contents.signatures.map(\.signature),
                    whole.signatures.map(\.signedBytes) == outline.contents.signatures.map(\.signedBytes),
                    whole.signatures.allSatisfy({ $0.references.allSatisfy { $0.state == .intact } })
                else { throw BundleError(.changed) }
            }
        } catch let error as ASiCError where error.code != .tooLarge {
            // It was a sound container of this size at the first reading.
            throw BundleError(.changed)
        }
        let identity = try seal.sign(writer, kind: .sealedBundle)
        try writer.finish()
        return Outcome(waybill: waybill, identity: identity, referral: outline.referral)
    }

    // MARK: Before a byte is written

    private func check(_ dossier: DossierContainer, _ receivers: [Card]) throws {
        let referral = dossier.referral
        guard referral.from == office else { throw BundleError(.notSender, ["office": office.office]) }
        for receiver in receivers {
            guard referral.to.contains(receiver.reference) else {
                throw BundleError(.notAddressed, ["office": receiver.document.office])
            }
            guard receiver.isCurrent(at: now) else {
                throw BundleError(
                    .cardExpired,
                    ["office": receiver.document.office, "time": receiver.document.expires.description]
                )
            }
        }
        let judgement = try DossierJudgement(
            dossier,
            trust: trust,
            at: now,
            stage: .sealing(to: receivers.map(\.reference)),
            rulesAt: now,
            withdrawals: withdrawals.touching(referral.json),
            unread: .checkedLater
        )
        try judgement.requireGood()
    }

    private func recipients(of receivers: [Card]) throws -> [any PublicRecipient] {
        let offered = try receivers.map { try $0.recipients().map { try AgeRecipients.parse($0) } }
        let (recipients, lacking) = policy.choose(among: offered)
        if let lacking {
            let office = receivers[lacking].document.office
            throw BundleError(.noRecipient, ["office": office, "class": Card.general])
        }
        return recipients
    }
}
