// SPDX-License-Identifier: Apache-2.0

import Octets
import SwiftASN1

/// What the signature is computed over (RFC 5652 §5.3, ETSI EN 319 122-1 §5).
struct SignedAttributes: Hashable {
    /// How the signer names his own certificate (RFC 5035 §3 and §4): by its digest, so that no other can take its place.
    struct CertificateReference: Hashable {
        let algorithm: DigestAlgorithm
        let digest: [UInt8]
    }

    /// The attributes as the signature covers them: DER of a SET OF.
    let der: [UInt8]
    let messageDigest: [UInt8]
    let signingTime: Timestamp?
    let certificateReference: CertificateReference?
    let commitment: Commitment?
    /// RFC 3161 tokens over the content, made before the signature (EN 319 122-1 §5.2.8); other people's alone.
    let contentTimeStamps: [[UInt8]]

    /// Reads the attributes of `node`, tagged `[0]`.
    ///
    /// A counter-signature has no `contentType`: what it is over has none (RFC 5652 §11.4).
    ///
    /// - Throws: `attributeMissing`, `attributeRepeated`, `attributeUnknown` and `attributeWrong`, each with the
    ///   attribute's identifier, and `malformed`.
    init(_ node: ASN1Node, contentType: ObjectIdentifier?, form: SignatureForm) throws(SignatureError) {
        var reader = try DERReader(node, .context(0), place: "signedAttrs")
        let fields = try reader.rest()
        let encodings = fields.map(\.der)
        // What is signed is the DER of the SET OF, in its one order (RFC 5652 §5.4); our own are sent that way too.
        der = DEREncoding.set(of: encodings)
        if form == .profile, der.dropFirst() != node.der.dropFirst() {
            throw SignatureError.malformed("signedAttrs")
        }
        var values: [ObjectIdentifier: ASN1Node] = [:]
        var contentTimeStamps: [[UInt8]] = []
        for field in fields {
            var attribute = try DERReader(field, place: "Attribute")
            let kind = try attribute.identifier()
            var content = try attribute.nested(.set)
            try attribute.finish()
            let isOurs = Self.required.contains(kind)
            guard form == .foreign || isOurs else { throw Self.failure(.attributeUnknown, kind) }
            let value = try content.next()
            let isSingle = content.isAtEnd && values[kind] == nil
            guard isSingle || form == .foreign && !isOurs && kind != .signingCertificate else {
                throw Self.failure(.attributeRepeated, kind)
            }
            values[kind] = value
            if kind == .contentTimeStamp {
                contentTimeStamps += [value.der] + (try content.rest().map(\.der))
            }
        }
        self.contentTimeStamps = contentTimeStamps
        let missing = Self.required.first { values[$0] == nil && !($0 == .contentType && contentType == nil) }
        if let missing, form == .profile || [.contentType, .messageDigest].contains(missing) {
            throw Self.failure(.attributeMissing, missing)
        }
        guard let digest = values[.messageDigest] else {
            throw Self.failure(.attributeMissing, .messageDigest)
        }
        let type = try values[.contentType].flatMap { (type) throws(SignatureError) in
            try ObjectIdentifier(content: type.primitive(.objectIdentifier, "contentType"))
        }
        guard type == contentType else { throw Self.failure(.attributeWrong, .contentType) }
        messageDigest = try digest.primitive(.octetString, "messageDigest")
        if let value = values[.signingTime] {
            signingTime = try value.time("signingTime")
        } else {
            signingTime = nil
        }
        if let value = values[.signingCertificateV2] {
            certificateReference = try Self.reference(value, default: .sha256)
        } else if let value = values[.signingCertificate] {
            certificateReference = try Self.reference(value, default: .insecureSHA1)
        } else {
            certificateReference = nil
        }
        if form == .profile, let reference = certificateReference, !reference.algorithm.isStrong {
            throw SignatureError(.algorithmNotAccepted, ["algorithm": reference.algorithm.name])
        }
        if let value = values[.commitmentType] {
            commitment = try Self.commitment(value, form: form)
        } else {
            commitment = nil
        }
    }

    private static let required: [ObjectIdentifier] = [
        .contentType, .messageDigest, .signingTime, .signingCertificateV2, .commitmentType,
    ]

    private static func failure(_ code: SignatureError.Code, _ kind: ObjectIdentifier) -> SignatureError {
        SignatureError(code, ["attribute": kind.description])
    }

    /// Reads SigningCertificate or SigningCertificateV2: the first of its references is the signer's.
    ///
    /// The issuer and serial number that may stand beside the digest are a hint (EN 319 122-1 §5.2.2.3) and not used.
    private static func reference(
        _ value: ASN1Node,
        default algorithm: DigestAlgorithm
    ) throws(SignatureError) -> CertificateReference {
        var reader = try DERReader(value, place: "signingCertificate")
        var list = try reader.nested()
        var first = try list.nested()
        var algorithm = algorithm
        if algorithm == .sha256, let node = first.next(if: .sequence) {
            algorithm = try DigestAlgorithm(DERReader(node, place: "hashAlgorithm"))
        }
        return CertificateReference(algorithm: algorithm, digest: try first.octets())
    }

    private static func commitment(
        _ value: ASN1Node,
        form: SignatureForm
    ) throws(SignatureError) -> Commitment? {
        var reader = try DERReader(value, place: "commitmentTypeIndication")
        let commitment = Commitment(try reader.identifier())
        if form == .profile {
            try reader.finish()
            guard commitment != nil else { throw failure(.attributeWrong, .commitmentType) }
        }
        return commitment
    }

    /// The DER of our own attributes.
    static func encoding(
        contentDigest: SHA256Digest,
        signer: Certificate,
        signingTime: Timestamp,
        commitment: Commitment
    ) -> [UInt8] {
        func attribute(_ kind: ObjectIdentifier, _ value: [UInt8]) -> [UInt8] {
            DEREncoding.sequence(DEREncoding.identifier(kind), DEREncoding.set(of: [value]))
        }
        // SHA-256 is ESSCertIDv2's default and therefore not written out.
        let reference = DEREncoding.sequence(DEREncoding.octets(signer.fingerprint.bytes))
        return DEREncoding.set(of: [
            attribute(.contentType, DEREncoding.identifier(.data)),
            attribute(.messageDigest, DEREncoding.octets(contentDigest.bytes)),
            attribute(.signingTime, DEREncoding.time(signingTime)),
            attribute(.signingCertificateV2, DEREncoding.sequence(DEREncoding.sequence(reference))),
            attribute(.commitmentType, DEREncoding.sequence(DEREncoding.identifier(commitment.identifier))),
        ])
    }
}
