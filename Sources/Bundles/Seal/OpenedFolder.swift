// SPDX-License-Identifier: Apache-2.0

package import ASiC
import Dossiers
import Files
package import Octets

/// Writes what is inside a bundle into a folder that appears whole, once everything in it has been checked.
///
/// In it stand `dossier.asice`, the evidence; `referral.json` and the other documents; and `attachments` under their
/// original names, made safe. Until then all lies in a hidden folder beside it, which a failure deletes.
package final class OpenedFolder {
    package static let dossier = "dossier.asice"
    /// Where attachments wait for their names, so that one's name cannot be in another's way.
    private static let staging = ".staging"

    private let folder: PendingFolder
    private let container: PendingFile
    private var attachments: [(name: String, file: PendingFile)] = []

    /// - Throws: `FileError` with `exists` where `path` is taken.
    package init(_ path: String) throws {
        folder = try PendingFolder(path)
        try Folder.create(Folder.join(folder.partial, DossierFolder.attachments))
        try Folder.create(Folder.join(folder.partial, Self.staging))
        container = try PendingFile(Folder.join(folder.partial, Self.dossier))
    }

    /// Takes the dossier's container as it was sealed.
    package var containerSink: any ByteSink { container }

    /// Takes an attachment; for `BundleOpening.open`.
    package func attachment(_ name: String, _ size: UInt64) throws -> ContainerReader.Handling {
        let file = try PendingFile(join(Self.staging, String(attachments.count)))
        attachments.append((name, file))
        return .write(to: file)
    }

    /// Gives everything its name.
    package func place(_ dossier: DossierContainer) throws {
        let names = OriginalName.names(in: dossier.referral)
        try container.place()
        for (name, file) in attachments {
            try file.place()
            let original = names[name] ?? Folder.split(name).name
            try Folder.rename(file.path, to: join(DossierFolder.attachments, original))
        }
        try Folder.deleteTree(Folder.join(folder.partial, Self.staging))
        let root = dossier.contents.kept[ContainerKind.dossier.rootDocument] ?? []
        try folder.write(root, as: DossierFolder.root)
        for document in dossier.documents {
            let name = names[document.name] ?? Folder.split(document.name).name
            try folder.write(document.bytes, as: name)
        }
        try folder.place()
    }

    private func join(_ subfolder: String, _ name: String) -> String {
        Folder.join(Folder.join(folder.partial, subfolder), name)
    }
}
