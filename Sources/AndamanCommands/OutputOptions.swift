// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Catalogue
import Files

/// Where a command writes its file.
struct OutputOptions: ParsableArguments {
    @Option(name: [.customShort("o"), .long], help: ArgumentHelp(Help.text(.helpOutput), valueName: "file"))
    var output: String?

    @Flag(help: ArgumentHelp(Help.text(.helpForce)))
    var force = false

    var existing: PendingFile.Existing { force ? .replace : .refuse }

    /// Refuses a name that is taken before any work is done.
    func checkFree(_ path: String) throws {
        if !force, Folder.exists(path) { throw FileError(.exists, path: path) }
    }
}
