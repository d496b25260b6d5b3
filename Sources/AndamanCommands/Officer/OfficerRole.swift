// SPDX-License-Identifier: Apache-2.0

import Dossiers

/// The roles that an officer can be given.
enum OfficerRole {
    /// - Throws: `CommandError` with `unknownRole`, which names the roles that there are.
    static func check(_ role: String) throws(CommandError) {
        guard Signer.roles.contains(role) else {
            throw CommandError(.unknownRole, ["role": role, "roles": Signer.roles.joined(separator: ", ")])
        }
    }
}
