// SPDX-License-Identifier: Apache-2.0

package import JSONSchema

/// An officer who is to sign a dossier, in a role; the referral lists them in the order of signing.
package struct Signer: Hashable, Sendable {
    package let officer: String
    package let role: String

    /// The roles that the schema knows.
    package static let roles: [String] = {
        let codes = DocumentCatalog.shared.common["$defs"]?["role"]?["enum"]?.array ?? []
        return codes.compactMap(\.string)
    }()

    package init(officer: String, role: String) {
        self.officer = officer
        self.role = role
    }

    init(_ reader: DocumentReader) throws(DossierError) {
        self.init(officer: try reader.string("officer"), role: try reader.string("role"))
    }

    package func json() -> JSONValue {
        .members([("officer", .string(officer)), ("role", .string(role))])
    }
}
