// SPDX-License-Identifier: Apache-2.0

import Dossiers
import Octets
import TransparencyLog

/// A log's head that was put into a container before it was signed: proof that it was signed later.
///
/// A cosignature cannot be known before it was given, so what holds one is younger. The time is the cosigner's word.
package enum CarriedCheckpoint {
    /// The entry that holds it: a C2SP checkpoint with its cosignatures, as stock tools read it.
    package static let name = "time.checkpoint"

    /// What a carried head proves: for each office that cosigned it, when that office says so.
    ///
    /// Empty for bytes that are no checkpoint, for the head of a log that is not a known office's, and where no known
    /// office cosigned: whoever signs could have made those himself.
    static func evidence(in bytes: [UInt8], _ trust: TrustStore) -> [TimeEvidence] {
        guard let head = try? SignedCheckpoint(parsing: bytes), trust.knowsLog(of: head) else { return [] }
        return trust.cosignatures(on: head).map { TimeEvidence(.checkpoint, $0.time, by: $0.office) }
    }
}
