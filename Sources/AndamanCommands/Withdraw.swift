// SPDX-License-Identifier: Apache-2.0

import ASiC
import ArgumentParser
import Bundles
import Catalogue
import Dossiers
import Files
import Octets
import Offices
import Registry

/// `withdraw DOSSIER --as OFFICER`: records that a person took back the consent, and makes the notice for every office
/// that got the papers.
struct Withdraw: OfficeCommand {
    static let configuration = CommandConfiguration(act: "withdraw", .helpWithdraw)

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp(Help.text(.helpWithdrawInput)))
    var dossier: String

    @Option(name: .customLong("as"), help: ArgumentHelp(Help.text(.helpAs), valueName: "officer"))
    var officer: String

    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp(Help.text(.helpOutputFolder), valueName: "dir")
    )
    var output: String

    @Option(help: ArgumentHelp(Help.text(.helpWithdrawAt), valueName: "time"))
    var at: String?

    @Option(help: ArgumentHelp(Help.text(.helpWithdrawBy), valueName: "individual|guardian|protector"))
    var by: String = "individual"

    @Option(help: ArgumentHelp(Help.text(.helpWithdrawChannel), valueName: "text"))
    var channel: String?

    @Option(help: ArgumentHelp(Help.text(.helpWithdrawPurpose), valueName: "code"))
    var purpose: [String] = []

    @Option(help: ArgumentHelp(Help.text(.helpWithdrawCategory), valueName: "code"))
    var category: [String] = []

    @Option(help: ArgumentHelp(Help.text(.helpWithdrawAsk), valueName: "code"))
    var ask: [String] = ["stop-sharing", "restrict", "confirm"]

    @Option(help: ArgumentHelp(Help.text(.helpWithdrawTo), valueName: "office"))
    var to: [String] = []

    @Flag(help: ArgumentHelp(Help.text(.helpYes)))
    var yes = false

    func validate() throws {
        if !purpose.isEmpty, !category.isEmpty { throw ValidationError(Help.text(.helpWithdrawOneScope)) }
    }

    func perform(_ session: Session) throws -> Outcome {
        let office = try session.office()
        let officer = try office.officer(officer)
        guard !Folder.exists(output) else { throw FileError(.exists, path: output) }
        let evidence = Folder.join(dossier, OpenedFolder.dossier)
        let path = Folder.isFolder(dossier) ? evidence : dossier
        let referral = try DossierContainer.read(FileSource(path)) { _, _ in .digest }.referral
        try check(referral, office)
        let moment = try moment(session)
        let registry = try ServiceFolder.registry(of: office)
        let notices = WithdrawalNotices(
            office: office,
            officer: officer,
            earlier: referral,
            withdrawal: Withdrawal(at: moment, scope: scope),
            by: by,
            channel: channel,
            asked: ask
        )
        let receivers = try notices.receivers(registry: registry, others: to, trust: office.trust())
        // Everything that can be wrong with the words is found before anything is kept.
        for receiver in receivers.isEmpty ? [notices.anybody] : receivers {
            try notices.check(receiver, session)
        }
        let names = receivers.map(\.office).joined(separator: ", ")
        try session.confirm(
            .commandAskWithdraw(
                case: referral.caseNumber,
                offices: names.isEmpty ? "—" : names,
                time: moment.description
            ),
            isSure: yes
        )
        // Recorded first: a person's word counts here from now on, also where a notice cannot be made yet.
        try registry.record(
            notices.record(for: receivers, at: session.now),
            caseNumber: referral.caseNumber
        )
        session.say(.commandWithdrawalRecorded(case: referral.caseNumber, time: moment.description))
        guard !receivers.isEmpty else {
            session.say(.commandWithdrawalNobody)
            return .done
        }
        return try make(notices, receivers, session)
    }

    private var scope: Withdrawal.Scope {
        if !purpose.isEmpty { return .purposes(purpose) }
        return category.isEmpty ? .all : .categories(category)
    }

    private func check(_ referral: Referral, _ office: Office) throws {
        guard referral.from == office.reference || referral.to.contains(office.reference) else {
            throw BundleError(.notAddressed, ["office": office.profile.id])
        }
        guard let procedure = Procedure.named(referral.procedure), procedure.basis == .consent else {
            throw CommandError(.noConsent, ["procedure": referral.procedure])
        }
    }

    private func moment(_ session: Session) throws -> Timestamp {
        guard let at else { return session.now }
        guard let given = Timestamp(at), given <= session.now else {
            throw CommandError(.malformedTime, ["time": at])
        }
        return given
    }

    /// Makes each office's notice; where one cannot be made the others are.
    private func make(
        _ notices: WithdrawalNotices,
        _ receivers: [WithdrawalNotices.Receiver],
        _ session: Session
    ) throws -> Outcome {
        let folder = try PendingFolder(output)
        var outcomes: [Outcome] = []
        var made: [(office: String, name: String)] = []
        for receiver in receivers {
            do {
                made.append((receiver.office, try notices.make(receiver, in: folder.partial, session)))
            } catch {
                session.complain(of: error, about: receiver.office)
                outcomes.append(Outcome(of: error))
            }
        }
        guard !made.isEmpty else { return Outcome.worst(outcomes) }
        try folder.place()
        for notice in made {
            session.say(
                .commandWithdrawalNotice(office: notice.office, path: Folder.join(output, notice.name))
            )
        }
        return Outcome.worst(outcomes)
    }
}
