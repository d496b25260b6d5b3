// SPDX-License-Identifier: Apache-2.0

import Files

/// Where things lie in an office's home.
struct HomeLayout: Sendable {
    static let profile = "office.json"

    let home: String

    init(_ home: String) {
        self.home = home
    }

    var profilePath: String { Folder.join(home, Self.profile) }
    var authorityPath: String { Folder.join(home, "authority.pem") }
    var sealPath: String { Folder.join(home, "seal.pem") }
    var tlsPath: String { Folder.join(home, "tls.pem") }
    var timeAuthorityPath: String { Folder.join(home, "time-authority.json") }
    var awaitingFolder: String { Folder.join(home, "awaiting-time") }
    var requestsFolder: String { Folder.join(home, "requests") }
    var keysFolder: String { Folder.join(home, "keys") }
    var officersFolder: String { Folder.join(home, "officers") }
    var cardsFolder: String { Folder.join(home, "cards") }
    var trustFolder: String { Folder.join(home, "trust") }
    var trustChangesFolder: String { Folder.join(home, "trust-changes") }
    var erasuresFolder: String { Folder.join(home, "erasures") }
    var service: ServiceLayout { ServiceLayout(Folder.join(home, ServiceLayout.name)) }

    func officerPath(_ id: String) -> String { Folder.join(officersFolder, id + ".pem") }
    func requestPath(_ id: String) -> String { Folder.join(requestsFolder, id + ".csr") }
    func trustFolder(of office: String) -> String { Folder.join(trustFolder, office) }
}
