// SPDX-License-Identifier: Apache-2.0

import COpenSSL
import Octets

/// An OCSP answer as it was received (RFC 6960 §4.2): what an authority said about certificates at one moment.
///
/// Reading it believes nothing: whose answer it is, and about which certificate, `answer(about:by:)` asks libcrypto each
/// time.
package struct StatusResponse: Hashable, Sendable {
    /// An OCSPResponse, or the BasicOCSPResponse in one, as CAdES keeps it (EN 319 122-1 §5.4.2).
    package let der: [UInt8]

    /// What it says about one certificate.
    struct Answer: Hashable {
        /// Nil where the certificate was good.
        let entry: RevocationList.Entry?
        /// The moment at which that was so.
        let thisUpdate: Timestamp
        /// Until when it may be relied on; nil where the authority always has something newer.
        let nextUpdate: Timestamp?

        /// Tells whether the answer still speaks at `moment`, or was made after it.
        ///
        /// Without a next update it speaks for its own moment and for what was before.
        func isFresh(at moment: Timestamp) -> Bool { moment <= max(thisUpdate, nextUpdate ?? thisUpdate) }
    }

    /// What became of an answer.
    enum Outcome: Hashable {
        case answer(Answer)
        /// It is about other certificates.
        case elsewhere
        /// It is about this one, and nothing can be built on it.
        case unusable(SignatureError)
    }

    /// - Throws: `tooLarge`.
    package init(der: [UInt8]) throws(SignatureError) {
        guard der.count <= Limits.statusResponse else {
            throw SignatureError(
                .tooLarge,
                ["place": "OCSPResponse", "limit": String(Limits.statusResponse)]
            )
        }
        self.der = der
    }

    /// The question about `certificate`, whose issuer is `issuer`, as a responder takes it (RFC 6960 §4.1).
    package static func request(
        about certificate: Certificate,
        by issuer: Certificate
    ) throws(SignatureError) -> [UInt8] {
        let (certificate, issuer) = (
            try DecodedCertificate.of(certificate), try DecodedCertificate.of(issuer)
        )
        var der: UnsafeMutablePointer<UInt8>?
        let count = certificate.withPointer { certificate in
            issuer.withPointer { issuer in
                unsafe andaman_signatures_status_request(certificate, issuer, &der)
            }
        }
        guard let bytes = unsafe der, count > 0 else { throw OpenSSL.failure() }
        defer { unsafe andaman_signatures_free(bytes) }
        return unsafe Array(UnsafeBufferPointer(start: bytes, count: Int(count)))
    }

    /// What it says about `certificate`, which `issuer` issued.
    ///
    /// Checked here: that the answer names this certificate by its issuer's name and key; that the issuer signed it, or
    /// a responder whom the issuer appointed for that and for which the purpose id-kp-OCSPSigning stands (RFC 6960
    /// §4.2.2.2); SHA-256 or better; that the responder's certificate held when the answer was made. Not here: whether
    /// the responder's own certificate was revoked, of which nobody offline can say more than its issuer.
    func answer(about certificate: Certificate, by issuer: Certificate) -> Outcome {
        defer { OpenSSL.drain() }
        guard let decoded = try? DecodedCertificate.of(certificate),
            let authority = try? DecodedCertificate.of(issuer), issuer.publicKey.isStrong
        else { return .unusable(SignatureError(.statusNotAuthentic)) }
        var status = andaman_signatures_status()
        let result = decoded.withPointer { certificate in
            authority.withPointer { issuer in
                unsafe andaman_signatures_judge_status(der, der.count, certificate, issuer, &status)
            }
        }
        guard result == 1 else {
            return result == -1 ? .elsewhere : .unusable(SignatureError(.statusNotAuthentic))
        }
        let made = Timestamp(secondsSinceEpoch: status.this_update)
        let time = ["time": made.description]
        guard status.is_weak == 0 else { return .unusable(SignatureError(.statusWeak, time)) }
        guard
            (status.responder_from...max(status.responder_from, status.responder_until))
                .contains(status.this_update)
        else { return .unusable(SignatureError(.statusResponderExpired, time)) }
        let next = status.has_next_update == 0 ? nil : Timestamp(secondsSinceEpoch: status.next_update)
        switch status.status {
        case V_OCSP_CERTSTATUS_GOOD:
            return .answer(Answer(entry: nil, thisUpdate: made, nextUpdate: next))
        case V_OCSP_CERTSTATUS_REVOKED:
            let entry = RevocationList.Entry(
                serial: certificate.serial,
                date: Timestamp(secondsSinceEpoch: status.revoked_at),
                reason: RevocationReason(rawValue: UInt8(clamping: status.reason)) ?? .unspecified
            )
            return .answer(Answer(entry: entry, thisUpdate: made, nextUpdate: next))
        default: return .unusable(SignatureError(.statusUnknown, time))
        }
    }
}
