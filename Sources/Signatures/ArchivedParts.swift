// SPDX-License-Identifier: Apache-2.0

import Octets
import SwiftASN1

/// What an archive time-stamp inside a signature can be over, as it was encoded (EN 319 122-1 §5.5.2 and §5.5.3).
struct ArchivedParts: Sendable {
    /// One value of one unsigned attribute.
    struct AttributeValue: Hashable, Sendable {
        let kind: ObjectIdentifier
        let value: [UInt8]

        /// What the index has the digest of: attrType and the value, each complete.
        var indexed: [UInt8] { DEREncoding.identifier(kind) + value }
    }

    /// Of the signer's fields those from version to signature.
    let signer: [UInt8]
    /// CertificateChoices of the root SignedData; of attributes only what stands in `values`.
    let certificates: [[UInt8]]
    /// RevocationInfoChoices of the root SignedData.
    let revocations: [[UInt8]]
    let values: [AttributeValue]

    private init(
        signer: [UInt8],
        certificates: [[UInt8]],
        revocations: [[UInt8]],
        values: [AttributeValue]
    ) {
        self.signer = signer
        self.certificates = certificates
        self.revocations = revocations
        self.values = values
    }

    /// Reads a SignerInfo and two fields of the SignedData that it stands in; nil without an archive time-stamp.
    ///
    /// - Throws: `tooLarge` for more archive time-stamps than a container may have signatures; `malformed`.
    init?(
        _ signer: ASN1Node,
        certificates: ASN1Node?,
        revocations: ASN1Node?
    ) throws(SignatureError) {
        var reader = try DERReader(signer, place: "SignerInfo")
        var fields: [UInt8] = []
        for _ in 0..<6 { fields += try reader.next().der }
        guard let unsigned = reader.next(if: .context(1)) else { return nil }
        var attributes = try DERReader(unsigned, .context(1), place: "unsignedAttrs")
        var values: [AttributeValue] = []
        while !attributes.isAtEnd {
            var attribute = try attributes.nested()
            let kind = try attribute.identifier()
            var content = try attribute.nested(.set)
            for node in try content.rest() { values.append(AttributeValue(kind: kind, value: node.der)) }
        }
        let count = values.count { $0.kind == .archiveTimeStamp }
        guard count > 0 else { return nil }
        guard count <= Limits.signatures else {
            let limit = String(Limits.signatures)
            throw SignatureError(.tooLarge, ["place": "archive-time-stamp-v3", "limit": limit])
        }
        self.init(
            signer: fields,
            certificates: try Self.elements(certificates, .context(0)),
            revocations: try Self.elements(revocations, .context(1)),
            values: values
        )
    }

    private static func elements(
        _ field: ASN1Node?,
        _ tag: ASN1Identifier
    ) throws(SignatureError) -> [[UInt8]] {
        guard let field else { return [] }
        var reader = try DERReader(field, tag, place: "SignedData")
        return try reader.rest().map(\.der)
    }

    /// The tokens of the archive time-stamps that are judged: those whose index is of the present kind, or that cannot
    /// be read.
    var tokens: [[UInt8]] {
        values.filter { $0.kind == .archiveTimeStamp && !ArchiveHashIndex.isOfOlderKind($0.value) }.map(
            \.value
        )
    }

    /// The octets that a token's imprint is over (§5.5.3).
    ///
    /// In order: eContentType, the digest of the content that message-digest is over, the signer's fields, the index. Each
    /// but the digest is with its tag and length.
    func imprinted(_ digest: [UInt8], _ index: ArchiveHashIndex) -> [UInt8] {
        DEREncoding.identifier(.data) + digest + signer + index.der
    }

    /// The parts that `index` has the digest of; whatever is not among them is not covered.
    ///
    /// - Throws: `stampMismatch` where it has the digest of something that is not there, which makes it invalid (§5.5.2).
    func covered(by index: ArchiveHashIndex) throws(SignatureError) -> ArchivedParts {
        ArchivedParts(
            signer: signer,
            certificates: try index.select(certificates, from: index.certificates) { $0 },
            revocations: try index.select(revocations, from: index.revocations) { $0 },
            values: try index.select(values, from: index.values, \.indexed)
        )
    }
}
