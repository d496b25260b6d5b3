// SPDX-License-Identifier: Apache-2.0

import Octets

/// An archive time-stamp inside another person's signature, judged (EN 319 122-1 §5.5.3).
package struct ArchiveStamp: Sendable {
    package let verdict: TimeStampToken.Verdict
    /// What its index covers, beside the signature itself; nil where the stamp or the index is broken.
    let covered: ArchivedParts?

    init(_ verdict: TimeStampToken.Verdict, covering covered: ArchivedParts?) {
        self.verdict = verdict
        self.covered = covered
    }

    /// A stamp that could not be judged for `error`.
    init(_ error: SignatureError, in token: TimeStampToken?) {
        let subIndication: SignatureVerdict.SubIndication =
            switch error.code {
            case .algorithmNotAccepted: .cryptographicConstraintsFailureNoProof
            case .stampMismatch: .hashFailure
            default: .formatFailure
            }
        verdict = TimeStampToken.Verdict(
            subIndication: subIndication,
            reasons: [error],
            authority: nil,
            info: token?.info,
            path: []
        )
        covered = nil
    }

    /// Before which the attribute value `token` existed, by this stamp; nil where it does not cover it or does not hold.
    func provenNotAfter(of token: [UInt8]) -> Timestamp? {
        guard let covered, covered.values.contains(where: { $0.value == token }) else { return nil }
        return verdict.provenNotAfter
    }
}
