// SPDX-License-Identifier: Apache-2.0

import Bundles
import Catalogue
import Delivery
import Dossiers
import Files
import JSONSchema
import Octets
import Offices
import ReceivingService
import Registry

/// Makes the sealed notices of one withdrawal, a dossier of its own for each office that has the papers.
struct WithdrawalNotices {
    let office: Office
    let officer: Officer
    /// The root of the dossier that the officer named.
    let earlier: Referral
    let withdrawal: Withdrawal
    let by: String
    let channel: String?
    let asked: [String]

    /// An office to be told, and what it has.
    struct Receiver {
        let office: String
        let subjects: [WithdrawalNotice.Subject]
    }

    /// The office that sent the dossier, every office for which papers of the case were sealed here, and `others`.
    func receivers(registry: any ConsentRegistry, others: [String], trust: TrustStore) throws -> [Receiver] {
        let (caseNumber, dossiers) = (earlier.caseNumber, [earlier.dossier])
        let notices = try registry.withdrawals(caseNumber: caseNumber, dossiers: dossiers).map(\.source)
        // What brought or carried a notice is no paper that the consent was for.
        let passings = try registry.passings(caseNumber: caseNumber, dossiers: dossiers)
            .filter { !notices.contains(.notice($0.identity)) }
        var names: [String] = []
        func add(_ office: String) {
            if office != self.office.profile.id, !names.contains(office) { names.append(office) }
        }
        if earlier.from != office.reference { add(earlier.from.office) }
        for passing in passings { add(passing.office) }
        for other in others { add(try trust.card(named: other).document.office) }
        return names.map { name in
            var subjects = passings.filter { $0.office == name }.map { passing in
                WithdrawalNotice.Subject(
                    dossier: passing.dossier,
                    bundle: BundleReference(id: passing.bundle, identity: passing.identity)
                )
            }
            if subjects.isEmpty {
                subjects = [WithdrawalNotice.Subject(dossier: earlier.dossier, bundle: nil)]
            }
            // The newest, as many as a notice holds; the case number stands for the rest.
            return Receiver(office: name, subjects: subjects.suffix(Limits.noticeDossiers))
        }
    }

    /// The office at the other end of the dossier, in whose place the words can be tried where nobody is to be told.
    var anybody: Receiver {
        let others = [earlier.from.office] + earlier.to.map(\.office)
        return Receiver(
            office: others.first { $0 != office.profile.id } ?? "",
            subjects: [WithdrawalNotice.Subject(dossier: earlier.dossier, bundle: nil)]
        )
    }

    /// What this office keeps of the withdrawal.
    func record(for receivers: [Receiver], at now: Timestamp) -> RecordedWithdrawal {
        let notice = notice(
            [
                WithdrawalNotice.Subject(dossier: earlier.dossier, bundle: nil)
            ] + receivers.flatMap(\.subjects)
        )
        return RecordedWithdrawal(
            notice,
            recordedAt: now,
            office: office.profile.id,
            source: .officer(officer.id)
        )
    }

    /// Refuses what the notice's schema or the procedure does not let pass.
    ///
    /// - Throws: `BundleError` with `rulesBroken`.
    func check(_ receiver: Receiver, _ session: Session) throws {
        let folder = folder(receiver, dossier: earlier.dossier, session)
        let wrong = try folder.findings(at: session.now, trust: office.trust())
            .filter { $0.severity == .error }
        guard wrong.isEmpty else { throw BundleError(.rulesBroken, reasons: wrong.map { Reason($0) }) }
    }

    /// Signs and seals the notice for `receiver`, and returns the name of the bundle in `folder`.
    func make(_ receiver: Receiver, in folder: String, _ session: Session) throws -> String {
        var generator = SystemRandomNumberGenerator()
        let trust = try office.trust()
        let card = try trust.card(named: receiver.office)
        let notice = WrittenDossier(
            office: office,
            officer: officer,
            trust: trust,
            papers: self.folder(
                receiver,
                dossier: UUIDv7(at: session.now, using: &generator).description,
                session
            )
        )
        let bundle = UUIDv7(at: session.now, using: &generator)
        let name = bundle.description + FolderCarrier.bundleSuffix
        let file = try PendingFile(Folder.join(folder, name))
        let (dossier, _) = try notice.seal(
            to: card,
            as: bundle,
            office.encryptionPolicy,
            into: file,
            session,
            using: &generator
        )
        try Folder.write(dossier, to: Folder.join(folder, receiver.office + ".asice"))
        try file.place(mode: FolderCarrier.mode)
        return name
    }

    private func notice(_ subjects: [WithdrawalNotice.Subject]) -> WithdrawalNotice {
        WithdrawalNotice(
            caseNumber: earlier.caseNumber,
            withdrawal: withdrawal,
            by: by,
            channel: channel,
            dossiers: subjects,
            asked: asked
        )
    }

    private func folder(_ receiver: Receiver, dossier: String, _ session: Session) -> DossierFolder {
        func inAllLanguages(_ message: Message, _ separator: String) -> String {
            Language.allCases.map { message.text(in: $0) }.joined(separator: separator)
        }
        let root = WithdrawalNotice.root(
            after: earlier.json,
            dossier: dossier,
            from: office.profile.id,
            to: receiver.office,
            signer: Signer(officer: officer.id, role: officer.role),
            subject: inAllLanguages(.commandWithdrawalSubject, " / "),
            reason: inAllLanguages(.commandWithdrawalReason, "\n")
        )
        let name = DocumentKind.withdrawal.fileName
        return DossierFolder(draft: root, documents: [(name, notice(receiver.subjects).draft())])
    }
}
