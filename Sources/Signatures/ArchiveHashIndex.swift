// SPDX-License-Identifier: Apache-2.0

import SwiftASN1

/// What an archive time-stamp inside a signature covers, by digests: ATSHashIndexV3 (EN 319 122-1 §5.5.2).
///
/// It stands in an unsigned attribute of the token's own signer; the token's imprint is over it.
struct ArchiveHashIndex {
    private static let place = "ats-hash-index-v3"

    let der: [UInt8]
    let algorithm: DigestAlgorithm
    let certificates: Set<[UInt8]>
    let revocations: Set<[UInt8]>
    let values: Set<[UInt8]>

    /// Reads the one index of `token`.
    ///
    /// - Throws: `attributeMissing`, `attributeRepeated`, `formNotAllowed` where its digests are made by another
    ///   algorithm than the imprint, `algorithmNotAccepted`, `malformed`.
    init(of token: TimeStampToken) throws(SignatureError) {
        let found = try Self.unsigned(token).filter { $0.kind == .archiveHashIndex }.flatMap(\.values)
        guard let node = found.first else { throw Self.failure(.attributeMissing) }
        guard found.count == 1 else { throw Self.failure(.attributeRepeated) }
        der = node.der
        var reader = try DERReader(node, place: Self.place)
        var fields = try reader.rest()
        // The annex's ASN.1 requires the algorithm; software is about that leaves SHA-256 out, as the index before this
        // one allowed. Nothing is believed for it: each digest must still be of something here.
        var algorithm = DigestAlgorithm.sha256
        if fields.count == 4 {
            algorithm = try DigestAlgorithm(DERReader(fields.removeFirst(), place: Self.place))
        }
        guard fields.count == 3 else { throw SignatureError.malformed(Self.place) }
        guard algorithm == token.info.digestAlgorithm else {
            throw SignatureError(.formNotAllowed, ["place": Self.place + ".hashIndAlgorithm"])
        }
        self.algorithm = algorithm
        certificates = try Self.digests(fields[0])
        revocations = try Self.digests(fields[1])
        values = try Self.digests(fields[2])
    }

    /// Whether the token has no index but one of ETSI TS 101 733 §6.4.2, which EN 319 122-1 §5.5.3 does not take.
    static func isOfOlderKind(_ token: [UInt8]) -> Bool {
        guard let read = try? TimeStampToken(der: token), let attributes = try? unsigned(read) else {
            return false
        }
        let kinds = attributes.map(\.kind)
        return kinds.contains(.olderArchiveHashIndex) && !kinds.contains(.archiveHashIndex)
    }

    /// Those of `parts` whose digests are in `digests`, each of which must belong to one.
    func select<Part>(
        _ parts: [Part],
        from digests: Set<[UInt8]>,
        _ octets: (Part) -> [UInt8]
    ) throws(SignatureError) -> [Part] {
        var selected: [Part] = []
        var missing = digests
        for part in parts {
            let digest = try algorithm.digest(of: octets(part))
            guard digests.contains(digest) else { continue }
            selected.append(part)
            missing.remove(digest)
        }
        guard missing.isEmpty else { throw SignatureError(.stampMismatch, ["field": Self.place]) }
        return selected
    }

    private static func digests(_ field: ASN1Node) throws(SignatureError) -> Set<[UInt8]> {
        var reader = try DERReader(field, place: place)
        var digests: Set<[UInt8]> = []
        while !reader.isAtEnd { digests.insert(try reader.octets()) }
        return digests
    }

    /// The unsigned attributes of the token's signer.
    private static func unsigned(_ token: TimeStampToken) throws(SignatureError) -> [(
        kind: ObjectIdentifier, values: [ASN1Node]
    )] {
        var wrapper = try DERReader(der: token.der, place: "TimeStampToken")
        _ = try wrapper.next()
        var explicit = try wrapper.nested(.context(0))
        var data = try explicit.nested()
        for _ in 0..<3 { _ = try data.next() }
        _ = data.next(if: .context(0))
        _ = data.next(if: .context(1))
        var signers = try data.nested(.set)
        var signer = try signers.nested()
        for _ in 0..<6 { _ = try signer.next() }
        guard let field = signer.next(if: .context(1)) else { return [] }
        var reader = try DERReader(field, .context(1), place: "unsignedAttrs")
        var found: [(kind: ObjectIdentifier, values: [ASN1Node])] = []
        while !reader.isAtEnd {
            var attribute = try reader.nested()
            let kind = try attribute.identifier()
            var content = try attribute.nested(.set)
            found.append((kind, try content.rest()))
        }
        return found
    }

    private static func failure(_ code: SignatureError.Code) -> SignatureError {
        SignatureError(code, ["attribute": ObjectIdentifier.archiveHashIndex.description])
    }
}
