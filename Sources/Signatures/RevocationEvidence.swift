// SPDX-License-Identifier: Apache-2.0

import Octets

/// What is known about revoked certificates when a path is judged; each item counts only for whom its authority speaks.
struct RevocationEvidence {
    let lists: [RevocationList]
    var responses: [StatusResponse] = []
    /// Whether lists keep entries of certificates that have expired, as ours do.
    ///
    /// Others drop them, so that a list made after a certificate's end says nothing about it (RFC 5280 §3.3).
    var keepsExpired = true

    /// What one kind of evidence says about a certificate.
    struct Finding {
        /// The newest entry about it.
        let entry: RevocationList.Entry?
        /// When that evidence is from.
        let thisUpdate: Timestamp
        /// Until when it may be relied on.
        let end: Timestamp
        /// When the same authority still said nothing against the certificate.
        let silent: [Timestamp]
        let isAnswer: Bool

        func isFresh(at moment: Timestamp) -> Bool { moment <= end }

        /// From when the entry counts: its own date, and not before the newest evidence that does not have it.
        ///
        /// So an authority that revokes later cannot reach back to what was proven before.
        func date(of entry: RevocationList.Entry) -> Timestamp {
            max(entry.date, silent.max() ?? entry.date)
        }
    }

    /// What lists and answers say about `certificate`, each kind for itself, and why answers about it do not count.
    func findings(
        about certificate: Certificate,
        by issuer: Certificate
    ) -> (findings: [Finding], unusable: [SignatureError]) {
        var findings: [Finding] = []
        let own = lists.filter { list in
            list.issuer == issuer.subject && list.covers(certificate)
                && isComplete(list.thisUpdate, certificate)
                && list.isAuthentic(under: issuer)
        }
        if let newest = own.max(by: { ($0.number, $0.thisUpdate) < ($1.number, $1.thisUpdate) }) {
            findings.append(
                Finding(
                    entry: newest.entry(serial: certificate.serial),
                    thisUpdate: newest.thisUpdate,
                    end: newest.nextUpdate,
                    silent: own.filter { $0.entry(serial: certificate.serial) == nil }.map(\.thisUpdate),
                    isAnswer: false
                )
            )
        }
        var answers: [StatusResponse.Answer] = []
        var unusable: [SignatureError] = []
        for response in Set(responses) {
            switch response.answer(about: certificate, by: issuer) {
            case .answer(let answer) where answer.entry != nil || isComplete(answer.thisUpdate, certificate):
                answers.append(answer)
            case .answer, .elsewhere: break
            case .unusable(let reason): unusable.append(reason)
            }
        }
        if let newest = answers.max(by: { $0.thisUpdate < $1.thisUpdate }) {
            findings.append(
                Finding(
                    entry: newest.entry,
                    thisUpdate: newest.thisUpdate,
                    end: max(newest.thisUpdate, newest.nextUpdate ?? newest.thisUpdate),
                    silent: answers.filter { $0.entry == nil }.map(\.thisUpdate),
                    isAnswer: true
                )
            )
        }
        return (findings, unusable)
    }

    private func isComplete(_ time: Timestamp, _ certificate: Certificate) -> Bool {
        keepsExpired || time <= certificate.validity.notAfter
    }
}
