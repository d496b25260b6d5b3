// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Bundles
import Catalogue
import Dossiers
import Octets
import Offices
import Signatures

/// `officer revoke ID --reason R`: revokes an officer's certificate and makes the card that tells the others.
struct OfficerRevoke: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: Help.text(.helpOfficerRevoke)
    )

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp(Help.text(.helpOfficerId)))
    var id: String

    @Option(help: ArgumentHelp(Help.text(.helpRevocationReason), valueName: "reason"))
    var reason: String

    @Option(help: ArgumentHelp(Help.text(.helpRevocationSince), valueName: "time"))
    var since: String?

    /// The words for people, and what the list says.
    private static let reasons: [(String, RevocationReason)] = [
        ("key-lost", .keyCompromise), ("left", .affiliationChanged), ("replaced", .superseded),
        ("ended", .cessationOfOperation), ("withdrawn", .privilegeWithdrawn), ("unspecified", .unspecified),
    ]

    func perform(_ session: Session) throws -> Outcome {
        guard let reason = Self.reasons.first(where: { $0.0 == reason || $0.1.name == reason })?.1 else {
            let known = Self.reasons.map(\.0).joined(separator: ", ")
            throw CommandError(.unknownReason, ["reason": self.reason, "reasons": known])
        }
        var claimed: Timestamp?
        if let since {
            guard let given = Timestamp(since) else { throw CommandError(.malformedTime, ["time": since]) }
            claimed = given
        }
        let office = try session.office()
        var generator = SystemRandomNumberGenerator()
        let card = try office.revoke(
            officer: id,
            reason: reason,
            claimedSince: claimed,
            at: session.now,
            session.passphrases,
            using: &generator
        )
        session.logTrustChanges(office)
        session.say(
            .commandOfficerRevoked(
                number: String(card.revocations.number),
                officer: id,
                serial: String(card.document.serial),
                time: session.now.description
            )
        )
        if let claimed { session.say(.commandRevocationClaimed(time: claimed.description)) }
        return .done
    }
}
