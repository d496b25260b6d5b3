// SPDX-License-Identifier: Apache-2.0

import Bundles
import Dossiers
import Octets
import Offices
import Registry
import Signatures
import Synchronization
import TransparencyLog

/// What the envelope of a bundle decides, before its bytes and again with them: who sealed it, whether it is here
/// already, whether its id is used, whether its sender may send more now.
final class EnvelopeWeighing: Sendable {
    enum Verdict {
        case answered(IntakeOutcome)
        case open(sender: Card, making: ReceiptMaking)
        /// It is refused for good, with a row.
        case replayed(sender: Card, making: ReceiptMaking)
    }

    /// Why a bundle of a known office is refused: in the envelope's words, and what only the sender may read.
    struct Refusal: Error {
        let code: String
        var reasons: [Reason] = []
    }

    private let office: Office
    private let registry: any BundleRegistry
    private let sealKey: SigningKey
    private let logSigner: NoteSigner
    /// New bundles of one sender, whatever addresses they come from.
    private let senderLimit: Mutex<RateLimit>
    /// Seconds after which to come again where people must act first.
    static let afterPeople: Int64 = 3600
    private static let later = IntakeOutcome.unavailable(
        code: Problem.Code.tooManyRequests.rawValue,
        retryAfter: 60
    )

    init(
        office: Office,
        registry: any BundleRegistry,
        sealKey: SigningKey,
        logSigner: NoteSigner,
        bundlesPerMinute: Int
    ) {
        self.office = office
        self.registry = registry
        self.sealKey = sealKey
        self.logSigner = logSigner
        senderLimit = Mutex(RateLimit(perMinute: bundlesPerMinute))
    }

    /// Whom the office trusts; looked for anew with each bundle, so that a card that was added counts at once.
    func trust() throws -> TrustStore {
        try office.trust()
    }

    /// Weighs an envelope.
    ///
    /// `admitted` is the identity for which the sender was counted when its envelope was shown ahead: that is not done
    /// twice.
    func weigh(
        _ envelope: BundleEnvelope,
        _ trust: TrustStore,
        at time: Timestamp,
        admitted: SHA256Digest?
    ) throws -> Verdict {
        guard let sender = envelope.sender else { return .answered(stranger(envelope)) }
        guard sender.isCurrent(at: time) else {
            return .answered(
                .unavailable(code: BundleError.Code.cardExpired.rawValue, retryAfter: Self.afterPeople)
            )
        }
        let own = try trust.card(named: office.reference.office)
        let making = ReceiptMaking(
            office: office.reference,
            seal: office.seal(sealKey, .receipt, at: time, carrying: [own.revocations]),
            log: logSigner,
            cards: [own, sender],
            policy: office.encryptionPolicy,
            checkpoint: try registry.newestCosignedHead(at: time)?.head.bytes,
            now: time
        )
        guard try registry.logState() == .open else { return .answered(try readOnly(envelope, sender)) }
        // The identity is the manifest's, which another office can seal again as it is: in somebody else's name it is
        // refused before it is looked up, learns nothing, and leaves no row that would keep the sender's own bundle out
        // (`THREATS.md` 34).
        guard sender.reference == envelope.waybill.from else {
            return .answered(
                try refuse(envelope, sender, making, BundleError.Code.binding.rawValue, at: time)
            )
        }
        let standing = try registry.standing(
            of: envelope.identity,
            senderAuthority: sender.authority.fingerprint,
            bundle: envelope.waybill.bundle
        )
        switch standing {
        case .new, .replayed: break
        case .known(let bundle): return .answered(IntakeOutcome(bundle, isDuplicate: true))
        case .erased:
            // It was filed and erased, and a backup from before its filing was restored since.
            return .answered(
                try refuse(envelope, sender, making, RegistryError.Code.erased.rawValue, at: time)
            )
        }
        guard admitted == envelope.identity || mayComeNow(sender, at: time) else {
            return .answered(Self.later)
        }
        // The id stands for another bundle for ever, whatever the bytes are (`THREATS.md` 22).
        return standing == .replayed
            ? .replayed(sender: sender, making: making) : .open(sender: sender, making: making)
    }

    /// Counts a new bundle of the sender; false where he has had his share (`THREATS.md` 24).
    private func mayComeNow(_ sender: Card, at time: Timestamp) -> Bool {
        senderLimit.withLock { $0.admits(RateLimit.Key(sender.authority.fingerprint), at: time) }
    }

    /// Refuses without a row: the receipt's leaf comes into the log in a transaction of its own, and counts against the share
    /// of whoever sealed it.
    private func refuse(
        _ bundle: BundleEnvelope,
        _ sender: Card,
        _ making: ReceiptMaking,
        _ code: String,
        at time: Timestamp
    ) throws -> IntakeOutcome {
        guard mayComeNow(sender, at: time) else { return Self.later }
        var generator = SystemRandomNumberGenerator()
        let receipt = try making.make(
            .refused,
            for: bundle,
            sender: sender,
            codes: [code],
            appending: { [registry] leaf, signer in try registry.append(leaf, signedBy: signer) },
            using: &generator
        )
        return .refused(receipt: receipt, identity: bundle.identity)
    }

    /// After a restore from a backup nothing new is filed until a cosigner says that the log has lost nothing; what has
    /// its receipt gets it again.
    private func readOnly(_ bundle: BundleEnvelope, _ sender: Card) throws -> IntakeOutcome {
        if sender.reference == bundle.waybill.from,
            let known = try registry.received(identity: bundle.identity)
        {
            return IntakeOutcome(known, isDuplicate: true)
        }
        return .unavailable(code: RegistryError.Code.readOnly.rawValue, retryAfter: Self.afterPeople)
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
}

extension IntakeOutcome {
    /// The answer that a row holds.
    init(_ row: ReceivedBundle, isDuplicate: Bool) {
        switch row.facts.decision {
        case .filed:
            self = .filed(receipt: row.receipt, identity: row.facts.identity, isDuplicate: isDuplicate)
        case .refused: self = .refused(receipt: row.receipt, identity: row.facts.identity)
        }
    }
}
