// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Bundles
import Catalogue
import Dossiers
import Offices
import Signatures

/// `office create ID`: makes an office's home.
struct OfficeCreate: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: Help.text(.helpOfficeCreate)
    )

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp(Help.text(.helpOfficeId)))
    var id: String

    @Option(help: ArgumentHelp(Help.text(.helpOfficeName), valueName: "text"))
    var name: String

    @Option(help: ArgumentHelp(Help.text(.helpOfficeNameTh), valueName: "text"))
    var nameTh: String?

    @Option(help: ArgumentHelp(Help.text(.helpOfficeNameMy), valueName: "text"))
    var nameMy: String?

    @Option(help: ArgumentHelp(Help.text(.helpCountry), valueName: "cc"))
    var country: String?

    @Option(help: ArgumentHelp(Help.text(.helpAddress), valueName: "url"))
    var address: [String] = []

    @Option(help: ArgumentHelp(Help.text(.helpSealToken), valueName: "uri"))
    var sealToken: String?

    @Flag(help: ArgumentHelp(Help.text(.helpUnprotectedKeys)))
    var unprotectedKeys = false

    @Flag(help: ArgumentHelp(Help.text(.helpClassical)))
    var classical = false

    func perform(_ session: Session) throws -> Outcome {
        var generator = SystemRandomNumberGenerator()
        let place = try TokenPlace(sealToken, session)
        if unprotectedKeys { session.remark(.commandUnprotectedKeys) }
        if classical { session.remark(.commandClassicalRecipient) }
        let office = try Office.create(
            home: session.home,
            profile: OfficeProfile(
                id: id,
                names: CardDocument.Names(english: name, thai: nameTh, burmese: nameMy),
                country: country,
                addresses: address,
                isClassical: classical
            ),
            protection: unprotectedKeys ? .unprotected : .passphrases(session.passphrases),
            sealToken: place,
            at: session.now,
            using: &generator
        )
        session.say(.commandOfficeCreated(office: office.profile.id, path: office.home))
        session.sayFingerprint(Fingerprint(of: office.authority.fingerprint))
        return .done
    }
}

extension Session {
    /// Tells a fingerprint as people read it to each other.
    func sayFingerprint(_ fingerprint: Fingerprint) {
        say(.commandFingerprint)
        for script in Fingerprint.Digits.allCases { print("  " + fingerprint.digits(script)) }
        print("  " + fingerprint.words)
    }
}
