// SPDX-License-Identifier: Apache-2.0

package import JSONSchema
package import Octets

/// The root of a court extract: which papers of a signed dossier it shows, which it withholds, and who chose.
package struct ExtractDocument: Hashable, Sendable {
    /// A file by its name and the digest that the original manifests, or the extract's own, have of it.
    package struct Entry: Hashable, Sendable {
        package let name: String
        package let sha256: SHA256Digest

        package init(name: String, sha256: SHA256Digest) {
            self.name = name
            self.sha256 = sha256
        }

        init(_ reader: DocumentReader) throws(DossierError) {
            self.init(name: try reader.string("name"), sha256: try reader.digest("sha256"))
        }

        func json() -> JSONValue {
            .members([("name", .string(name)), ("sha256", .string(sha256.hex))])
        }
    }

    package let salt: String
    package let made: Timestamp
    /// The office whose officer or seal signs the extract.
    package let from: OfficeReference
    /// The officer who chose; nil where the office's seal signs.
    package let officer: Signer?
    /// The SHA-256 of each manifest of the original, in order.
    package let manifests: [SHA256Digest]
    package let shown: [Entry]
    package let withheld: [Entry]
    package let receipts: [Entry]

    package init(
        salt: String,
        made: Timestamp,
        from: OfficeReference,
        officer: Signer?,
        manifests: [SHA256Digest],
        shown: [Entry],
        withheld: [Entry],
        receipts: [Entry]
    ) {
        self.salt = salt
        self.made = made
        self.from = from
        self.officer = officer
        self.manifests = manifests
        self.shown = shown
        self.withheld = withheld
        self.receipts = receipts
    }

    /// - Throws: `DossierError` with `notADocument`, naming the place.
    package init(_ document: JSONValue) throws(DossierError) {
        let reader = try DocumentReader(document, kind: .extract)
        func entries(_ name: String) throws(DossierError) -> [Entry] {
            var entries: [Entry] = []
            for element in reader.elements(name) { entries.append(try Entry(element)) }
            return entries
        }
        var officer: Signer?
        if let named = reader.optionalObject("officer") { officer = try Signer(named) }
        self.init(
            salt: try reader.string("salt"),
            made: try reader.time("made"),
            from: try OfficeReference(try reader.object("from")),
            officer: officer,
            manifests: try reader.digests("manifests"),
            shown: try entries("shown"),
            withheld: try entries("withheld"),
            receipts: try entries("receipts")
        )
    }

    package func json() -> JSONValue {
        .members([
            ("type", .string(DocumentKind.extract.typeURN)), ("salt", .string(salt)), ("made", .time(made)),
            ("from", from.json()), ("officer", officer.map { $0.json() }),
            ("manifests", .array(manifests.map { .string($0.hex) })),
            ("shown", .array(shown.map { $0.json() })),
            ("withheld", .array(withheld.map { $0.json() })),
            ("receipts", .array(receipts.map { $0.json() })),
        ])
    }
}
