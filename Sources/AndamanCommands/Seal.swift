// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Bundles
import Catalogue
import Delivery
import Dossiers
import Files
import Octets
import Offices
import ReceivingService
import Registry
import Signatures

/// `seal FILE --to OFFICE`: encrypts a signed dossier to its receivers, under the office's seal.
struct Seal: OfficeCommand {
    static let configuration = CommandConfiguration(act: "seal", .helpSeal)

    @OptionGroup var common: CommonOptions
    @OptionGroup var target: OutputOptions

    @Argument(help: ArgumentHelp(Help.text(.helpDossierFile)))
    var file: String

    @Option(parsing: .upToNextOption, help: ArgumentHelp(Help.text(.helpTo), valueName: "office"))
    var to: [String]

    @Flag(help: ArgumentHelp(Help.text(.helpAllowClassical)))
    var allowClassical = false

    func perform(_ session: Session) throws -> Outcome {
        let office = try session.office()
        let trust = try office.trust()
        let receivers = try to.map { try trust.card(named: $0) }
        if allowClassical { session.remark(.commandClassicalRecipient) }
        var generator = SystemRandomNumberGenerator()
        let bundle = UUIDv7(at: session.now, using: &generator)
        let path = target.output ?? bundle.description + ".sealed.asice"
        try target.checkFree(path)
        let registry = try ServiceFolder.registry(of: office)
        let sealing = Sealing(
            office: office.reference,
            seal: try office.seal(.origin, at: session.now, session.passphrases),
            trust: trust,
            policy: allowClassical ? .classicalAllowed : .postQuantum,
            withdrawals: registry.withdrawalLookup,
            checkpoint: try registry.carriedCheckpoint(at: session.now),
            now: session.now
        )
        let size = try FileSource(file).size
        let progress = Progress(session, total: size)
        let sealed = try PendingFile(path, existing: target.existing)
        let outcome = try sealing.seal(
            dossier: { progress.watching(try FileSource(file)) },
            size: size,
            to: receivers,
            as: bundle,
            into: sealed,
            using: &generator
        )
        try remember(outcome, receivers, registry, session)
        try sealed.place(existing: target.existing, mode: FolderCarrier.mode)
        session.say(
            .commandSealed(
                bundle: outcome.waybill.bundle,
                hours: String(outcome.waybill.urgency.hours),
                office: to.joined(separator: ", "),
                path: path
            )
        )
        return .done
    }

    /// Keeps for which offices the papers were sealed, before the bundle has a name by which it can leave: should the
    /// person withdraw the consent, these are told.
    private func remember(
        _ outcome: Sealing.Outcome,
        _ receivers: [Card],
        _ registry: some ConsentRegistry,
        _ session: Session
    ) throws {
        // Who got a notice got no papers.
        guard outcome.referral.step != WithdrawalNotice.step else { return }
        for receiver in receivers {
            try registry.record(
                DossierPassing(
                    identity: outcome.identity,
                    bundle: outcome.waybill.bundle,
                    dossier: outcome.referral.dossier,
                    direction: .out,
                    authority: receiver.authority.fingerprint,
                    office: receiver.document.office,
                    passedAt: session.now
                ),
                caseNumber: outcome.referral.caseNumber
            )
        }
    }
}
