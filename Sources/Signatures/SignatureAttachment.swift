// SPDX-License-Identifier: Apache-2.0

import SwiftASN1

/// What may stand beside a signature in its attributes and proves something of its own (ETSI EN 319 122-1 §5).
///
/// Named so that a report can say that it is there; nothing here says that it is good.
package enum SignatureAttachment: String, CaseIterable, Sendable {
    /// A time-stamp over the signature and what was needed to check it, of an older kind than is judged.
    case archiveTimeStamp = "archive-time-stamp"
    /// Another person's signature over the signature (RFC 5652 §11.4); those over a signature itself are judged.
    case counterSignature = "counter-signature"
    /// A hash tree's proof of time (RFC 4998).
    case evidenceRecord = "evidence-record"

    private static let known: [ObjectIdentifier: SignatureAttachment] = [
        // Version 1, version 2, and the one over the signature and references.
        ObjectIdentifier(1, 2, 840, 113_549, 1, 9, 16, 2, 27): .archiveTimeStamp,
        ObjectIdentifier(1, 2, 840, 113_549, 1, 9, 16, 2, 48): .archiveTimeStamp,
        ObjectIdentifier(1, 2, 840, 113_549, 1, 9, 16, 2, 25): .archiveTimeStamp,
        .counterSignature: .counterSignature,
        ObjectIdentifier(1, 2, 840, 113_549, 1, 9, 16, 2, 49): .evidenceRecord,
        ObjectIdentifier(1, 2, 840, 113_549, 1, 9, 16, 2, 50): .evidenceRecord,
    ]

    /// Those among a signer's attributes, in their order.
    static func among(_ attributes: ASN1Node?) throws(SignatureError) -> [SignatureAttachment] {
        guard let attributes else { return [] }
        var reader = try DERReader(attributes, attributes.identifier, place: "attributes")
        var found: [SignatureAttachment] = []
        while !reader.isAtEnd {
            var attribute = try reader.nested()
            let kind = try attribute.identifier()
            if let kind = known[kind] { found.append(kind) }
            if kind == .archiveTimeStamp {
                var values = try attribute.nested(.set)
                let isOlder = try values.rest().contains { ArchiveHashIndex.isOfOlderKind($0.der) }
                if isOlder { found.append(.archiveTimeStamp) }
            }
        }
        return found
    }
}
