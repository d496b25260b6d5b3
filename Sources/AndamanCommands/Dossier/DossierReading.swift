// SPDX-License-Identifier: Apache-2.0

import ASiC
import Bundles
import Dossiers
import Files
import Forms
import JSONSchema
import Octets
import Signatures

/// Reads a dossier for people to look at: from a folder, or from a signed file with the strict reader.
///
/// Nothing is judged.
enum DossierReading {
    /// The dossier at `path`; of a folder that `open` made, the signed file in it, which is the evidence.
    static func dossier(at path: String) throws -> FormDossier {
        guard Folder.isFolder(path) else { return try signed(path) }
        let evidence = Folder.join(path, OpenedFolder.dossier)
        return try Folder.exists(evidence) ? signed(evidence) : draft(path)
    }

    private static func signed(_ path: String) throws -> FormDossier {
        let dossier = try DossierContainer.read(FileSource(path)) { _, _ in .digest }
        let contents = dossier.contents
        let root = DossierFolder.root
        let papers = dossier.documents.map { document in
            FormDossier.Paper(
                name: document.name,
                originalName: dossier.referral.documents.first { $0.name == document.name }?.originalName,
                value: document.value,
                digest: SHA256Digest(of: document.bytes)
            )
        }
        let attachments = dossier.referral.attachments.map { attachment in
            FormDossier.Attachment(
                name: attachment.name,
                title: attachment.title,
                originalName: attachment.originalName,
                digest: contents.entry(attachment.name)?.sha256
            )
        }
        let claims = contents.signatures.map { signature in
            let cms = try? CMSSignature(der: signature.signature, form: .foreign)
            return FormDossier.Claim(
                name: cms?.claimedSigner?.description ?? signature.signatureName,
                time: cms?.claimedSigningTime
            )
        }
        return FormDossier(
            root: FormDossier.Paper(
                name: root,
                originalName: nil,
                value: dossier.referral.json,
                digest: contents.kept[root].map { SHA256Digest(of: $0) }
            ),
            papers: papers,
            attachments: attachments,
            claims: claims,
            isDraft: false
        )
    }

    private static func draft(_ path: String) throws -> FormDossier {
        let folder = try DossierFolder(path)
        let papers = try folder.documents.map { file in
            do throws(JSONError) {
                let value = try JSON.parse(file.bytes)
                return FormDossier.Paper(name: file.name, originalName: nil, value: value, digest: nil)
            } catch {
                throw BundleError(
                    .malformedDocument,
                    ["document": Folder.join(path, file.name)],
                    reasons: [Reason(error)]
                )
            }
        }
        let listed = folder.draft["attachments"]?.array ?? []
        let attachments = folder.attachmentNames.map { name in
            FormDossier.Attachment(
                name: DossierFolder.attachments + "/" + name,
                title: listed.first { $0["originalName"]?.string == name }?["title"]?.string,
                originalName: nil,
                digest: nil
            )
        }
        return FormDossier(
            root: FormDossier.Paper(
                name: DossierFolder.root,
                originalName: nil,
                value: folder.draft,
                digest: nil
            ),
            papers: papers,
            attachments: attachments,
            isDraft: true
        )
    }
}
