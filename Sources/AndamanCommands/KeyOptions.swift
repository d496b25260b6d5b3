// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Catalogue
import Offices
import Signatures

/// Where an officer's new key is to be.
struct KeyOptions: ParsableArguments {
    @Option(help: ArgumentHelp(Help.text(.helpToken), valueName: "uri"))
    var token: String?

    @Flag(help: ArgumentHelp(Help.text(.helpUnprotectedKeys)))
    var unprotectedKeys = false

    func protection(_ session: Session) throws -> KeyProtection {
        if let token = try TokenPlace(token, session) {
            guard !unprotectedKeys else { throw CommandError(.tokenUnprotected) }
            return .token(token)
        }
        if unprotectedKeys { session.remark(.commandUnprotectedKeys) }
        return unprotectedKeys ? .unprotected : .passphrases(session.passphrases)
    }
}

extension TokenPlace {
    /// The token that an option names; nil where it names none.
    init?(_ option: String?, _ session: Session) throws {
        guard let option else { return nil }
        self.init(try TokenURI(option), pins: session.passphrases)
    }
}
