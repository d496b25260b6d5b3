// SPDX-License-Identifier: Apache-2.0

package import JSONSchema
package import Octets

/// Makes the entries of a dossier's container from a folder's files.
///
/// Names in a container are neutral, because a file's name alone can tell who somebody is; titles and original names
/// stand in the root. The packed dossier is not judged here: ``DossierRules`` is asked before it is signed.
package struct DossierPacking {
    /// A document's file in the folder.
    package struct File: Sendable {
        package let name: String
        package let bytes: [UInt8]

        package init(name: String, bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }
    }

    /// The root as the folder has it.
    package let draft: JSONValue
    package let documents: [File]
    /// The names of the files to attach; their bytes stay where they are.
    package let attachments: [String]
    /// The authorities by office id, of the own office and of those trusted.
    package let authorities: [String: SHA256Digest]
    /// Who signs where the draft does not say.
    package let signers: [Signer]
    /// The sealed parts that the dossier encloses.
    package let parts: [Referral.Part]

    package init(
        draft: JSONValue,
        documents: [File],
        attachments: [String],
        authorities: [String: SHA256Digest],
        signers: [Signer],
        parts: [Referral.Part] = []
    ) {
        self.draft = draft
        self.documents = documents
        self.attachments = attachments
        self.authorities = authorities
        self.signers = signers
        self.parts = parts
    }

    /// Packs the dossier as of `moment`; each document gets a fresh salt and is otherwise left as it is.
    ///
    /// - Throws: `DossierError`: `malformed`, `notADocument`, `attachmentKind`, `attachmentUnmatched`, `fileName`,
    ///   `tooMany`, `tooLarge`, `officeUnknown`, `signersMissing`.
    package func packed(
        at moment: Timestamp,
        using random: inout some RandomNumberGenerator
    ) throws(DossierError) -> PackedDossier {
        try checkLimits()
        let packedDocuments = try packDocuments(using: &random)
        let packedAttachments = try packAttachments()
        let root = try root(
            documents: packedDocuments.map(\.entry),
            attachments: packedAttachments,
            salt: Salt.fresh(using: &random),
            at: moment
        )
        return PackedDossier(
            referral: root.bytes(.pretty),
            root: root,
            documents: packedDocuments.map(\.document),
            attachments: packedAttachments.map { attachment in
                PackedDossier.Attachment(
                    name: attachment.name,
                    originalName: attachment.originalName,
                    mediaType: attachment.mediaType
                )
            }
        )
    }

    private func checkLimits() throws(DossierError) {
        guard documents.count <= Limits.documentCount else {
            throw DossierError(.tooMany, ["what": "documents", "limit": String(Limits.documentCount)])
        }
        guard attachments.count <= Limits.attachmentCount else {
            throw DossierError(.tooMany, ["what": "attachments", "limit": String(Limits.attachmentCount)])
        }
        guard documents.reduce(0, { $0 + $1.bytes.count }) <= Limits.documents else {
            throw DossierError(.tooLarge, ["limit": String(Limits.documents)])
        }
        for (index, name) in (documents.map(\.name) + attachments).enumerated()
        where !OriginalName.canBeKept(name) {
            throw DossierError(.fileName, ["limit": String(OriginalName.limit), "number": String(index + 1)])
        }
    }

    // MARK: Documents

    private func packDocuments(
        using random: inout some RandomNumberGenerator
    ) throws(DossierError) -> [(entry: Referral.Document, document: PackedDossier.Document)] {
        var parsed: [(file: File, kind: DocumentKind)] = []
        for file in documents {
            let value: JSONValue
            do { value = try JSON.parse(file.bytes) } catch {
                throw DossierError(malformed: error, in: file.name)
            }
            guard let kind = DocumentKind(of: value) else {
                let arguments = ["document": file.name, "kind": "", "pointer": "/type", "keyword": "const"]
                throw DossierError(.notADocument, arguments)
            }
            parsed.append((file, kind))
        }
        // In the order of the step's papers, then by name: the same folder gives the same names.
        let order = paperOrder()
        parsed.sort { left, right in
            let places = (order[left.kind] ?? .max, order[right.kind] ?? .max)
            return places.0 != places.1 ? places.0 < places.1 : left.file.name < right.file.name
        }
        var packed: [(Referral.Document, PackedDossier.Document)] = []
        for (index, (file, kind)) in parsed.enumerated() {
            let name = "documents/" + Self.number(index + 1) + ".json"
            let title = DocumentCatalog.shared.title(of: kind)?.english ?? kind.rawValue
            let salt = Salt.fresh(using: &random)
            let bytes = try SaltedDocument.bytes(file.bytes, name: file.name, salt: salt)
            packed.append(
                (
                    Referral.Document(name: name, kind: kind, title: title, originalName: file.name),
                    PackedDossier.Document(name: name, originalName: file.name, bytes: bytes)
                )
            )
        }
        return packed
    }

    private func paperOrder() -> [DocumentKind: Int] {
        let procedure = draft["procedure"]?.string.flatMap(Procedure.named)
        let papers = draft["step"]?.string.flatMap { procedure?.step($0) }?.papers ?? []
        return Dictionary(papers.enumerated().map { ($1.kind, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// A number of two digits, or three from 100 on.
    private static func number(_ number: Int) -> String {
        number < 10 ? "0\(number)" : String(number)
    }

    // MARK: Attachments

    private func packAttachments() throws(DossierError) -> [Referral.Attachment] {
        let listed = draft["attachments"]?.array ?? []
        var titles: [String: String] = [:]
        var order: [String] = []
        for (index, entry) in listed.enumerated() {
            guard let name = entry["originalName"]?.string, attachments.contains(name), titles[name] == nil
            else {
                throw DossierError(.attachmentUnmatched, ["number": String(index + 1)])
            }
            titles[name] = entry["title"]?.string ?? name
            order.append(name)
        }
        order += attachments.filter { titles[$0] == nil }.sorted()
        var packed: [Referral.Attachment] = []
        for (index, name) in order.enumerated() {
            let fileExtension = AttachmentType.fileExtension(of: name)
            guard let mediaType = AttachmentType.mediaType(of: fileExtension) else {
                let extensions = AttachmentType.extensions.joined(separator: ", ")
                let arguments = [
                    "number": String(index + 1), "extension": fileExtension, "extensions": extensions,
                ]
                throw DossierError(.attachmentKind, arguments)
            }
            packed.append(
                Referral.Attachment(
                    name: "attachments/" + Self.number(index + 1) + "." + fileExtension,
                    title: titles[name] ?? name,
                    originalName: name,
                    mediaType: mediaType
                )
            )
        }
        return packed
    }

    // MARK: The root

    private func root(
        documents: [Referral.Document],
        attachments: [Referral.Attachment],
        salt: String,
        at moment: Timestamp
    ) throws(DossierError) -> JSONValue {
        guard DocumentKind(of: draft) == .referral, let members = draft.object?.members else {
            let arguments = [
                "document": DossierRules.rootName, "kind": "referral", "pointer": "/type", "keyword": "const",
            ]
            throw DossierError(.notADocument, arguments)
        }
        let listed = draft["signers"]?.array ?? []
        guard !listed.isEmpty || !signers.isEmpty else { throw DossierError(.signersMissing) }
        // These come first, then what the person wrote, in that order.
        var root = JSONObject()
        root["type"] = .string(DocumentKind.referral.typeURN)
        root["salt"] = .string(salt)
        root["created"] = .time(moment)
        for (name, value) in members where root[name] == nil { root[name] = value }
        root["from"] = try office(draft["from"])
        var receivers: [JSONValue] = []
        for receiver in draft["to"]?.array ?? [] { receivers.append(try office(receiver)) }
        root["to"] = .array(receivers)
        root["signers"] = .array(listed.isEmpty ? signers.map { $0.json() } : listed)
        root["documents"] = .array(documents.map { $0.json() })
        root["attachments"] = .array(attachments.map { $0.json() })
        root["parts"] = parts.isEmpty ? nil : .array(parts.map { $0.json() })
        return .object(root)
    }

    private func office(_ value: JSONValue?) throws(DossierError) -> JSONValue {
        let office = value?["office"]?.string ?? ""
        guard let authority = authorities[office] else {
            throw DossierError(.officeUnknown, ["office": String(office.prefix(32))])
        }
        return OfficeReference(office: office, authority: authority).json()
    }
}
