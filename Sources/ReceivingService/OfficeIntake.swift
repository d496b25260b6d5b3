// SPDX-License-Identifier: Apache-2.0

import ASiC
import AgeEncryption
import Bundles
import Dossiers
import Files
import JSONSchema
package import Octets
package import Offices
package import Registry
import Signatures
import TransparencyLog

/// An office's own intake: judges bundles by `Bundles`, keeps them by `Registry`, answers under the office's seal.
///
/// The order is that of `DESIGN.md` §5, and a receipt leaves only once everything before it is durable:
///
/// 1. seal and sender, 2. replay, 3. decrypt as a stream, binding, signatures, schemas and rules, 4. the sealed file into
/// the store (`fsync`, `rename`, `fsync` of the folder), 5. the row, the leaf in the log, the log's head and the receipt in
/// one transaction. A receipt without a row, of a bundle whose id is taken, has its leaf in a transaction too.
///
/// A crash before 5 leaves a file without a row, which the store's sweep takes away, and the sender, who has no receipt,
/// sends again. Plain text is never written to a disk.
package final class OfficeIntake: Intake {
    private let office: Office
    private let sealKey: SigningKey
    private let logSigner: NoteSigner
    private let identity: any KeyIdentity
    private let registry: any BundleRegistry & ConsentRegistry
    private let store: SealedStore
    private let cards = CardMemory()

    /// Unlocks what the intake needs of the office's keys.
    package init(
        office: Office,
        registry: any BundleRegistry & ConsentRegistry,
        store: SealedStore,
        passphrases: any PassphraseSource
    ) throws {
        self.office = office
        self.registry = registry
        self.store = store
        sealKey = try office.sealKey(passphrases)
        identity = try office.identity(passphrases)
        logSigner = try office.logSigner(passphrases)
        try registry.beginLog(signedBy: logSigner)
    }

    package func receipt(identity: SHA256Digest) throws -> [UInt8]? {
        try registry.received(identity: identity)?.receipt
    }

    package func card() throws -> [UInt8]? {
        try office.card().bytes
    }

    package func check() throws {
        try registry.check()
        try store.check()
        _ = try office.trust()
    }

    // MARK: Filing

    package func file(
        spooledAt spoolPath: String,
        fileDigest: SHA256Digest,
        size: UInt64,
        at time: Timestamp
    ) throws -> IntakeOutcome {
        // Looked for anew with each bundle, so that a card that was added counts at once.
        let trust = try office.trust(memory: cards)
        let bundle: SealedBundle
        do {
            bundle = try SealedBundle(envelopeOf: FileSource(spoolPath), trust: trust, at: time)
        } catch let error where error is FileError {
            throw error
        } catch {
            return .rejectedUnsigned(code: Self.code(of: error))
        }
        guard let sender = bundle.sender else { return stranger(bundle) }
        guard sender.isCurrent(at: time) else {
            return .unavailable(code: BundleError.Code.cardExpired.rawValue, retryAfter: Self.afterPeople)
        }
        let making = ReceiptMaking(
            office: office.reference,
            seal: office.seal(sealKey, .receipt, at: time),
            log: logSigner,
            cards: [try office.card(memory: cards), sender],
            policy: office.encryptionPolicy,
            now: time
        )
        guard try !isReadOnly() else { return try readOnly(bundle, sender) }
        // The identity is the manifest's, which another office can seal again as it is: in somebody else's name it is
        // refused before it is looked up, learns nothing, and leaves no row that would keep the sender's own bundle out
        // (`THREATS.md` 34).
        guard sender.reference == bundle.waybill.from else {
            return try refuse(bundle, sender, making, Refusal(code: BundleError.Code.binding.rawValue))
        }
        if let known = try registry.received(identity: bundle.identity) {
            return answer(known, isDuplicate: true)
        }
        let replayed = try registry.received(
            senderAuthority: sender.authority.fingerprint,
            bundle: bundle.waybill.bundle
        )
        if replayed != nil {
            // The id stands for another bundle for ever, so this one gets no row (`THREATS.md` 22).
            return try refuse(bundle, sender, making, Refusal(code: RegistryError.Code.replayed.rawValue))
        }
        let refusal: Refusal?
        do {
            switch try judge(bundle, spoolPath, trust, time) {
            case .success(let dossier):
                refusal = nil
                // Before the row: a notice that is filed is remembered, whenever the process ends.
                try remember(dossier, of: bundle, from: sender, at: time)
            case .failure(let found): refusal = found
            }
        } catch let error as BundleError where error.reasons.contains(Self.damage) {
            // The seal is over other bytes than these, so this is not the bundle that it names, and that one must not
            // be refused for it: whoever spoils a copy on its way would else keep the whole one out for ever.
            return .rejectedUnsigned(code: BundleError.Code.documentAltered.rawValue)
        } catch let error as BundleError {
            // Whether a signature is good, or which clock is right, cannot be said now, which is no reason to refuse it for good.
            return .unavailable(code: error.codeName, retryAfter: Self.afterPeople)
        }
        if refusal == nil { try store.adopt(spoolPath, digest: fileDigest) }
        let facts = BundleFacts(
            identity: bundle.identity,
            senderAuthority: sender.authority.fingerprint,
            senderOffice: sender.document.office,
            bundle: bundle.waybill.bundle,
            fileDigest: fileDigest,
            fileSize: size,
            receivedAt: time,
            decision: refusal == nil ? .filed : .refused
        )
        let filing = try registry.file(facts) { appending in
            var generator = SystemRandomNumberGenerator()
            return try making.make(
                refusal == nil ? .filed : .refused,
                for: bundle,
                sender: sender,
                codes: refusal.map { [$0.code] } ?? [],
                reasons: refusal?.reasons ?? [],
                appending: appending,
                using: &generator
            )
        }
        switch filing {
        case .added(let row): return answer(row, isDuplicate: false)
        case .duplicate(let row): return answer(row, isDuplicate: true)
        }
    }

    /// Why a bundle of a known office is refused: in the envelope's words, and what only the sender may read.
    private struct Refusal: Error {
        let code: String
        var reasons: [Reason] = []
    }

    /// Keeps what is to be known of a dossier that is filed: its id, and what a withdrawal notice in it says.
    private func remember(
        _ dossier: DossierContainer,
        of bundle: SealedBundle,
        from sender: Card,
        at time: Timestamp
    ) throws {
        let referral = dossier.referral
        try registry.record(
            DossierPassing(
                identity: bundle.identity,
                bundle: bundle.waybill.bundle,
                dossier: referral.dossier,
                direction: .in,
                authority: sender.authority.fingerprint,
                office: sender.document.office,
                passedAt: time
            ),
            caseNumber: referral.caseNumber
        )
        for document in dossier.documents where DocumentKind(of: document.value) == .withdrawal {
            let notice = try WithdrawalNotice(document.value)
            try registry.record(
                RecordedWithdrawal(
                    notice,
                    recordedAt: time,
                    office: sender.document.office,
                    source: .notice(bundle.identity)
                ),
                caseNumber: notice.caseNumber
            )
        }
    }

    /// Opens the bundle without keeping anything of it; gives the dossier where it is good.
    ///
    /// Throws `BundleError` with `signatureIndeterminate` or `notYet` where that cannot be said, and with `damage` where the content is
    /// not what was sealed.
    private func judge(
        _ bundle: SealedBundle,
        _ path: String,
        _ trust: TrustStore,
        _ time: Timestamp
    ) throws -> Result<DossierContainer, Refusal> {
        let opening = BundleOpening(
            office: office.reference,
            identities: [identity],
            trust: trust,
            policy: office.encryptionPolicy,
            withdrawals: registry.withdrawalLookup,
            now: time
        )
        do {
            let entry = bundle.contentEntry
            let content = try FileSource(path, from: entry.dataOffset, length: entry.size)
            let opened = try opening.open(bundle, content: content) { _, _ in .digest }
            try opened.judgement.requireGood()
            return .success(opened.dossier)
        } catch let error as BundleError
            where ![.signatureIndeterminate, .notYet].contains(error.code)
            && !error.reasons.contains(Self.damage)
        {
            return .failure(Self.refusal(error))
        } catch let error where error is ASiCError || error is JSONError || error is DossierError {
            return .failure(Refusal(code: Self.contentCode, reasons: [Self.reason(error)]))
        }
    }

    /// What is wrong with the envelope is told openly; of content only that there is something.
    private static func refusal(_ error: BundleError) -> Refusal {
        switch error.code {
        case .binding, .bundleExpired, .encryptionPolicy, .signatureInvalid, .unknownSender:
            Refusal(code: error.codeName)
        default:
            Refusal(code: contentCode, reasons: [Reason(error)] + error.reasons)
        }
    }

    private static let contentCode = "content"
    /// What opening says of content that is not what was sealed.
    private static let damage = Reason(.documentAltered, ["document": SealedBundle.content])
    /// Seconds after which to come again where people must act first.
    private static let afterPeople: Int64 = 3600

    package func isReadOnly() throws -> Bool {
        try registry.logState() != .open
    }

    /// After a restore from a backup nothing new is filed until a cosigner says that the log has lost nothing; what has
    /// its receipt gets it again.
    private func readOnly(_ bundle: SealedBundle, _ sender: Card) throws -> IntakeOutcome {
        if sender.reference == bundle.waybill.from,
            let known = try registry.received(identity: bundle.identity)
        {
            return answer(known, isDuplicate: true)
        }
        return .unavailable(code: RegistryError.Code.readOnly.rawValue, retryAfter: Self.afterPeople)
    }

    private func refuse(
        _ bundle: SealedBundle,
        _ sender: Card,
        _ making: ReceiptMaking,
        _ refusal: Refusal
    ) throws -> IntakeOutcome {
        var generator = SystemRandomNumberGenerator()
        let receipt = try making.make(
            .refused,
            for: bundle,
            sender: sender,
            codes: [refusal.code],
            reasons: refusal.reasons,
            appending: { [registry] leaf, signer in try registry.append(leaf, signedBy: signer) },
            using: &generator
        )
        return .refused(receipt: receipt, identity: bundle.identity)
    }

    /// Nothing is signed for a seal that is not a known office's.
    ///
    /// What may be known tomorrow is not refused.
    private func stranger(_ bundle: SealedBundle) -> IntakeOutcome {
        switch bundle.seal.subIndication {
        case .tryLater, .outOfBoundsNoProof, .noProof:
            .unavailable(code: BundleError.Code.signatureIndeterminate.rawValue, retryAfter: Self.afterPeople)
        case .noCertificateChainFound, .noSigningCertificateFound:
            // The office's card may not have come yet; nothing of the bundle is kept until it has.
            .unavailable(code: BundleError.Code.unknownSender.rawValue, retryAfter: Self.afterPeople)
        default:
            .rejectedUnsigned(code: BundleError.Code.signatureInvalid.rawValue)
        }
    }

    private func answer(_ row: ReceivedBundle, isDuplicate: Bool) -> IntakeOutcome {
        switch row.facts.decision {
        case .filed: .filed(receipt: row.receipt, identity: row.facts.identity, isDuplicate: isDuplicate)
        case .refused: .refused(receipt: row.receipt, identity: row.facts.identity)
        }
    }

    private static func code(of error: any Error) -> String {
        (error as? any CodedError)?.codeName ?? "malformed"
    }

    private static func reason(_ error: any Error) -> Reason {
        guard let error = error as? any CodedError else { return Reason(.unknownKind) }
        return Reason(error)
    }
}
