// SPDX-License-Identifier: Apache-2.0

import Octets
import Signatures

/// What all the evidence together proves about the time of one signature.
struct ProvenTime {
    let interval: ProvenInterval
    /// What a reader should know of it: evidence that contradicts itself or the signer.
    let remarks: [Reason]

    /// Takes the latest of all beginnings and the earliest of all ends.
    ///
    /// Where they contradict each other by no more than clocks may differ, the end alone counts, which is what verdicts
    /// hang on; where by more, somebody's word is false, and neither counts. `claimed` is the signer's own time, which
    /// evidence may disprove (`THREATS.md` 23).
    init(_ evidence: [TimeEvidence], claimed: Timestamp?) {
        let beginning = evidence.filter { $0.end == .notBefore }.map(\.time).max()
        let end = evidence.filter { $0.end == .notAfter }.map(\.time).min()
        var remarks: [Reason] = []
        func remark(_ code: String, _ times: [String: Timestamp]) {
            remarks.append(Reason(domain: "time", code: code, arguments: times.mapValues(\.description)))
        }
        if let beginning, let end, beginning > end {
            remark("contradiction", ["first": beginning, "last": end])
            let isByMuch = beginning > end.adding(seconds: Limits.clockSkew)
            interval = isByMuch ? .unknown : ProvenInterval(notAfter: end)
        } else {
            interval = ProvenInterval(notBefore: beginning, notAfter: end)
        }
        if let claimed {
            if let first = interval.notBefore, claimed < first.adding(seconds: -Limits.clockSkew) {
                remark("claimed-too-early", ["time": claimed, "first": first])
            }
            if let last = interval.notAfter, claimed > last.adding(seconds: Limits.clockSkew) {
                remark("claimed-too-late", ["time": claimed, "last": last])
            }
        }
        self.remarks = remarks
    }
}
