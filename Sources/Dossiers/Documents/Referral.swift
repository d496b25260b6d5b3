// SPDX-License-Identifier: Apache-2.0

package import JSONSchema
package import Octets

/// The root of a dossier, as far as other modules need its fields; `json` has them all.
package struct Referral: Hashable, Sendable {
    /// A document of the dossier: its neutral name in the container, and what people call it.
    package struct Document: Hashable, Sendable {
        package let name: String
        package let kind: DocumentKind
        package let title: String
        package let originalName: String?
    }

    /// A file beside the documents.
    package struct Attachment: Hashable, Sendable {
        package let name: String
        package let title: String
        package let originalName: String
        package let mediaType: String
    }

    /// A container of its own inside an age file, which only a class of readers may open.
    package struct Part: Hashable, Sendable {
        package let name: String
        package let readers: String
        package let recipients: [SHA256Digest]
        package let manifests: [SHA256Digest]

        package init(name: String, readers: String, recipients: [SHA256Digest], manifests: [SHA256Digest]) {
            self.name = name
            self.readers = readers
            self.recipients = recipients
            self.manifests = manifests
        }
    }

    /// A dossier that this one replaces or answers.
    package struct Earlier: Hashable, Sendable {
        package let dossier: String
        package let bundle: BundleReference?
    }

    package let salt: String
    package let caseNumber: String
    package let dossier: String
    package let created: Timestamp
    package let from: OfficeReference
    package let to: [OfficeReference]
    package let procedure: String
    package let step: String
    package let urgency: Urgency
    package let reference: String
    package let subject: String
    package let isChild: Bool
    package let category: String
    package let hasLegalBasis: Bool
    package let signers: [Signer]
    package let documents: [Document]
    package let attachments: [Attachment]
    package let parts: [Part]
    package let supersedes: Earlier?
    package let inReplyTo: Earlier?
    /// The document itself, with every member.
    package let json: JSONValue

    /// - Throws: `DossierError` with `notADocument`, naming the place.
    package init(_ document: JSONValue) throws(DossierError) {
        let reader = try DocumentReader(document, kind: .referral)
        let person = try reader.object("person")
        json = document
        salt = try reader.string("salt")
        caseNumber = try reader.string("case")
        dossier = try reader.string("dossier")
        created = try reader.time("created")
        from = try OfficeReference(try reader.object("from"))
        to = try OfficeReference.list(reader.elements("to"))
        procedure = try reader.string("procedure")
        step = try reader.string("step")
        urgency = try reader.code("urgency")
        reference = try reader.string("reference")
        subject = try reader.string("subject")
        isChild = try person.flag("child")
        category = try person.string("category")
        hasLegalBasis = document["legalBasis"] != nil
        var signers: [Signer] = []
        for signer in reader.elements("signers") { signers.append(try Signer(signer)) }
        self.signers = signers
        var documents: [Document] = []
        for entry in reader.elements("documents") { documents.append(try Document(entry)) }
        self.documents = documents
        var attachments: [Attachment] = []
        for entry in reader.elements("attachments") { attachments.append(try Attachment(entry)) }
        self.attachments = attachments
        var parts: [Part] = []
        for entry in reader.elements("parts") { parts.append(try Part(entry)) }
        self.parts = parts
        supersedes = try Earlier(reader.optionalObject("supersedes"))
        inReplyTo = try Earlier(reader.optionalObject("inReplyTo"))
    }
}

extension Referral.Document {
    init(_ reader: DocumentReader) throws(DossierError) {
        self.init(
            name: try reader.string("name"),
            kind: DocumentKind(rawValue: try reader.string("kind")),
            title: try reader.string("title"),
            originalName: reader.optionalString("originalName")
        )
    }

    func json() -> JSONValue {
        .members([
            ("name", .string(name)), ("kind", .string(kind.rawValue)), ("title", .string(title)),
            ("originalName", originalName.map { .string($0) }),
        ])
    }
}

extension Referral.Attachment {
    init(_ reader: DocumentReader) throws(DossierError) {
        self.init(
            name: try reader.string("name"),
            title: try reader.string("title"),
            originalName: try reader.string("originalName"),
            mediaType: try reader.string("mediaType")
        )
    }

    func json() -> JSONValue {
        .members([
            ("name", .string(name)), ("title", .string(title)), ("originalName", .string(originalName)),
            ("mediaType", .string(mediaType)),
        ])
    }
}

extension Referral.Part {
    init(_ reader: DocumentReader) throws(DossierError) {
        self.init(
            name: try reader.string("name"),
            readers: try reader.string("class"),
            recipients: try reader.digests("recipients"),
            manifests: try reader.digests("manifests")
        )
    }
}

extension Referral.Part {
    func json() -> JSONValue {
        .members([
            ("name", .string(name)), ("class", .string(readers)), ("recipients", .digests(recipients)),
            ("manifests", .digests(manifests)),
        ])
    }
}

extension Referral.Earlier {
    init?(_ reader: DocumentReader?) throws(DossierError) {
        guard let reader else { return nil }
        var bundle: BundleReference?
        if let member = reader.optionalObject("bundle") { bundle = try BundleReference(member) }
        self.init(dossier: try reader.string("dossier"), bundle: bundle)
    }
}
