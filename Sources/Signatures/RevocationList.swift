// SPDX-License-Identifier: Apache-2.0

package import Octets
import SwiftASN1

/// A list of revoked certificates as it was received (RFC 5280 §5); whose it is, `isAuthentic` tells.
package struct RevocationList: Sendable, Hashable {
    /// One revoked certificate.
    package struct Entry: Hashable, Sendable {
        package let serial: [UInt8]
        /// When the authority revoked it: from then on the certificate is not to be believed.
        package let date: Timestamp
        package let reason: RevocationReason
        /// Since when the authority says that the certificate was no longer good, if earlier (RFC 5280 §5.3.2): a claim,
        /// which does not reach back to what was proven to exist before `date`.
        package let claimedSince: Timestamp?

        package init(
            serial: [UInt8],
            date: Timestamp,
            reason: RevocationReason,
            claimedSince: Timestamp? = nil
        ) {
            self.serial = serial
            self.date = date
            self.reason = reason
            self.claimedSince = claimedSince
        }
    }

    package let der: [UInt8]
    package let issuer: DistinguishedName
    package let number: UInt64
    package let thisUpdate: Timestamp
    package let nextUpdate: Timestamp
    package let entries: [Entry]
    private let body: [UInt8]
    private let algorithm: SignatureAlgorithm
    private let signature: [UInt8]

    /// The list that is the whole of `der`.
    ///
    /// - Throws: `tooLarge`, `malformed`, `algorithmNotAccepted`, and `formNotAllowed` for what our lists never are:
    ///   without number or next update, with a critical extension (a part of a list, another issuer's entries), with
    ///   a serial number listed twice.
    package init(der: [UInt8]) throws(SignatureError) {
        guard der.count <= Limits.revocationList else {
            let limit = String(Limits.revocationList)
            throw SignatureError(.tooLarge, ["place": "CertificateList", "limit": limit])
        }
        self.der = der
        var list = try DERReader(der: der, place: "CertificateList")
        let bodyNode = try list.next()
        let algorithmNode = try list.next()
        algorithm = try SignatureAlgorithm(DERReader(algorithmNode, place: "signatureAlgorithm"))
        let bits = try list.bits()
        guard bits.unused == 0 else { throw SignatureError.malformed("signatureValue") }
        signature = bits.bytes
        try list.finish()
        body = bodyNode.der

        var reader = try DERReader(bodyNode, place: "TBSCertList")
        guard try reader.smallInteger() == 1 else { throw Self.notAllowed("version") }
        guard try reader.next().encodedBytes == algorithmNode.encodedBytes else {
            throw Self.notAllowed("signature")
        }
        issuer = try DistinguishedName(reader.next())
        thisUpdate = try reader.time()
        guard let next = reader.next(if: .utcTime) ?? reader.next(if: .generalizedTime) else {
            throw Self.notAllowed("nextUpdate")
        }
        nextUpdate = try next.time("nextUpdate")
        var entries: [Entry] = []
        if let node = reader.next(if: .sequence) {
            var fields = try DERReader(node, place: "revokedCertificates")
            repeat { entries.append(try Self.entry(fields.nested())) } while !fields.isAtEnd
        }
        self.entries = entries
        guard Set(entries.map(\.serial)).count == entries.count else {
            throw Self.notAllowed("revokedCertificates")
        }
        guard let field = reader.next(if: .context(0)) else { throw Self.notAllowed("crlNumber") }
        try reader.finish()
        number = try Self.number(DERReader(field, .context(0), place: "crlExtensions"))
    }

    /// Tells whether `authority` issued and signed this list.
    package func isAuthentic(under authority: Certificate) -> Bool {
        issuer == authority.subject && authority.extensions.isAuthority
            && authority.extensions.keyUsage?.contains(.listSigning) ?? false
            && authority.publicKey.isStrong && authority.publicKey.isValid(signature, over: body, algorithm)
    }

    /// Tells whether the list still speaks at `moment`, or was made after it.
    package func isFresh(at moment: Timestamp) -> Bool { moment <= nextUpdate }

    /// The entry about the certificate with `serial`.
    package func entry(serial: [UInt8]) -> Entry? { entries.first { $0.serial == serial } }

    package static func == (left: RevocationList, right: RevocationList) -> Bool { left.der == right.der }

    package func hash(into hasher: inout Hasher) { hasher.combine(der) }

    private static func notAllowed(_ field: String) -> SignatureError {
        SignatureError(.formNotAllowed, ["place": "CertificateList." + field])
    }

    private static func entry(_ reader: DERReader) throws(SignatureError) -> Entry {
        var reader = reader
        let serial = try reader.integer()
        let date = try reader.time()
        var reason = RevocationReason.unspecified
        var claimedSince: Timestamp?
        if !reader.isAtEnd {
            var extensions = try reader.nested()
            while !extensions.isAtEnd {
                var field = try extensions.nested()
                let kind = try field.identifier()
                if try field.flag() { throw notAllowed("crlEntryExtensions") }
                let value = try field.octets()
                try field.finish()
                if kind == .invalidityDate {
                    var content = try DERReader(der: DEREncoding.sequence(value), place: "invalidityDate")
                    claimedSince = try content.time()
                    try content.finish()
                }
                guard kind == .reasonCode else { continue }
                guard value.count == 3, value[0] == 0x0a, value[1] == 1,
                    let known = RevocationReason(rawValue: value[2])
                else { throw notAllowed("reasonCode") }
                reason = known
            }
        }
        try reader.finish()
        return Entry(serial: serial, date: date, reason: reason, claimedSince: claimedSince)
    }

    private static func number(_ field: DERReader) throws(SignatureError) -> UInt64 {
        var field = field
        var extensions = try field.nested()
        try field.finish()
        var number: UInt64?
        while !extensions.isAtEnd {
            var reader = try extensions.nested()
            let kind = try reader.identifier()
            if try reader.flag() { throw notAllowed("crlExtensions") }
            let value = try reader.octets()
            try reader.finish()
            guard kind == .listNumber else { continue }
            guard number == nil else { throw notAllowed("crlNumber") }
            var content = try DERReader(der: DEREncoding.element(0x30, value), place: "crlNumber")
            number = try content.smallInteger()
            try content.finish()
        }
        guard let number else { throw notAllowed("crlNumber") }
        return number
    }
}
