// SPDX-License-Identifier: Apache-2.0

package import JSONSchema
import Octets

/// The root of a sealed part: to which dossier it belongs, and which class of readers it is for.
package struct PartDocument: Hashable, Sendable {
    package let salt: String
    /// The id of the dossier that the part is enclosed in.
    package let dossier: String
    package let from: OfficeReference
    package let readers: String

    package init(salt: String, dossier: String, from: OfficeReference, readers: String) {
        self.salt = salt
        self.dossier = dossier
        self.from = from
        self.readers = readers
    }

    /// - Throws: `DossierError` with `notADocument`, naming the place.
    package init(_ document: JSONValue) throws(DossierError) {
        let reader = try DocumentReader(document, kind: .part)
        self.init(
            salt: try reader.string("salt"),
            dossier: try reader.string("dossier"),
            from: try OfficeReference(try reader.object("from")),
            readers: try reader.string("class")
        )
    }

    package func json() -> JSONValue {
        .members([
            ("type", .string(DocumentKind.part.typeURN)), ("salt", .string(salt)),
            ("dossier", .string(dossier)),
            ("from", from.json()), ("class", .string(readers)),
        ])
    }
}
