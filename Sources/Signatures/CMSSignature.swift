// SPDX-License-Identifier: Apache-2.0

package import Octets
import SwiftASN1

/// A detached CAdES signature as it was received: read, and not yet believed.
///
/// OpenSSL 3.0 takes a signer without signed attributes, and the forgery that this allows; so the CMS structure is
/// read here, element by element, and libcrypto is asked for digests, signatures and paths alone.
package struct CMSSignature: Sendable {
    /// How the signer is named (RFC 5652 §5.3).
    enum SignerIdentifier: Hashable {
        case issuerAndSerial(DistinguishedName, serial: [UInt8])
        /// Other people's signatures only.
        case keyIdentifier([UInt8])
    }

    package let der: [UInt8]
    let form: SignatureForm
    /// The certificates inside, in the order in which they stand there; nobody vouches for them.
    package internal(set) var certificates: [Certificate]
    /// The revocation lists inside (CAdES-LT, EN 319 122-1 §6.3); each counts only where its authority signed it.
    package internal(set) var revocationLists: [RevocationList]
    /// The OCSP answers inside, of other people's signatures alone.
    package internal(set) var statusResponses: [StatusResponse]
    /// RFC 3161 tokens over this signature, as they were received.
    package let timeStampTokens: [[UInt8]]
    /// The bytes of the signature, which a time-stamp covers.
    package let signatureValue: [UInt8]
    /// Other people's signatures over this one's value, inside it (RFC 5652 §11.4); each is judged over `signatureValue`.
    ///
    /// One that cannot be read takes nothing from this one: anybody could have put it there.
    package let counterSignatures: [Result<CMSSignature, SignatureError>]
    /// What stands beside the signature and is not looked into here.
    package let attachments: [SignatureAttachment]
    /// What archive time-stamps inside it can be over; nil where there are none, as in all of ours.
    private(set) var archived: ArchivedParts?
    let signer: SignerIdentifier
    let digestAlgorithm: DigestAlgorithm
    let algorithm: SignatureAlgorithm
    let signedAttributes: SignedAttributes

    /// When the signer says that he signed.
    package var claimedSigningTime: Timestamp? { signedAttributes.signingTime }
    /// What the signer says that he stands by.
    package var commitment: Commitment? { signedAttributes.commitment }

    /// The signature that is the whole of `der` (RFC 5652 §3 and §5), by one signer.
    ///
    /// - Throws: `SignatureError`; each is a FORMAT_FAILURE of EN 319 102-1 §5.2.2.
    package init(der: [UInt8], form: SignatureForm = .profile) throws(SignatureError) {
        let signatures = try Self.signatures(in: der, form: form)
        guard signatures.count == 1 else { throw SignatureError(.signerCount) }
        self = signatures[0]
    }

    /// The signatures in `der`, one for each signer and never none.
    ///
    /// Ours have one signer a file; other people put several into one (RFC 5652 §5.1).
    ///
    /// - Throws: as `init(der:form:)`.
    package static func signatures(
        in der: [UInt8],
        form: SignatureForm
    ) throws(SignatureError) -> [CMSSignature] {
        guard der.count <= Limits.signature else {
            throw SignatureError(.tooLarge, ["place": "SignedData", "limit": String(Limits.signature)])
        }
        var info = try DERReader(der: der, place: "ContentInfo")
        guard try info.identifier() == .signedData else { throw notAllowed("contentType") }
        var explicit = try info.nested(.context(0))
        try info.finish()
        var data = try explicit.nested()
        try explicit.finish()

        let version = try data.smallInteger()
        guard version == 1 || form == .foreign && (3...5).contains(version) else {
            throw notAllowed("version")
        }
        var algorithms = try data.nested(.set)
        let digestAlgorithms = try algorithms.rest()
        var content = try data.nested()
        let contentType = try content.identifier()
        guard content.isAtEnd else { throw SignatureError(.contentInside) }
        guard contentType == .data else { throw notAllowed("eContentType") }
        let certificateField = data.next(if: .context(0))
        let certificates = try certificates(certificateField, form)
        let revocationField = data.next(if: .context(1))
        let revocations = try RevocationValues(crls: revocationField, form)
        var list = try data.nested(.set)
        try data.finish()
        let signers = try list.rest()
        guard signers.count == 1 || form == .foreign && (2...Limits.signatures).contains(signers.count) else {
            throw SignatureError(.signerCount)
        }
        var signatures: [CMSSignature] = []
        for node in signers {
            var signature = try CMSSignature(
                DERReader(node, place: "SignerInfo"),
                der: der,
                certificates: certificates,
                revocations: revocations,
                digestAlgorithms: digestAlgorithms,
                form: form
            )
            if form == .foreign {
                signature.archived = try ArchivedParts(
                    node,
                    certificates: certificateField,
                    revocations: revocationField
                )
            }
            signatures.append(signature)
        }
        return signatures
    }

    /// One signer's part (RFC 5652 §5.3); without a `contentType` a counter-signature.
    private init(
        _ reader: DERReader,
        der: [UInt8],
        certificates: [Certificate],
        revocations: RevocationValues,
        digestAlgorithms: [ASN1Node],
        contentType: ObjectIdentifier? = .data,
        form: SignatureForm
    ) throws(SignatureError) {
        var signer = reader
        self.der = der
        self.form = form
        let signerVersion = try signer.smallInteger()
        self.signer = try Self.identifier(&signer)
        let isByKey = if case .keyIdentifier = self.signer { true } else { false }
        guard signerVersion == (isByKey ? 3 : 1), !isByKey || form == .foreign else {
            throw Self.notAllowed("SignerInfo.version")
        }
        let digestAlgorithmNode = try signer.next()
        digestAlgorithm = try DigestAlgorithm(DERReader(digestAlgorithmNode, place: "digestAlgorithm"))
        if form == .profile {
            guard digestAlgorithms.count == 1,
                digestAlgorithms[0].encodedBytes == digestAlgorithmNode.encodedBytes
            else { throw Self.notAllowed("digestAlgorithms") }
        }
        guard let attributes = signer.next(if: .context(0)) else {
            throw SignatureError(.attributeMissing, ["attribute": ObjectIdentifier.messageDigest.description])
        }
        signedAttributes = try SignedAttributes(attributes, contentType: contentType, form: form)
        algorithm = try SignatureAlgorithm(signer.nested(), digest: digestAlgorithm)
        if form == .profile, algorithm.digest != digestAlgorithm {
            throw Self.notAllowed("signatureAlgorithm")
        }
        signatureValue = try signer.octets()
        let unsigned = signer.next(if: .context(1))
        timeStampTokens = try Self.timeStampTokens(unsigned, form)
        var (certificates, revocations) = (certificates, revocations)
        if form == .foreign { try revocations.add(unsigned: unsigned, &certificates) }
        self.certificates = certificates
        revocationLists = revocations.lists
        statusResponses = revocations.responses
        let isCounterSignature = contentType == nil
        // Those of counter-signatures are named, and no more.
        counterSignatures =
            isCounterSignature
            ? [] : try Self.counterSignatures(unsigned, der, certificates, revocations, form)
        attachments = try (SignatureAttachment.among(attributes) + SignatureAttachment.among(unsigned))
            .filter { $0 != .counterSignature || isCounterSignature }
        try signer.finish()
    }

    private static func counterSignatures(
        _ field: ASN1Node?,
        _ der: [UInt8],
        _ certificates: [Certificate],
        _ revocations: RevocationValues,
        _ form: SignatureForm
    ) throws(SignatureError) -> [Result<CMSSignature, SignatureError>] {
        guard let field else { return [] }
        var reader = try DERReader(field, .context(1), place: "unsignedAttrs")
        var nodes: [ASN1Node] = []
        while !reader.isAtEnd {
            var attribute = try reader.nested()
            guard try attribute.identifier() == .counterSignature else { continue }
            var values = try attribute.nested(.set)
            nodes += try values.rest()
        }
        guard nodes.count <= Limits.signatures else {
            throw SignatureError(
                .tooLarge,
                ["place": "countersignature", "limit": String(Limits.signatures)]
            )
        }
        return nodes.map { node in
            Result { () throws(SignatureError) in
                try CMSSignature(
                    DERReader(node, place: "Countersignature"),
                    der: der,
                    certificates: certificates,
                    revocations: revocations,
                    digestAlgorithms: [],
                    contentType: nil,
                    form: form
                )
            }
        }
    }

    private static func notAllowed(_ field: String) -> SignatureError {
        SignatureError(.formNotAllowed, ["place": "SignedData." + field])
    }

    static func certificates(
        _ field: ASN1Node?,
        _ form: SignatureForm
    ) throws(SignatureError) -> [Certificate] {
        guard let field else { return [] }
        var reader = try DERReader(field, .context(0), place: "certificates")
        let nodes = try reader.rest()
        let limit = form == .profile ? Limits.certificates : Limits.foreignCertificates
        guard nodes.count <= limit else {
            throw SignatureError(.tooLarge, ["place": "certificates", "limit": String(limit)])
        }
        var certificates: [Certificate] = []
        for node in nodes {
            do throws(SignatureError) {
                certificates.append(try .remembered(node.der))
            } catch {
                // Among other people's there may be kinds that we cannot read; the signer's own is then missing.
                if form == .profile { throw error }
            }
        }
        return certificates
    }

    static func identifier(_ signer: inout DERReader) throws(SignatureError) -> SignerIdentifier {
        if let node = signer.next(if: .context(0)) {
            guard case .primitive(let content) = node.content else {
                throw SignatureError.malformed("SignerIdentifier")
            }
            return .keyIdentifier(Array(content))
        }
        var pair = try signer.nested()
        let identifier = SignerIdentifier.issuerAndSerial(
            try DistinguishedName(pair.next()),
            serial: try pair.integer()
        )
        try pair.finish()
        return identifier
    }

    /// Reads the unsigned attributes, of which our profile knows the signature time-stamp alone.
    private static func timeStampTokens(
        _ field: ASN1Node?,
        _ form: SignatureForm
    ) throws(SignatureError) -> [[UInt8]] {
        guard let field else { return [] }
        var reader = try DERReader(field, .context(1), place: "unsignedAttrs")
        var tokens: [[UInt8]] = []
        while !reader.isAtEnd {
            var attribute = try reader.nested()
            let kind = try attribute.identifier()
            var values = try attribute.nested(.set)
            try attribute.finish()
            guard kind == .signatureTimeStamp else {
                if form == .foreign { continue }
                throw SignatureError(.attributeUnknown, ["attribute": kind.description])
            }
            tokens += try values.rest().map(\.der)
        }
        if form == .profile, tokens.count != 1 {
            let kind = ObjectIdentifier.signatureTimeStamp.description
            throw SignatureError(.attributeRepeated, ["attribute": kind])
        }
        return tokens
    }
}
