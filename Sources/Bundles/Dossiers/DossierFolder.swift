// SPDX-License-Identifier: Apache-2.0

package import Dossiers
import Files
package import JSONSchema
package import Octets

/// A dossier as a folder that people work in: `referral.json`, the other documents beside it, files in `attachments`.
package struct DossierFolder: Sendable {
    package static let root = "referral.json"
    package static let attachments = "attachments"

    package let path: String
    /// The referral as it stands in the folder.
    package let draft: JSONValue
    package let documents: [DossierPacking.File]
    /// Names of the files in `attachments`.
    package let attachmentNames: [String]

    /// Reads the documents of the folder and the names of its attachments.
    ///
    /// Hidden files are not looked at; anything else that a dossier does not have is refused, so that no paper is left
    /// behind unnoticed. Links are not followed: a folder that somebody handed over must not send files from elsewhere.
    ///
    /// - Throws: `FileError`; `BundleError` with `strayFile` or `malformedDocument`.
    package init(_ path: String) throws {
        self.path = path
        var documents: [DossierPacking.File] = []
        for name in try Folder.names(in: path) where !name.hasPrefix(".") && name != Self.root {
            if name == Self.attachments { continue }
            guard name.hasSuffix(".json") else {
                throw BundleError(.strayFile, ["path": Folder.join(path, name)])
            }
            let bytes = try Self.read(path, name)
            documents.append(DossierPacking.File(name: name, bytes: bytes))
        }
        self.documents = documents
        let folder = Folder.join(path, Self.attachments)
        attachmentNames =
            Folder.exists(folder) ? try Folder.names(in: folder).filter { !$0.hasPrefix(".") } : []
        guard !Folder.isLink(folder) else { throw FileError(.wrongKind, path: folder) }
        let root = try Self.read(path, Self.root)
        do throws(JSONError) {
            draft = try JSON.parse(root)
        } catch {
            throw Self.malformed(Folder.join(path, Self.root), error)
        }
    }

    /// A folder of papers that a program made and no disk has.
    package init(draft: JSONValue, documents: [(name: String, value: JSONValue)]) {
        path = ""
        self.draft = draft
        self.documents = documents.map { DossierPacking.File(name: $0.name, bytes: $0.value.bytes(.pretty)) }
        attachmentNames = []
    }

    /// The path of an attachment.
    package func attachmentPath(_ name: String) -> String {
        Folder.join(Folder.join(path, Self.attachments), name)
    }

    /// What speaks against the folder as it stands, for people who are still filling it in.
    package func findings(
        at moment: Timestamp,
        trust: TrustStore,
        withdrawals: WithdrawalLookup = .none
    ) throws -> [Finding] {
        DossierRules.check(
            root: draft,
            documents: try parsedDocuments(),
            stage: .draft,
            at: moment,
            offices: trust.knownOffices,
            withdrawals: try withdrawals.touching(draft)
        )
    }

    /// What the next step and the whole procedure will need beyond the folder.
    package func outlook() throws -> [Finding] {
        DossierRules.outlook(root: draft, documents: try parsedDocuments())
    }

    /// The papers as they stand in the folder, the referral first.
    package func papers() throws -> [(name: String, value: JSONValue)] {
        [(Self.root, draft)] + (try parsedDocuments())
    }

    private func parsedDocuments() throws -> [(name: String, value: JSONValue)] {
        try documents.map { file in
            do throws(JSONError) {
                return (name: file.name, value: try JSON.parse(file.bytes))
            } catch {
                throw Self.malformed(Folder.join(path, file.name), error)
            }
        }
    }

    private static func read(_ folder: String, _ name: String) throws -> [UInt8] {
        let path = Folder.join(folder, name)
        do {
            return try Folder.read(path, limit: Limits.document, followingLinks: false)
        } catch let error as OctetsError {
            throw malformed(path, error)
        }
    }

    private static func malformed(_ path: String, _ error: some CodedError) -> BundleError {
        BundleError(.malformedDocument, ["document": path], reasons: [Reason(error)])
    }
}
