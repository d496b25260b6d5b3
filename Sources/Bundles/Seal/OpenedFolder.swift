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

    private let path: String
    private let partial: String
    private let container: PendingFile
    private var attachments: [(name: String, file: PendingFile)] = []
    private var isPlaced = false

    /// - Throws: `FileError` with `exists` where `path` is taken.
    package init(_ path: String) throws {
        guard !Folder.exists(path) else { throw FileError(.exists, path: path) }
        var generator = SystemRandomNumberGenerator()
        let (folder, name) = Folder.split(path)
        let partial = Folder.join(folder, ".\(name).\(String(generator.next(), radix: 36)).partial")
        self.path = path
        self.partial = partial
        do {
            try Folder.create(Folder.join(partial, DossierFolder.attachments))
            try Folder.create(Folder.join(partial, Self.staging))
            container = try PendingFile(Folder.join(partial, Self.dossier))
        } catch {
            try? Folder.deleteTree(partial)
            throw error
        }
    }

    deinit {
        if !isPlaced { try? Folder.deleteTree(partial) }
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
        try Folder.deleteTree(Folder.join(partial, Self.staging))
        let root = dossier.contents.kept[ContainerKind.dossier.rootDocument] ?? []
        try Folder.write(root, to: Folder.join(partial, DossierFolder.root))
        for document in dossier.documents {
            let name = names[document.name] ?? Folder.split(document.name).name
            try Folder.write(document.bytes, to: Folder.join(partial, name))
        }
        try Folder.rename(partial, to: path)
        isPlaced = true
    }

    private func join(_ folder: String, _ name: String) -> String {
        Folder.join(Folder.join(partial, folder), name)
    }
}
