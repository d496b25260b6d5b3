// SPDX-License-Identifier: Apache-2.0

package import JSONSchema
package import Octets

/// A bundle as documents name it: the id that its sender gave it, and its identity, the SHA-256 of its manifest.
package struct BundleReference: Hashable, Sendable {
    package let id: String
    package let identity: SHA256Digest

    package init(id: String, identity: SHA256Digest) {
        self.id = id
        self.identity = identity
    }

    init(_ reader: DocumentReader) throws(DossierError) {
        self.init(id: try reader.string("id"), identity: try reader.digest("identity"))
    }

    package func json() -> JSONValue {
        .members([("id", .string(id)), ("identity", .string(identity.hex))])
    }
}
