// SPDX-License-Identifier: Apache-2.0

package import Octets
import SwiftASN1

/// What a time-stamp says: TSTInfo (RFC 3161 §2.4.2).
package struct TimeStampInfo: Hashable, Sendable {
    package let policy: ObjectIdentifier
    /// The authority's number of the stamp.
    package let serial: [UInt8]
    /// The second at which it was made, as the authority's clock said.
    package let time: Timestamp
    /// The latest moment that the stamp allows for: its time, fractions and the stated accuracy included, in whole
    /// seconds.
    package let latest: Timestamp
    /// The earliest moment that the stamp allows for: its time less the stated accuracy.
    package let earliest: Timestamp
    let digestAlgorithm: DigestAlgorithm
    let imprint: [UInt8]
    let nonce: [UInt8]?

    /// Reads the whole of `der`; an unknown critical extension is refused.
    init(der: [UInt8]) throws(SignatureError) {
        let place = "TSTInfo"
        var reader = try DERReader(der: der, place: place)
        guard try reader.smallInteger() == 1 else {
            throw SignatureError(.formNotAllowed, ["place": place + ".version"])
        }
        policy = try reader.identifier()
        var imprintReader = try reader.nested()
        digestAlgorithm = try DigestAlgorithm(imprintReader.nested())
        imprint = try imprintReader.octets()
        try imprintReader.finish()
        serial = try reader.integer()
        let (time, isRounded) = try Self.time(reader.next().primitive(.generalizedTime, place))
        self.time = time
        var accuracy: Int64 = 0
        if let field = reader.next(if: .sequence) { accuracy = try Self.accuracy(field) }
        latest = time.adding(seconds: accuracy + (isRounded ? 1 : 0))
        earliest = time.adding(seconds: -accuracy)
        _ = try reader.flag()
        nonce = if let field = reader.next(if: .integer) { try field.integer(place) } else { nil }
        _ = reader.next(if: .context(0))
        if let field = reader.next(if: .context(1)) { try Self.checkExtensions(field) }
        try reader.finish()
    }

    /// A GeneralizedTime that may have a fraction of a second, which must not end in 0 (RFC 3161 §2.4.2).
    private static func time(_ content: [UInt8]) throws(SignatureError) -> (Timestamp, isRounded: Bool) {
        var digits = content
        let fraction = content.dropFirst(14).dropLast()
        if !fraction.isEmpty {
            guard fraction.first == UInt8(ascii: "."), fraction.count > 1, fraction.last != UInt8(ascii: "0"),
                fraction.dropFirst().allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
            else { throw SignatureError.malformed("genTime") }
            digits.removeSubrange(14..<content.count - 1)
        }
        let field = DEREncoding.sequence(DEREncoding.element(0x18, digits))
        var reader = try DERReader(der: field, place: "genTime")
        return (try reader.time(), !fraction.isEmpty)
    }

    /// Seconds, milliseconds and microseconds, each left out where 0; rounded up.
    private static func accuracy(_ field: ASN1Node) throws(SignatureError) -> Int64 {
        var reader = try DERReader(field, place: "accuracy")
        var seconds: UInt64 = 0
        if let node = reader.next(if: .integer) { seconds = try Self.small(node.integer("accuracy")) }
        var hasFraction = false
        for number: UInt in 0...1 {
            guard let node = reader.next(if: .context(number)) else { continue }
            guard case .primitive(let content) = node.content, (1...2).contains(content.count) else {
                throw SignatureError.malformed("accuracy")
            }
            hasFraction = true
        }
        try reader.finish()
        // A clock that may be more than a day off proves nothing worth having.
        guard seconds <= 86400 else { throw SignatureError(.formNotAllowed, ["place": "TSTInfo.accuracy"]) }
        return Int64(seconds) + (hasFraction ? 1 : 0)
    }

    private static func small(_ content: [UInt8]) throws(SignatureError) -> UInt64 {
        guard content.count <= 8, content[0] < 0x80 else { throw SignatureError.malformed("accuracy") }
        return content.reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func checkExtensions(_ field: ASN1Node) throws(SignatureError) {
        var reader = try DERReader(field, .context(1), place: "TSTInfo.extensions")
        while !reader.isAtEnd {
            var entry = try reader.nested()
            _ = try entry.identifier()
            guard try !entry.flag() else {
                throw SignatureError(.formNotAllowed, ["place": "TSTInfo.extensions"])
            }
            _ = try entry.octets()
            try entry.finish()
        }
    }
}
