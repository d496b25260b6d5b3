// SPDX-License-Identifier: Apache-2.0

import Octets
import SwiftASN1

/// What travels with a signature about revoked certificates: lists, and in other people's signatures OCSP answers.
///
/// It stands in the field `crls` (RFC 5652 §10.2.1, RFC 5940) or in the unsigned attribute revocation-values (EN 319
/// 122-1 §5.4.2), of other people's signatures alone. Nobody vouches for it: each item counts only for the authority that
/// signed it.
struct RevocationValues {
    private(set) var lists: [RevocationList] = []
    private(set) var responses: [StatusResponse] = []

    /// Reads the field `crls`; kinds that we cannot read are passed over in other people's signatures.
    init(crls field: ASN1Node?, _ form: SignatureForm) throws(SignatureError) {
        guard let field else { return }
        var reader = try DERReader(field, .context(1), place: "crls")
        let nodes = try reader.rest()
        guard nodes.count <= Limits.revocationLists else {
            throw SignatureError(.tooLarge, ["place": "crls", "limit": String(Limits.revocationLists)])
        }
        for node in nodes {
            do throws(SignatureError) {
                if form == .foreign, node.identifier == .context(1) {
                    if let response = try Self.other(node) { responses.append(response) }
                } else {
                    lists.append(
                        form == .profile
                            ? try .remembered(node.der) : try RevocationList(der: node.der, form: form)
                    )
                }
            } catch {
                if form == .profile { throw error }
            }
        }
    }

    /// OtherRevocationInfoFormat, of which an OCSP answer is the kind that is known (RFC 5940 §2).
    private static func other(_ node: ASN1Node) throws(SignatureError) -> StatusResponse? {
        var reader = try DERReader(node, .context(1), place: "otherRevInfo")
        guard try reader.identifier() == .statusInformation else { return nil }
        let response = try StatusResponse(der: reader.next().der)
        try reader.finish()
        return response
    }

    /// Adds what stands in the unsigned attributes certificate-values and revocation-values.
    ///
    /// They are unsigned, so what cannot be read there is passed over: it could have been put there by anybody.
    mutating func add(
        unsigned field: ASN1Node?,
        _ certificates: inout [Certificate]
    ) throws(SignatureError) {
        guard let field else { return }
        var reader = try DERReader(field, .context(1), place: "unsignedAttrs")
        while !reader.isAtEnd {
            var attribute = try reader.nested()
            let kind = try attribute.identifier()
            let values = try attribute.nested(.set)
            switch kind {
            case .certificateValues:
                for node in Self.elements(values) where certificates.count < Limits.foreignCertificates {
                    if let certificate = try? Certificate(der: node.der) { certificates.append(certificate) }
                }
            case .revocationValues: add(Self.elements(values))
            default: break
            }
        }
    }

    /// RevocationValues of EN 319 122-1 §5.4.2.2: lists under [0], BasicOCSPResponses under [1].
    private mutating func add(_ fields: [ASN1Node]) {
        for field in fields {
            guard case .constructed(let inner) = field.content, let sequence = Array(inner).first,
                case .constructed(let items) = sequence.content
            else { continue }
            for item in items where lists.count + responses.count < Limits.revocationLists {
                if field.identifier == .context(0),
                    let list = try? RevocationList(der: item.der, form: .foreign)
                {
                    lists.append(list)
                }
                if field.identifier == .context(1), let response = try? StatusResponse(der: item.der) {
                    responses.append(response)
                }
            }
        }
    }

    /// The elements of the one SEQUENCE that an attribute's value is.
    private static func elements(_ values: DERReader) -> [ASN1Node] {
        var values = values
        guard let value = try? values.next(), case .constructed(let elements) = value.content else {
            return []
        }
        return Array(elements)
    }
}
