// SPDX-License-Identifier: Apache-2.0

import ASiC
import ArgumentParser
import Bundles
import Catalogue
import Delivery
import Dossiers
import Files
import JSONSchema
import Octets
import Offices
import Registry

/// `inbox decide ID`: an officer accepts a referral, returns it with questions, or declines it with a reason.
///
/// The answer is a dossier of its own, in reply to the bundle, signed by the officer and sealed for the sender.
struct InboxDecide: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "decide",
        abstract: Help.text(.helpInboxDecide)
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var target: OutputOptions

    @Argument(help: ArgumentHelp(Help.text(.helpInboxId)))
    var id: String

    @Flag(help: ArgumentHelp(Help.text(.helpDecideAccept)))
    var accept = false

    @Flag(name: .customLong("return"), help: ArgumentHelp(Help.text(.helpDecideReturn)))
    var giveBack = false

    @Flag(help: ArgumentHelp(Help.text(.helpDecideDecline)))
    var decline = false

    @Option(help: ArgumentHelp(Help.text(.helpDecideQuestion), valueName: "text"))
    var question: [String] = []

    @Option(help: ArgumentHelp(Help.text(.helpDecideReason), valueName: "code"))
    var reason: String?

    @Option(help: ArgumentHelp(Help.text(.helpDecideNote), valueName: "text"))
    var note: String?

    @Option(name: .customLong("as"), help: ArgumentHelp(Help.text(.helpAs), valueName: "officer"))
    var officer: String?

    @Flag(help: ArgumentHelp(Help.text(.helpAllowClassical)))
    var allowClassical = false

    func validate() throws {
        let choices = [accept, giveBack, decline].count { $0 }
        guard choices == 1, giveBack != question.isEmpty, decline == (reason != nil), note == nil || !giveBack
        else { throw ValidationError(Help.text(.helpDecideOne)) }
    }

    private func decision() throws -> AnswerDraft.Decision {
        if accept { return .accepted(note: note) }
        guard let reason else { return .questions(question) }
        let codes = AnswerDocument.reasons.map(\.code)
        guard codes.contains(reason) else {
            throw CommandError(.unknownReason, ["reason": reason, "reasons": codes.joined(separator: ", ")])
        }
        return .rejected(code: reason, note: note)
    }

    func perform(_ session: Session) throws -> Outcome {
        let decision = try decision()
        let office = try session.office()
        let officer = try office.acting(officer)
        let service = try ServiceFolder(office, at: session.now)
        try service.requireWritable()
        let item = try service.inboxItem(id)
        try check(item)
        let referral = try referral(item, service, office, session)
        let trust = try office.trust()
        guard let sender = trust.card(of: referral.from) else {
            throw OfficeError(.unknownOffice, ["office": referral.from.office])
        }
        if allowClassical { session.remark(.commandClassicalRecipient) }
        var generator = SystemRandomNumberGenerator()
        let bundle = UUIDv7(at: session.now, using: &generator)
        let path = target.output ?? bundle.description + ".sealed.asice"
        try target.checkFree(path)
        let draft = AnswerDraft(
            to: referral,
            in: BundleReference(id: item.bundle.facts.bundle, identity: item.bundle.facts.identity),
            decision: decision,
            by: .init(name: officer.name, office: office.profile.id, agency: office.profile.names.english),
            at: session.now,
            dossier: UUIDv7(at: session.now, using: &generator).description
        )
        let answer = WrittenDossier(
            office: office,
            officer: officer,
            trust: trust,
            papers: DossierFolder(
                draft: draft.root,
                documents: [(DocumentKind.answer.fileName, draft.answer)]
            )
        )
        let file = try PendingFile(path, existing: target.existing)
        let (_, sealed) = try answer.seal(
            to: sender,
            as: bundle,
            allowClassical ? .classicalAllowed : office.encryptionPolicy,
            into: file,
            session,
            using: &generator
        )
        try file.place(existing: target.existing, mode: FolderCarrier.mode)
        let decided = CaseDecision(
            draft.decision.caseOutcome,
            decidedAt: session.now,
            officer: officer.id
        )
        try record(sealed, decided, item, at: path, service, session)
        session.say(
            .commandDecided(
                decision: session.text(CaseState(events: [], outcome: draft.decision.caseOutcome).message),
                office: sender.document.office,
                officer: officer.id,
                path: path
            )
        )
        return .done
    }

    /// Only what lies here and was opened is decided about.
    private func check(_ item: InboxItem) throws {
        guard item.bundle.facts.decision == .filed else { throw CommandError(.itemRefused, ["id": id]) }
        guard item.erasure == nil else { throw CommandError(.itemErased, ["id": id]) }
        guard item.bundle.state != .waiting else { throw CommandError(.notOpened, ["id": id]) }
        guard item.answers.allSatisfy({ $0.decision.outcome == .questions }) else {
            throw RegistryError(.decided)
        }
    }

    /// Reads the referral again from the sealed file, judged for the moment when it was opened: what has run out since then
    /// does not keep an office from answering.
    private func referral(
        _ item: InboxItem,
        _ service: ServiceFolder,
        _ office: Office,
        _ session: Session
    ) throws -> Referral {
        let path = service.store.path(of: item.bundle.facts.fileDigest)
        let trust = try office.trust()
        let moment = item.handovers.last?.openedAt ?? item.bundle.facts.receivedAt
        let bundle = try SealedBundle(envelopeOf: FileSource(path), trust: trust, at: moment)
        let opening = BundleOpening(
            office: office.reference,
            identities: [try office.identity(session.passphrases)],
            trust: trust,
            policy: allowClassical ? .classicalAllowed : office.encryptionPolicy,
            now: moment
        )
        let entry = bundle.contentEntry
        let content = try FileSource(path, from: entry.dataOffset, length: entry.size)
        let opened = try opening.open(bundle, content: content) { _, _ in .digest }
        try opened.judgement.requireGood()
        let referral = opened.dossier.referral
        let step = Procedure.named(referral.procedure)?.step(referral.step)
        guard step?.direction == .forward else { throw CommandError(.notDecidable, ["id": id]) }
        return referral
    }

    /// Puts the answer into the outbox and keeps the decision, in one transaction; the file is durable before.
    private func record(
        _ sealed: Sealing.Outcome,
        _ decision: CaseDecision,
        _ item: InboxItem,
        at path: String,
        _ service: ServiceFolder,
        _ session: Session
    ) throws {
        let answer = CaseAnswer(
            identity: item.bundle.facts.identity,
            decision: decision,
            answerIdentity: sealed.identity,
            answerBundle: sealed.waybill.bundle
        )
        _ = try service.outbox.add(path, at: session.now) { entry in
            try service.registry.decide(answer, sending: entry)
        }
    }
}

extension AnswerDraft.Decision {
    /// The registry's word for it.
    var caseOutcome: CaseDecision.Outcome {
        switch outcome {
        case .accepted: .accepted
        case .questions: .questions
        case .rejected: .rejected
        }
    }
}
