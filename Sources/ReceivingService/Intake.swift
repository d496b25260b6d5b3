// SPDX-License-Identifier: Apache-2.0

package import Octets

/// What judges and files bundles behind the service's routes.
///
/// All calls are made on the service's own blocking threads, several at once, and may take as long as they need.
package protocol Intake: Sendable {
    /// Judges a bundle and files it or refuses it.
    ///
    /// What is answered must be durable on return. The spool file may be moved away (`SealedStore.adopt`); what is left
    /// of it the service deletes. Anything thrown is answered with 503, and logged by its code only: what cannot be
    /// judged now is never refused.
    ///
    /// `spoolPath` is where the whole file is, `fileDigest` the SHA-256 of its bytes, `size` how many those are. `admitted`
    /// is the identity that `admit` let in for these bytes, which it counted; nil where nothing was shown ahead.
    func file(
        spooledAt spoolPath: String,
        fileDigest: SHA256Digest,
        size: UInt64,
        admitted: SHA256Digest?,
        at time: Timestamp
    ) throws -> IntakeOutcome

    /// Judges what is shown of a bundle ahead of its bytes.
    func admit(_ shown: ShownEnvelope, at time: Timestamp) throws -> Admission

    /// The receipt container that answered the bundle of this identity; nil where there is none.
    func receipt(identity: SHA256Digest) throws -> [UInt8]?

    /// The receipt of this number, from 1 on, that was given for the bundle of this identity: the one that answered it,
    /// then those of its openings and of its erasure; nil where there is none.
    func receipt(identity: SHA256Digest, number: Int) throws -> [UInt8]?

    /// The office card in force; nil where the office has none yet.
    func card() throws -> [UInt8]?

    /// Finds out whether registry and store are sound; throws where not.
    func check() throws

    /// Whether nothing may be filed now, since the log may have lost what others have seen.
    func isReadOnly() throws -> Bool
}

extension Intake {
    /// An intake without a log has nothing that could be lost.
    package func isReadOnly() throws -> Bool { false }
}

/// What came of a bundle.
package enum IntakeOutcome: Hashable, Sendable {
    /// It is filed, now or by an earlier delivery; the receipt is the same each time.
    case filed(receipt: [UInt8], identity: SHA256Digest, isDuplicate: Bool)
    /// It is refused for good, with a signed receipt: its seal is a known office's.
    case refused(receipt: [UInt8], identity: SHA256Digest)
    /// It is refused without a signature, since nothing is signed for strangers; the code is from a closed list.
    case rejectedUnsigned(code: String)
    /// It cannot be judged now; the sender is to come again after so many seconds.
    case unavailable(code: String, retryAfter: Int64)
}
