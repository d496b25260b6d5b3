// SPDX-License-Identifier: Apache-2.0

import Files

/// Where things lie in the folder in which an office's service keeps what it keeps; no other place says so.
package struct ServiceLayout: Sendable {
    /// The folder's name in the office's home.
    package static let name = "service"

    package let folder: String

    package init(_ folder: String) {
        self.folder = folder
    }

    /// The file of the registry.
    package var registryPath: String { Folder.join(folder, "registry.sqlite") }
    /// The store of the sealed files that were received.
    package var storeFolder: String { Folder.join(folder, "store") }
    /// The sealed files that are to be sent.
    package var outboxFolder: String { Folder.join(folder, "outbox") }
}
