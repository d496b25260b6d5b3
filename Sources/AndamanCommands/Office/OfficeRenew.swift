// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Bundles
import Catalogue
import Dossiers
import Offices
import Registry
import Signatures

/// `office renew --seal --age --tls`: new keys of the service under the pinned authority, and the card for them.
struct OfficeRenew: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "renew",
        abstract: Help.text(.helpOfficeRenew)
    )

    @OptionGroup var common: CommonOptions

    @Flag(help: ArgumentHelp(Help.text(.helpRenewSeal)))
    var seal = false

    @Flag(help: ArgumentHelp(Help.text(.helpRenewAge)))
    var age = false

    @Flag(help: ArgumentHelp(Help.text(.helpRenewTls)))
    var tls = false

    @Flag(help: ArgumentHelp(Help.text(.helpRenewLog)))
    var log = false

    @Option(help: ArgumentHelp(Help.text(.helpSealToken), valueName: "uri"))
    var token: String?

    func perform(_ session: Session) throws -> Outcome {
        let chosen: [(Bool, RenewableKey)] = [(seal, .seal), (age, .age), (tls, .tls), (log, .log)]
        let keys = Set(chosen.filter(\.0).map(\.1))
        guard !keys.isEmpty else { throw CommandError(.nothingToDo) }
        guard token == nil || seal else { throw CommandError(.tokenWithoutSeal) }
        let uri = try token.map { try TokenURI($0) }
        var generator = SystemRandomNumberGenerator()
        let office = try session.office()
        let card = try office.renew(
            keys,
            sealToken: uri,
            at: session.now,
            session.passphrases,
            using: &generator
        )
        // The new log begins now, and so ends what a restore had forbidden.
        if log {
            try ServiceFolder(office, at: session.now).registry
                .beginLog(signedBy: office.logSigner(session.passphrases))
        }
        session.logTrustChanges(office)
        session.say(
            .commandKeysRenewed(
                keys: keys.map(\.rawValue).sorted().joined(separator: ", "),
                serial: String(card.document.serial)
            )
        )
        return .done
    }
}
