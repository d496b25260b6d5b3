// SPDX-License-Identifier: Apache-2.0

import Octets

extension RevocationList {
    /// The TBSCertList (RFC 5280 §5.1.2) that the authority then signs.
    static func body(
        number: UInt64,
        entries: [Entry],
        validity: Validity,
        issuer: Certificate
    ) throws(SignatureError) -> [UInt8] {
        var parts = [
            DEREncoding.integer(1 as UInt64), DEREncoding.algorithm(.ecdsaSHA256), issuer.subject.der,
            DEREncoding.time(validity.notBefore), DEREncoding.time(validity.notAfter),
        ]
        if !entries.isEmpty { parts.append(DEREncoding.sequence(of: entries.map(encoding))) }
        var extensions: [[UInt8]] = []
        if let identifier = issuer.extensions.subjectKeyIdentifier {
            let value = DEREncoding.sequence(DEREncoding.contextPrimitive(0, identifier))
            extensions.append(CertificateIssuer.plain(.authorityKeyIdentifier, value))
        }
        extensions.append(CertificateIssuer.plain(.listNumber, DEREncoding.integer(number)))
        parts.append(DEREncoding.context(0, DEREncoding.sequence(of: extensions)))
        return DEREncoding.sequence(of: parts)
    }

    private static func encoding(of entry: Entry) -> [UInt8] {
        var parts = [DEREncoding.integer(entry.serial), DEREncoding.time(entry.date)]
        var extensions: [[UInt8]] = []
        // The reason `unspecified` is left out (RFC 5280 §5.3.1).
        if entry.reason != .unspecified {
            let code = DEREncoding.element(0x0a, [entry.reason.rawValue])
            extensions.append(CertificateIssuer.plain(.reasonCode, code))
        }
        if let since = entry.claimedSince {
            let time = DEREncoding.generalizedTime(since)
            extensions.append(CertificateIssuer.plain(.invalidityDate, time))
        }
        if !extensions.isEmpty { parts.append(DEREncoding.sequence(of: extensions)) }
        return DEREncoding.sequence(of: parts)
    }
}
