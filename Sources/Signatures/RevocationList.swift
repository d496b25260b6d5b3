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
    /// The addresses that the list is for, where it is a part of a whole (RFC 5280 §5.2.5); other people's lists alone.
    private let distributionPoints: Set<String>?
    private let body: [UInt8]
    private let algorithm: SignatureAlgorithm
    private let signature: [UInt8]

    /// The list that is the whole of `der`.
    ///
    /// - Throws: `tooLarge`, `malformed`, `algorithmNotAccepted`, and `formNotAllowed` for what our lists never are:
    ///   without number or next update, with a critical extension (a part of a list, another issuer's entries), with
    ///   a serial number listed twice. In other people's lists a hold is a revocation, and a part of a list is taken where it
    ///   is one by address and by nothing else.
    package init(der: [UInt8], form: SignatureForm = .profile) throws(SignatureError) {
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
            repeat { entries.append(try Self.entry(fields.nested(), form)) } while !fields.isAtEnd
        }
        self.entries = entries
        guard Set(entries.map(\.serial)).count == entries.count else {
            throw Self.notAllowed("revokedCertificates")
        }
        guard let field = reader.next(if: .context(0)) else { throw Self.notAllowed("crlNumber") }
        try reader.finish()
        (number, distributionPoints) = try Self.extensions(
            DERReader(field, .context(0), place: "crlExtensions"),
            form
        )
    }

    /// The same for every list that a newer one of the authority replaces: its issuer and, of a part, the addresses.
    package var scope: SHA256Digest {
        SHA256Digest(of: issuer.der + Array((distributionPoints ?? []).sorted().joined(separator: "\n").utf8))
    }

    /// Tells whether the list is one that would name `certificate`, if it were revoked.
    func covers(_ certificate: Certificate) -> Bool {
        guard let distributionPoints else { return true }
        return !distributionPoints.isDisjoint(with: certificate.extensions.listAddresses)
    }

    /// Another authority's list in a file: DER, or PEM (RFC 7468 §7).
    package init(file bytes: [UInt8]) throws(SignatureError) {
        let text = String(decoding: bytes, as: UTF8.self)
        let blocks = text.hasPrefix("-----") ? try PEM.decode(text, label: "X509 CRL") : [bytes]
        guard blocks.count == 1 else { throw SignatureError.malformed("PEM") }
        try self.init(der: blocks[0], form: .foreign)
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

    private static func entry(_ reader: DERReader, _ form: SignatureForm) throws(SignatureError) -> Entry {
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
                guard value.count == 3, value[0] == 0x0a, value[1] == 1 else {
                    throw notAllowed("reasonCode")
                }
                if let known = RevocationReason(rawValue: value[2]) {
                    reason = known
                } else if form == .profile || ![Self.hold, Self.attributeCompromise].contains(value[2]) {
                    throw notAllowed("reasonCode")
                }
            }
        }
        try reader.finish()
        return Entry(serial: serial, date: date, reason: reason, claimedSince: claimedSince)
    }

    // Reasons of other people's lists that count as a revocation for no stated reason.
    private static let hold: UInt8 = 6
    private static let attributeCompromise: UInt8 = 10

    private static func extensions(
        _ field: DERReader,
        _ form: SignatureForm
    ) throws(SignatureError) -> (number: UInt64, points: Set<String>?) {
        var field = field
        var extensions = try field.nested()
        try field.finish()
        var number: UInt64?
        var points: Set<String>?
        while !extensions.isAtEnd {
            var reader = try extensions.nested()
            let kind = try reader.identifier()
            let isPart = form == .foreign && kind == .issuingDistributionPoint
            if try reader.flag(), !isPart { throw notAllowed("crlExtensions") }
            let value = try reader.octets()
            try reader.finish()
            if isPart {
                // Only the addresses may stand there: a list for some reasons or kinds alone leaves others out.
                var content = try DERReader(der: value, place: "issuingDistributionPoint")
                let name = content.next(if: .context(0))
                guard let name, content.isAtEnd else { throw notAllowed("issuingDistributionPoint") }
                points = Set(try CertificateExtensions.addresses(in: name))
            }
            guard kind == .listNumber else { continue }
            guard number == nil else { throw notAllowed("crlNumber") }
            var content = try DERReader(der: DEREncoding.element(0x30, value), place: "crlNumber")
            number = try content.smallInteger()
            try content.finish()
        }
        guard let number else { throw notAllowed("crlNumber") }
        return (number, points)
    }
}
