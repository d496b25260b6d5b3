// SPDX-License-Identifier: Apache-2.0

import SwiftASN1

extension CMSSignature {
    /// The signature with more evidence in it: a time-stamp, certificates, revocation lists.
    ///
    /// CAdES-T and -LT (EN 319
    /// 122-1 §5.3 and §6.3). What was signed stays as it is, byte for byte.
    ///
    /// - Throws: `stampPresent` where a token is given and one is there; `stampMismatch` where it is over something else;
    ///   `formNotAllowed` for a signature that is not of our profile; `tooLarge`.
    package func extended(
        token: TimeStampToken? = nil,
        certificates further: [Certificate] = [],
        revocationLists lists: [RevocationList] = []
    ) throws(SignatureError) -> CMSSignature {
        guard form == .profile else {
            throw SignatureError(.formNotAllowed, ["place": "SignedData"])
        }
        if let token {
            guard timeStampTokens.isEmpty else { throw SignatureError(.stampPresent) }
            guard try token.info.digestAlgorithm.digest(of: signatureValue) == token.info.imprint else {
                throw SignatureError(.stampMismatch, ["field": "messageImprint"])
            }
        }
        var outer = try DERReader(der: der, place: "ContentInfo")
        _ = try outer.next()
        var explicit = try outer.nested(.context(0))
        var data = try explicit.nested()
        let head = try [data.next().der, data.next().der, data.next().der]
        _ = data.next(if: .context(0))
        _ = data.next(if: .context(1))
        var signers = try data.nested(.set)
        var signer = try signers.nested()
        // Up to the signature's value: version, identifier, digest algorithm, attributes, algorithm, value.
        var fields: [[UInt8]] = []
        for _ in 0..<6 { fields.append(try signer.next().der) }
        let tokens = timeStampTokens + (token.map { [$0.der] } ?? [])
        if !tokens.isEmpty {
            let attribute = DEREncoding.sequence(
                DEREncoding.identifier(.signatureTimeStamp),
                DEREncoding.set(of: tokens)
            )
            fields.append(Self.implicit(1, [attribute]))
        }
        let signedData = DEREncoding.sequence(
            of: head + [
                Self.implicit(0, Set(certificates + further).map(\.der)),
                Self.implicit(1, Set(revocationLists + lists).map(\.der)),
                DEREncoding.set(of: [DEREncoding.sequence(of: fields)]),
            ]
        )
        return try CMSSignature(
            der: DEREncoding.sequence(
                DEREncoding.identifier(.signedData),
                DEREncoding.context(0, signedData)
            )
        )
    }
}
