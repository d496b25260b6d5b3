// SPDX-License-Identifier: Apache-2.0

package import Octets

extension CMSSignature {
    /// Judges the time-stamps over this signature's value inside it (EN 319 122-1 §5.3).
    ///
    /// `proven` is what a later time-stamp proves of this whole signature, stamps included; `archives` are those inside it,
    /// of which each proves what it covers.
    package func stamps(
        trust: TimeTrust,
        at moment: Timestamp,
        proven: ProvenInterval = .unknown,
        archives: [ArchiveStamp] = []
    ) -> [TimeStampToken.Verdict] {
        timeStampTokens.map { token in
            let known = proven.ending(by: archives.map { $0.provenNotAfter(of: token) })
            return judge(token, over: signatureValue, trust, moment, known)
        }
    }

    /// Judges the content time-stamps among the signed attributes, each over the `content` that the signature is over
    /// (EN 319 122-1 §5.2.8: of a detached signature the bytes outside, as they are).
    ///
    /// They were there before the signature, so one that holds shows when it was made at the earliest, and that the
    /// content existed by then. `proven` is what later time-stamps prove of this whole signature.
    package func contentStamps(
        over content: [UInt8],
        trust: TimeTrust,
        at moment: Timestamp,
        proven: ProvenInterval = .unknown
    ) -> [TimeStampToken.Verdict] {
        signedAttributes.contentTimeStamps.map { judge($0, over: content, trust, moment, proven) }
    }

    func judge(
        _ token: [UInt8],
        over content: [UInt8],
        _ trust: TimeTrust,
        _ moment: Timestamp,
        _ proven: ProvenInterval
    ) -> TimeStampToken.Verdict {
        TimeStampToken.verify(
            der: token,
            form: form,
            over: .bytes(content),
            // Certificates and lists that were put beside a stamp serve it as well.
            trust: TimeTrust(
                anchors: trust.anchors,
                revocationLists: trust.revocationLists + revocationLists,
                statusResponses: trust.statusResponses + statusResponses,
                policies: trust.policies
            ),
            at: moment,
            proven: proven
        )
    }
}
