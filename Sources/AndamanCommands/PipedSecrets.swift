// SPDX-License-Identifier: Apache-2.0

import Octets
import Synchronization

/// Passphrases that a command read from pipes, by their paths: a pipe gives its bytes once, and a command may need them for
/// several keys.
final class PipedSecrets: Sendable {
    private let secrets = Mutex<[String: SecretBytes]>([:])

    subscript(path: String) -> SecretBytes? {
        get { secrets.withLock { $0[path] } }
        set { secrets.withLock { $0[path] = newValue } }
    }
}
