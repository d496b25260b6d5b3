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
import Synchronization
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
    private let identities: [any KeyIdentity]
    private let registry: any BundleRegistry & ConsentRegistry
    private let store: SealedStore
    private let cards = CardMemory()
    /// New bundles of one sender, whatever addresses they come from.
    private let senderLimit: Mutex<RateLimit>

    /// Unlocks what the intake needs of the office's keys.
    package init(
        office: Office,
        registry: any BundleRegistry & ConsentRegistry,
        store: SealedStore,
        passphrases: any PassphraseSource,
        bundlesPerMinute: Int = 600
    ) throws {
        senderLimit = Mutex(RateLimit(perMinute: bundlesPerMinute))
        self.office = office
        self.registry = registry
        self.store = store
        sealKey = try office.sealKey(passphrases)
        identities = try office.identities(passphrases)
        logSigner = try office.logSigner(passphrases)
        try registry.beginLog(signedBy: logSigner)
    }

    package func receipt(identity: SHA256Digest) throws -> [UInt8]? {
        try registry.received(identity: identity)?.receipt
    }

    package func receipt(identity: SHA256Digest, number: Int) throws -> [UInt8]? {
        let receipts = try registry.receipts(of: identity)
        return receipts.indices.contains(number - 1) ? receipts[number - 1] : nil
    }

    package func card() throws -> [UInt8]? {
        try office.card().bytes
    }

    package func check() throws {
        try registry.check()
        try store.check()
        _ = try office.trust()
    }

    // MARK: Before the bytes

    package func admit(_ shown: ShownEnvelope, at time: Timestamp) throws -> Admission {
        let trust = try office.trust(memory: cards)
        let envelope: BundleEnvelope
        do {
            envelope = try BundleEnvelope(
                waybill: shown.waybill,
                manifest: shown.manifest,
                signature: shown.signature,
                trust: trust,
                at: time
            )
        } catch {
            return .answered(.rejectedUnsigned(code: Self.code(of: error)))
        }
        switch try weigh(envelope, trust, at: time) {
        case .answered(let outcome): return .answered(outcome)
        case .open(let sender, let making):
            // What the bytes cannot change.
            let code: BundleError.Code? =
                if !envelope.waybill.to.contains(office.reference) {
                    .binding
                } else {
                    time > envelope.waybill.expires ? .bundleExpired : nil
                }
            if let code {
                return .answered(try refuse(envelope, sender, making, Refusal(code: code.rawValue)))
            }
            return .admitted(sender: sender.authority.fingerprint, identity: envelope.identity)
        }
    }

    private enum EnvelopeVerdict {
        case answered(IntakeOutcome)
        case open(sender: Card, making: ReceiptMaking)
    }

    /// What the envelope alone decides: who sealed it, whether it is here already, whether its id is used.
    private func weigh(
        _ envelope: BundleEnvelope,
        _ trust: TrustStore,
        at time: Timestamp
    ) throws -> EnvelopeVerdict {
        guard let sender = envelope.sender else { return .answered(stranger(envelope)) }
        guard sender.isCurrent(at: time) else {
            return .answered(
                .unavailable(code: BundleError.Code.cardExpired.rawValue, retryAfter: Self.afterPeople)
            )
        }
        let making = ReceiptMaking(
            office: office.reference,
            seal: office.seal(
                sealKey,
                .receipt,
                at: time,
                carrying: [try office.card(memory: cards).revocations]
            ),
            log: logSigner,
            cards: [try office.card(memory: cards), sender],
            policy: office.encryptionPolicy,
            now: time
        )
        guard try !isReadOnly() else { return .answered(try readOnly(envelope, sender)) }
        // The identity is the manifest's, which another office can seal again as it is: in somebody else's name it is
        // refused before it is looked up, learns nothing, and leaves no row that would keep the sender's own bundle out
        // (`THREATS.md` 34).
        guard sender.reference == envelope.waybill.from else {
            return .answered(
                try refuse(envelope, sender, making, Refusal(code: BundleError.Code.binding.rawValue))
            )
        }
        if let known = try registry.received(identity: envelope.identity) {
            return .answered(answer(known, isDuplicate: true))
        }
        if try registry.erasure(of: envelope.identity) != nil {
            // It was filed and erased, and a backup from before its filing was restored since.
            return .answered(
                try refuse(envelope, sender, making, Refusal(code: RegistryError.Code.erased.rawValue))
            )
        }
        let replayed = try registry.received(
            senderAuthority: sender.authority.fingerprint,
            bundle: envelope.waybill.bundle
        )
        if replayed != nil {
            // The id stands for another bundle for ever, so this one gets no row (`THREATS.md` 22).
            return .answered(
                try refuse(envelope, sender, making, Refusal(code: RegistryError.Code.replayed.rawValue))
            )
        }
        let isAdmitted = senderLimit.withLock {
            $0.admits(RateLimit.Key(sender.authority.fingerprint), at: time)
        }
        guard isAdmitted else {
            return .answered(.unavailable(code: Problem.Code.tooManyRequests.rawValue, retryAfter: 60))
        }
        return .open(sender: sender, making: making)
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
        let (sender, making): (Card, ReceiptMaking)
        switch try weigh(bundle.envelope, trust, at: time) {
        case .answered(let outcome): return outcome
        case .open(let card, let seal): (sender, making) = (card, seal)
        }
        let judgement: Judgement
        do {
            judgement = try judge(bundle, spoolPath, trust, time)
            // Before the row: a notice that is filed is remembered, whenever the process ends.
            if let dossier = judgement.dossier {
                try remember(dossier, of: bundle, from: sender, at: time)
            }
        } catch let error as BundleError where error.reasons.contains(Self.damage) {
            // The seal is over other bytes than these, so this is not the bundle that it names, and that one must not
            // be refused for it: whoever spoils a copy on its way would else keep the whole one out for ever.
            return .rejectedUnsigned(code: BundleError.Code.documentAltered.rawValue)
        } catch let error as BundleError {
            // Whether a signature is good, or which clock is right, cannot be said now, which is no reason to refuse it for good.
            return .unavailable(code: error.codeName, retryAfter: Self.afterPeople)
        }
        let refusal = judgement.refusal
        if refusal == nil { try store.adopt(spoolPath, digest: fileDigest) }
        let facts = BundleFacts(
            identity: bundle.identity,
            senderAuthority: sender.authority.fingerprint,
            senderOffice: sender.document.office,
            bundle: bundle.waybill.bundle,
            fileDigest: fileDigest,
            fileSize: size,
            receivedAt: time,
            decision: refusal == nil ? .filed : .refused,
            reply: judgement.reply
        )
        let filing = try registry.file(facts) { appending in
            var generator = SystemRandomNumberGenerator()
            return try making.make(
                refusal == nil ? .filed : .refused,
                for: bundle.envelope,
                sender: sender,
                codes: refusal.map { [$0.code] } ?? [],
                reasons: refusal?.reasons ?? [],
                answerDue: judgement.hoursToAnswer.map { time.adding(seconds: Int64($0) * 3600) },
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

    /// What came of opening a bundle.
    private struct Judgement {
        /// Why it is refused; nil where it is good.
        var refusal: Refusal?
        /// The dossier, where it is good.
        var dossier: DossierContainer?

        /// In how many hours the sender wants an answer of people; nil where the dossier asks for none.
        var hoursToAnswer: Int? { dossier.flatMap { OfficeIntake.hoursToAnswer($0.referral) } }
        /// Which bundle the dossier answers itself, and how.
        var reply: CaseReply? { dossier.flatMap(OfficeIntake.reply) }
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
    ) throws -> Judgement {
        let opening = BundleOpening(
            office: office.reference,
            identities: identities,
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
            return Judgement(dossier: opened.dossier)
        } catch let error as BundleError
            where ![.signatureIndeterminate, .notYet].contains(error.code)
            && !error.reasons.contains(Self.damage)
        {
            return Judgement(refusal: Self.refusal(error))
        } catch let error where error is ASiCError || error is JSONError || error is DossierError {
            return Judgement(refusal: Refusal(code: Self.contentCode, reasons: [Self.reason(error)]))
        }
    }

    /// The procedure's time for an answer, where its next step is one.
    private static func hoursToAnswer(_ referral: Referral) -> Int? {
        guard let procedure = Procedure.named(referral.procedure),
            let place = procedure.course.firstIndex(where: { $0.code == referral.step }),
            let next = procedure.course[(place + 1)...].first, next.need(of: .answer) == .required
        else { return nil }
        return procedure.deadlines[referral.urgency]
    }

    /// Which bundle the dossier answers, and how.
    ///
    /// Whether that one was ever sent to this sender, the registry knows.
    private static func reply(_ dossier: DossierContainer) -> CaseReply? {
        guard let bundle = dossier.referral.inReplyTo?.bundle else { return nil }
        let answer = dossier.documents.first { DocumentKind(of: $0.value) == .answer }
        guard let answer, let document = try? AnswerDocument(answer.value),
            let outcome = CaseDecision.Outcome(rawValue: document.outcome.rawValue),
            // The last to sign answers for it.
            let officer = dossier.referral.signers.last?.officer
        else { return CaseReply(to: bundle.identity, decision: nil) }
        return CaseReply(
            to: bundle.identity,
            decision: CaseDecision(outcome, decidedAt: document.decided, officer: officer)
        )
    }

    /// What is wrong with the envelope is told openly; of content only that there is something.
    ///
    /// Details are for the sender.
    private static func refusal(_ error: BundleError) -> Refusal {
        switch error.code {
        case .binding, .bundleExpired, .encryptionPolicy, .signatureInvalid, .unknownSender:
            Refusal(code: error.codeName, reasons: error.reasons)
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
    private func readOnly(_ bundle: BundleEnvelope, _ sender: Card) throws -> IntakeOutcome {
        if sender.reference == bundle.waybill.from,
            let known = try registry.received(identity: bundle.identity)
        {
            return answer(known, isDuplicate: true)
        }
        return .unavailable(code: RegistryError.Code.readOnly.rawValue, retryAfter: Self.afterPeople)
    }

    private func refuse(
        _ bundle: BundleEnvelope,
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
    private func stranger(_ bundle: BundleEnvelope) -> IntakeOutcome {
        switch bundle.seal.refusal {
        case .signatureIndeterminate:
            .unavailable(code: BundleError.Code.signatureIndeterminate.rawValue, retryAfter: Self.afterPeople)
        case .unknownSender:
            // The office's card may not have come yet; nothing of the bundle is kept until it has.
            .unavailable(code: BundleError.Code.unknownSender.rawValue, retryAfter: Self.afterPeople)
        case let code: .rejectedUnsigned(code: code.rawValue)
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
