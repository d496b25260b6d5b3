// SPDX-License-Identifier: Apache-2.0

import ASiC
import Octets
import Signatures

/// The archive time-stamps of a container, judged from the newest to the oldest (EN 319 162-1 annex A.7).
///
/// The newest must hold at the moment that is asked about; each older one must hold when the next came, which proves
/// that it existed by then. So evidence outlives the certificates and algorithms of each single stamp.
struct ArchiveChain {
    /// The oldest first.
    let stamps: [JudgedStamp]
    /// Before which everything under the archive time-stamps existed, the signatures above all.
    let proven: ProvenInterval

    init(
        _ contents: ContainerContents?,
        trust: TimeTrust,
        at moment: Timestamp,
        proven known: ProvenInterval = .unknown
    ) {
        var notAfter = known.notAfter
        var judged: [JudgedStamp] = []
        for archive in contents?.timestamps.reversed() ?? [] {
            let verdict = TimeStampToken.verify(
                der: archive.signature,
                form: contents?.kind == nil ? .foreign : .profile,
                over: .bytes(archive.signedBytes),
                trust: trust,
                at: moment,
                proven: ProvenInterval(notAfter: notAfter)
            )
            let stamp = JudgedStamp(.archive, verdict, source: archive)
            if let time = stamp.provenNotAfter { notAfter = min(time, notAfter ?? time) }
            judged.append(stamp)
        }
        stamps = judged.reversed()
        proven = ProvenInterval(notBefore: known.notBefore, notAfter: notAfter)
    }

    var brokenStamps: [Reason] {
        stamps.enumerated().filter(\.element.isBroken)
            .map { Reason(.stampBroken, ["place": "archive " + String($0.offset + 1)]) }
    }
}
