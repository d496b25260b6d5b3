// SPDX-License-Identifier: Apache-2.0

import SwiftASN1

/// The name in a certificate: of an office's authority, its seal, or a person (RFC 5280 §4.1.2.4).
///
/// Two names are the same when their bytes are: what we make has one spelling, and looser rules of comparison have
/// been a source of confusion.
package struct DistinguishedName: Sendable, Hashable, CustomStringConvertible {
    package let der: [UInt8]
    private let attributes: [Attribute]

    private struct Attribute: Hashable {
        let kind: ObjectIdentifier
        let value: String
    }

    /// A name as our profile has it, the widest part first.
    ///
    /// - Parameters:
    ///   - country: two capital letters (ISO 3166-1), where the office says one.
    ///   - office: the office's id.
    ///   - name: what people call the bearer; up to 64 characters.
    ///   - officer: the officer's id, for officers alone.
    ///   - role: the officer's role, for officers alone.
    /// - Throws: `nameNotAccepted` with the field.
    package init(
        country: String? = nil,
        office: String,
        name: String,
        officer: String? = nil,
        role: String? = nil
    ) throws(SignatureError) {
        let fields: [(String, ObjectIdentifier, String?)] = [
            ("country", .countryName, country), ("office", .organizationName, office),
            ("role", .title, role), ("officer", .userIdentifier, officer), ("name", .commonName, name),
        ]
        var parts: [[UInt8]] = []
        var attributes: [Attribute] = []
        for (field, kind, value) in fields {
            guard let value else { continue }
            // RFC 5280 appendix A, ub-common-name and the others: 64 characters.
            let isCountry = kind == .countryName
            let fits =
                isCountry
                ? value.utf8.count == 2 && value.utf8.allSatisfy { (0x41...0x5a).contains($0) }
                : (1...64).contains(value.unicodeScalars.count)
                    && value.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }
            guard fits else { throw SignatureError(.nameNotAccepted, ["field": field]) }
            let text = isCountry ? DEREncoding.printable(value) : DEREncoding.text(value)
            parts.append(DEREncoding.set(of: [DEREncoding.sequence(DEREncoding.identifier(kind), text)]))
            attributes.append(Attribute(kind: kind, value: value))
        }
        der = DEREncoding.sequence(of: parts)
        self.attributes = attributes
    }

    init(_ node: ASN1Node) throws(SignatureError) {
        der = node.der
        var attributes: [Attribute] = []
        var reader = try DERReader(node, place: "Name")
        while !reader.isAtEnd {
            var values = try reader.nested(.set)
            repeat {
                var pair = try values.nested()
                let kind = try pair.identifier()
                let value = try pair.next()
                try pair.finish()
                attributes.append(Attribute(kind: kind, value: Self.text(value)))
            } while !values.isAtEnd
        }
        self.attributes = attributes
    }

    package var country: String? { value(.countryName) }
    /// The office's id, O.
    package var office: String? { value(.organizationName) }
    /// What people call the bearer, CN.
    package var name: String? { value(.commonName) }
    /// The officer's id, UID.
    package var officer: String? { value(.userIdentifier) }
    /// The officer's role, title.
    package var role: String? { value(.title) }

    /// The parts for people to read, for example `O=ranong, CN=Ranong Shelter`.
    package var description: String {
        attributes.map { attribute in
            let label =
                switch attribute.kind {
                case .countryName: "C"
                case .organizationName: "O"
                case .commonName: "CN"
                case .userIdentifier: "UID"
                case .title: "title"
                default: attribute.kind.description
                }
            return label + "=" + attribute.value
        }.joined(separator: ", ")
    }

    /// The value of `kind`, unless it stands there twice: then nobody can say which is meant.
    private func value(_ kind: ObjectIdentifier) -> String? {
        let found = attributes.filter { $0.kind == kind }
        return found.count == 1 ? found[0].value : nil
    }

    /// The text of the kinds of strings that are UTF-8 or a part of it; other kinds are not needed by us.
    private static func text(_ node: ASN1Node) -> String {
        guard [.utf8String, .printableString, .ia5String].contains(node.identifier),
            case .primitive(let content) = node.content
        else { return "" }
        return String(validating: content, as: UTF8.self) ?? ""
    }
}
