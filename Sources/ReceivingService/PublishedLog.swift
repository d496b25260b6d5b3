// SPDX-License-Identifier: Apache-2.0

import Bundles
package import Offices
package import Registry
package import TransparencyLog

/// What the service shows of logs, and whose it cosigns.
package struct PublishedLog: Sendable {
    let log: any OfficeLog
    /// Nil for an office that cosigns no logs.
    let cosigner: NoteSigner?
    /// The key of the log of this name, where the log is one that may be cosigned.
    let logKey: @Sendable (String) throws -> VerifierKey?

    package init(
        log: any OfficeLog,
        cosigner: NoteSigner?,
        logKey: @escaping @Sendable (String) throws -> VerifierKey?
    ) {
        self.log = log
        self.cosigner = cosigner
        self.logKey = logKey
    }

    /// The log of `office`, which cosigns the logs of the offices that it trusts.
    ///
    /// Their cards are read anew for each request, so that one that was added counts at once.
    package init(of office: Office, log: any OfficeLog, passphrases: any PassphraseSource) throws {
        self.init(log: log, cosigner: try office.cosigner(passphrases)) { name in
            try office.trustedCards().compactMap(\.logKey).first { $0.name == name }
        }
    }
}
