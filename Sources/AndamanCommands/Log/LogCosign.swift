// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Bundles
import Catalogue
import Delivery
import Dossiers
import Octets
import Offices
import ReceivingService
import Signatures

/// `log cosign`: asks the other offices' witnesses now; `serve` does so by itself.
struct LogCosign: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "cosign",
        abstract: Help.text(.helpLogCosign)
    )

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp(Help.text(.helpLogCosignOffice)))
    var office: String?

    @Option(help: ArgumentHelp(Help.text(.helpSendTo), valueName: "url"))
    var to: String?

    func perform(_ session: Session) async throws -> Outcome {
        let home = try session.office()
        let registry = try ServiceFolder(home, at: session.now).registry
        let witnesses = try LogWitnesses.all(trustedBy: home, at: to).filter {
            office == nil || $0.office == office
        }
        guard !witnesses.isEmpty else {
            throw CommandError(.noAddress, ["office": office ?? "…"])
        }
        var worst = Outcome.done
        for witness in witnesses {
            do {
                let outcome = try await Cosigning(log: registry).cosign(
                    with: witness,
                    since: session.now.adding(seconds: -60)
                )
                switch outcome {
                case .cosigned(let size):
                    session.say(.commandLogCosigned(office: witness.office, size: String(size)))
                case .nothingYet: session.say(.commandLogEmpty)
                case .behind(let seen):
                    session.remark(.commandLogBehind(office: witness.office, size: String(seen)))
                    worst = .invalid
                case .refused, .unusable:
                    session.remark(.commandLogNotCosigned(office: witness.office))
                    if worst == .done { worst = .unavailable }
                }
            } catch {
                session.complain(of: error, about: witness.office)
                if worst == .done { worst = Outcome(of: error) }
            }
        }
        return worst
    }
}

/// The witnesses of the offices that an office trusts.
enum LogWitnesses {
    /// Those whose cards name a cosigner key and an address; `address` stands in for the cards' own.
    static func all(trustedBy office: Office, at address: String? = nil) throws -> [Cosigning.Witness] {
        try office.trustedCards().compactMap { card in
            guard let key = card.cosignerKey, let address = address ?? card.document.addresses.first else {
                return nil
            }
            let authority = card.authority.der
            return Cosigning.Witness(office: card.document.office, key: key) { request in
                let answer = try await BundleSender(authority: authority).addCheckpoint(request, at: address)
                return Cosigning.Answer(status: answer.status, body: answer.body)
            }
        }
    }
}
