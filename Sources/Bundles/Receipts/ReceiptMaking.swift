// SPDX-License-Identifier: Apache-2.0

import AgeEncryption
package import Dossiers
import JSONSchema
package import Octets
package import TransparencyLog

/// Makes receipts under the office's seal.
///
/// In this order: `receipt.json`, its leaf in the log, the proof, and the seal over all (`ReceiptDraft`).
package struct ReceiptMaking {
    package let office: OfficeReference
    package let seal: ContainerSigner
    /// Signs the heads of the office's log.
    package let log: NoteSigner
    /// Cards in force, whose serials the receipt tells.
    package let cards: [Card]
    package let policy: EncryptionPolicy
    /// The newest head of the office's log that another office cosigned, to be sealed along: proof of not before.
    package let checkpoint: [UInt8]?
    /// The moment of the decision.
    package let now: Timestamp

    package init(
        office: OfficeReference,
        seal: ContainerSigner,
        log: NoteSigner,
        cards: [Card],
        policy: EncryptionPolicy,
        checkpoint: [UInt8]? = nil,
        now: Timestamp
    ) {
        self.office = office
        self.seal = seal
        self.log = log
        self.cards = cards
        self.policy = policy
        self.checkpoint = checkpoint
        self.now = now
    }

    /// Makes the document of the receipt for `bundle`, whose seal has passed; its leaf is to come into the log next.
    ///
    /// `codes` say why it was refused, as far as the envelope tells; `reasons` are about content and encrypted to the
    /// sender, or left out where the sender's card has no recipient that the policy allows. `answerDue` is until when people
    /// here are to answer what was filed.
    package func draft(
        _ decision: ReceiptDocument.Decision,
        for bundle: BundleEnvelope,
        sender: Card,
        codes: [String] = [],
        reasons: [Reason] = [],
        answerDue: Timestamp? = nil,
        using generator: inout some RandomNumberGenerator
    ) throws -> ReceiptDraft {
        let encrypted =
            reasons.isEmpty
            ? nil : try encrypt(reasons, for: bundle.reference, to: sender, using: &generator)
        return draft(
            decision,
            for: bundle.bytes,
            to: sender.reference,
            codes: codes,
            answerDue: answerDue,
            encryptedReasons: encrypted,
            using: &generator
        )
    }

    /// Makes the receipt for `bundle`, whose seal has passed.
    ///
    /// Whoever calls sees to it that the leaf and the receipt become durable together.
    package func make(
        _ decision: ReceiptDocument.Decision,
        for bundle: BundleEnvelope,
        sender: Card,
        codes: [String] = [],
        reasons: [Reason] = [],
        answerDue: Timestamp? = nil,
        appending: LogAppending,
        using generator: inout some RandomNumberGenerator
    ) throws -> [UInt8] {
        let draft = try draft(
            decision,
            for: bundle,
            sender: sender,
            codes: codes,
            reasons: reasons,
            answerDue: answerDue,
            using: &generator
        )
        return try draft.sealed(with: appending(draft.leaf, log))
    }

    /// Makes a further receipt for a bundle that was filed, of which the first receipt has all that is needed.
    ///
    /// - Throws: what `appending`, writing and signing throw.
    package func make(
        _ decision: ReceiptDocument.Decision,
        after filing: Receipt,
        codes: [String] = [],
        appending: LogAppending,
        using generator: inout some RandomNumberGenerator
    ) throws -> [UInt8] {
        let draft = draft(
            decision,
            for: filing.envelope,
            to: filing.document.to,
            codes: codes,
            answerDue: nil,
            encryptedReasons: nil,
            using: &generator
        )
        return try draft.sealed(with: appending(draft.leaf, log))
    }

    private func draft(
        _ decision: ReceiptDocument.Decision,
        for bundle: EnvelopeBytes,
        to sender: OfficeReference,
        codes: [String],
        answerDue: Timestamp?,
        encryptedReasons: [UInt8]?,
        using generator: inout some RandomNumberGenerator
    ) -> ReceiptDraft {
        let document = ReceiptDocument(
            salt: Salt.fresh(using: &generator),
            bundle: bundle.reference,
            from: office,
            to: sender,
            decision: decision,
            codes: codes,
            cards: cards.map { .init(office: $0.document.office, serial: $0.document.serial) },
            time: now,
            answerDue: answerDue
        )
        return ReceiptDraft(
            document: document.json().bytes(.pretty),
            bundle: bundle,
            encryptedReasons: encryptedReasons,
            checkpoint: checkpoint,
            seal: seal
        )
    }

    private func encrypt(
        _ reasons: [Reason],
        for bundle: BundleReference,
        to sender: Card,
        using generator: inout some RandomNumberGenerator
    ) throws -> [UInt8]? {
        let offered = try sender.recipients().map { try AgeRecipients.parse($0) }
        let recipients = policy.choose(among: [offered]).recipients
        // A sender whom the policy cannot write to still gets his receipt.
        guard !recipients.isEmpty else { return nil }
        let document = ReasonsDocument(
            salt: Salt.fresh(using: &generator),
            bundle: bundle,
            reasons: reasons.map(\.forDocument)
        )
        let sink = MemorySink(limit: Limits.receipt)
        let envelope = try AgeEnvelope(recipients: recipients, using: &generator)
        let encryption = try AgeEncryptingSink(to: sink, envelope: envelope)
        try encryption.write(document.json().bytes(.pretty))
        try encryption.finish()
        return sink.bytes
    }
}
