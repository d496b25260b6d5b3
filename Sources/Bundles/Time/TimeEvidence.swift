// SPDX-License-Identifier: Apache-2.0

import Dossiers
package import Octets

/// One thing that shows when a signature was made at the earliest or at the latest, and on whose word that rests.
///
/// Whoever signs cannot vouch for the time of it, nor can anybody else in his office: evidence of the signer's own office
/// is a claim and never becomes one of these.
package struct TimeEvidence: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        /// Over what was signed, in what was signed.
        case contentStamp = "content-time-stamp"
        case signatureStamp = "signature-time-stamp"
        case archiveStamp = "archive-time-stamp"
        case fileStamp = "file-time-stamp"
        /// A log's head that stands in what was signed, with an office's cosignature and its time.
        case checkpoint = "carried-checkpoint"
        /// What another office says that it filed, refused or opened.
        case receipt
        /// A receipt's line in a log whose head an office cosigned later.
        case logEntry = "log-entry"
        /// It lies inside something that existed by then.
        case enclosing
    }

    package enum End: String, Sendable {
        case notBefore = "not-before"
        case notAfter = "not-after"
    }

    package let kind: Kind
    package let time: Timestamp
    /// Whose word it is: an office's id, or the name of a time-stamp authority.
    package let witness: String
    /// Nil for a time-stamp authority.
    let office: OfficeReference?

    init(_ kind: Kind, _ time: Timestamp, by office: OfficeReference) {
        self.init(kind, time, witness: office.office, office: office)
    }

    private init(_ kind: Kind, _ time: Timestamp, witness: String, office: OfficeReference?) {
        self.kind = kind
        self.time = time
        self.witness = witness
        self.office = office
    }

    /// A time-stamp; nil where it proves nothing.
    init?(_ stamp: JudgedStamp) {
        let isBeginning = stamp.kind == .content
        guard let time = isBeginning ? stamp.provenNotBefore : stamp.provenNotAfter else { return nil }
        let kind: Kind =
            switch stamp.kind {
            case .content: .contentStamp
            case .signature: .signatureStamp
            case .archive: .archiveStamp
            case .file: .fileStamp
            }
        self.init(kind, time, witness: stamp.authority ?? "—", office: nil)
    }

    package var end: End { [.checkpoint, .contentStamp].contains(kind) ? .notBefore : .notAfter }

    /// What the same evidence says of something that lies sealed inside: when it existed at the latest.
    ///
    /// Nothing follows for its beginning: it may be much older than what it was put into.
    var forEnclosed: TimeEvidence? {
        end == .notAfter ? TimeEvidence(.enclosing, time, witness: witness, office: office) : nil
    }

    /// In words, with whose word it is.
    package var words: Reason {
        Reason(
            domain: "time",
            code: kind.rawValue,
            arguments: ["name": witness, "time": time.description]
        )
    }
}
