// SPDX-License-Identifier: Apache-2.0

package import JSONSchema
package import Octets

/// An office as others know it: names, certificates, recipients, keys and addresses, signed by its authority.
///
/// Certificates and the revocation list are bytes here: what they say is for `Signatures` to judge, and that
/// `authority` is the digest of `authorityCertificate` for whoever accepts the card.
package struct CardDocument: Hashable, Sendable {
    /// The office's name, English always and the others where it has them.
    package struct Names: Hashable, Sendable {
        package let english: String
        package let thai: String?
        package let burmese: String?

        package init(english: String, thai: String? = nil, burmese: String? = nil) {
            self.english = english
            self.thai = thai
            self.burmese = burmese
        }
    }

    /// A national authority's certificate whose bearer signs for the office.
    package struct RosterEntry: Hashable, Sendable {
        /// The SHA-256 of the certificate.
        package let certificate: SHA256Digest
        package let signer: Signer
        package let from: Timestamp
        /// From when it signs for the office no more; an entry is never dropped.
        package let until: Timestamp?

        package init(certificate: SHA256Digest, signer: Signer, from: Timestamp, until: Timestamp? = nil) {
            self.certificate = certificate
            self.signer = signer
            self.from = from
            self.until = until
        }

        init(_ reader: DocumentReader) throws(DossierError) {
            self.init(
                certificate: try reader.digest("certificate"),
                signer: try Signer(reader),
                from: try reader.time("from"),
                until: reader.optionalString("until") == nil ? nil : try reader.time("until")
            )
        }

        func json() -> JSONValue {
            .members([
                ("certificate", .string(certificate.hex)), ("officer", .string(signer.officer)),
                ("role", .string(signer.role)), ("from", .time(from)), ("until", until.map { .time($0) }),
            ])
        }
    }

    package let salt: String
    package let serial: Int
    package let office: String
    package let names: Names
    /// ISO 3166-1 alpha-2.
    package let country: String?
    package let authority: SHA256Digest
    package let authorityCertificate: [UInt8]
    package let sealCertificates: [[UInt8]]
    package let officerCertificates: [[UInt8]]
    /// age recipients by class of readers; `general` is always there.
    package let recipients: [String: [String]]
    /// Nil where the office has no roster, which is not the same as an empty one.
    package let roster: [RosterEntry]?
    package let logKey: String?
    /// Keys of the log under the names that it had before.
    package let formerLogKeys: [String]
    package let cosignerKey: String?
    package let crl: [UInt8]
    package let addresses: [String]
    package let issued: Timestamp
    package let expires: Timestamp

    package init(
        salt: String,
        serial: Int,
        office: String,
        names: Names,
        country: String?,
        authority: SHA256Digest,
        authorityCertificate: [UInt8],
        sealCertificates: [[UInt8]],
        officerCertificates: [[UInt8]],
        recipients: [String: [String]],
        roster: [RosterEntry]? = nil,
        logKey: String?,
        formerLogKeys: [String] = [],
        cosignerKey: String?,
        crl: [UInt8],
        addresses: [String],
        issued: Timestamp,
        expires: Timestamp
    ) {
        self.salt = salt
        self.serial = serial
        self.office = office
        self.names = names
        self.country = country
        self.authority = authority
        self.authorityCertificate = authorityCertificate
        self.sealCertificates = sealCertificates
        self.officerCertificates = officerCertificates
        self.recipients = recipients
        self.roster = roster
        self.logKey = logKey
        self.formerLogKeys = formerLogKeys
        self.cosignerKey = cosignerKey
        self.crl = crl
        self.addresses = addresses
        self.issued = issued
        self.expires = expires
    }

    /// - Throws: `DossierError` with `notADocument`, naming the place.
    package init(_ document: JSONValue) throws(DossierError) {
        let reader = try DocumentReader(document, kind: .card)
        let office = try reader.object("office")
        let names = try office.object("names")
        let certificates = try reader.object("certificates")
        let classes = try reader.object("recipients")
        var recipients: [String: [String]] = [:]
        for name in classes.value.object?.names ?? [] { recipients[name] = try classes.strings(name) }
        var roster: [RosterEntry]?
        if reader.has("roster") {
            var entries: [RosterEntry] = []
            for element in reader.elements("roster") { entries.append(try RosterEntry(element)) }
            roster = entries
        }
        self.init(
            salt: try reader.string("salt"),
            serial: try reader.integer("serial"),
            office: try office.string("id"),
            names: Names(
                english: try names.string("en"),
                thai: names.optionalString("th"),
                burmese: names.optionalString("my")
            ),
            country: office.optionalString("country"),
            authority: try reader.digest("authority"),
            authorityCertificate: try reader.bytes("authorityCertificate"),
            sealCertificates: try certificates.byteStrings("seal"),
            officerCertificates: try certificates.byteStrings("officers"),
            recipients: recipients,
            roster: roster,
            logKey: reader.optionalString("logKey"),
            formerLogKeys: reader.value["formerLogKeys"] == nil ? [] : try reader.strings("formerLogKeys"),
            cosignerKey: reader.optionalString("cosignerKey"),
            crl: try reader.bytes("crl"),
            addresses: try reader.strings("addresses"),
            issued: try reader.time("issued"),
            expires: try reader.time("expires")
        )
    }

    package func json() -> JSONValue {
        let names = JSONValue.members([
            ("en", .string(names.english)), ("th", names.thai.map { .string($0) }),
            ("my", names.burmese.map { .string($0) }),
        ])
        let officers = officerCertificates.map { JSONValue.base64($0) }
        return .members([
            ("type", .string(DocumentKind.card.typeURN)), ("salt", .string(salt)),
            ("serial", .integer(serial)),
            (
                "office",
                .members([
                    ("id", .string(office)), ("names", names), ("country", country.map { .string($0) }),
                ])
            ),
            ("authority", .string(authority.hex)), ("authorityCertificate", .base64(authorityCertificate)),
            (
                "certificates",
                .members([
                    ("seal", .array(sealCertificates.map { JSONValue.base64($0) })),
                    ("officers", officers.isEmpty ? nil : .array(officers)),
                ])
            ),
            (
                "recipients",
                .members(recipients.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.strings($0.value)) })
            ),
            ("roster", roster.map { .array($0.map { $0.json() }) }),
            ("logKey", logKey.map { .string($0) }),
            ("formerLogKeys", formerLogKeys.isEmpty ? nil : .strings(formerLogKeys)),
            ("cosignerKey", cosignerKey.map { .string($0) }),
            ("crl", .base64(crl)), ("addresses", .strings(addresses)), ("issued", .time(issued)),
            ("expires", .time(expires)),
        ])
    }
}
