// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Catalogue
import Files
import JSONSchema
import Octets
import Offices
import Registry
import Signatures

/// `backup -o DIR`: copies the office's home into a new folder, while it is in use.
///
/// The registry first, by SQLite's own backup; then the sealed files, then the rest, the notices of erasures last. So whatever
/// the copied registry names is there, unless it was erased meanwhile, which the notices tell; what was filed meanwhile
/// lies there as a file without a row, which a service puts into quarantine. Everything is signed by the log's key, so that
/// whoever has the backup in his hands cannot change it.
struct Backup: OfficeCommand {
    static let configuration = CommandConfiguration(act: "backup", .helpBackup)

    @OptionGroup var common: CommonOptions

    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp(Help.text(.helpOutputFolder), valueName: "dir")
    )
    var output: String

    @Flag(help: ArgumentHelp(Help.text(.helpBackupKeys)))
    var keys = false

    @Flag(help: ArgumentHelp(Help.text(.helpBackupUnsigned)))
    var unsigned = false

    func perform(_ session: Session) throws -> Outcome {
        let office = try session.office()
        let signer = unsigned ? nil : try office.logSigner(session.passphrases)
        let service = try ServiceFolder(office, at: session.now)
        let folder = try BackupFolder(creating: output)
        let registry = HomeTree.registry
        try Folder.create(Folder.split(folder.path(registry)).folder)
        try service.registry.backUp(to: folder.path(registry))
        try folder.note(registry)
        for name in try HomeTree.files(in: office.home, withKeys: keys) where name != registry {
            try folder.take(name, from: Folder.join(office.home, name))
        }
        let about = JSONValue.members([
            ("type", .string(BackupFolder.type)), ("office", .string(office.profile.id)),
            ("authority", .string(office.authority.fingerprint.hex)),
            ("created", .string(session.now.description)), ("keys", .bool(keys)),
        ])
        let count = try folder.place(about: about.bytes(.pretty), signedBy: signer, at: session.now)
        session.say(.commandBackedUp(count: String(count), path: output))
        session.say(
            keys
                ? .commandBackupWithKeys
                : .commandBackupWithoutKeys(path: Folder.join(office.home, HomeTree.keys))
        )
        return .done
    }
}
