// SPDX-License-Identifier: Apache-2.0

package import Octets
import SwiftASN1

extension CMSSignature {
    /// Judges the archive time-stamps inside this signature of other people's (EN 319 122-1 §5.5), the oldest first.
    ///
    /// Checked: the index, each entry of which must belong to something here (§5.5.2); the imprint over the `content`'s
    /// digest, the signer's fields and the index (§5.5.3); the token like any other. The newest must hold at `moment`, or
    /// at what `proven` says of the whole signature; an older one must have held when the next came that covers it.
    /// Not checked: whether the index was complete when it was made, which nobody can see later; what the token carries in
    /// unsigned attributes of its own beside the index.
    package func archiveStamps(
        over content: [UInt8],
        trust: TimeTrust,
        at moment: Timestamp,
        proven: ProvenInterval = .unknown
    ) -> [ArchiveStamp] {
        guard let archived else { return [] }
        let tokens = archived.tokens.map { (der: $0, time: (try? TimeStampToken(der: $0))?.info.time) }
            .sorted { left, right in left.time.map { time in right.time.map { time > $0 } ?? true } ?? false }
        var judged: [ArchiveStamp] = []
        for (token, _) in tokens {
            let known = proven.ending(by: judged.map { $0.provenNotAfter(of: token) })
            judged.append(judge(token, archived, content, trust, moment, known))
        }
        return judged.reversed()
    }

    private func judge(
        _ der: [UInt8],
        _ archived: ArchivedParts,
        _ content: [UInt8],
        _ trust: TimeTrust,
        _ moment: Timestamp,
        _ proven: ProvenInterval
    ) -> ArchiveStamp {
        var read: TimeStampToken?
        do throws(SignatureError) {
            let token = try TimeStampToken(der: der)
            read = token
            let index = try ArchiveHashIndex(of: token)
            let covered = try archived.covered(by: index)
            let digest = try token.info.digestAlgorithm.digest(of: content)
            let octets = archived.imprinted(digest, index)
            let verdict = judge(der, over: octets, trust, moment, proven)
            return ArchiveStamp(verdict, covering: verdict.isBroken ? nil : covered)
        } catch {
            return ArchiveStamp(error, in: read)
        }
    }

    /// The signature with those certificates and revocation values alone which `stamps` that hold cover.
    ///
    /// What was put in later may come from whoever had the keys by then, so nothing that rests on these stamps may rest
    /// on it. That goes for the signer's certificate too, though his signing-certificate names it by a digest.
    package func keeping(provenBy stamps: [ArchiveStamp]) -> CMSSignature {
        let parts = stamps.filter(\.verdict.isPassed).compactMap(\.covered)
        func field(_ number: UInt8, _ elements: [[UInt8]]) -> ASN1Node? {
            try? DER.parse(Self.implicit(number, Array(Set(elements))))
        }
        let values = parts.flatMap(\.values).map {
            DEREncoding.sequence(DEREncoding.identifier($0.kind), DEREncoding.set(of: [$0.value]))
        }
        var kept = (try? Self.certificates(field(0, parts.flatMap(\.certificates)), form)) ?? []
        var revocations = try? RevocationValues(crls: field(1, parts.flatMap(\.revocations)), form)
        try? revocations?.add(unsigned: field(1, values), &kept)
        var copy = self
        copy.certificates = kept
        copy.revocationLists = revocations?.lists ?? []
        copy.statusResponses = revocations?.responses ?? []
        return copy
    }
}

extension ProvenInterval {
    /// The interval whose end is the earliest of its own and `further`.
    package func ending(by further: [Timestamp?]) -> ProvenInterval {
        ProvenInterval(notBefore: notBefore, notAfter: (further + [notAfter]).compactMap(\.self).min())
    }
}
