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
/// 1. seal and sender, 2. replay (`EnvelopeWeighing`), 3. decrypt as a stream, binding, signatures, schemas and rules,
/// 4. the sealed file into the store (`fsync`, `rename`, `fsync` of the folder), 5. the row, what is to be known of the
/// dossier, the leaf in the log, the log's head and the receipt in one transaction, which is shared with what comes at
/// the same time (`FilingGroups`).
///
/// A crash before 5 leaves a file without a row, which the store's sweep takes away, and the sender, who has no receipt,
/// sends again. Plain text is never written to a disk.
package final class OfficeIntake: Intake {
    /// How many new bundles a sender may bring in a minute, unless told otherwise.
    package static let bundlesPerMinute = 600

    private typealias Refusal = EnvelopeWeighing.Refusal

    private let office: Office
    private let identities: [any KeyIdentity]
    private let registry: any BundleRegistry
    private let store: SealedStore
    private let weighing: EnvelopeWeighing
    private let groups: FilingGroups

    /// Unlocks what the intake needs of the office's keys.
    ///
    /// `bundlesPerMinute` is how many new ones a sender may bring, whatever addresses they come from.
    package init(
        office: Office,
        registry: any BundleRegistry,
        store: SealedStore,
        passphrases: any PassphraseSource,
        bundlesPerMinute: Int = OfficeIntake.bundlesPerMinute
    ) throws {
        self.office = office
        self.registry = registry
        self.store = store
        identities = try office.identities(passphrases)
        let logSigner = try office.logSigner(passphrases)
        weighing = EnvelopeWeighing(
            office: office,
            registry: registry,
            sealKey: try office.sealKey(passphrases),
            logSigner: logSigner,
            bundlesPerMinute: bundlesPerMinute
        )
        groups = FilingGroups(registry, signedBy: logSigner)
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

    package func isReadOnly() throws -> Bool {
        try registry.logState() != .open
    }

    // MARK: Before the bytes

    package func admit(_ shown: ShownEnvelope, at time: Timestamp) throws -> Admission {
        let trust = try weighing.trust()
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
        switch try weighing.weigh(envelope, trust, at: time, admitted: nil) {
        case .answered(let outcome): return .answered(outcome)
        case .replayed(let sender, let making):
            return .answered(try refuseReplay(envelope, sender, making, at: time))
        case .open(let sender, let making):
            // What the bytes cannot change.
            let code: BundleError.Code? =
                if !envelope.waybill.to.contains(office.reference) {
                    .binding
                } else {
                    time > envelope.waybill.expires ? .bundleExpired : nil
                }
            if let code {
                return .answered(try refuse(envelope, sender, making, code.rawValue, at: time))
            }
            return .admitted(sender: sender.authority.fingerprint, identity: envelope.identity)
        }
    }

    /// Refuses for good by the envelope alone, with a row: what comes again gets the same receipt.
    private func refuse(
        _ envelope: BundleEnvelope,
        _ sender: Card,
        _ making: ReceiptMaking,
        _ code: String,
        isReplay: Bool = false,
        at time: Timestamp
    ) throws -> IntakeOutcome {
        let facts = BundleFacts(
            identity: envelope.identity,
            senderAuthority: sender.authority.fingerprint,
            senderOffice: sender.document.office,
            bundle: envelope.waybill.bundle,
            // Nothing of the file came.
            fileDigest: SHA256Digest(of: []),
            fileSize: 0,
            receivedAt: time,
            decision: .refused,
            isReplay: isReplay
        )
        var generator = SystemRandomNumberGenerator()
        let draft = try making.draft(
            .refused,
            for: envelope,
            sender: sender,
            codes: [code],
            using: &generator
        )
        return try enter(
            FilingRequest(
                facts,
                leaf: draft.leaf,
                dossier: nil,
                makeReceipt: { proof in try draft.sealed(with: proof) }
            )
        )
    }

    /// Refuses another bundle under a used id; it gets a row of its own, so that it stands in the `inbox` as its sender sees it.
    private func refuseReplay(
        _ envelope: BundleEnvelope,
        _ sender: Card,
        _ making: ReceiptMaking,
        at time: Timestamp
    ) throws -> IntakeOutcome {
        let code = RegistryError.Code.replayed.rawValue
        return try refuse(envelope, sender, making, code, isReplay: true, at: time)
    }

    private func enter(_ request: FilingRequest) throws -> IntakeOutcome {
        switch try groups.file(request) {
        case .added(let row): IntakeOutcome(row, isDuplicate: false)
        case .duplicate(let row): IntakeOutcome(row, isDuplicate: true)
        }
    }

    // MARK: Filing

    package func file(
        spooledAt spoolPath: String,
        fileDigest: SHA256Digest,
        size: UInt64,
        admitted: SHA256Digest?,
        at time: Timestamp
    ) throws -> IntakeOutcome {
        let trust = try weighing.trust()
        let bundle: SealedBundle
        do {
            bundle = try SealedBundle(envelopeOf: FileSource(spoolPath), trust: trust, at: time)
        } catch let error where error is FileError {
            throw error
        } catch {
            return .rejectedUnsigned(code: Self.code(of: error))
        }
        let (sender, making): (Card, ReceiptMaking)
        switch try weighing.weigh(bundle.envelope, trust, at: time, admitted: admitted) {
        case .answered(let outcome): return outcome
        case .replayed(let card, let seal): return try refuseReplay(bundle.envelope, card, seal, at: time)
        case .open(let card, let seal): (sender, making) = (card, seal)
        }
        let judgement: Judgement
        do {
            judgement = try judge(bundle, spoolPath, trust, time)
        } catch let error as BundleError where error.reasons.contains(Self.damage) {
            // The seal is over other bytes than these, so this is not the bundle that it names, and that one must not
            // be refused for it: whoever spoils a copy on its way would else keep the whole one out for ever.
            return .rejectedUnsigned(code: BundleError.Code.documentAltered.rawValue)
        } catch let error as BundleError {
            // Whether a signature is good, or which clock is right, cannot be said now, which is no reason to refuse it for good.
            return .unavailable(code: error.codeName, retryAfter: EnvelopeWeighing.afterPeople)
        }
        let (refusal, dossier) = (judgement.refusal, judgement.dossier)
        let decision: BundleFacts.Decision = refusal == nil ? .filed : .refused
        let facts = BundleFacts(
            identity: bundle.identity,
            senderAuthority: sender.authority.fingerprint,
            senderOffice: sender.document.office,
            bundle: bundle.waybill.bundle,
            fileDigest: fileDigest,
            fileSize: size,
            receivedAt: time,
            decision: decision,
            reply: dossier?.answer.map { CaseReply($0) }
        )
        var generator = SystemRandomNumberGenerator()
        let draft = try making.draft(
            refusal == nil ? .filed : .refused,
            for: bundle.envelope,
            sender: sender,
            codes: refusal.map { [$0.code] } ?? [],
            reasons: refusal?.reasons ?? [],
            answerDue: dossier?.referral.hoursToAnswer.map { time.adding(seconds: Int64($0) * 3600) },
            using: &generator
        )
        let request = FilingRequest(
            facts,
            leaf: draft.leaf,
            dossier: try dossier.map { try Self.memory(of: $0, in: facts) },
            makeReceipt: { proof in try draft.sealed(with: proof) }
        )
        if decision == .filed { try store.adopt(spoolPath, digest: fileDigest) }
        return try enter(request)
    }

    /// What is to be known of a dossier that is filed: its id, and what a withdrawal notice in it says.
    private static func memory(of dossier: DossierContainer, in facts: BundleFacts) throws -> FiledDossier {
        let notices = try dossier.documents.filter { DocumentKind(of: $0.value) == .withdrawal }
            .map { try WithdrawalNotice($0.value) }
        return FiledDossier(
            passing: DossierPassing(
                identity: facts.identity,
                bundle: facts.bundle,
                dossier: dossier.referral.dossier,
                direction: .in,
                authority: facts.senderAuthority,
                office: facts.senderOffice,
                passedAt: facts.receivedAt
            ),
            caseNumber: dossier.referral.caseNumber,
            withdrawals: notices.map { notice in
                let withdrawal = RecordedWithdrawal(
                    notice,
                    recordedAt: facts.receivedAt,
                    office: facts.senderOffice,
                    source: .notice(facts.identity)
                )
                return (withdrawal, notice.caseNumber)
            }
        )
    }

    /// What came of opening a bundle.
    private struct Judgement {
        /// Why it is refused; nil where it is good.
        var refusal: Refusal?
        /// The dossier, where it is good.
        var dossier: DossierContainer?
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

    private static func code(of error: any Error) -> String {
        (error as? any CodedError)?.codeName ?? "malformed"
    }

    private static func reason(_ error: any Error) -> Reason {
        guard let error = error as? any CodedError else { return Reason(.unknownKind) }
        return Reason(error)
    }
}

extension CaseReply {
    /// What a dossier answers, as the registry keeps it.
    init(_ answer: DossierAnswer) {
        self.init(
            to: answer.bundle.identity,
            decision: answer.decision.flatMap { decision in
                CaseDecision.Outcome(rawValue: decision.document.outcome.rawValue).map {
                    CaseDecision($0, decidedAt: decision.document.decided, officer: decision.officer)
                }
            }
        )
    }
}
