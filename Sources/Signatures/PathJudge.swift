// SPDX-License-Identifier: Apache-2.0

import Octets

/// Judges a path by time and revocation (EN 319 102-1 §5.2.6 and §5.6.2.4).
///
/// The certificates must hold at one moment, the earliest at which the signature is known to exist: the proven end of
/// the interval, else the moment that is asked about. A failure is final only where evidence shows that the signature
/// was made too late or too early; else it may have been made in time, and the verdict is open.
struct PathJudge {
    private let path: [Certificate]
    private let proven: ProvenInterval
    /// The moment at which everything must hold.
    private let control: Timestamp

    init(path: [Certificate], moment: Timestamp, proven: ProvenInterval) {
        self.path = path
        self.proven = proven
        control = min(moment, proven.notAfter ?? moment)
    }

    func checkTimes() throws(CMSSignature.Failure) {
        for (index, certificate) in path.enumerated() {
            let validity = certificate.validity
            let isSigner = index == 0
            if control > validity.notAfter {
                let isProven = proven.notBefore.map { $0 > validity.notAfter } ?? false
                throw CMSSignature.Failure(
                    isSigner && isProven ? .expired : .outOfBoundsNoProof,
                    .certificateExpired,
                    ["time": validity.notAfter.description]
                )
            }
            if control < validity.notBefore {
                let isProven = proven.notAfter.map { $0 < validity.notBefore } ?? false
                throw CMSSignature.Failure(
                    isSigner && isProven ? .notYetValid : .outOfBoundsNoProof,
                    .certificateNotYetValid,
                    ["time": validity.notBefore.description]
                )
            }
        }
    }

    /// Checks each certificate but the anchor against what its issuer says of it.
    ///
    /// An entry counts even in evidence that is out of date. It counts from when the authority can first have made it: from
    /// its own date, and not before the newest evidence of the kind that does not have it yet. So an authority that
    /// revokes later cannot reach back to what was proven before; an earlier time that it names is told as a claim.
    ///
    /// - Returns: what was excused, is only claimed, or was relied on.
    func checkRevocation(
        _ evidence: RevocationEvidence,
        _ demand: SignatureDemands.Revocation
    ) throws(CMSSignature.Failure) -> [SignatureError] {
        var notes: [SignatureError] = []
        for (index, (certificate, issuer)) in zip(path, path.dropFirst()).enumerated() {
            let (findings, unusable) = evidence.findings(about: certificate, by: issuer)
            for finding in findings {
                guard let entry = finding.entry else { continue }
                let revoked = finding.date(of: entry)
                guard revoked > control else { throw failure(of: entry, at: revoked, isSigner: index == 0) }
                if let claimed = entry.claimedSince ?? (entry.date < revoked ? entry.date : nil),
                    claimed <= control
                {
                    let arguments = ["time": claimed.description, "first": revoked.description]
                    notes.append(SignatureError(.revocationClaimed, arguments))
                }
            }
            if let fresh = findings.first(where: { $0.isFresh(at: control) }) {
                if fresh.isAnswer {
                    let arguments = [
                        "name": certificate.subject.description, "time": fresh.thisUpdate.description,
                    ]
                    notes.append(SignatureError(.statusSeen, arguments))
                }
                continue
            }
            let reason =
                findings.map(\.end).max().map {
                    SignatureError(.revocationStale, ["time": $0.description])
                } ?? unusable.first ?? SignatureError(.revocationMissing)
            guard demand == .whereAvailable else { throw CMSSignature.Failure(.tryLater, reason) }
            notes.append(reason)
        }
        return notes
    }

    private func failure(
        of entry: RevocationList.Entry,
        at date: Timestamp,
        isSigner: Bool
    ) -> CMSSignature.Failure {
        let arguments = ["time": date.description, "reason": entry.reason.name]
        guard isSigner else {
            return CMSSignature.Failure(.revokedAuthorityNoProof, .authorityRevoked, arguments)
        }
        let isProven = proven.notBefore.map { $0 >= date } ?? false
        return CMSSignature.Failure(isProven ? .revoked : .revokedNoProof, .certificateRevoked, arguments)
    }
}
