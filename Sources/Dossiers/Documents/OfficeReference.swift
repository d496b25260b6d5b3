// SPDX-License-Identifier: Apache-2.0

package import JSONSchema
package import Octets

/// An office as documents name it: its id, and the SHA-256 of its authority certificate, which is what counts.
package struct OfficeReference: Hashable, Sendable {
    package let office: String
    package let authority: SHA256Digest

    package init(office: String, authority: SHA256Digest) {
        self.office = office
        self.authority = authority
    }

    init(_ reader: DocumentReader) throws(DossierError) {
        self.init(office: try reader.string("office"), authority: try reader.digest("authority"))
    }

    package func json() -> JSONValue {
        .members([("office", .string(office)), ("authority", .string(authority.hex))])
    }

    static func list(_ readers: [DocumentReader]) throws(DossierError) -> [OfficeReference] {
        var offices: [OfficeReference] = []
        for reader in readers { offices.append(try OfficeReference(reader)) }
        return offices
    }
}
