// SPDX-License-Identifier: Apache-2.0

import Files
import Offices

/// The files of an office's home, as a backup takes them.
enum HomeTree {
    private static let service = ServiceLayout(ServiceLayout.name)
    static let registry = service.registryPath
    static let keys = "keys"
    /// Copied last: see `Backup`.
    static let erasures = "erasures"
    /// What is made anew, or of which the registry's own backup has what counts.
    private static let leftOut: Set<String> = [
        registry, registry + "-wal", registry + "-shm", registry + "-journal", service.storeFolder + "/spool",
        service.outboxFolder + "/spool", service.outboxFolder + "/locks",
    ]

    /// The names of the files to be copied, relative to `home`, in the order of copying.
    static func files(in home: String, withKeys: Bool) throws(FileError) -> [String] {
        var names: [String] = []
        var top = try Folder.names(in: home).filter { $0 != erasures && (withKeys || $0 != keys) }
        // The sealed files as soon after the registry as may be.
        top.sort { $0 == ServiceLayout.name && $1 != ServiceLayout.name }
        for name in top + [erasures] { try add(name, in: home, to: &names) }
        return names
    }

    private static func add(_ name: String, in home: String, to names: inout [String]) throws(FileError) {
        let path = Folder.join(home, name)
        // What begins with a dot is still being written.
        guard !Folder.split(name).name.hasPrefix("."), !leftOut.contains(name), Folder.exists(path) else {
            return
        }
        guard Folder.isFolder(path) else { return names.append(name) }
        for inner in try Folder.names(in: path) { try add(name + "/" + inner, in: home, to: &names) }
    }
}
