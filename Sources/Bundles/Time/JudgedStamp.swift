// SPDX-License-Identifier: Apache-2.0

package import ASiC
package import Octets
package import Signatures

/// What became of one time-stamp: evidence of when something existed at the latest, or why it is none.
package struct JudgedStamp: Sendable {
    package enum Kind: String, Sendable {
        /// In other people's signatures, among what was signed: over the content, and older than the signature.
        case content = "content-time-stamp"
        /// In a signature, over its value.
        case signature = "signature-time-stamp"
        /// Over an archive manifest, and so over everything in the container; or in another's signature, over it and what
        /// its index covers.
        case archive = "archive-time-stamp"
        /// Beside the file, over the whole of it.
        case file = "file-time-stamp"
    }

    package let kind: Kind
    package let verdict: TimeStampToken.Verdict
    package let reasons: [Reason]
    /// Whether the stamp is damaged or is over something else: then the file is not what it was.
    package let isBroken: Bool
    /// Of an archive time-stamp over a manifest: that, and what it covers, as they stand in the container.
    package let source: ContainerSignature?

    package init(_ kind: Kind, _ verdict: TimeStampToken.Verdict) {
        self.init(kind, verdict, source: nil)
    }

    init(_ kind: Kind, _ verdict: TimeStampToken.Verdict, source: ContainerSignature?) {
        let isAltered =
            source?.references.contains { [.altered, .missing].contains($0.state) } ?? false
        self.source = source
        self.kind = kind
        self.verdict = verdict
        reasons = verdict.reasons.map { Reason($0) }
        isBroken = verdict.isBroken || isAltered
    }

    /// What the stamp says, believed or not.
    package var claimedTime: Timestamp? { verdict.info?.time }

    /// Before which the stamped bytes existed; nil where the stamp is no evidence.
    package var provenNotAfter: Timestamp? { isBroken ? nil : verdict.provenNotAfter }

    /// After which whatever holds the stamp was made; nil where the stamp is no evidence.
    var provenNotBefore: Timestamp? { provenNotAfter == nil ? nil : verdict.info?.earliest }

    /// The authority's name as its certificate gives it.
    package var authority: String? {
        verdict.authority.map { $0.subject.name ?? $0.subject.office ?? $0.fingerprint.hex }
    }
}
