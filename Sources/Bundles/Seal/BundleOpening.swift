// SPDX-License-Identifier: Apache-2.0

package import AgeEncryption
package import ASiC
package import Dossiers
import JSONSchema
package import Octets
import Signatures

/// Opens sealed bundles: checks that seal, waybill, dossier and this office belong together, then looks at content.
package struct BundleOpening {
    package let office: OfficeReference
    /// The identities that the office opens bundles with.
    package let identities: [any KeyIdentity]
    package let trust: TrustStore
    package let policy: EncryptionPolicy
    /// What the office has on record of withdrawn consents.
    package let withdrawals: WithdrawalLookup
    /// The moment it is now.
    package let now: Timestamp

    package init(
        office: OfficeReference,
        identities: [any KeyIdentity],
        trust: TrustStore,
        policy: EncryptionPolicy,
        withdrawals: WithdrawalLookup = .none,
        now: Timestamp
    ) {
        self.office = office
        self.identities = identities
        self.trust = trust
        self.policy = policy
        self.withdrawals = withdrawals
        self.now = now
    }

    /// Decrypts the dossier of `bundle` as a stream and judges it.
    ///
    /// The order is that of `DESIGN.md` §2: the seal, then the binding, of which every failure has the one code
    /// `binding`, and only then the content.
    ///
    /// `content` is the encrypted dossier, the part of the file that `SealedBundle.contentEntry` names; `copy` takes the
    /// dossier's container as it was sealed, and is not finished; `attachment` says what is to be done with each
    /// attachment.
    ///
    /// What is returned is bound and judged, not yet found good: that is for `DossierJudgement.requireGood` to say.
    ///
    /// - Throws: `BundleError` with `unknownSender`, `signatureInvalid`, `signatureIndeterminate`, `bundleExpired`, `notYet`,
    ///   `encryptionPolicy` or `binding`; for content that is bound and cannot be read, `malformedDocument`.
    package func open(
        _ bundle: SealedBundle,
        content: any ByteSource,
        copyingTo copy: (any ByteSink)? = nil,
        attachment: (String, UInt64) throws -> ContainerReader.Handling
    ) throws -> OpenedBundle {
        let sender = try sender(of: bundle)
        try checkAddress(bundle)

        let sealed = MeasuringSource(content)
        let contents: ContainerContents
        do {
            contents = try read(sealed, of: bundle, copyingTo: copy, attachment: attachment)
        } catch {
            // What is inside says nothing to a sender whose right to ask is not shown yet; that the bytes are not those
            // which were sealed is a matter of the envelope.
            guard error is AgeError || error is ASiCError || error is BundleError else { throw error }
            try sealed.checkEnd(bundle)
            if let error = error as? BundleError, error.code == .encryptionPolicy { throw error }
            throw BundleError(.binding)
        }
        try sealed.checkEnd(bundle)
        let dossier = try bound(contents, to: bundle, sender: sender)
        let judgement = try DossierJudgement(
            dossier,
            trust: trust,
            at: now,
            stage: .received(by: bundle.waybill.to),
            rulesAt: bundle.waybill.created,
            withdrawals: withdrawals.touching(dossier.referral.json),
            outside: .enclosed(in: [bundle.seal])
        )
        return OpenedBundle(bundle: bundle, sender: sender, dossier: dossier, judgement: judgement)
    }

    /// 1. The seal must be a known office's, and good.
    private func sender(of bundle: SealedBundle) throws(BundleError) -> Card {
        guard let sender = bundle.sender else {
            throw BundleError(bundle.seal.refusal, reasons: bundle.seal.reasons)
        }
        return sender
    }

    /// 2. The seal's office is the waybill's sender, this office is among its receivers, and holds a listed recipient.
    private func checkAddress(_ bundle: SealedBundle) throws(BundleError) {
        let waybill = bundle.waybill
        let own = Set(identities.map { $0.publicRecipient.digest })
        guard bundle.sender?.reference == waybill.from, waybill.to.contains(office),
            waybill.recipients.contains(where: { own.contains($0) })
        else { throw BundleError(.binding) }
        // One of the two clocks is wrong, which is no reason to refuse the papers for good (`THREATS.md` 23).
        guard waybill.created <= now.adding(seconds: Limits.clockSkew) else {
            throw BundleError(.notYet, ["time": waybill.created.description, "now": now.description])
        }
        guard now <= waybill.expires else {
            throw BundleError(.bundleExpired, ["time": waybill.expires.description])
        }
    }

    /// 3. The encrypted dossier has as many stanzas as the waybill lists recipients, and opens.
    private func read(
        _ sealed: MeasuringSource,
        of bundle: SealedBundle,
        copyingTo copy: (any ByteSink)?,
        attachment: (String, UInt64) throws -> ContainerReader.Handling
    ) throws -> ContainerContents {
        let locked = try LockedAgeFile(reading: sealed)
        try policy.check(locked.header.stanzas)
        // One more stanza than recipients is a reader that the waybill does not tell of (`THREATS.md` 1).
        guard locked.header.stanzas.count == bundle.waybill.recipients.count else {
            throw BundleError(.binding)
        }
        let plain = try locked.unlock(with: identities)
        let whole: any ByteSource = copy.map { CopyingSource(plain, to: $0) } ?? plain
        return try DossierContainer.readContents(whole, attachment: attachment)
    }

    /// 4. The dossier inside is the one on the waybill, from and to the same offices, signed by officers of these alone.
    private func bound(
        _ contents: ContainerContents,
        to bundle: SealedBundle,
        sender: Card
    ) throws -> DossierContainer {
        let manifests = contents.signatures.map { SHA256Digest(of: $0.signedBytes) }
        guard contents.kind == .dossier, manifests == bundle.waybill.manifests,
            let root = contents.kept[ContainerKind.dossier.rootDocument],
            let envelope = try? DossierEnvelope(parsing: root),
            envelope.from == sender.reference, envelope.to.contains(office)
        else { throw BundleError(.binding) }
        let judge = SignatureJudge(trust, at: now, in: contents, outside: .enclosed(in: [bundle.seal]))
        for signature in contents.signatures {
            let judged = judge.judge(signature, in: .dossier)
            // One that does not pass is judged as content below; one that does must be of the two offices.
            guard judged.isPassed else { continue }
            guard let office = trust.office(of: judged),
                office == envelope.from || envelope.to.contains(office)
            else { throw BundleError(.binding) }
        }
        return try DossierContainer(contents: contents)
    }
}

/// A bundle that was opened, bound to its office, and judged.
package struct OpenedBundle: Sendable {
    package let bundle: SealedBundle
    package let sender: Card
    package let dossier: DossierContainer
    package let judgement: DossierJudgement
}

/// From whom a dossier comes and to whom it goes: what the binding asks of the referral, before the rest is looked at.
private struct DossierEnvelope {
    let from: OfficeReference
    let to: [OfficeReference]

    init(parsing root: [UInt8]) throws {
        let referral = try Referral(JSON.parse(root))
        from = referral.from
        to = referral.to
    }
}

extension MeasuringSource {
    /// Reads on to the end and checks that this was the content that was sealed.
    fileprivate func checkEnd(_ bundle: SealedBundle) throws {
        _ = try skip(.max)
        let measured = finish()
        guard measured.sha256 == bundle.contentDigest, measured.crc32 == bundle.contentEntry.crc32 else {
            let altered = Reason(.documentAltered, ["document": SealedBundle.content])
            throw BundleError(.signatureInvalid, reasons: [altered])
        }
    }
}
