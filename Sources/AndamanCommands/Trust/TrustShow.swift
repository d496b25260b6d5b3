// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Bundles
import Catalogue
import Dossiers
import Files
import Octets
import Offices

/// `trust show OFFICE`: what is known of an office, its own among them, with the fingerprint to read aloud.
struct TrustShow: OfficeCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: Help.text(.helpTrustShow))

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp(Help.text(.helpOfficeId)))
    var office: String

    @Flag(help: ArgumentHelp(Help.text(.helpQr)))
    var qr = false

    @Option(help: ArgumentHelp(Help.text(.helpQrImage), valueName: "file.svg"))
    var qrImage: String?

    @Flag(help: ArgumentHelp(Help.text(.helpForce)))
    var force = false

    func perform(_ session: Session) throws -> Outcome {
        let card = try session.office().card(of: office)
        let names = card.document.names
        session.print(
            ([names.english, names.thai, names.burmese].compactMap { $0 }).joined(separator: " · ")
        )
        session.say(
            .commandCardFacts(
                from: card.document.issued.description,
                serial: String(card.document.serial),
                until: card.document.expires.description
            )
        )
        let age = (session.now.secondsSinceEpoch - card.document.issued.secondsSinceEpoch) / 86400
        session.say(.commandCardAge(days: String(max(0, age))))
        for entry in card.document.roster ?? [] {
            let (officer, role) = (entry.signer.officer, session.word("role", entry.signer.role))
            let digest = entry.certificate.hex
            session.say(
                entry.until.map {
                    .commandRosterLineEnded(
                        digest: digest,
                        from: entry.from.description,
                        officer: officer,
                        role: role,
                        until: $0.description
                    )
                }
                    ?? .commandRosterLine(
                        digest: digest,
                        from: entry.from.description,
                        officer: officer,
                        role: role
                    ),
                indent: 2
            )
        }
        for address in card.document.addresses { session.print("  " + address) }
        session.sayFingerprint(card.fingerprint)
        guard qr || qrImage != nil else { return .done }
        // What a camera reads is what may be typed: the 40 digits and nothing around them.
        let digits = card.fingerprint.digits()
        let code = try QRCode(digits.filter { $0 != " " })
        if qr { session.show(code) }
        if let qrImage {
            try Folder.write(
                Array(code.svg(title: office + " " + digits).utf8),
                to: qrImage,
                existing: force ? .replace : .refuse,
                mode: 0o644
            )
            session.say(.commandQrWritten(path: qrImage))
        }
        return .done
    }
}

extension Session {
    /// Shows the code, black on white where a terminal has colours: a camera wants it so.
    fileprivate func show(_ code: QRCode) {
        let (before, after) = surroundings.isInteractive ? ("\u{1B}[30;107m", "\u{1B}[0m") : ("", "")
        for line in code.lines { surroundings.output(before + line + after + "\n") }
    }
}
