// SPDX-License-Identifier: Apache-2.0

package import JSONSchema
package import Octets

/// The root of a sealed bundle: from whom to whom, for which recipients, until when.
///
/// It holds no personal data: whoever carries the bundle may read it.
package struct Waybill: Hashable, Sendable {
    package let salt: String
    /// The bundle's id, a UUID of version 7.
    package let bundle: String
    package let from: OfficeReference
    package let to: [OfficeReference]
    /// The SHA-256 of each recipient string that the ciphertext is for.
    package let recipients: [SHA256Digest]
    /// The SHA-256 of each manifest inside.
    package let manifests: [SHA256Digest]
    package let created: Timestamp
    package let expires: Timestamp
    package let urgency: Urgency

    package init(
        salt: String,
        bundle: String,
        from: OfficeReference,
        to: [OfficeReference],
        recipients: [SHA256Digest],
        manifests: [SHA256Digest],
        created: Timestamp,
        expires: Timestamp,
        urgency: Urgency
    ) {
        self.salt = salt
        self.bundle = bundle
        self.from = from
        self.to = to
        self.recipients = recipients
        self.manifests = manifests
        self.created = created
        self.expires = expires
        self.urgency = urgency
    }

    /// - Throws: `DossierError` with `notADocument`, naming the place.
    package init(_ document: JSONValue) throws(DossierError) {
        let reader = try DocumentReader(document, kind: .waybill)
        self.init(
            salt: try reader.string("salt"),
            bundle: try reader.string("bundle"),
            from: try OfficeReference(try reader.object("from")),
            to: try OfficeReference.list(reader.elements("to")),
            recipients: try reader.digests("recipients"),
            manifests: try reader.digests("manifests"),
            created: try reader.time("created"),
            expires: try reader.time("expires"),
            urgency: try reader.code("urgency")
        )
    }

    package func json() -> JSONValue {
        .members([
            ("type", .string(DocumentKind.waybill.typeURN)), ("salt", .string(salt)),
            ("bundle", .string(bundle)),
            ("from", from.json()), ("to", .array(to.map { $0.json() })),
            ("recipients", .digests(recipients)), ("manifests", .digests(manifests)),
            ("created", .time(created)), ("expires", .time(expires)), ("urgency", .string(urgency.rawValue)),
        ])
    }
}
